// WasmEdge: Debian's package and the libraries that the system lacks, unpacked below .cache/. They may want a newer C library
// than the system's, which is then among them, with the loader that goes with it.
import { existsSync, readdirSync } from "node:fs";
import { join } from "node:path";
import { Suite } from "../apt.mjs";
import { capture } from "../run.mjs";

const TRIXIE = new Suite("trixie");

/** WasmEdge, fetched unless it is there, as the program and arguments in front of its own. Throws as the others do. */
export async function obtainWasmedge() {
  const root = await TRIXIE.unpacked("wasmedge", () => TRIXIE.withMissing(["wasmedge"]));
  const libraries = ["usr/lib", "lib"].flatMap((folder) => {
    const path = join(root, folder);
    const names = existsSync(path) ? readdirSync(path) : [];
    return [path, ...names.filter((name) => name.endsWith("-linux-gnu")).map((name) => join(path, name))];
  });
  const loader = libraries
    .flatMap((path) => (existsSync(path) ? readdirSync(path).map((name) => join(path, name)) : []))
    .find((path) => /\/ld-linux-[^/]*$/.test(path));
  const program = join(root, "usr/bin/wasmedge");
  const command = loader
    ? [loader, "--library-path", libraries.join(":"), program]
    : ["env", `LD_LIBRARY_PATH=${libraries.join(":")}`, program];
  const [first, ...rest] = command;
  const { ok, output } = await capture(first, [...rest, "--version"]);
  if (!ok) throw new Error(`wasmedge doesn't run here: ${output.trim()}`);
  return { command, version: /version (\S+)/.exec(output)?.[1] ?? "" };
}
