// Bun. npm's "bun" package brings the runtime in a package per platform, which needs no install script.
import { existsSync, readdirSync } from "node:fs";
import { join } from "node:path";
import { cached } from "../cached.mjs";
import { capture } from "../run.mjs";

/** Bun's binary below .cache/, installed unless it is there. Throws when it can't be had or doesn't run here. */
export async function obtainBun() {
  const platforms = join(await cached("bun", "bun@1"), "node_modules/@oven");
  const failures = [];
  // There may be one for processors without AVX2 beside the usual one.
  for (const platform of existsSync(platforms) ? readdirSync(platforms).sort() : []) {
    const bun = join(platforms, platform, "bin", process.platform === "win32" ? "bun.exe" : "bun");
    const { ok, output } = await capture(bun, ["--version"]);
    if (ok) return { bun, version: output.trim() };
    failures.push(output.trim());
  }
  throw new Error(failures[0] ?? `npm has no bun for ${process.platform} ${process.arch}`);
}
