/** tsmkit on Node: reports from the kernel's configfs-tsm. */
import { readFileSync, readlinkSync } from "node:fs";
import { Attester } from "../attester.ts";
import type { Owner } from "../owner.ts";
import { procOwner } from "../procOwner.ts";
import { MeasurementRegisters } from "../registers.ts";
import { NodeFiles } from "./files.ts";
import { NodeSystem } from "./system.ts";

export { defaultDirectory, directoryCache } from "../endorsements/directory.ts";
export { readGiven } from "../endorsements/files.ts";
export { CONFIGFS_REPORTS } from "../files.ts";
export { NodeFiles } from "./files.ts";
export { NodeSystem } from "./system.ts";

/** The owner that this process is. */
export function processOwner(): Owner {
  return procOwner(process.pid, { readText: (path) => readFileSync(path, "utf8"), readLink: readlinkSync });
}

/** An attester over the kernel's report directory, or another of the same kind. */
export function configfsAttester(root?: string): Attester {
  return new Attester(new NodeFiles(root), processOwner());
}

/** The measurement registers that the kernel shows, or those in a folder of the same kind. */
export function measurementRegisters(folder?: string): MeasurementRegisters {
  return new MeasurementRegisters(new NodeSystem(), folder);
}
