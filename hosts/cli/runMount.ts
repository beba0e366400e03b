/** `tsm mount`, as it runs: a provider, a mount, and then nothing but log lines until a signal comes. */
import { MountError } from "../fuse/mountError.ts";
import { attesterProvider } from "../mount/attesterProvider.ts";
import { serveTsm } from "../mount/index.ts";
import { CLASS, CONFIGFS } from "../mount/mountedTree.ts";
import type { Provider } from "../software-tsm/provider.ts";
import { Interrupt } from "./interrupt.ts";
import { IoError, inWords, note } from "./io.ts";
import type { MountCall } from "./mount.ts";
import { atFirst, NO_QUOTE, placesOf, type Source } from "./providers.ts";
import { request } from "./request.ts";
import { UsageError } from "./usage.ts";

/**
 * Asks once, to learn which driver there is and what it shows: a TSM that does not work is better met now than by those who
 * come later.
 */
async function askedOnce(source: Source): Promise<Provider> {
  const nonce = crypto.getRandomValues(new Uint8Array(64));
  return attesterProvider(source.attester, await request(source, { nonce, aux: true }));
}

/** Runs the command. */
export async function runMount(directory: string, call: MountCall): Promise<void> {
  const { abi, allowOther, writers, readers, entryRoot } = call;
  if (!allowOther && (writers || readers))
    throw new UsageError("--writers and --readers are about others: add --allow-other");
  const { provider, source } = await atFirst(placesOf(call.provider, entryRoot), entryRoot, async (source) => ({
    provider: source.provider ?? (await askedOnce(source)),
    source,
  }));
  const interrupt = new Interrupt();
  if (source.place === "ioctl" && provider.name === "tdx_guest") note(NO_QUOTE);
  const served = await serveTsm(directory, { ...call, provider, log: note }).catch((error) => {
    if (error instanceof MountError) throw new IoError(`can't mount ${directory}: ${error.message}`);
    throw inWords(`mount ${directory}`, error);
  });
  const parts = [...(abi === "configfs" ? [] : [CLASS]), ...(abi === "class" ? [] : [CONFIGFS])];
  note(`serving ${provider.name} (${source.place}) at ${directory}: ${parts.join(", ")}`);
  const { signal } = interrupt;
  signal.addEventListener("abort", () => void served.unmount());
  if (signal.aborted) await served.unmount();
  await served.ended;
  note(signal.aborted ? `unmounted ${directory}` : `${directory} was unmounted by another program`);
  for (const entry of await source.attester.settled()) note(`the entry ${entry} could not be removed`);
}
