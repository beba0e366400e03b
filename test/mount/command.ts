/** `tsm mount`, started and used as people do. */
import { type SpawnOptions, spawn } from "node:child_process";
import { once } from "node:events";
import { chmodSync, mkdtempSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { onTestFinished } from "vitest";
import { encodeHex } from "../../hosts/hex.ts";
import { inspect } from "../../hosts/inspect.ts";
import { CLASS, CONFIGFS } from "../../hosts/mount/mountedTree.ts";
import { type Running, start, until } from "../cli/tsm.ts";

/** What is mounted on a directory, by the kernel's word. */
export const mountsOn = (directory: string) =>
  readFileSync("/proc/self/mounts", "utf8")
    .split("\n")
    .filter((line) => line.includes(` ${directory} `));

/** A directory that everybody may come to, which goes away after the test. */
export function mountPoint(): string {
  const path = mkdtempSync(join(tmpdir(), "tsmkit-mount-"));
  chmodSync(path, 0o755);
  onTestFinished(() => rmSync(path, { recursive: true, force: true }));
  return path;
}

/** A tree that the command serves. */
export interface Mounted extends Running {
  directory: string;
  /** The class device. */
  device: string;
  /** The report directory of configfs. */
  reports: string;
}

/** Starts the command, with a TSM in software unless the arguments say otherwise, and waits until it serves. */
export async function mountTsm(args: readonly string[] = [], directory = mountPoint()): Promise<Mounted> {
  const provider = args.includes("--provider") ? [] : ["--provider", "software"];
  const running = start(["mount", directory, ...provider, ...args]);
  onTestFinished(async () => {
    running.process.kill("SIGTERM");
    await running.ended;
    await until(() => mountsOn(directory).length === 0, "the mount is gone");
  });
  let isOver = false;
  void running.ended.then(() => {
    isOver = true;
  });
  await until(() => isOver || running.said().includes("serving"), "the tree is served");
  return { ...running, directory, device: join(directory, CLASS), reports: join(directory, CONFIGFS) };
}

/** How a program ended. */
export interface Ran {
  code: number | null;
  out: Buffer;
  err: string;
}

/** Runs a program to its end. */
export async function run(command: string, args: readonly string[], options: SpawnOptions = {}): Promise<Ran> {
  const child = spawn(command, args, { ...options, stdio: ["ignore", "pipe", "pipe"] });
  const out: Buffer[] = [];
  let err = "";
  child.stdout?.on("data", (bytes) => out.push(bytes));
  child.stderr?.setEncoding("utf8").on("data", (text) => {
    err += text;
  });
  const [code] = await once(child, "close");
  return { code, out: Buffer.concat(out), err };
}

/** Runs lines of a shell, in a directory, with arguments as $1 and so on. */
export const shell = (lines: string, cwd: string, args: readonly string[] = [], options: SpawnOptions = {}) =>
  run("sh", ["-ec", lines, "sh", ...args], { cwd, ...options });

/** Another user than the one who mounts. */
export const asOther = (uid: number): SpawnOptions => ({ uid, gid: uid });

/** The nonce that an SNP report carries, in hex. */
export function nonceIn(report: Uint8Array): string {
  const [section] = inspect(report).sections;
  return section?.layout === "snpReport" ? section.fields.reportData : "";
}

/** Another nonce each time, in hex. */
export const freshHex = () => encodeHex(crypto.getRandomValues(new Uint8Array(64)));
