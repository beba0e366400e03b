// npm start: a first report from the best TSM of this machine, or from the one in software, and what it says.
import { spawnSync } from "node:child_process";
import { existsSync } from "node:fs";
import { at } from "./run.mjs";
import { setup } from "./setup.mjs";

const ARGUMENTS = ["report", "--random", "--provider", "auto,software", "--format", "text"];

const cli = at("dist/cli/main.js");
try {
  await setup();
  if (!existsSync(cli)) throw new Error(`the build made no ${cli}`);
  const args = [cli, ...ARGUMENTS, ...process.argv.slice(2)];
  process.exitCode = spawnSync(process.execPath, args, { stdio: "inherit" }).status ?? 1;
} catch (error) {
  console.error(`start: ${error.message}`);
  process.exitCode = 1;
}
