/** What runs here: `tsm --version`, and with `--verbose` what a report of a bug needs besides. */
import { readFileSync } from "node:fs";
import { arch, platform, release } from "node:os";
import { core } from "../core.ts";

/** The version of tsmkit. */
export const { version }: { version: string } = JSON.parse(
  readFileSync(new URL("../../package.json", import.meta.url), "utf8"),
);

const NAMES: Record<string, string> = { bun: "Bun", deno: "Deno", node: "Node" };

/** The runtime and its version; Bun and Deno also say which Node they stand in for. */
function runtime(): string {
  const name = Object.keys(NAMES).find((key) => process.versions[key]) ?? "node";
  return `${NAMES[name]} ${process.versions[name]}`;
}

const number = (n: number) => n.toLocaleString("en-US");

/** One line each for the version, the core, its memory, the runtime and the system. */
export function verboseVersion(): string {
  const { name, bytes, memoryBytes, reason } = core.info();
  return [
    ["tsmkit", version],
    ["core", `${name}, ${number(bytes ?? 0)} bytes: ${reason}`],
    ["memory", `${number(memoryBytes)} bytes for each instance, touched only as far as it is used`],
    ["runtime", runtime()],
    ["system", `${platform()} ${arch()}, ${release()}`],
  ]
    .map(([label = "", text]) => `${label.padEnd(9)}${text}`)
    .join("\n");
}
