/** wit/verify.wit */
import { Expectation } from "../appraisal/nonce";
import { readPolicy } from "../appraisal/policyReader";
import { INPUT, OUTPUT } from "../arena";
import { forms } from "../formats/evidence";
import { outcomeNames } from "../formats/outcome";
import * as core from "../index";
import { verdictJson, verdictText } from "../render/verdict";
import { arrived, release } from "./arrivals";
import { caseOf, keepOutput, numberOf, PAYLOAD, put, refuse, succeed } from "./crossing";
import { Appraisal, isSome, Span } from "./records";

/** The item of a list that was refused. */
let refused: i32 = 0;

/** Takes endorsements, or roots to trust. Returns 0, or a fault of the item {@link refused}. */
function takeAll(items: usize, count: u32, areRoots: bool): i32 {
  for (let i: u32 = 0; i < count; i++) {
    refused = i;
    const item = changetype<Span>(items + offsetof<Span>() * i);
    let taken = put(item.at, item.length);
    if (taken >= 0) taken = areRoots ? core.trustRoot(taken) : core.endorse(taken);
    if (taken < 0) return taken;
  }
  return 0;
}

function takePolicy(isGiven: bool, at: usize, length: usize): i32 {
  if (!isGiven) return core.policySet(0);
  const taken = put(at, length);
  return taken < 0 ? taken : readPolicy(INPUT, INPUT + taken);
}

function takeNonce(isWaived: bool, at: usize, length: usize): i32 {
  if (isWaived) return core.expectNonce(Expectation.Waived, 0);
  const taken = put(at, length);
  return taken < 0 ? taken : core.expectNonce(Expectation.Given, taken);
}

function takeEvidence(at: usize, length: usize, form: u32, time: i64): i32 {
  const taken = put(at, length);
  return taken < 0 ? taken : core.appraise(numberOf(forms, form), taken, <u32>(time >> 32), <u32>time);
}

export function appraise(
  evidence: usize,
  evidenceLength: usize,
  form: u32,
  nonceIsWaived: u32,
  nonce: usize,
  nonceLength: usize,
  time: i64,
  endorsements: usize,
  endorsementCount: u32,
  roots: usize,
  rootCount: u32,
  hasPolicy: u32,
  policy: usize,
  policyLength: usize,
  colours: u32,
): usize {
  if (arrived() < 0) return refuse(null);
  core.endorseReset();
  if (takeAll(roots, rootCount, true) < 0) return refuse("trust-roots", refused);
  if (takeAll(endorsements, endorsementCount, false) < 0) return refuse("endorsements", refused);
  if (takePolicy(isSome(hasPolicy), policy, policyLength) < 0) return refuse("policy");
  if (takeNonce(isSome(nonceIsWaived), nonce, nonceLength) < 0) return refuse("nonce");
  const verdict = takeEvidence(evidence, evidenceLength, form, time);
  if (verdict < 0) return refuse("evidence");
  release();
  const json = verdictJson();
  if (json < 0) return refuse("evidence");
  const returned = succeed();
  const record = changetype<Appraisal>(returned + PAYLOAD);
  record.verdict = caseOf(outcomeNames, verdict);
  record.json = keepOutput(json);
  record.jsonLength = json;
  const text = verdictText(isSome(colours));
  if (text < 0) return refuse("evidence");
  record.text = OUTPUT;
  record.textLength = text;
  return returned;
}
