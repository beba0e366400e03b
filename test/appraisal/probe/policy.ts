/** What the tests of policies call: a policy from the input region, and what the appraisal asks of it. */
import "../../../assembly/formats/snpReport";
import { clear } from "../../../assembly/appraisal/policy";
import { readPolicy } from "../../../assembly/appraisal/policyReader";
import { INPUT } from "../../../assembly/arena";
import { fault } from "../../../assembly/fault";
import { renderMessage } from "../../../assembly/render/message";
import { finish, start } from "../../../assembly/render/out";
import { writeChoices } from "../../../assembly/render/policy";

export {
  allowsBytes,
  allowsNumber,
  allowsText,
  count,
  flag,
  has,
  hexAt,
  mask,
  number,
  tcbPart,
} from "../../../assembly/appraisal/policy";
export { resetPolicy } from "../../../assembly/appraisal/policyReader";
export { rowCount, rowsAt } from "../../../assembly/layout";
export { inputAt, outputAt } from "../../core/probe/regions";

export function faultAt(): usize {
  return changetype<usize>(fault);
}
export function message(): i32 {
  return renderMessage();
}
/** Forgets even the default policy. */
export function forget(): void {
  clear();
}
/** Reads the policy in the input region. */
export function read(length: u32): i32 {
  return readPolicy(INPUT, INPUT + length);
}
/** Writes what a member says to the output region. Returns its bytes. */
export function choices(member: i32, json: bool): i32 {
  start(false);
  writeChoices(member, json);
  return finish();
}
