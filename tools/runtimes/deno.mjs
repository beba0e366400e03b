// Deno. npm's "deno" package brings the runtime in a package per platform, which needs no install script.
import { existsSync, readdirSync } from "node:fs";
import { join } from "node:path";
import { cached } from "../cached.mjs";
import { at, capture } from "../run.mjs";

/** Flags under which it asks nobody and fetches nothing, and the environment in which it keeps to .cache/. */
export const DENO_FLAGS = ["--no-prompt", "--no-lock", "--cached-only"];
export const DENO_ENV = { DENO_DIR: at(".cache/deno/home"), DENO_NO_UPDATE_CHECK: "1", NO_COLOR: "1" };

/** Deno's binary below .cache/, installed unless it is there. Throws when it can't be had or doesn't run here. */
export async function obtainDeno() {
  const platforms = join(await cached("deno", "deno@2"), "node_modules/@deno");
  const [platform] = existsSync(platforms) ? readdirSync(platforms) : [];
  if (!platform) throw new Error(`npm has no deno for ${process.platform} ${process.arch}`);
  const deno = join(platforms, platform, process.platform === "win32" ? "deno.exe" : "deno");
  const { ok, output } = await capture(deno, ["--version"]);
  if (!ok) throw new Error(`deno doesn't run here: ${output.trim()}`);
  return { deno, version: output.split("\n")[0] };
}
