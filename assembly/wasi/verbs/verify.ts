/** `tsm verify`: one verdict, with its reasons; from what is at hand, since WASI has no network. */
import { appraise } from "../../appraisal/appraise";
import { forget } from "../../appraisal/endorsements";
import { endorse, trustRoots } from "../../appraisal/intake";
import { Expectation, expect } from "../../appraisal/nonce";
import { verdict } from "../../appraisal/outcomes";
import { readPolicy, resetPolicy } from "../../appraisal/policyReader";
import { forgetRoots } from "../../appraisal/roots";
import { INPUT, INPUT_MAX } from "../../arena";
import { bundled, ITEMS_SIZE_MAX, Items } from "../../bundle/items";
import { BUNDLE_MAX, evidenceFrom, evidenceLength, isBundle, readBundle } from "../../bundle/reader";
import { Code } from "../../fault";
import { INBLOB_MAX } from "../../formats/configfs";
import { Form } from "../../formats/evidence";
import { Outcome } from "../../formats/outcome";
import { list } from "../../layout";
import { parse } from "../../parse/evidence";
import { checkBrought, evidenceAt, read } from "../../parse/read";
import { dec, str } from "../../render/out";
import { verdictJson, verdictText } from "../../render/verdict";
import { timeOf } from "../../time";
import { canonical } from "../canonical";
import { isStdin } from "../files";
import { given, readGiven, roots, sift } from "../given";
import { inputForm, inputPath, mustRead, stopTooLarge } from "../input";
import { GIVEN, POLICY, POLICY_MAX, ROOTS, TEXT } from "../memory";
import { findMissing, tellMissing, tellRemedy } from "../missing";
import { needCount, planNeeds } from "../needs";
import { carried, carriedAt, hashFile, hexNonce } from "../nonce";
import { countGiven, has, heading, noOpen, Opt, operand, option, says, Takes, value, writeGiven } from "../options";
import {
  colours,
  Exit,
  endFaultWith,
  endWithFault,
  faultWith,
  inputName,
  note,
  printLine,
  printRendered,
  stopWithFault,
  stopWithUsage,
} from "../say";
import { exit, now } from "../system";

export const verifyOptions = list("verify", "Options of tsm verify.");
heading(verifyOptions, "What it must carry, one of these:");
option(
  verifyOptions,
  Opt.Nonce,
  "--nonce",
  "hex",
  Takes.Anything,
  "the nonce that you asked for it with, 1 to 64 bytes",
);
option(verifyOptions, Opt.Data, "--data", "file", Takes.Anything, "the --hash of this file; - for stdin");
option(verifyOptions, Opt.Hash, "--hash", "name", Takes.Choice, "hash of the data", "sha512 sha384");
option(
  verifyOptions,
  Opt.NoNonce,
  "--no-nonce",
  "",
  Takes.Nothing,
  "any nonce: the evidence may be an old one, played again",
);
heading(verifyOptions, "What you take:");
option(
  verifyOptions,
  Opt.Policy,
  "--policy",
  "file",
  Takes.Anything,
  "your appraisal policy; default: production, any measurement",
);
heading(verifyOptions, "What is at hand:");
option(
  verifyOptions,
  Opt.Certs,
  "--certs",
  "path",
  Takes.Anything,
  "certificates and CRLs: a file or directory; repeat it",
);
option(
  verifyOptions,
  Opt.Collateral,
  "--collateral",
  "path",
  Takes.Anything,
  "Intel's collateral: a file or directory; repeat it",
);
option(
  verifyOptions,
  Opt.TrustRoot,
  "--trust-root",
  "path",
  Takes.Anything,
  "trust this root besides AMD's and Intel's; repeat it",
);
option(
  verifyOptions,
  Opt.InForm,
  "--in-form",
  "form",
  Takes.Choice,
  "form of the evidence; default: auto",
  "auto bin hex base64 pem json",
);
option(
  verifyOptions,
  Opt.At,
  "--at",
  "time",
  Takes.Time,
  "the time to verify for, ISO 8601 or epoch seconds; default: now",
);
heading(verifyOptions, "Where the rest comes from:");
option(
  verifyOptions,
  Opt.Offline,
  "--offline",
  "",
  Takes.Nothing,
  "from nowhere; it has to be said, since here it is so",
);
option(verifyOptions, Opt.NoCache, "--no-cache", "", Takes.Nothing, "there is no cache here; it may be said");
option(
  verifyOptions,
  Opt.Network,
  "--cache",
  "dir",
  Takes.Refused,
  "",
  "nothing is fetched here, so nothing is kept; hand in what was kept with --certs and --collateral",
);
option(
  verifyOptions,
  Opt.Network,
  "--kds",
  "url",
  Takes.Refused,
  "",
  "WASI has no network; hand in what AMD gives with --certs, or a bundle",
);
option(
  verifyOptions,
  Opt.Network,
  "--pcs",
  "url",
  Takes.Refused,
  "",
  "WASI has no network; hand in what Intel gives with --collateral, or a bundle",
);
option(
  verifyOptions,
  Opt.Network,
  "--timeout",
  "seconds",
  Takes.Refused,
  "",
  "nothing is fetched here, so nothing takes long",
);
heading(verifyOptions, "What comes out:");
option(
  verifyOptions,
  Opt.Format,
  "--format",
  "form",
  Takes.Choice,
  "form of the output; default: text",
  "text json ear",
);
noOpen(verifyOptions);

