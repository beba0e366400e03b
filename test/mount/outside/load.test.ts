/** Ten thousand requests leave nothing behind: no entries, no descriptors, no memory. */
import { readdirSync, readFileSync } from "node:fs";
import { describe, expect, it } from "vitest";
import { NodeFiles } from "../../../dist/node/index.js";
import { Attester } from "../../../hosts/attester.ts";
import { mountTsm } from "../command.ts";

const REQUESTS = 10_000;
const AT_ONCE = 4;
/** Requests after which a server has what it needs, and is looked at for the first time. */
const SETTLED = 2_000;
/** More MiB than a server takes for longer than its next collection. */
const GROWTH_MAX = 40;

/** What a process has. */
function holdings(pid: number) {
  const status = readFileSync(`/proc/${pid}/status`, "utf8");
  const mib = Number(/^VmRSS:\s+(\d+)/m.exec(status)?.[1]) / 1024;
  return { descriptors: readdirSync(`/proc/${pid}/fd`).length, mib };
}

describe("ten thousand requests", () => {
  it("leave nothing behind", { timeout: 1_200_000 }, async () => {
    const { reports, process: server, said } = await mountTsm();
    const pid = server.pid as number;
    const attesters = Array.from({ length: AT_ONCE }, () => new Attester(new NodeFiles(reports)));
    const request = async (count: number) => {
      await Promise.all(
        attesters.map(async (attester) => {
          for (let i = 0; i < count / AT_ONCE; i++) {
            await attester.request({ nonce: crypto.getRandomValues(new Uint8Array(64)) });
          }
        }),
      );
    };
    await request(SETTLED);
    const before = holdings(pid);
    await request(REQUESTS - SETTLED);
    const after = holdings(pid);
    expect(readdirSync(reports)).toEqual([]);
    expect(after.descriptors).toBe(before.descriptors);
    expect(after.mib - before.mib).toBeLessThan(GROWTH_MAX);
    expect(said().match(/sev_guest, 1184 bytes/g)).toHaveLength(REQUESTS);
    for (const attester of attesters) expect(await attester.settled()).toEqual([]);
  });
});
