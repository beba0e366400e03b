// workerd, the runtime of Cloudflare Workers. npm's package for this platform has the program in it.
import { join } from "node:path";
import { cached } from "../cached.mjs";
import { capture } from "../run.mjs";

/** Packages by platform and architecture, as Node names them. */
const PACKAGES = {
  "linux x64": "workerd-linux-64",
  "linux arm64": "workerd-linux-arm64",
  "darwin x64": "workerd-darwin-64",
  "darwin arm64": "workerd-darwin-arm64",
};

/** The program below .cache/, installed unless it is there. Throws when it can't be had or doesn't run here. */
export async function obtainWorkerd() {
  const name = PACKAGES[`${process.platform} ${process.arch}`];
  if (!name) throw new Error(`npm has no workerd for ${process.platform} ${process.arch}`);
  const folder = await cached("workerd", `@cloudflare/${name}@1`);
  const command = join(folder, "node_modules/@cloudflare", name, "bin/workerd");
  const { ok, output } = await capture(command, ["--version"]);
  if (!ok) throw new Error(output.trim());
  return { command, version: output.trim() };
}