/** The nonce that is expected. */
let expectation: Expectation = Expectation.Waived;
let nonceLength: u32 = 0;

/** Takes what the call says of the nonce: exactly one thing has to be said. */
function takeExpectation(): void {
  const named = countGiven(Opt.Nonce, Opt.NoNonce);
  if (named > 1) {
    note();
    str("evidence carries one thing: give one of ");
    writeGiven(verifyOptions, Opt.Nonce, Opt.NoNonce);
    stopWithUsage();
  }
  if (has(Opt.Hash) && !has(Opt.Data)) {
    note();
    str("--hash goes with --data FILE");
    stopWithUsage();
  }
  expectation = has(Opt.NoNonce) ? Expectation.Waived : Expectation.Given;
  if (has(Opt.Nonce)) {
    nonceLength = hexNonce(value(Opt.Nonce));
    memory.copy(carriedAt, INPUT, min(nonceLength, INBLOB_MAX));
  } else if (has(Opt.Data)) takeData(value(Opt.Data));
  else if (named == 0) {
    note();
    str(
      "which nonce must the evidence carry? Give --nonce HEX, or --data FILE with --hash. By the nonce that you made up and ",
    );
    str(
      "sent, evidence made now, for you, is told from an old one played again. When that does not matter, say --no-nonce",
    );
    stopWithUsage();
  }
}

function takeData(path: usize): void {
  if (!has(Opt.Hash)) {
    note();
    str("--data needs --hash sha512 or --hash sha384, as the report was asked for");
    stopWithUsage();
  }
  const evidence = operand(0);
  if (isStdin(path) && (!evidence || isStdin(evidence))) {
    note();
    str("evidence and data can't both come from stdin");
    stopWithUsage();
  }
  hashFile(path);
  nonceLength = carried.length;
}

let policyLength: u32 = 0;

/** Puts the policy into force. Returns 0, or a fault. */
function usePolicy(): i32 {
  resetPolicy();
  memory.copy(INPUT, POLICY, policyLength);
  return policyLength == 0 ? 0 : readPolicy(INPUT, INPUT + policyLength);
}

/** Reads the policy that the call names, if any. */
function takePolicy(): void {
  const path = value(Opt.Policy);
  if (!path) return;
  policyLength = mustRead(path, POLICY, POLICY_MAX);
  // A mark at the beginning tells that it is UTF-8.
  if (policyLength >= 3 && (load<u32>(POLICY) & 0xffffff) == 0xbfbbef) {
    policyLength -= 3;
    memory.copy(POLICY, POLICY + 3, policyLength);
  }
  if (policyLength == 0) {
    note();
    inputName(path);
    str(": ");
    faultWith(Code.BadPolicy);
    str("it is empty");
    endFaultWith(Code.BadPolicy);
  }
  if (usePolicy() < 0) stopWithFault(path);
}

/** The evidence, as it came or out of a bundle. */
let evidencePath: usize = 0;
let evidenceText: usize = TEXT;
let evidenceSize: u32 = 0;
let evidenceForm: Form = Form.Auto;

