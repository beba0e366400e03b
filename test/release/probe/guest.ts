/** What the tests of the guest's side call. */
import { INPUT, OUTPUT } from "../../../assembly/arena";
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

export function inputAt(): usize {
  return INPUT;
}
export function outputAt(): usize {
  return OUTPUT;
}
/** Everything the core keeps lies below. */
export function staticEnd(): usize {
  // @ts-ignore: a compiler constant.
  return __heap_base;
}
/** The reasons of a refusal. Returns their bytes. */
export function reasons(): i32 {
  start(false);
  writeRefusal();
  return finish();
}
