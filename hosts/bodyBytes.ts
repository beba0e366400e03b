/** The bytes of a body, of requests and of answers: within limits, as they come. */
import { concat } from "./bytes.ts";

/** Reads a body to its end; undefined when it has more bytes than it may, of which no more are read. */
export async function bodyBytes(body: ReadableStream<Uint8Array> | null, max: number): Promise<Uint8Array | undefined> {
  const parts: Uint8Array[] = [];
  let size = 0;
  const reader = body?.getReader();
  for (let next = await reader?.read(); next?.value; next = await reader?.read()) {
    size += next.value.length;
    if (size > max) {
      await reader?.cancel();
      return undefined;
    }
    parts.push(next.value);
  }
  return concat(parts);
}
