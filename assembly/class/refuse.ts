/** How the class device refuses: an error number for the program that asked, and a fault that says why. */
import { Code, fail } from "../fault";
import { Errno } from "../formats/errno";

/** Records a fault. Returns minus the error number. */
export function refuse(errno: Errno, code: Code, at: u32 = 0, got: u32 = 0, want: u32 = 0): i32 {
  fail(code, at, got, want);
  return -(<i32>errno);
}
