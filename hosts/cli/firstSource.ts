/** The TSM of a call that goes on to use it. */
import { note } from "./io.ts";
import { atFirst, NO_QUOTE, placesOf, type Source } from "./providers.ts";
import { request } from "./request.ts";

/** The first TSM that gives a report, and its name: one that does not work is better met now than by those who come later. */
export function firstSource(
  list: string,
  entryRoot: string | undefined,
): Promise<{ source: Source; provider: string }> {
  return atFirst(placesOf(list, entryRoot), entryRoot, async (source) => {
    const nonce = crypto.getRandomValues(new Uint8Array(64));
    const { provider } = await request(source, { nonce });
    if (source.place === "ioctl" && provider === "tdx_guest") note(NO_QUOTE);
    return { source, provider };
  });
}
