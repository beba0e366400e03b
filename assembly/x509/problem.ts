/** What is wrong with a certificate or a revocation list: its number in the list {@link problems}, and where. */
import { Problem } from "../formats/certificate";

/** Where the problem found last lies: at the element, or at the end of what it should be in. */
export let problemAt: usize = 0;

/** Notes where a problem lies. Returns its number, negative, to be passed on. */
export function refuse(problem: Problem, at: usize): i32 {
  problemAt = at;
  return -(<i32>problem);
}
