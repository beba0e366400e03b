/** What checks are made of. */
import { readdirSync } from "node:fs";
import { CONFIGFS_REPORTS } from "tsmkit/node";
import type { Provider } from "tsmkit/software-tsm";
import { equal } from "../../browser/expect.ts";
import { Channel } from "./channel.ts";
import type { DeviceModel } from "./protocol.ts";

/** Checks by name; one that throws or rejects has failed. */
export type Checks = Record<string, () => unknown>;

/** Names of the entries that are there. */
export const entries = () => readdirSync(CONFIGFS_REPORTS);

/** Works with a provider behind the kernel, and expects no entry to be left. */
export async function behindKernel(provider: Provider, work: () => Promise<void>, model?: DeviceModel): Promise<void> {
  const channel = await Channel.open(provider, model);
  try {
    await work();
    equal(entries(), []);
  } finally {
    await channel.close();
  }
}
