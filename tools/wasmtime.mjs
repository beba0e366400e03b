// npm run test:component: the components in wasmtime, by its package for Python, which PyPI brings into .cache/, and by its
// command line, where there is one: cargo install wasmtime-cli --locked.
import { capture } from "./run.mjs";
import { obtainWasmtime } from "./runtimes/wasmtime.mjs";
import { runSuite } from "./suite.mjs";
import { skip, sum } from "./tally.mjs";
import { runVitest } from "./vitest.mjs";

/** The command line, when there is one. */
async function findCommand() {
  const cli = process.env.WASMTIME ?? "wasmtime";
  const { ok, output } = await capture(cli, ["--version"]).catch(() => ({ ok: false, output: "" }));
  return ok ? { cli, version: output.trim() } : undefined;
}

await runSuite("test:component", async () => {
  const found = await obtainWasmtime().catch((error) => error);
  if (found instanceof Error) return skip("wasmtime", found.message);
  const command = await findCommand();
  console.log(`wasmtime ${found.version}${command ? `; ${command.version} as ${command.cli}` : ""}`);
  process.env.TSMKIT_WASMTIME = found.python;
  if (command) process.env.TSMKIT_WASMTIME_CLI = command.cli;
  const tallies = [await runVitest(process.execPath, "default", { filters: ["test/component/wasmtime/"] })];
  if (!command) tallies.push(skip("wasmtime, the command line", "there is no wasmtime in PATH, nor named in WASMTIME"));
  return sum(tallies);
});
