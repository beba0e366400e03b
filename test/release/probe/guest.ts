/** What the tests of the guest's side call. */
import { writeRefusal } from "../../../assembly/release/guest";
import { finish, start } from "../../../assembly/render/out";

export { faultAt, faultMessage } from "../../../assembly/index";
export {
  forgetKey,
  makeKey,
  secretAt,
  takeAnswer,
  takeChallenge,
  writeEvidence,
} from "../../../assembly/release/guest";
export { inputAt, outputAt, staticEnd } from "../../core/probe/regions";

/** The reasons of a refusal. Returns their bytes. */
export function reasons(): i32 {
  start(false);
  writeRefusal();
  return finish();
}
