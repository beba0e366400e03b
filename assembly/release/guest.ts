/**
 * The guest's side of a secret release: takes a challenge, binds a key to it, tells the evidence, and opens the answer.
 * The order of the calls is that of this file; the protocol is in docs/secret-release.md.
 */

import { OUTPUT } from "../arena";
import { digest, Hash } from "../crypto/hash";
import { hpkeBegin, hpkeOpen } from "../crypto/hpke/hpke";
import { KEY, publicKey } from "../crypto/hpke/x25519";
import { Code, fail } from "../fault";
import { Problem } from "../formats/json";
import { decode } from "../hex";
import * as json from "../json/reader";
import { char, dec, finish, hexOf, jsonChars, key, start, str, written } from "../render/out";
import { bindKey, NONCE, sealInfo, sealInfoLength, VERSION } from "./binding";
import * as refusal from "./refusal";

/** Bytes of a line of the verifier's at most. */
export const LINE_MAX: u32 = 64 << 10;

/** Of the challenge, and of the message that was sent. */
const nonce = memory.data(32, 16);
const sent = memory.data(32, 16);
const SENT: usize = 32;

const privateKey = memory.data(32, 16);
const ownKey = memory.data(32, 16);
const enc = memory.data(32, 16);

/** Was there an `enc` in the answer? */
let hasEnc: bool = false;
/** The sealed secret in hex, then in bytes; what it was opened to. */
export let secretAt: usize = 0;
let secretTo: usize = 0;
/** The value of `refused`, from and to; 0 when the verifier did not refuse. */
let refusedAt: usize = 0;
let refusedTo: usize = 0;

/** Starts on a line, without its end, and takes its version. */
function begin(at: usize, length: u32): void {
  json.begin(at, at + length);
  if (!json.object()) return;
  if (!json.member() || !json.stringIs("tsmRelease")) json.refuse(Problem.Missing, json.at);
  else if (json.unsigned(255) != VERSION) json.refuse(Problem.Unknown, json.at - 1);
}

/** Tells whether all of the line was read. */
function end(at: usize): i32 {
  if (json.finish()) return 0;
  return badAt(at, json.problemAt);
}

function badAt(line: usize, at: usize): i32 {
  return fail(Code.BadMessage, <u32>(at - line), load<u8>(at));
}

/** Reads the hex of as many bytes as are wanted to `to`. */
function bytes(size: usize, to: usize): void {
  if (!json.string()) return;
  if (json.to - json.from != 2 * size || decode(json.from, 2 * size, to) < 0) json.refuse(Problem.Unknown, json.from);
}

/** Writes the line that asks for a challenge to the output region. Returns its bytes. */
export function writeAsk(): i32 {
  start(false);
  char(123);
  key("tsmRelease", true);
  dec(VERSION);
  key("ask");
  str('"challenge"}\n');
  return finish();
}

/** Reads a challenge. Returns 0 or a fault. */
export function takeChallenge(at: usize, length: u32): i32 {
  let given = false;
  begin(at, length);
  while (json.member()) {
    if (!json.stringIs("nonce")) json.refuse(Problem.Unknown, json.from);
    else bytes(NONCE, nonce);
    given = true;
  }
  if (!given) json.refuse(Problem.Missing, json.at);
  return end(at);
}

/** Makes the key pair from 32 random bytes, which are cleared, and writes the 64 bytes of report data that bind it. */
export function makeKey(random: usize, reportData: usize): void {
  memory.copy(privateKey, random, KEY);
  memory.fill(random, 0, KEY);
  publicKey(privateKey, ownKey);
  bindKey(nonce, ownKey, reportData);
}

/** A blob of the evidence in hex. */
function blob(at: usize, length: u32): void {
  char(34);
  hexOf(at, length);
  char(34);
}

/** Writes the message with the evidence, and its line's end, to the output region. Returns its bytes or a fault. */
export function writeEvidence(
  provider: usize,
  providerLength: u32,
  outblob: usize,
  outblobLength: u32,
  auxblob: usize,
  auxblobLength: u32,
): i32 {
  start(false);
  char(123);
  key("tsmRelease", true);
  dec(VERSION);
  key("nonce");
  blob(nonce, <u32>NONCE);
  key("publicKey");
  blob(ownKey, <u32>KEY);
  key("evidence");
  char(123);
  key("provider", true);
  char(34);
  jsonChars(provider, providerLength);
  char(34);
  key("outblob");
  blob(outblob, outblobLength);
  if (auxblobLength) {
    key("auxblob");
    blob(auxblob, auxblobLength);
  }
  str("}}");
  digest(Hash.Sha256, OUTPUT, written(), sent);
  char(10);
  return finish();
}

/** Reads the members of the answer. */
function readAnswer(at: usize, length: u32): i32 {
  hasEnc = false;
  secretAt = refusedAt = 0;
  begin(at, length);
  while (json.member()) {
    if (json.stringIs("refused") && !hasEnc && secretAt == 0) {
      refusedAt = json.at;
      json.skip();
      refusedTo = json.at;
    } else if (json.stringIs("enc") && refusedAt == 0) {
      hasEnc = true;
      bytes(KEY, enc);
    } else if (json.stringIs("ciphertext") && refusedAt == 0) {
      json.string();
      secretAt = json.from;
      secretTo = json.to;
    } else json.refuse(Problem.Unknown, json.from);
  }
  if (refusedAt == 0 && !(hasEnc && secretAt)) json.refuse(Problem.Missing, json.at);
  return end(at);
}

/**
 * Reads the answer, and opens the secret in place: at {@link secretAt}. Returns its bytes, or a fault; for `not-released` the
 * reasons are told by {@link writeRefusal}.
 *
 * @param sender The verifier's public key, 32 bytes, when it is known; else 0.
 */
export function takeAnswer(at: usize, length: u32, sender: usize): i32 {
  const read = readAnswer(at, length);
  if (read < 0) return read;
  if (refusedAt) return fail(Code.NotReleased);
  const sealed = decode(secretAt, secretTo - secretAt, secretAt);
  if (sealed < 0) return badAt(at, secretAt);
  const info = sealInfo(nonce);
  if (!hpkeBegin(privateKey, ownKey, sender, enc, info, sealInfoLength())) return fail(Code.NotOpened);
  const size = hpkeOpen(sent, SENT, secretAt, sealed);
  return size < 0 ? fail(Code.NotOpened) : size;
}

/** Writes why the verifier refused, for people, behind what is there; the last of its lines is not ended. */
export function writeRefusal(): void {
  refusal.writeRefusal(refusedAt, refusedTo);
}

/** Clears the private key. */
export function forgetKey(): void {
  memory.fill(privateKey, 0, KEY);
}
