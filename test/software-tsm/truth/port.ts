/** The kernel probe's cases in their order, run on the software tree or on a kernel's. */
import type { Kernel } from "../../../hosts/software-tsm/index.ts";
import { concurrency } from "./cases/concurrency.ts";
import { directories, freshEntry, noProvider, openModes } from "./cases/directories.ts";
import { inblobWrites } from "./cases/inblob.ts";
import { reads, sizesAndFailures } from "./cases/reads.ts";
import { anotherProvider, anotherUser, howMany, providerGoes, rmdirWithOpenFiles } from "./cases/removal.ts";
import { textAttributes, twoEntries } from "./cases/text.ts";
import { Recorder, type Subject } from "./recorder.ts";
import type { Row } from "./rows.ts";

/** The rows that the software tree gives with a kernel's limits, or those of another subject. */
export async function measure(kernel: Kernel, subject?: Subject): Promise<Row[]> {
  const bench = new Recorder(kernel, subject);
  await noProvider(bench);
  await bench.tree.register(bench.self);
  for (const run of [
    directories,
    freshEntry,
    openModes,
    inblobWrites,
    reads,
    sizesAndFailures,
    textAttributes,
    twoEntries,
    concurrency,
    rmdirWithOpenFiles,
    howMany,
    anotherUser,
    providerGoes,
    anotherProvider,
  ]) {
    await run(bench);
  }
  return bench.rows;
}
