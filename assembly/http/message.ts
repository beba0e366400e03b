/** The body of POST /appraise, by the rules of hosts/service/messages.ts. */
import { Items } from "../bundle/items";
import { plain } from "../bundle/refusal";
import { INBLOB_MAX } from "../formats/configfs";
import { problems } from "../formats/json";
import { Range } from "../json/range";
import * as json from "../json/reader";
import { entryOf } from "../layout";
import { decodeBase64, isBase64, isBase64Url } from "../parse/text";
import { clause, dec, start, str } from "../render/out";
import { Text } from "../text";

const ranges = memory.data(5 * 8, 4);
function rangeAt(i: u32): Range {
  return changetype<Range>(ranges + 8 * i);
}
/** One of them is there. */
export const evidence = rangeAt(0);
export const bundle = rangeAt(1);
const endorsements = rangeAt(2);
const nonce = rangeAt(3);
const noNonce = rangeAt(4);

/** Endorsements at most. */
const MOST: u32 = 64;
/** Those of the body, decoded. */
export const given = changetype<Items>(memory.data(8 + 16 * 64, 8));

/** The nonce, decoded; without one the caller said so. */
export let nonceAt: usize = 0;
export let nonceLength: i32 = 0;

function refuse(what: Text): bool {
  start(false);
  str(what);
  return false;
}

/** endorsements.i: what is wrong */
function refuseEndorsement(i: u32, what: Text): bool {
  start(false);
  str("endorsements.");
  dec(i);
  str(what);
  return false;
}

/** The member whose name was read last; null when it is not known. */
function memberNamed(): Range | null {
  if (json.stringIs("evidence")) return evidence;
  if (json.stringIs("bundle")) return bundle;
  if (json.stringIs("endorsements")) return endorsements;
  if (json.stringIs("nonce")) return nonce;
  return json.stringIs("noNonce") ? noNonce : null;
}

/** Notes where the members are. */
function takeMembers(p: usize, length: u32): bool {
  memory.fill(ranges, 0, 5 * 8);
  let unknown: usize = 0;
  let end: usize = 0;
  json.begin(p, p + length);
  const isObject = json.peek() == 123;
  if (isObject) {
    json.object();
    while (json.member()) {
      const range = memberNamed();
      if (!range && !unknown) {
        unknown = json.from;
        end = json.to;
      }
      if (range) range.take();
      else json.skip();
    }
  } else json.skip();
  if (!json.finish()) {
    start(false);
    str("the body is no JSON: at character ");
    dec(json.problemAt - p);
    str(": ");
    clause(entryOf(problems, json.problem)!.note);
    return false;
  }
  if (!isObject) return refuse("the body is no object");
  if (!unknown) return true;
  start(false);
  str('there is no member "');
  plain(unknown, end);
  str('", known are evidence, bundle, endorsements, nonce, noNonce');
  return false;
}

/** Is there one piece of evidence, and one word about its nonce, each of the right type? */
function checkMembers(): bool {
  if ((evidence.from == 0) == (bundle.from == 0)) return refuse("expected either evidence or a bundle");
  if ((nonce.from == 0) == (noNonce.from == 0)) return refuse("expected either nonce or noNonce");
  const first = evidence.first;
  const isEmpty = first == 34 && evidence.to - evidence.from == 2;
  if (first && ((first != 123 && first != 34) || isEmpty)) {
    return refuse("evidence: expected an object, or hex or base64 in a string");
  }
  if (bundle.first && bundle.first != 123) return refuse("bundle: expected an object");
  return !noNonce.from || noNonce.first == 116 || refuse("noNonce: expected true");
}

/** Resolves a string where it stands. Returns its bytes; negative when it is no string. */
function resolve(range: Range): i32 {
  return range.isString ? <i32>json.copyString(json.from) : -1;
}

function takeNonce(): bool {
  nonceLength = 0;
  if (!nonce.from) return true;
  const length = resolve(nonce);
  nonceAt = nonce.from + 1;
  if (length >= 0 && isBase64Url(nonceAt, length)) nonceLength = decodeBase64(nonceAt, 0, length, nonceAt);
  const fits = nonceLength > 0 && nonceLength <= <i32>INBLOB_MAX;
  return fits || refuse("nonce: expected base64url of 1 to 64 bytes");
}

/** Where the endorsements stand. */
const places = memory.data(64 * 8, 4);
function placeOf(i: u32): Range {
  return changetype<Range>(places + 8 * i);
}

function takeEndorsement(i: u32): bool {
  const place = placeOf(i);
  const length = resolve(place);
  const at = place.from + 1;
  const size = length > 0 && isBase64(at, length) ? decodeBase64(at, 0, length, at) : -1;
  if (size < 0) return refuseEndorsement(i, ": expected base64");
  given.add(at, size, 0, true);
  return true;
}

function takeEndorsements(): bool {
  given.count = given.bytes = 0;
  if (!endorsements.from) return true;
  if (endorsements.first != 91) return refuse("endorsements: expected a list");
  let count: u32 = 0;
  json.begin(endorsements.from, endorsements.to);
  json.array();
  while (json.element()) {
    if (count == MOST) return refuse("endorsements: expected at most 64");
    placeOf(count++).take();
  }
  for (let i: u32 = 0; i < count; i++) if (!takeEndorsement(i)) return false;
  return true;
}

/**
 * Reads the body. Returns whether it says what to appraise; if not, the output has the reason. Strings are decoded where they
 * stand.
 */
export function readMessage(p: usize, length: u32): bool {
  return takeMembers(p, length) && checkMembers() && takeNonce() && takeEndorsements();
}
