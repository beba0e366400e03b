/** Hex, by the core. */
import { sharedCore } from "./core.ts";
import { lastFault, tsmError } from "./errors.ts";

/** Bytes handled in one go; even, and well inside the core's regions. */
const CHUNK = 1 << 20;

/** Writes bytes as lower-case hex digits. */
export function encodeHex(bytes: Uint8Array): string {
  const c = sharedCore();
  let text = "";
  for (let i = 0; i < bytes.length; i += CHUNK) {
    text += c.text(c.exports.hexEncode(c.put(bytes.length > CHUNK ? bytes.subarray(i, i + CHUNK) : bytes)));
  }
  return text;
}

/**
 * Reads hex digits of either case, with nothing between them.
 *
 * @throws TsmError `hex-odd` when a digit is missing, `hex-digit` with the position (`at`) of what is no digit.
 */
export function decodeHex(text: string): Uint8Array {
  const c = sharedCore();
  if (text.length <= CHUNK) return decodeChunk(text, 0);
  const bytes = new Uint8Array(text.length >> 1);
  if (text.length % 2) throw tsmError("hex-odd", `got ${text.length} digits`, { at: text.length, got: text.length });
  for (let i = 0; i < text.length; i += CHUNK) bytes.set(decodeChunk(text.slice(i, i + CHUNK), i), i >> 1);
  return bytes;

  function decodeChunk(part: string, from: number): Uint8Array {
    const size = c.exports.hexDecode(c.put(part));
    if (size >= 0) return c.bytes(size);
    const fault = lastFault(c);
    if (from === 0) throw fault;
    const at = from + (fault.at ?? 0);
    throw tsmError(fault.code, `at character ${at}`, { at });
  }
}
