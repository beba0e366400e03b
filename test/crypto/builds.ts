/** The builds of the core that this engine runs right, to be used in turn. */
import { readFileSync } from "node:fs";
import { core } from "../../hosts/core.ts";

const PATHS = { plain: "core.wasm", fused: "core.fused.wasm" } as const;
export type BuildName = keyof typeof PATHS;

function moduleOf(name: BuildName): WebAssembly.Module | undefined {
  const bytes = new Uint8Array(readFileSync(new URL(`../../build/${PATHS[name]}`, import.meta.url)));
  return WebAssembly.validate(bytes) ? new WebAssembly.Module(bytes) : undefined;
}

/** Uses a build from now on. Returns false, and leaves a right one in use, where the engine has no use for it. */
export function use(name: BuildName): boolean {
  const module = moduleOf(name);
  return module !== undefined && core.use(module).name === name;
}

/** Those that can be used here: the plain one always. */
export const BUILDS_HERE: BuildName[] = (["plain", "fused"] as const).filter(use);
