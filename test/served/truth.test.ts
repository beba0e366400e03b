/** A process sees of a mounted tree what it would see of configfs, row by row, but for what the kernel answers by itself. */
import { execFileSync } from "node:child_process";
import { chmodSync, mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { ConfigfsTree } from "../../hosts/software-tsm/index.ts";
import { mountingLack } from "../../tools/mounting.mjs";
import { Calls } from "../kernel/guest/calls.ts";
import { measure } from "../software-tsm/truth/port.ts";
import { bySection } from "../software-tsm/truth/rows.ts";
import { serve, unmount } from "./fuse/connection.ts";
import { ServedTree } from "./servedTree.ts";
import { treeHandlers } from "./treeHandlers.ts";

const KERNEL = "7.2";
/** Milliseconds that a slow report takes here: system calls come from another process. */
const REPORT_TIME = 200;

/** Rows that are not as on configfs: what they are here, and there. */
const DIFFERENCES: Record<string, string> = {
  // A mount point can't be removed.
  "no provider: rmdir report (default group) | -1 EBUSY": "-1 EPERM",
  // No request is made of it.
  "read(fd, buf, 0) | 0": "-1 EFAULT",
  // The kernel keeps the offset.
  "lseek(fd,0,SEEK_SET) on inblob | 0": "-1 ESPIPE",
  "lseek(outblob,0,SEEK_SET) | 0": "-1 ESPIPE",
  "lseek(outblob,0,SEEK_CUR) | 0": "-1 ESPIPE",
  "lseek(outblob,0,SEEK_END) | 0": "-1 ESPIPE",
  // A file is released behind the back of who closes it; who asks next waits.
  "note | write+close at": "write+close waited",
};

function compiler(): string {
  try {
    execFileSync("gcc", ["--version"]);
    return "";
  } catch {
    return "there is no gcc";
  }
}

const missing = mountingLack() || compiler();

describe.skipIf(missing)(missing ? `a mounted tree (SKIPPED: ${missing})` : "a mounted tree", () => {
  let served: Map<string, string[]>;
  let software: Map<string, string[]>;
  const used = new Set<string>();

  beforeAll(async () => {
    const work = mkdtempSync(join(tmpdir(), "tsmkit-served-"));
    // Another user has to get there, too.
    chmodSync(work, 0o755);
    const root = mkdtempSync(join(work, "report-"));
    const program = join(work, "calls");
    const source = fileURLToPath(new URL("../kernel/guest/calls.c", import.meta.url));
    execFileSync("gcc", ["-O2", "-static", "-o", program, source]);
    const tree = new ConfigfsTree({ kernel: KERNEL });
    const ended = serve(root, treeHandlers(tree));
    const calls = new Calls(program);
    try {
      served = bySection(await measure(KERNEL, { tree: new ServedTree(calls, root, tree), reportTime: REPORT_TIME }));
    } finally {
      calls.end();
      unmount(root);
      await ended;
      rmSync(work, { recursive: true });
    }
    software = bySection(await measure(KERNEL));
  }, 60_000);

  /** A row as configfs has it. */
  function onConfigfs(row: string): string {
    const there = DIFFERENCES[row];
    if (there === undefined) return row;
    used.add(row);
    return `${row.slice(0, row.lastIndexOf(" | "))} | ${there}`;
  }

  it("gives every row of configfs", () => {
    expect([...served.keys()]).toEqual([...software.keys()]);
    for (const [section, rows] of served) {
      expect({ section, rows: rows.map(onConfigfs).sort() }).toEqual({
        section,
        rows: software.get(section)?.toSorted(),
      });
    }
  });

  afterAll(() => {
    // Each difference is there; one that is gone has to go from the table.
    expect([...used].sort()).toEqual(Object.keys(DIFFERENCES).sort());
  });
});
