/**
 * Tells what a verifier hands in, and keeps it: certificates and revocation lists in DER, hex or PEM, certificate tables,
 * and Intel's collateral, as its service gives it ({"tcbInfo": …, "signature": …}) or as one file of texts, the form of
 * dcap-qvl ({"tcb_info": "…", "tcb_info_signature": "…", …}).
 */
import { isZero } from "../bytes";
import { Code, fail } from "../fault";
import { Format } from "../formats/evidence";
import * as table from "../formats/snpCertTable";
import * as json from "../json/reader";
import { parseAs } from "../parse/evidence";
import { kindOf } from "../parse/snp";
import { decodeHex, looksHex, skipSpace, startsWith } from "../parse/text";
import * as pem from "../x509/pem";
import { nextPem } from "../x509/pem";
import { isSelfIssued } from "./chain";
import { Added, addCertificate, addCrl, addSigned, Kind, latest, room, scratch } from "./endorsements";
import { addJsonKeys, addKey, addPemKey } from "./keyIntake";
import { begin } from "./outcomes";
import { trust } from "./roots";

/** Bytes of a PEM block at most, decoded. */
const BLOCK_MAX: i32 = 1 << 20;

/** Turns what came of adding into 0, or a fault at a byte of the input. */
function settle(added: Added, at: u32): i32 {
  if (added == Added.Yes) return 0;
  return added == Added.Full ? fail(Code.TooMany, at) : fail(Code.BadEndorsement, at);
}

/** Are the roots among what is added to be trusted, and how many were there? */
let trusting: bool = false;
let trusted: u32 = 0;

/** A certificate or a revocation list in DER. */
function addDer(p: usize, length: usize): Added {
  const added = addCertificate(p, length);
  if (added == Added.No) return addCrl(p, length);
  if (added != Added.Yes || !trusting || !isSelfIssued(latest)) return added;
  trusted++;
  return trust(latest) ? Added.Yes : Added.Full;
}

/** Blocks of certificates and of revocation lists, in any order. */
function addPem(p: usize, end: usize): Added {
  while (true) {
    let length = nextPem(p, end, "CERTIFICATE", scratch(), min<i32>(BLOCK_MAX, <i32>room()));
    if (length < 0) length = nextPem(p, end, "X509 CRL", scratch(), min<i32>(BLOCK_MAX, <i32>room()));
    if (length <= 0) return length == 0 ? Added.Yes : Added.No;
    p = pem.blockEnd;
    const added = addDer(scratch(), length);
    if (added != Added.Yes) return added;
  }
}

/** What an entry of a certificate table, or a text of a collateral file, may be. */
function addBlob(p: usize, length: usize): Added {
  if (length == 0) return Added.Yes;
  if (startsWith(p, 0, <u32>length, "-----BEGIN ")) return addPem(p, p + length);
  if (!looksHex(p, 0, <u32>length)) return addDer(p, length);
  if (length / 2 > room()) return Added.Full;
  const size = decodeHex(p, 0, <u32>length, scratch());
  return size < 0 ? Added.No : addDer(scratch(), size);
}

/** A certificate, or several in PEM, that came with the evidence. */
export function addCarried(p: usize, length: u32): void {
  addBlob(p, length);
}

/** The blobs of a certificate table, but for those of kinds that are no certificates. Returns 0, or a fault. */
export function addCertTable(p: usize, length: u32): i32 {
  const fault = parseAs(Format.SnpCertTable, p, length);
  if (fault < 0) return fault;
  for (let entry = p; !isZero(table.guid.of(entry), 16); entry += table.certEntry.size) {
    if (kindOf(entry).at > 5) continue;
    const at = table.offset.u32(entry);
    const settled = settle(addBlob(p + at, table.length.u32(entry)), at);
    if (settled < 0) return settled;
  }
  return 0;
}

/** A signed value whose parts come one by one. */
const FROM: usize = memory.data(2 * 4, 4);
const TO: usize = memory.data(2 * 4, 4);
const SIGNATURES: usize = memory.data(2 * 64, 16);
let haveSignatures: u32 = 0;
/** Had the document anything that is known? */
let isKnown: bool = false;

/** The signature that the string read last spells: 128 hex digits. */
function takeSignature(kind: Kind): bool {
  haveSignatures |= 1 << kind;
  return json.to - json.from == 128 && decodeHex(json.from, 0, 128, SIGNATURES + 64 * <usize>kind) == 64;
}

function takeRange(kind: Kind, from: usize, to: usize): void {
  isKnown = true;
  store<usize>(FROM + 4 * <usize>kind, from);
  store<usize>(TO + 4 * <usize>kind, to);
}

