/** A process that serves a tree: other programs use it as configfs, and however it ends, no mount stays. */
import { type ChildProcess, spawn } from "node:child_process";
import { once } from "node:events";
import { existsSync, mkdtempSync, readFileSync, readlinkSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { createInterface } from "node:readline";
import { afterAll, beforeAll, describe, expect, it, onTestFinished } from "vitest";
import { bundle } from "../../tools/bundle.mjs";
import { mountingLack } from "../../tools/mounting.mjs";
import { MAIN } from "../cli/tsm.ts";
import { root } from "../docs/documents.ts";
import { serve, unmount } from "./fuse/connection.ts";

const missing = mountingLack();

/** What is mounted on a directory, by the kernel's word. */
const mounts = (directory: string) =>
  readFileSync("/proc/self/mounts", "utf8")
    .split("\n")
    .filter((line) => line.includes(` ${directory} `));

describe.skipIf(missing)(missing ? `a served tree (SKIPPED: ${missing})` : "a served tree", () => {
  let work = "";
  let program = "";

  beforeAll(async () => {
    work = mkdtempSync(join(tmpdir(), "tsmkit-served-"));
    // The package outside of it is found from there.
    program = await bundle("served/sevGuest.ts", join(root, "build/served/sevGuest.mjs"));
  });
  afterAll(() => rmSync(work, { recursive: true, force: true }));

  /** Starts a server on a directory and waits until it serves. */
  async function start(directory: string): Promise<ChildProcess> {
    const child = spawn(process.execPath, [program, directory], { stdio: ["pipe", "pipe", "inherit"] });
    onTestFinished(async () => {
      if (child.exitCode !== null || child.signalCode !== null) return;
      child.stdin?.end();
      await once(child, "exit");
    });
    await once(createInterface(child.stdout as NodeJS.ReadableStream), "line");
    return child;
  }

  /** Runs a program to its end. */
  async function run(...command: string[]): Promise<{ code: number; out: string }> {
    const [name = "", ...args] = command;
    const child = spawn(name, args, { stdio: ["ignore", "pipe", "inherit"] });
    let out = "";
    child.stdout.on("data", (text) => {
      out += text;
    });
    const [code] = await once(child, "close");
    return { code, out };
  }

  const report = (directory: string) =>
    run(process.execPath, MAIN, "report", "--nonce", "5c0ffee5", "--entry-root", directory);

  it("gives reports to the command, and is empty again", async () => {
    const directory = join(work, "report");
    await start(directory);
    const { code, out } = await report(directory);
    expect(code).toBe(0);
    expect(JSON.parse(out)).toMatchObject({ provider: "sev_guest", generation: "2", attempts: 1 });
    expect(await run("ls", "-a", directory)).toEqual({ code: 0, out: ".\n..\n" });
  });

  it("shows its files with the modes and sizes of configfs", async () => {
    const directory = join(work, "modes");
    await start(directory);
    const script = 'mkdir "$0/e" && stat -c "%n %A %s" "$0"/e/* && rmdir "$0/e"';
    const { out } = await run("sh", "-c", script, directory);
    const lines = out.trim().split("\n");
    expect(lines.map((line) => line.replace(`${directory}/e/`, ""))).toEqual([
      "auxblob -r--r--r-- 0",
      "generation -r--r--r-- 4096",
      "inblob --w------- 0",
      "outblob -r--r--r-- 0",
      "privlevel --w------- 4096",
      "privlevel_floor -r--r--r-- 4096",
      "provider -r--r--r-- 4096",
    ]);
  });

  it.each(["SIGTERM", "SIGINT", "SIGHUP"] as const)("goes away at %s, in use or not", async (signal) => {
    const directory = join(work, signal);
    const server = await start(directory);
    expect(mounts(directory)).toHaveLength(1);
    const user = spawn("sh", ["-c", 'mkdir "$0/e" && exec sleep 600 < "$0/e/provider"', directory]);
    onTestFinished(() => void user.kill("SIGKILL"));
    await expect.poll(() => readlinkSync(`/proc/${user.pid}/fd/0`)).toBe(`${directory}/e/provider`);
    server.kill(signal);
    expect(await once(server, "exit")).toEqual([0, null]);
    expect(mounts(directory)).toEqual([]);
    expect(existsSync(directory)).toBe(false);
  });

  it("leaves a mount when it is killed, which the next one takes away", async () => {
    const directory = join(work, "killed");
    const server = await start(directory);
    server.kill("SIGKILL");
    await once(server, "exit");
    expect(mounts(directory)).toHaveLength(1);
    expect((await report(directory)).code).toBe(4);

    const next = await start(directory);
    expect(mounts(directory)).toHaveLength(1);
    expect((await report(directory)).code).toBe(0);
    next.stdin?.end();
    await once(next, "exit");
    expect(mounts(directory)).toEqual([]);
  });

  it("refuses more mounts than Node's pool has threads for", async () => {
    const directories = Array.from({ length: 4 }, () => mkdtempSync(join(work, "many-")));
    const served = directories.slice(0, 2).map((directory) => serve(directory, {}));
    try {
      expect(() => directories.map((directory) => serve(directory, {}))).toThrow(RangeError);
    } finally {
      for (const directory of directories) unmount(directory);
      await Promise.all(served);
    }
  });
});
