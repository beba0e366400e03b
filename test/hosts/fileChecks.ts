/**
 * What every host's report files must do on an ordinary directory, whatever runs them: each check gets a directory of
 * its own. Nothing here is of one runtime or one test runner.
 */
import assert from "node:assert/strict";
import { execFileSync } from "node:child_process";
import { type FileHandle, mkdir, mkdtemp, open, readdir, readFile, rm, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import type { FileError, ReportFiles } from "../../hosts/files.ts";

/** Makes the files of a host over a directory. */
export type Host = (root: string) => ReportFiles;

/** A check by what it states. */
export type Check = [name: string, run: (host: Host, root: string) => Promise<void>];

/** Linux error numbers. */
const ERRNO = {
  ENOENT: 2,
  EACCES: 13,
  EEXIST: 17,
  ENOTDIR: 20,
  EISDIR: 21,
  EINVAL: 22,
  ENAMETOOLONG: 36,
  ENOTEMPTY: 39,
} as const;

/** The verb must fail with a FileError of that number, and say in words what failed. */
export async function refuses(verb: unknown, errno: keyof typeof ERRNO): Promise<void> {
  const error = await Promise.resolve(verb).then(
    () => assert.fail(`expected ${errno}, and it went through`),
    (reason: FileError) => reason,
  );
  assert.equal(error.name, "FileError", String(error));
  assert.equal(error.errno, ERRNO[errno], String(error));
  assert.notEqual(error.message, "");
}

/** Runs a check in a directory of its own below `folder`. */
export async function inDirectory(folder: string, run: (root: string) => Promise<void>): Promise<void> {
  const root = await mkdtemp(join(folder, "report-"));
  try {
    await run(root);
  } finally {
    await rm(root, { recursive: true, force: true });
  }
}

const text = (bytes: Uint8Array) => new TextDecoder().decode(bytes);
const bytes = (content: string) => new TextEncoder().encode(content);

/** Checks that take nothing but the directory. */
export const fileChecks: Check[] = [
  [
    "create makes an entry once",
    async (host, root) => {
      const files = host(root);
      await files.create("e");
      assert.deepEqual(await readdir(root, { withFileTypes: true }).then((all) => all.map((e) => e.isDirectory())), [
        true,
      ]);
      await refuses(files.create("e"), "EEXIST");
      await refuses(files.create("e/f/g"), "ENOENT");
      await refuses(files.create("x".repeat(256)), "ENAMETOOLONG");
    },
  ],
  [
    "remove takes an empty entry, never a file",
    async (host, root) => {
      const files = host(root);
      await mkdir(join(root, "e"));
      await writeFile(join(root, "e", "attribute"), "");
      await refuses(files.remove("e"), "ENOTEMPTY");
      await refuses(files.remove("e/attribute"), "ENOTDIR");
      await rm(join(root, "e", "attribute"));
      await files.remove("e");
      assert.deepEqual(await readdir(root), []);
      await refuses(files.remove("e"), "ENOENT");
    },
  ],
  [
    "read gives all bytes, of any size",
    async (host, root) => {
      const files = host(root);
      await mkdir(join(root, "e"));
      for (const size of [0, 1, 65_536, 65_537, 300_001]) {
        const content = Uint8Array.from({ length: size }, (_, i) => i % 251);
        await writeFile(join(root, "e", "outblob"), content);
        const read = await files.read("e", "outblob");
        assert.ok(read instanceof Uint8Array);
        assert.deepEqual(Array.from(read), Array.from(content));
      }
      await refuses(files.read("e", "auxblob"), "ENOENT");
      await refuses(files.read("f", "outblob"), "ENOENT");
      await refuses(files.read("e/outblob", "outblob"), "ENOTDIR");
      await refuses(files.read("", "e"), "EISDIR");
    },
  ],
  [
    "write neither truncates nor creates",
    async (host, root) => {
      const files = host(root);
      await mkdir(join(root, "e"));
      await writeFile(join(root, "e", "inblob"), "0123456789");
      await files.write("e", "inblob", bytes("abc"));
      assert.equal(await readFile(join(root, "e", "inblob"), "utf8"), "abc3456789");
      await refuses(files.write("e", "privlevel", bytes("0")), "ENOENT");
      await refuses(files.write("f", "inblob", bytes("0")), "ENOENT");
      await refuses(files.write("", "e", bytes("0")), "EISDIR");
      assert.deepEqual(await readdir(join(root, "e")), ["inblob"]);
    },
  ],
  [
    "write takes its bytes out of a larger buffer",
    async (host, root) => {
      await mkdir(join(root, "e"));
      await writeFile(join(root, "e", "inblob"), "");
      await host(root).write("e", "inblob", bytes("before, middle, after").subarray(8, 14));
      assert.equal(await readFile(join(root, "e", "inblob"), "utf8"), "middle");
    },
  ],
  [
    "list names the entries",
    async (host, root) => {
      const files = host(root);
      assert.deepEqual(await files.list(), []);
      await files.create("b");
      await files.create("a");
      assert.deepEqual([...(await files.list())].sort(), ["a", "b"]);
    },
  ],
  [
    "a directory that isn't there, or is none, refuses every verb",
    async (host, root) => {
      await writeFile(join(root, "file"), "");
      for (const [at, errno] of [
        ["missing", "ENOENT"],
        ["file", "ENOTDIR"],
      ] as const) {
        const files = host(join(root, at));
        await refuses(files.list(), errno);
        await refuses(files.create("e"), errno);
        await refuses(files.remove("e"), errno);
        await refuses(files.read("e", "outblob"), errno);
        await refuses(files.write("e", "inblob", bytes("0")), errno);
      }
    },
  ],
  [
    "verbs asked for at once are all done",
    async (host, root) => {
      const files = host(root);
      const names = Array.from({ length: 20 }, (_, i) => `e${i}`);
      await Promise.all(names.map((name) => files.create(name)));
      assert.equal((await files.list()).length, 20);
      const outcomes = await Promise.allSettled([...names, "missing"].map((name) => files.remove(name)));
      assert.equal(outcomes.filter(({ status }) => status === "rejected").length, 1);
      assert.deepEqual(await readdir(root), []);
    },
  ],
];

/** Refusals for lack of permission, of a directory with an entry `e` that the caller has closed to this process. */
export async function refusesStrangers(host: Host, root: string): Promise<void> {
  const files = host(root);
  await refuses(files.list(), "EACCES");
  await refuses(files.create("f"), "EACCES");
  await refuses(files.remove("e"), "EACCES");
  await refuses(files.read("e", "outblob"), "EACCES");
  await refuses(files.write("e", "inblob", bytes("0")), "EACCES");
}

/** A write that the kernel refuses for its content. */
export async function refusesContent(host: Host): Promise<void> {
  const files = host("/proc");
  await refuses(files.write("self", "oom_score_adj", bytes("no number")), "EINVAL");
}

/** Reads that block, as those of outblob do while a report is made. Needs `mkfifo`. */
export const blockingChecks: Check[] = [
  [
    "a read goes on until the end, not until the first piece",
    async (host, root) => {
      execFileSync("mkfifo", [join(root, "pipe")]);
      const read = host(root).read("", "pipe");
      const writer = await open(join(root, "pipe"), "w");
      await writer.write("first, ");
      await sleep(20);
      await writer.write("second");
      await writer.close();
      assert.equal(text(await read), "first, second");
    },
  ],
  [
    "eight blocked reads hold up neither timers nor file calls",
    async (host, root) => {
      const pipes = Array.from({ length: 8 }, (_, i) => `pipe${i}`);
      execFileSync(
        "mkfifo",
        pipes.map((pipe) => join(root, pipe)),
      );
      await writeFile(join(root, "file"), "content");
      let over = 0;
      const reads = pipes.map(async (pipe) => {
        const content = await host(root).read("", pipe);
        over++;
        return text(content);
      });
      // One opens when its reader has opened it too: all eight are there then, and wait for bytes.
      const writers: FileHandle[] = [];
      for (const pipe of pipes) writers.push(await open(join(root, pipe), "w"));
      for (let i = 0; i < 8; i++) {
        await sleep(1);
        assert.equal(await readFile(join(root, "file"), "utf8"), "content");
      }
      assert.equal(over, 0);
      await Promise.all(writers.map((writer, i) => writer.write(`report ${i}`).then(() => writer.close())));
      assert.deepEqual(
        await Promise.all(reads),
        pipes.map((_, i) => `report ${i}`),
      );
    },
  ],
];
