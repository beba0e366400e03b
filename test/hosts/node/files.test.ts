/** NodeFiles: its verbs on a directory, and the thread that does them. */
import { execFileSync } from "node:child_process";
import { chmod, mkdir, open } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import type { Worker } from "node:worker_threads";
import { describe, expect, test } from "vitest";
import { CONFIGFS_REPORTS, configfsAttester, NodeFiles, processOwner } from "../../../dist/node/index.js";
import { requestChecks } from "../emulated.ts";
import { blockingChecks, fileChecks, inDirectory, refusesContent, refusesStrangers } from "../fileChecks.ts";
import { onLinux } from "../linux.ts";

const host = (root: string) => new NodeFiles(root);
const NOBODY = 65_534;

onLinux("the files of Node", () => {
  test.each([...fileChecks, ...blockingChecks])("%s", (_, run) => inDirectory(tmpdir(), (root) => run(host, root)));

  test("without permission are refused", () =>
    inDirectory(tmpdir(), async (root) => {
      await mkdir(join(root, "e"));
      const files = host(root);
      // Its thread has to start while it may.
      await files.list();
      await chmod(root, 0);
      const isRoot = process.geteuid?.() === 0;
      if (isRoot) process.seteuid?.(NOBODY);
      try {
        await refusesStrangers(() => files, root);
      } finally {
        if (isRoot) process.seteuid?.(0);
        await chmod(root, 0o700);
      }
    }));

  test("tell of content that the kernel refuses", () => refusesContent(host));

  test("are the kernel's when nothing is said", () => {
    expect(new NodeFiles().root).toBe(CONFIGFS_REPORTS);
    expect(CONFIGFS_REPORTS).toBe("/sys/kernel/config/tsm/report");
  });
});

onLinux("a request over the files of Node", () => {
  const configfs = { host: NodeFiles, configfsAttester, processOwner };
  test.each(requestChecks)("%s", (_, run) => inDirectory(tmpdir(), (root) => run(configfs, root)));
});

describe("the thread", () => {
  /** The next thread that this process starts. */
  const nextThread = () => new Promise<Worker>((resolve) => process.once("worker", resolve));

  test("that ends with a verb under way fails it, and the next one has another", () =>
    inDirectory(tmpdir(), async (root) => {
      execFileSync("mkfifo", [join(root, "pipe")]);
      const files = host(root);
      const started = nextThread();
      const read = expect(files.read("", "pipe")).rejects.toThrow("thread");
      const waits = files.list();
      const thread = await started;
      const writer = await open(join(root, "pipe"), "w");
      const ended = thread.terminate();
      await writer.close();
      await read;
      expect(await waits).toEqual(["pipe"]);
      await ended;
      expect(await files.list()).toEqual(["pipe"]);
    }));

  test("that ended idle is followed by another", () =>
    inDirectory(tmpdir(), async (root) => {
      const files = host(root);
      const started = nextThread();
      await files.list();
      await (await started).terminate();
      expect(await files.list()).toEqual([]);
    }));

  test("that can't be given the bytes fails this verb only", () =>
    inDirectory(tmpdir(), async (root) => {
      const files = host(root);
      await expect(files.write("e", "inblob", (() => {}) as unknown as Uint8Array)).rejects.toThrow();
      expect(await files.list()).toEqual([]);
    }));

  test("is one for all verbs", () =>
    inDirectory(tmpdir(), async (root) => {
      const threads: Worker[] = [];
      const count = (thread: Worker) => threads.push(thread);
      process.on("worker", count);
      const files = host(root);
      await Promise.all(Array.from({ length: 30 }, (_, i) => files.create(`e${i}`)));
      process.off("worker", count);
      expect(threads.length).toBe(1);
      expect(threads.map((thread) => thread.listenerCount("message"))).toEqual([0]);
    }));
});
