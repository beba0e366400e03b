/** POST /appraise: the verdict on the evidence of a body. */
import { Expectation } from "../appraisal/nonce";
import { bundled, Items } from "../bundle/items";
import { evidenceFrom, evidenceLength, readBundle } from "../bundle/reader";
import { lengthOf } from "../bytes";
import { put } from "../component/crossing";
import { Code, faults } from "../fault";
import { Form } from "../formats/evidence";
import * as core from "../index";
import * as json from "../json/reader";
import { entryOf } from "../layout";
import { dec, raw, start, str } from "../render/out";
import { verdictJson } from "../render/verdict";
import { readClock } from "./imports";
import { BODY } from "./memory";
import { bundle, evidence, given, nonceAt, nonceLength, readMessage } from "./message";
import { answerJson, Status } from "./outgoing";
import { answerBadRequest, answerFault, answerProblem } from "./problem";
import { result } from "./result";
import { takeSettings } from "./settings";

/** Takes the bundle, if there is one. Returns whether it could; if not, that was answered, as with all that follow. */
function takeBundle(): bool {
  bundled.count = 0;
  if (!bundle.from) return true;
  const row = entryOf(faults, Code.BadBundle)!;
  start(false);
  str(row.text);
  str(": ");
  if (readBundle(bundle.from, <u32>(bundle.to - bundle.from))) return true;
  str(". ");
  str(row.note);
  return answerProblem(Status.Unprocessable, Code.BadBundle);
}

function takeItems(items: Items): bool {
  for (let i: u32 = 0; i < items.count; i++) {
    const item = items.item(i);
    const taken = put(item.at, item.length);
    if (taken >= 0 && core.endorse(taken) >= 0) continue;
    start(false);
    if (item.name) raw(item.name, lengthOf(item.name));
    else {
      str("endorsements.");
      dec(i);
    }
    str(": ");
    return answerFault();
  }
  return true;
}

function takeNonce(): void {
  const isGiven = nonceLength > 0;
  core.expectNonce(isGiven ? Expectation.Given : Expectation.Waived, put(nonceAt, nonceLength));
}

/** Appraises the evidence at the time of the clock. Returns a fault, or a verdict. */
function appraiseEvidence(): i32 {
  let from = evidence.from;
  let length = <u32>(evidence.to - evidence.from);
  let form = Form.Json;
  if (bundle.from) {
    from = evidenceFrom;
    length = evidenceLength;
  } else if (evidence.isString) {
    from = json.from;
    length = <u32>json.copyString(from);
    form = Form.Auto;
  }
  const taken = put(from, length);
  readClock(result);
  const time = load<u64>(result);
  return taken < 0 ? taken : core.appraise(form, taken, <u32>(time >> 32), <u32>time);
}

/** Answers for a body of `length` bytes. */
export function appraise(length: u32): void {
  if (!readMessage(BODY, length)) {
    answerBadRequest();
    return;
  }
  if (!takeSettings() || !takeBundle() || !takeItems(given) || !takeItems(bundled)) return;
  takeNonce();
  const verdict = appraiseEvidence();
  const size = verdict < 0 ? verdict : verdictJson();
  if (size >= 0) return answerJson(size);
  start(false);
  answerFault();
}
