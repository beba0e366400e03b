/** What probes export besides what they probe: where the core's memory begins and ends. */
import { INPUT, OUTPUT } from "../../../assembly/arena";

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
