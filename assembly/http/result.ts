/** Where the functions of WASI leave what they give: large enough for any of them. */
import { PAYLOAD } from "../component/crossing";
import { isSome, Span } from "../component/records";
import { dropError } from "./imports";

export const result = memory.data(64, 8);

/** An option, or a result, with its payload. */
@unmanaged
class Payload {
  told: u32;
  /** A handle; or of the error of a stream its case. */
  value: u32;
  /** The handle of what went wrong. */
  error: u32;
}

/** Is it `some`, or `err`? */
export function told(): bool {
  return isSome(changetype<Payload>(result).told);
}

/** The payload, a handle. */
export function handle(): i32 {
  return changetype<Payload>(result).value;
}

/** The payload, a text or a list. */
export function span(): Span {
  return changetype<Span>(result + PAYLOAD);
}

/** Is the error of a stream that it has ended? What went wrong else is let go of. */
export function isClosed(): bool {
  const payload = changetype<Payload>(result);
  if (isSome(payload.value)) return true;
  dropError(payload.error);
  return false;
}
