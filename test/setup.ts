/**
 * Runs the tests on one of the two cores: `TSMKIT_CORE=plain npx vitest run`. Without it they run on the one that hosts
 * choose. Other processes that tests start, such as the command, always choose for themselves.
 */
import { readFileSync } from "node:fs";
import { core } from "../hosts/core.ts";

const BUILDS: Record<string, string> = { plain: "core.wasm", fused: "core.fused.wasm" };

const wanted = process.env.TSMKIT_CORE;
if (wanted) {
  const build = BUILDS[wanted];
  if (!build) throw new Error(`TSMKIT_CORE is ${wanted}, not ${Object.keys(BUILDS).join(" or ")}`);
  const bytes = readFileSync(new URL(`../build/${build}`, import.meta.url));
  const { name, reason } = core.use(new WebAssembly.Module(new Uint8Array(bytes)));
  if (name !== wanted) throw new Error(`TSMKIT_CORE is ${wanted}: ${reason}`);
}