function takeEvidence(): void {
  evidencePath = inputPath();
  evidenceForm = inputForm();
  evidenceSize = mustRead(evidencePath, TEXT, BUNDLE_MAX);
  if (evidenceForm != Form.Auto || !isBundle(TEXT, evidenceSize)) return;
  // The line that is told when it is none.
  note();
  inputName(evidencePath);
  str(": ");
  faultWith(Code.BadBundle);
  if (!readBundle(TEXT, evidenceSize)) endFaultWith(Code.BadBundle);
  evidenceText = evidenceFrom;
  evidenceSize = evidenceLength;
  evidenceForm = Form.Json;
}

/** Puts the evidence into the input region, where decoding it leaves nothing of the text. */
function putEvidence(): u32 {
  memory.copy(INPUT, evidenceText, evidenceSize);
  return evidenceSize;
}

/** Reads the evidence for what its verification needs. */
function plan(): void {
  if (evidenceSize > INPUT_MAX) stopTooLarge(evidencePath, evidenceSize);
  const size = read(evidenceForm, putEvidence());
  if (size < 0 || parse(evidenceAt, size) < 0) stopWithFault(evidencePath);
  planNeeds();
  if (checkBrought() < 0) stopWithFault(evidencePath);
  const all = given.bytes + bundled.bytes;
  if (all <= ITEMS_SIZE_MAX) return;
  note();
  inputName(evidencePath);
  str(": ");
  faultWith(Code.TooLarge);
  str("expected at most ");
  dec(ITEMS_SIZE_MAX);
  str(" bytes, got ");
  dec(all);
  endFaultWith(Code.TooLarge);
}

/** Ends the program with the fault of an item. While the needs are looked at, messages name the evidence, too. */
function refuseItem(name: usize): void {
  note();
  if (needCount() > 0) {
    inputName(evidencePath);
    str(": ");
  }
  inputName(name);
  str(": ");
  endWithFault();
}

function endorseAll(items: Items, trusting: bool): void {
  for (let i: u32 = 0; i < items.count; i++) {
    const item = items.item(i);
    memory.copy(INPUT, item.at, item.length);
    const result = trusting ? trustRoots(INPUT, item.length) : endorse(INPUT, item.length);
    if (result < 0) refuseItem(item.name);
  }
}

/** The time to verify for. */
function time(): i64 {
  const at = value(Opt.At);
  return at ? timeOf(at) : now();
}

/** Finds what is missing: by an appraisal that expects no nonce and has the default policy, since neither counts for that. */
function judge(): void {
  if (needCount() == 0) return;
  resetPolicy();
  expect(Expectation.Waived, INPUT, 0);
  if (appraise(evidenceForm, putEvidence(), time()) < 0) stopWithFault(evidencePath);
  findMissing();
}

function checkCall(): void {
  if (!has(Opt.Offline)) {
    note();
    str("say --offline: WASI has no network, so that what verifying needs has to be at hand. ");
    str("Hand it in with --certs and --collateral, or in a bundle of tsm bundle");
    stopWithUsage();
  }
  if (says(Opt.Format, "ear")) {
    note();
    str(
      "--format ear: claims of an attestation result are written by the Node command alone; json has all that they are made of",
    );
    stopWithUsage();
  }
}

/** Runs the verb. */
export function verify(): void {
  checkCall();
  takeExpectation();
  takePolicy();
  takeEvidence();
  readGiven(given, GIVEN, Opt.Certs);
  readGiven(given, GIVEN, Opt.Collateral);
  sift(given);
  readGiven(roots, ROOTS, Opt.TrustRoot);
  sift(roots, true);
  plan();
  forget();
  forgetRoots();
  endorseAll(roots, true);
  endorseAll(given, false);
  endorseAll(bundled, false);
  judge();
  if (usePolicy() < 0) stopWithFault(value(Opt.Policy));
  if (expect(expectation, carriedAt, nonceLength) < 0) stopWithFault(0);
  if (appraise(evidenceForm, putEvidence(), time()) < 0) stopWithFault(0);
  const result = verdict();
  if (says(Opt.Format, "json")) printLine(canonical(verdictJson()));
  else printRendered(verdictText(colours()));
  tellMissing();
  if (result != Outcome.Affirming) exit(tellRemedy() ? Exit.Collateral : Exit.Rejected);
}
