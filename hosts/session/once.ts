/** A challenge is answered once: what is asked for twice was answered already, or is being answered. */
import { tsmError } from "../errors.ts";

/** Lets the first call through. */
export function once(): () => void {
  let used = false;
  return () => {
    if (used) throw tsmError("challenge-used", "it was answered by this guest");
    used = true;
  };
}
