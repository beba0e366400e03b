/**
 * A process sees of a mounted report directory what it would see of the kernel's, row by row: the truth table, by programs in
 * C that make the calls. What is not the same is listed, with the reason.
 */
import { execFile, execFileSync } from "node:child_process";
import { chmodSync, existsSync, mkdtempSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { promisify } from "node:util";
import { beforeAll, describe, expect, it } from "vitest";
import { treeHandlers } from "../../hosts/fuse/handlers.ts";
import { serve } from "../../hosts/fuse/mounting.ts";
import { Access } from "../../hosts/mount/access.ts";
import { CONFIGFS, MountedTree } from "../../hosts/mount/mountedTree.ts";
import { ConfigfsTree } from "../../hosts/software-tsm/index.ts";
import { mountingLack } from "../../tools/mounting.mjs";
import { Calls } from "../kernel/guest/calls.ts";
import { SelfProvider } from "../software-tsm/selfProvider.ts";
import { readLog } from "../software-tsm/truth/log.ts";
import { measure } from "../software-tsm/truth/port.ts";
import type { Row } from "../software-tsm/truth/rows.ts";
import { ServedTree } from "./servedTree.ts";

const KERNEL = "7.2";
const LOG = fileURLToPath(new URL(`../../../shared/kernel/truth-${KERNEL}.log`, import.meta.url));
/** Milliseconds that a slow report takes here: system calls come from another process. */
const REPORT_TIME = 200;

/** Rows that are not as on the kernel: what they are here, and there. */
const DIFFERENCES: Record<string, string> = {
  // No request is made of it.
  "reads and the cache | read(fd, buf, 0) | 0": "-1 EFAULT",
  // The kernel keeps the offset of a file that can be read at offsets.
  "inblob writes | lseek(fd,0,SEEK_SET) on inblob | 0": "-1 ESPIPE",
  "reads and the cache | lseek(outblob,0,SEEK_SET) | 0": "-1 ESPIPE",
  "reads and the cache | lseek(outblob,0,SEEK_CUR) | 0": "-1 ESPIPE",
  "reads and the cache | lseek(outblob,0,SEEK_END) | 0": "-1 ESPIPE",
  // A file is released behind the back of who closes it; who asks next waits.
  "concurrency: report_new takes 2 s | note | write+close at": "write+close waited",
  // Entries don't wait for each other.
  "concurrency: report_new takes 2 s | thread mkdir other entry during report_new | 0 at once": "0 waited",
  "concurrency: report_new takes 2 s | thread r1/generation during report_new | 2 at once": "2 waited",
  // A read takes its report in one piece: a writer between two calls of the provider does not come in.
  "concurrency: report_new takes 2 s | note | report_new calls 1": "report_new calls 2",
  "concurrency: report_new takes 2 s | thread A outblob | 96 waited 'SELF n=40 pl=3 len=6'":
    "96 waited 'SELF n=41 pl=3 len=6'",
  "concurrency: report_new takes 2 s | thread B outblob | 96 waited 'SELF n=40 pl=3 len=6'":
    "96 waited 'SELF n=41 pl=3 len=6'",
  // Nor does who removes the entry.
  "concurrency: report_new takes 2 s | thread A outblob | 96 waited 'SELF n=41 pl=3 len=6'": "-1 ENOENT waited",
};

/** What the kernel gives for the rows of probe.c. */
const PROBED: Record<string, string> = {
  "no provider: mkdir in /sys/kernel/config/tsm": "-1 EPERM",
  "poll(outblob, POLLIN)": "1",
  "mmap outblob": "-1 ENODEV",
  "splice outblob->pipe": "-1 EINVAL",
  readahead: "0",
  "posix_fadvise (returns errno)": "0",
  fallocate: "-1 EBADF",
  "write from a bad address": "-1 EFAULT",
  "1st read to a bad address": "-1 EFAULT",
  "then a good one, same fd": "96",
  "rmdir of somebody's cwd": "0",
};

/** Of those, what is otherwise here: the kernel maps and splices a file by itself, and takes it for empty. */
const PROBED_HERE: Record<string, string> = { "mmap outblob": "0", "splice outblob->pipe": "0" };

/** Compiles a program of test/. Returns its path. */
function compiled(work: string, source: string): string {
  const program = join(work, source.replaceAll("/", "-"));
  const file = fileURLToPath(new URL(`../${source}.c`, import.meta.url));
  execFileSync("gcc", ["-O2", "-Wall", "-Werror", "-static", "-o", program, file]);
  return program;
}

/** Does work on a tree that is mounted as `tsm mount` does it. */
async function mounted<T>(tree: ConfigfsTree, work: (root: string, folder: string) => Promise<T>): Promise<T> {
  const folder = mkdtempSync(join(tmpdir(), "tsmkit-truth-"));
  // Another user has to get there, too.
  chmodSync(folder, 0o755);
  const directory = mkdtempSync(join(folder, "mount-"));
  const whole = new MountedTree({ configfs: tree, access: new Access(0), owner: { uid: 0, gid: 0 }, log: () => {} });
  const served = await serve(
    directory,
    treeHandlers(whole, ({ uid, gid, pid }) => ({ uid, gid, pid })),
    {
      allowOther: true,
    },
  );
  try {
    return await work(join(directory, CONFIGFS), folder);
  } finally {
    await served.unmount();
    rmSync(folder, { recursive: true });
  }
}

/** The rows of the port of the kernel's probe, whose calls are made by calls.c. */
function portRows(): Promise<Row[]> {
  const tree = new ConfigfsTree({ kernel: KERNEL, isolated: true });
  return mounted(tree, async (root, folder) => {
    const calls = new Calls(compiled(folder, "kernel/guest/calls"));
    try {
      return await measure(KERNEL, { tree: new ServedTree(calls, root, tree), reportTime: REPORT_TIME });
    } finally {
      calls.end();
    }
  });
}

/** The rows of probe.c. */
function probeRows(): Promise<Row[]> {
  const tree = new ConfigfsTree({ kernel: KERNEL, isolated: true, provider: new SelfProvider() });
  return mounted(tree, async (root, folder) => {
    const { stdout } = await promisify(execFile)(compiled(folder, "mount/probe"), [root]);
    return stdout
      .trim()
      .split("\n")
      .map((line) => {
        const [section = "", name = "", result = ""] = line.split("|");
        return { section, name, result };
      });
  });
}

const textOf = ({ section, name, result }: Row) => `${section} | ${name} | ${result}`;

function compilerLack(): string {
  try {
    execFileSync("gcc", ["--version"]);
    return "";
  } catch {
    return "there is no gcc";
  }
}

const missing = mountingLack() || compilerLack();

describe.skipIf(missing)(missing ? `a mounted tree (SKIPPED: ${missing})` : "a mounted tree", () => {
  let port: Row[] = [];
  let probe: Row[] = [];
  let software: Row[] = [];
  beforeAll(async () => {
    port = await portRows();
    probe = await probeRows();
    software = await measure(KERNEL);
  }, 60_000);

  it("gives every row of the kernel, but for those that are listed", () => {
    const used = new Set<string>();
    const asThere = port.map((row) => {
      const text = textOf(row);
      const there = DIFFERENCES[text];
      if (there === undefined) return text;
      used.add(text);
      return textOf({ ...row, result: there });
    });
    expect(asThere.sort()).toEqual(software.map(textOf).sort());
    // One that is gone has to go from the list.
    expect([...used].sort()).toEqual(Object.keys(DIFFERENCES).sort());
  });

  it("gives the rest of the rows to a program of its own", () => {
    const rows = probe.filter(({ section }) => !section.endsWith("listing"));
    expect(Object.fromEntries(rows.map(({ name, result }) => [name, result]))).toEqual({ ...PROBED, ...PROBED_HERE });
    const listed = probe.filter(({ section }) => section.endsWith("listing"));
    expect(listed).toHaveLength(11);
    for (const { result } of listed) expect(result).toBe("blk 4096 d_type 8 uid 0");
  });

  it.skipIf(!existsSync(LOG))("of which the kernel's own log says the same", () => {
    const log = new Map(readLog(readFileSync(LOG, "utf8")).map(({ name, result }) => [name, result]));
    for (const [name, result] of Object.entries(PROBED)) expect([name, log.get(name)]).toEqual([name, result]);
  });
});
