// Where and when numbers were taken.
import { readFileSync } from "node:fs";
import { availableParallelism, cpus, loadavg } from "node:os";
import { at } from "../tools/run.mjs";

/** What every result has to be read with. */
export function machine() {
  return {
    tsmkit: JSON.parse(readFileSync(at("package.json"), "utf8")).version,
    node: process.version,
    v8: process.versions.v8,
    platform: `${process.platform} ${process.arch}`,
    cpu: cpus()[0]?.model.trim() ?? "unknown CPU",
    cores: availableParallelism(),
    load: loadavg()[0],
    date: new Date().toISOString(),
  };
}
