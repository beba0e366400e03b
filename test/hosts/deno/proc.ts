/** tsmkit on Deno with every permission: /proc tells of processes, so a sweep knows whose entries to remove. */
import assert from "node:assert/strict";
import { mkdir, readdir } from "node:fs/promises";
import { join } from "node:path";
import process from "node:process";
import { configfsAttester, DenoFiles, processOwner } from "../../../dist/deno/index.js";
import { inDirectory, refusesContent } from "../fileChecks.ts";
import { entryOf, living, look, ownerId, pidNamespace, zombie } from "../processes.ts";
import { check, conclude } from "./checks.ts";

const [folder = ""] = process.argv.slice(2);

await check("content that the kernel refuses", () => refusesContent((root) => new DenoFiles(root)));

await check("this process is its namespace, its pid and its start", () => {
  assert.equal(processOwner().id, look(process.pid).id);
});

await check("a sweep removes the entries of processes that are gone, and no others", () =>
  inDirectory(folder, async (root) => {
    const [neighbour, passing, undead] = [await living(), await living(), await zombie()];
    try {
      await passing.kill();
      const { start, id } = look(process.pid);
      const [, pid, started] = passing.id.split(".");
      const elsewhere = ownerId(Number(pid), BigInt(started ?? ""), pidNamespace() + 1n);
      const gone = [passing.id, undead.id, ownerId(process.pid, start - 1n)].map(entryOf);
      const kept = [id, neighbour.id, elsewhere, ""].map(entryOf).concat("report0");
      for (const entry of [...gone, ...kept]) await mkdir(join(root, entry));
      assert.deepEqual((await configfsAttester(root).sweep()).sort(), gone.sort());
      assert.deepEqual((await readdir(root)).sort(), kept.sort());
    } finally {
      await neighbour.kill();
      undead.bury();
    }
  }),
);

conclude();
