/** `tsm mount`, as it runs: a provider, a mount, and then nothing but log lines until a signal comes. */
import { MountError } from "../fuse/mountError.ts";
import { attesterProvider } from "../mount/attesterProvider.ts";
import { serveTsm } from "../mount/index.ts";
import { CLASS, CONFIGFS } from "../mount/mountedTree.ts";
import { Interrupt } from "./interrupt.ts";
import { IoError, inWords, note } from "./io.ts";
import type { MountCall } from "./mount.ts";
import { atFirst, NO_QUOTE, placesOf } from "./providers.ts";
import { UsageError } from "./usage.ts";

/** Runs the command. */
export async function runMount(directory: string, call: MountCall): Promise<void> {
  const { abi, allowOther, writers, readers, entryRoot } = call;
  if (!allowOther && (writers || readers))
    throw new UsageError("--writers and --readers are about others: add --allow-other");
  const interrupt = new Interrupt();
  const { provider, source } = await atFirst(placesOf(call.provider, entryRoot), entryRoot, async (source) => ({
    provider: source.provider ?? (await attesterProvider(source.attester)),
    source,
  }));
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