/** A member of the object that is open, and whose name was just read. */
function takeMember(): Added {
  if (json.stringIs("tcbInfo")) return takeValue(Kind.TcbInfo);
  if (json.stringIs("enclaveIdentity")) return takeValue(Kind.EnclaveIdentity);
  const plain = json.stringIs("signature");
  const tcb = json.stringIs("tcb_info_signature");
  const identity = json.stringIs("qe_identity_signature");
  const tcbText = json.stringIs("tcb_info");
  const identityText = json.stringIs("qe_identity");
  if (json.peek() != 34) {
    json.skip();
    return Added.Yes;
  }
  json.string();
  if (plain) return takeSignature(Kind.TcbInfo) && takeSignature(Kind.EnclaveIdentity) ? Added.Yes : Added.No;
  if (tcb) return takeSignature(Kind.TcbInfo) ? Added.Yes : Added.No;
  if (identity) return takeSignature(Kind.EnclaveIdentity) ? Added.Yes : Added.No;
  // Texts are resolved where they stand, so that what is signed is what they say.
  const at = json.from;
  const length = json.copyString(at);
  if (tcbText) takeRange(Kind.TcbInfo, at, at + length);
  else if (identityText) takeRange(Kind.EnclaveIdentity, at, at + length);
  else {
    isKnown = true;
    return addBlob(at, length);
  }
  return Added.Yes;
}

function takeValue(kind: Kind): Added {
  json.peek();
  const from = json.at;
  json.skip();
  takeRange(kind, from, json.at);
  return Added.Yes;
}

/** Adds the signed value of a kind, if the document had it. */
function addTaken(kind: Kind): Added {
  const from = load<usize>(FROM + 4 * <usize>kind);
  if (from == 0) return Added.Yes;
  if (((haveSignatures >> kind) & 1) == 0) return Added.No;
  return addSigned(kind, from, load<usize>(TO + 4 * <usize>kind), SIGNATURES + 64 * <usize>kind);
}

/** Collateral. Returns 0, or a fault. */
function addJson(p: usize, end: usize): i32 {
  takeRange(Kind.TcbInfo, 0, 0);
  takeRange(Kind.EnclaveIdentity, 0, 0);
  haveSignatures = 0;
  isKnown = false;
  let isEmpty = true;
  json.begin(p, end);
  if (json.object()) {
    while (json.member()) {
      isEmpty = false;
      const at = <u32>(json.from - p);
      const added = takeMember();
      if (added != Added.Yes) return settle(added, at);
    }
  }
  if (!json.finish()) return fail(Code.BadEndorsement, <u32>(json.problemAt - p));
  if (!isKnown && !isEmpty) return fail(Code.BadEndorsement);
  const settled = settle(addTaken(Kind.TcbInfo), 0);
  return settled < 0 ? settled : settle(addTaken(Kind.EnclaveIdentity), 0);
}

/**
 * Adds `length` bytes of any kind that is known. They may be changed, and lie where rows of the last appraisal may point to:
 * there are none from now on. Returns 0, or a fault.
 */
export function endorse(p: usize, length: u32): i32 {
  begin();
  const start = skipSpace(p, 0, length);
  if (start == length) return fail(Code.Empty);
  if (load<u8>(p + start) == 123) return addJson(p + start, p + length);
  if (startsWith(p, start, length, "-----BEGIN ")) return settle(addPem(p + start, p + length), start);
  if (length >= table.certEntry.size && kindOf(p).text.length > 0) return addCertTable(p, length);
  return settle(addBlob(p, length), 0);
}

/** Adds `length` bytes as keys that are trusted by themselves. No when they are none. */
function trustKeys(p: usize, length: u32): Added {
  const start = skipSpace(p, 0, length);
  if (start == length) return Added.No;
  const from = p + start;
  const end = p + length;
  const first = load<u8>(from);
  if (first == 123 || first == 91) return addJsonKeys(from, end);
  return startsWith(p, start, length, "-----BEGIN ") ? addPemKey(from, end) : addKey(from, end - from);
}

/**
 * Adds keys to be trusted, or certificates: of those the keys that name themselves are trusted, and there must be one. Returns
 * 0, or a fault.
 */
export function trustRoots(p: usize, length: u32): i32 {
  begin();
  const added = trustKeys(p, length);
  if (added != Added.No) return settle(added, 0);
  trusting = true;
  trusted = 0;
  const fault = endorse(p, length);
  trusting = false;
  return fault < 0 || trusted ? fault : fail(Code.BadEndorsement);
}
