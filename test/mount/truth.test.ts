/**
 * A process sees of a mounted report directory what it would see of the kernel's, row by row: the truth table, by a program in C
 * that makes the calls. What is not the same is listed, with the reason.
 */
import { execFileSync, spawn } from "node:child_process";
import { chmodSync, existsSync, mkdtempSync, readdirSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { createInterface } from "node:readline";
import { fileURLToPath } from "node:url";
import { beforeAll, describe, expect, it } from "vitest";
import type { FileError } from "../../hosts/files.ts";
import { treeHandlers } from "../../hosts/fuse/handlers.ts";
import { serve } from "../../hosts/fuse/mounting.ts";
import { Access } from "../../hosts/mount/access.ts";
import { CONFIGFS, MountedTree } from "../../hosts/mount/mountedTree.ts";
import { ConfigfsTree } from "../../hosts/software-tsm/index.ts";
import { mountingLack } from "../../tools/mounting.mjs";
import { SelfProvider } from "../software-tsm/selfProvider.ts";
import { leftOutOf } from "../software-tsm/truth/leftOut.ts";
import { readLog } from "../software-tsm/truth/log.ts";
import { measure } from "../software-tsm/truth/port.ts";
import type { Row } from "../software-tsm/truth/rows.ts";

const KERNEL = "7.2";
const LOG = fileURLToPath(new URL(`../../../shared/kernel/truth-${KERNEL}.log`, import.meta.url));
const PROBE = fileURLToPath(new URL("probe/", import.meta.url));

/** Rows that are not as on the kernel: what they are here, and there. */
const DIFFERENCES: Record<string, string> = {
  // No request is made of it.
  'inblob writes | write inblob 0 bytes (write(fd,"",0)) | write 0 close 0': "write -1 EFAULT close 0",
  "reads and the cache | read(fd, buf, 0) | 0": "-1 EFAULT",
  "text attributes | write privlevel '' | 0 gen+0": "-1 EFAULT gen+0",
  "text attributes | write service_provider '' | 0 gen+0": "-1 EFAULT gen+0",
  "text attributes | write service_guid '' | 0 gen+0": "-1 EFAULT gen+0",
  // The kernel keeps the offset of a file that can be read at offsets.
  "inblob writes | lseek(fd,0,SEEK_SET) on inblob | 0": "-1 ESPIPE",
  "reads and the cache | lseek(outblob,0,SEEK_SET) | 0": "-1 ESPIPE",
  "reads and the cache | lseek(outblob,0,SEEK_CUR) | 0": "-1 ESPIPE",
  "reads and the cache | lseek(outblob,0,SEEK_END) | 0": "-1 ESPIPE",
  // It maps and splices a file by itself, and takes it for empty.
  "reads and the cache | mmap outblob | 0": "-1 ENODEV",
  "reads and the cache | splice outblob->pipe | 0": "-1 EINVAL",
  // A file is released behind the back of who closes it; who asks next waits.
  "concurrency: report_new takes 2 s | note | write+close at once": "write+close waited",
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

/** The provider behind the mount, whose knobs the probe turns. */
class Knobs {
  readonly tree = new ConfigfsTree({ kernel: KERNEL, isolated: true });
  readonly #self = new SelfProvider();
  #loaded = this.#self;

  /** Turns one. Returns the answer: a number of calls, or of an error. */
  async turn(name: string, value: string): Promise<number> {
    const self = this.#self;
    if (name === "calls") return self.calls;
    if (name === "register") return this.#result(() => this.#register(Number(value)));
    if (name === "unregister") return this.#result(() => this.tree.unregister(this.#loaded));
    if (name === "failWith") self.failWith = value;
    else if (name === "outLength") self.outLength = Number(value);
    else if (name === "auxLength") self.auxLength = Number(value);
    else self.gate = () => new Promise((done) => setTimeout(done, Number(value)));
    return 0;
  }

  #register(floor: number): Promise<void> {
    this.#loaded = floor === 0 ? this.#self : new SelfProvider({ floor, svsm: false });
    return this.tree.register(this.#loaded);
  }

  async #result(work: () => Promise<void>): Promise<number> {
    try {
      await work();
      return 0;
    } catch (error) {
      return (error as FileError).errno;
    }
  }
}

/** Compiles the probe. */
function compile(program: string): void {
  const sources = readdirSync(PROBE).filter((name) => name.endsWith(".c"));
  const flags = ["-O2", "-Wall", "-Werror", "-pthread", "-static"];
  execFileSync("gcc", [...flags, "-o", program, ...sources], { cwd: PROBE });
}

/** Runs the probe on a tree that is mounted as `tsm mount` does it. Returns what it prints. */
async function probe(): Promise<string> {
  const folder = mkdtempSync(join(tmpdir(), "tsmkit-truth-"));
  // Another user has to get there, too.
  chmodSync(folder, 0o755);
  const program = join(folder, "probe");
  compile(program);
  const directory = mkdtempSync(join(folder, "mount-"));
  const knobs = new Knobs();
  const access = new Access(0);
  const tree = new MountedTree({ configfs: knobs.tree, access, owner: { uid: 0, gid: 0 }, log: () => {} });
  const handlers = treeHandlers(tree, ({ uid, gid, pid }) => ({ uid, gid, pid }));
  const served = await serve(directory, handlers, { allowOther: true });
  try {
    const child = spawn(program, [join(directory, CONFIGFS)], { stdio: ["pipe", "pipe", "inherit"] });
    const lines: string[] = [];
    for await (const line of createInterface(child.stdout)) {
      const [, name, value = ""] = /^\? (\w+) (.*)$/.exec(line) ?? [];
      if (name === undefined) lines.push(line);
      else child.stdin.write(`${await knobs.turn(name, value)}\n`);
    }
    return `${lines.join("\n")}\n`;
  } finally {
    await served.unmount();
    rmSync(folder, { recursive: true });
  }
}

function compilerLack(): string {
  try {
    execFileSync("gcc", ["--version"]);
    return "";
  } catch {
    return "there is no gcc";
  }
}

const textOf = ({ section, name, result }: Row) => `${section} | ${name} | ${result}`;
const missing = mountingLack() || compilerLack();

describe.skipIf(missing)(missing ? `a mounted tree (SKIPPED: ${missing})` : "a mounted tree", () => {
  let rows: Row[] = [];
  let asThere: string[] = [];
  beforeAll(async () => {
    rows = readLog(await probe());
    asThere = rows.map((row) => {
      const there = DIFFERENCES[textOf(row)];
      return textOf(there === undefined ? row : { ...row, result: there });
    });
  });

  it.skipIf(!existsSync(LOG))(`gives every row of the kernel's log (in ../shared/kernel), but for those listed`, () => {
    expect(asThere.sort()).toEqual(readLog(readFileSync(LOG, "utf8")).map(textOf).sort());
  });

  it("gives every row of the software TSM, which was compared with that log, and those that it can't", async () => {
    const apart = leftOutOf(KERNEL).map(({ section, name }) => `${section} | ${name} | `);
    const comparable = asThere.filter((row) => !apart.some((start) => row.startsWith(start)));
    expect(comparable.sort()).toEqual((await measure(KERNEL)).map(textOf).sort());
    expect(asThere.length - comparable.length).toBe(apart.length);
  });

  it("has each difference that is listed", () => {
    const seen = new Set(rows.map(textOf));
    expect(Object.keys(DIFFERENCES).filter((row) => !seen.has(row))).toEqual([]);
  });
});
