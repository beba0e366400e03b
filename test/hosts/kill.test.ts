/** Processes that are killed in the middle of their requests: the others notice nothing, and a sweep clears up. */
import { type ChildProcess, fork } from "node:child_process";
import { once } from "node:events";
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { afterAll, beforeAll, expect, onTestFinished, test } from "vitest";
import { interfere, sevGuest, slow, softwareTsm } from "../../hosts/software-tsm/index.ts";
import { seeded } from "../random.ts";
import { reportDataOf } from "../reportData.ts";
import { entryOf, living, look, ownerId, pidNamespace } from "./processes.ts";
import { type Call, serve } from "./socket/serve.ts";

const PROCESSES = 25;
const ATTESTERS = 4;
const VICTIMS = 12;
const INTERFERERS = 12;
/** Long enough that most verbs are asked for while a report is made. */
const REPORT_MS = 5;
/** Verbs of a victim, after everybody has begun, with one of which it is killed: a request or two of each attester. */
const VERBS = 48;
/** Some ten seconds are enough, unless the machine has other things to do than to start 25 processes. */
const TIMEOUT = 120_000;

const random = seeded(99);
const program = fileURLToPath(new URL("socket/requester.mjs", import.meta.url));
let folder = "";
let socket = "";

beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), "tsmkit-kill-"));
  socket = join(folder, "tsm");
});
afterAll(() => rmSync(folder, { recursive: true, force: true }));

interface Made {
  nonce: string;
  outblob: string;
}

/** A process that requests reports; they come into `reports`. */
function requester(attesters: number, reports: Made[]): { child: ChildProcess; ended: Promise<unknown[]> } {
  // Options of the test runner are not for it.
  const child = fork(program, [socket, String(attesters)], {
    execArgv: [],
    stdio: ["ignore", "inherit", "inherit", "ipc"],
  });
  child.on("message", (made: Made) => reports.push(made));
  return { child, ended: once(child, "exit") };
}

/** Notes whose the entries are, and kills every victim with one of its verbs under way. */
class Killer {
  /** The pid that made an entry, for those that are there. */
  readonly owners = new Map<string, number>();
  /** Entries of living processes that another removed. */
  readonly robbed: string[] = [];
  readonly killed = new Set<number>();
  /** How many verbs of a victim are still to come. */
  readonly #left = new Map<number, number>();
  #begun = 0;

  aimAt(victims: { child: ChildProcess }[]): void {
    for (const { child } of victims) this.#left.set(child.pid as number, 1 + Math.floor(VERBS * random()));
  }

  asked({ pid, verb }: Call): void {
    // An attester lists the entries once, to sweep, before its first request. Nobody is killed before all have: what
    // victims leave is there until the end then, but for what the slowest of those sweeps meet.
    if (verb === "list") this.#begun++;
    if (this.#begun < PROCESSES * ATTESTERS) return;
    const left = (this.#left.get(pid) ?? 0) - 1;
    this.#left.set(pid, left);
    if (left !== 0) return;
    process.kill(pid, "SIGKILL");
    this.killed.add(pid);
  }

  done({ pid, verb, entry }: Call): void {
    if (verb === "create") this.owners.set(entry, pid);
    if (verb !== "remove") return;
    const owner = this.owners.get(entry) ?? 0;
    if (owner !== pid && !this.killed.has(owner)) this.robbed.push(entry);
    this.owners.delete(entry);
  }
}

/** Entries that nobody may ever sweep: of a living process, another pid namespace, no known owner, other programs. */
async function keepsakes() {
  const neighbour = await living();
  onTestFinished(neighbour.kill);
  const passing = await living();
  await passing.kill();
  const [, pid, start] = passing.id.split(".").map(BigInt) as [bigint, bigint, bigint];
  const ids = [look(process.pid).id, neighbour.id, ownerId(Number(pid), start, pidNamespace() + 1n), ""];
  const foreign = [
    `tsmkit-${passing.id}`,
    `tsmkit-${passing.id}-backup`,
    `other-${passing.id}-0123456789abcdef`,
    "report0",
  ];
  return [...ids.map(entryOf), ...foreign];
}

test(
  "100 requesters in 25 processes, 12 of which are killed, and others who rewrite entries",
  async () => {
    const { files } = softwareTsm({ provider: slow(sevGuest(), REPORT_MS) });
    const names = await keepsakes();
    for (const name of names) await files.create(name);
    const reports: Made[] = [];
    const killer = new Killer();
    const service = await serve(files, socket, killer);
    const all = Array.from({ length: PROCESSES }, () => requester(ATTESTERS, reports));
    const victims = all.slice(0, VICTIMS);
    const survivors = all.slice(VICTIMS);
    killer.aimAt(victims);
    const interferers = Array.from({ length: INTERFERERS }, (_, i) => interfere(files, { random: seeded(i) }));

    for (const { ended } of victims) expect(await ended).toEqual([null, "SIGKILL"]);
    for (const { child } of survivors) child.send("stop");
    for (const { ended } of survivors) expect(await ended).toEqual([0, null]);
    await service.idle();
    await Promise.all(interferers.map((interferer) => interferer.stop()));

    expect(reports.length).toBeGreaterThanOrEqual(survivors.length * ATTESTERS);
    expect(reports.map(({ outblob }) => reportDataOf(Buffer.from(outblob, "hex")))).toEqual(
      reports.map(({ nonce }) => nonce),
    );
    expect(interferers.reduce((sum, { writes }) => sum + writes, 0)).toBeGreaterThan(0);
    expect(killer.killed.size).toBe(VICTIMS);
    const left = [...killer.owners.keys()];
    expect(left.length).toBeGreaterThan(0);
    expect(left.filter((entry) => !killer.killed.has(killer.owners.get(entry) ?? 0))).toEqual([]);
    expect((await files.list()).sort()).toEqual([...names, ...left].sort());

    const sweeper = requester(1, reports);
    sweeper.child.send("stop");
    expect(await sweeper.ended).toEqual([0, null]);
    expect((await files.list()).sort()).toEqual(names.sort());
    expect(killer.robbed).toEqual([]);
    await service.close();
  },
  TIMEOUT,
);
