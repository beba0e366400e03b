/** Many requesters at once on one directory, and programs that don't keep to entries of their own. */
import { configfsAttester, processOwner } from "tsmkit/node";
import { Attester } from "../../../hosts/attester.ts";
import { type ConfigfsTree, files, interfere, sevGuest } from "../../../hosts/software-tsm/index.ts";
import { equal, reportDataOf } from "../../browser/expect.ts";
import type { Calls } from "../guest/calls.ts";
import { behindKernel, type Checks } from "../guest/checks.ts";
import { KernelTree } from "../guest/kernelTree.ts";
import { say } from "../guest/results.ts";

const REQUESTERS = 50;
/** So many of them ask as programs do; a thread of Node takes a second to start when it is emulated. */
const THREADS = 5;
const INTERFERERS = 4;
/** The last requesters would have the interferers to themselves, and could starve. */
const STOP_AFTER = 40;

/** The checks, in which `calls` makes the system calls of most requesters, and of the interferers. */
export function crowdChecks(calls: Calls): Checks {
  return {
    [`${REQUESTERS} requesters and ${INTERFERERS} interferers: each gets its own nonce, and no entry is left`]: () =>
      behindKernel(sevGuest(), async () => {
        // The verbs need no more of a tree than its calls.
        const verbs = files(new KernelTree(calls) as unknown as ConfigfsTree);
        const interferers = Array.from({ length: INTERFERERS }, () => interfere(verbs));
        let done = 0;
        const request = async (_: unknown, i: number) => {
          const nonce = new Uint8Array(64).fill(i + 1);
          const attester = i < THREADS ? configfsAttester() : new Attester(verbs, processOwner());
          const { outblob, interfered, attempts } = await attester.request({ nonce, attempts: 1000 });
          if (++done === STOP_AFTER) for (const interferer of interferers) interferer.stop();
          equal(reportDataOf(outblob), nonce);
          return interfered || attempts > 1;
        };
        const met = (await Promise.all(Array.from({ length: REQUESTERS }, request))).filter(Boolean).length;
        const writes = interferers.reduce((sum, interferer) => sum + interferer.writes, 0);
        say({ note: `interferers: ${writes} writes, which ${met} of ${REQUESTERS} requests met` });
        equal(writes > 0, true);
      }),
  };
}
