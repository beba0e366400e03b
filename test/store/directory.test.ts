/** The store in a directory: the contract, several processes, and what is left when they are killed. */
import { spawn } from "node:child_process";
import { once } from "node:events";
import {
  linkSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  statSync,
  truncateSync,
  writeFileSync,
} from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { describe, expect, it, onTestFinished } from "vitest";
import { DirectoryStore } from "../../hosts/service/store/directory.ts";
import { counts, keepsTheContract, newKey } from "./contract.ts";

const MINUTE = 60_000;
const TAKER = new URL("taker.mjs", import.meta.url).pathname;

/** A path at which nothing is yet. */
function newDirectory(): string {
  const folder = mkdtempSync(join(tmpdir(), "tsmkit-store-"));
  onTestFinished(() => rmSync(folder, { recursive: true, force: true }));
  return join(folder, "store");
}

/** A clock that runs, and may be moved. */
class MovedClock {
  moved = 0;
  now = () => Date.now() + this.moved;
  monotonic = () => performance.now() + this.moved;
}

/** Starts a process that takes marks. `kill` ends it at once; `given` tells how many it was given so far, `done` which. */
async function startTaker(directory: string, keys: readonly string[]) {
  const child = spawn(process.execPath, [TAKER, directory, ...keys], { stdio: ["ignore", "pipe", "inherit"] });
  let said = "";
  child.stdout.setEncoding("utf8").on("data", (text: string) => {
    said += text;
  });
  const done = once(child, "close").then(() => said.trim().split("\n").slice(1));
  await once(child.stdout, "data");
  const given = () => said.split("\n").length - 2;
  const runs = () => child.exitCode === null;
  return { kill: () => child.kill("SIGKILL"), given, runs, done };
}

describe("directory", () => {
  const clock = new MovedClock();
  keepsTheContract(
    async (count) => {
      const directory = newDirectory();
      return Array.from({ length: count }, () => new DirectoryStore(directory, clock));
    },
    async (milliseconds) => {
      clock.moved += milliseconds;
    },
  );
});

it("gives each mark to one of four processes", async () => {
  const directory = newDirectory();
  const store = new DirectoryStore(directory);
  const keys = Array.from({ length: 250 }, newKey);
  for (const key of keys) await store.offer(key, 10 * MINUTE);
  const takers = await Promise.all([1, 2, 3, 4].map(() => startTaker(directory, keys)));
  const taken = (await Promise.all(takers.map(({ done }) => done))).flat();
  expect(taken.sort()).toEqual(keys.sort());
});

it("gives none twice when processes are killed at any moment", async () => {
  const directory = newDirectory();
  const store = new DirectoryStore(directory);
  const keys = Array.from({ length: 400 }, newKey);
  for (const key of keys) await store.offer(key, 10 * MINUTE);
  const taken: string[] = [];
  for (let round = 1; round <= 8; round++) {
    const takers = await Promise.all([startTaker(directory, keys), startTaker(directory, [...keys].reverse())]);
    // Each round a bit further. They are somewhere between two of their steps then.
    while (takers.every(({ given, runs }) => runs() && given() < 3 * round)) await new Promise(setImmediate);
    for (const taker of takers) taker.kill();
    for (const { done } of takers) taken.push(...(await done));
  }
  for (const key of keys) if ((await store.take(key)) === "taken") taken.push(key);
  expect(new Set(taken).size).toBe(taken.length);
  // Each kill costs the mark that was in hand, and no other.
  expect(taken.length).toBeGreaterThanOrEqual(keys.length - 16);
  expect(counts(await Promise.all(keys.map((key) => store.take(key))))).toEqual({ used: keys.length });
});

it("knows after a restart what was taken and what waits", async () => {
  const directory = newDirectory();
  const before = new DirectoryStore(directory);
  await before.offer("a", MINUTE);
  await before.offer("b", MINUTE);
  await before.set("c", new Uint8Array([1, 2]));
  await before.take("a");
  await before.close();
  const after = new DirectoryStore(directory);
  expect(await after.take("a")).toBe("used");
  expect(await after.take("b")).toBe("taken");
  expect(await after.get("c")).toEqual(new Uint8Array([1, 2]));
});

it("gives no mark that a crash left in both folders, nor one that it cut", async () => {
  const directory = newDirectory();
  const store = new DirectoryStore(directory);
  await store.offer("both", MINUTE);
  const [file = ""] = readdirSync(join(directory, "offered"));
  linkSync(join(directory, "offered", file), join(directory, "used", file));
  expect(await store.take("both")).toBe("used");
  for (const length of [0, 5]) {
    await store.offer(`cut:${length}`, MINUTE);
    const [cut = ""] = readdirSync(join(directory, "offered")).filter((name) => name !== file);
    truncateSync(join(directory, "offered", cut), length);
    expect(await store.take(`cut:${length}`)).toBe("unknown");
  }
});

it("is for this user alone", async () => {
  const directory = newDirectory();
  const store = new DirectoryStore(directory);
  await store.offer("a", MINUTE);
  await store.set("b", new Uint8Array());
  expect(statSync(directory).mode & 0o777).toBe(0o700);
  for (const file of readdirSync(directory, { recursive: true }).map(String)) {
    const is = statSync(join(directory, file));
    expect(is.mode & 0o777).toBe(is.isDirectory() ? 0o700 : 0o600);
  }
});

it("sweeps what has expired, and leaves nothing of its own writing", async () => {
  const directory = newDirectory();
  const clock = new MovedClock();
  const store = new DirectoryStore(directory, clock);
  await store.offer("a", MINUTE);
  await store.offer("b", MINUTE);
  await store.take("b");
  await store.offer("c", 10 * MINUTE);
  await store.set("d", new Uint8Array(), MINUTE);
  await store.set("e", new Uint8Array());
  writeFileSync(join(directory, "making", "left"), "");
  const left = () =>
    ["offered", "used", "values", "making"].map((folder) => readdirSync(join(directory, folder)).length);
  expect(left()).toEqual([2, 1, 2, 1]);
  clock.moved += MINUTE;
  await store.offer("f", MINUTE);
  expect(left()).toEqual([2, 0, 2, 1]);
  clock.moved += 48 * 60 * MINUTE;
  await store.offer("g", MINUTE);
  expect(left()).toEqual([1, 0, 1, 0]);
});

it("fails where there is no directory to be had, and works when there is", async () => {
  const directory = newDirectory();
  writeFileSync(directory, "a file");
  const store = new DirectoryStore(directory);
  await expect(store.ping()).rejects.toMatchObject({ code: "store-failed" });
  await expect(store.offer("a", MINUTE)).rejects.toMatchObject({ code: "store-failed" });
  expect(readFileSync(directory, "utf8")).toBe("a file");
  rmSync(directory);
  await store.ping();
  await store.offer("a", MINUTE);
  rmSync(directory, { recursive: true });
  await expect(store.offer("b", MINUTE)).rejects.toMatchObject({ code: "store-failed" });
  await store.offer("b", MINUTE);
  expect(await store.take("a")).toBe("unknown");
  expect(await store.take("b")).toBe("taken");
});
