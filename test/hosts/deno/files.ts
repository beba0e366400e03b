/** DenoFiles on a directory, the only argument, which may be read and written; /proc may not. */
import assert from "node:assert/strict";
import { chmod, mkdir } from "node:fs/promises";
import { join } from "node:path";
import process from "node:process";
import { configfsAttester, DenoFiles, processOwner } from "../../../dist/deno/index.js";
import { requestChecks } from "../emulated.ts";
import { fileChecks, inDirectory, refusesStrangers } from "../fileChecks.ts";
import { check, conclude, skip } from "./checks.ts";

const [folder = ""] = process.argv.slice(2);
const host = (root: string) => new DenoFiles(root);

for (const [name, run] of fileChecks) await check(name, () => inDirectory(folder, (root) => run(host, root)));

const strangers = "without permission the files are refused";
/** The one thing that root can't do: be refused. */
async function refusedHere(): Promise<boolean> {
  let refused = false;
  await inDirectory(folder, async (root) => {
    await chmod(root, 0);
    refused = await host(root)
      .list()
      .then(
        () => false,
        () => true,
      );
    await chmod(root, 0o700);
  });
  return refused;
}
if (!(await refusedHere())) skip(strangers, "root may do everything");
else {
  await check(strangers, () =>
    inDirectory(folder, async (root) => {
      await mkdir(join(root, "e"));
      await chmod(root, 0);
      try {
        await refusesStrangers(host, root);
      } finally {
        await chmod(root, 0o700);
      }
    }),
  );
}

await check("this process is nobody", () => assert.equal(processOwner().id, ""));

const configfs = { host: DenoFiles, configfsAttester, processOwner };
for (const [name, run] of requestChecks) await check(name, () => inDirectory(folder, (root) => run(configfs, root)));

conclude();
