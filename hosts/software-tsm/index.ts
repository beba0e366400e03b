/** A TSM in software: providers that make reports, the configfs tree that shows them, and what can go wrong. */
import type { ReportFiles } from "../files.ts";
import { ConfigfsTree, type TreeOptions } from "./configfsTree.ts";
import { files } from "./reportFiles.ts";

export { OpenFlag } from "../openFlag.ts";
export * from "./armCcaGuest.ts";
export type { Stat } from "./attributes.ts";
export { ConfigfsTree, type Kernel, type TreeOptions } from "./configfsTree.ts";
export * from "./coveGuest.ts";
export type { Descriptor } from "./descriptor.ts";
export * from "./devices.ts";
export * from "./faults.ts";
export * from "./interferer.ts";
export { Seek } from "./openFile.ts";
export type { User } from "./permission.ts";
export * from "./provider.ts";
export type { Counters } from "./reportEntry.ts";
export { files } from "./reportFiles.ts";
export * from "./sevGuest.ts";
export * from "./tdxGuest.ts";

/**
 * A software TSM in one call: the tree for programs that work on descriptors, and its whole-file view, as root, for
 * those that request reports.
 */
export function softwareTsm(options: TreeOptions): { tree: ConfigfsTree; files: ReportFiles } {
  const tree = new ConfigfsTree(options);
  return { tree, files: files(tree) };
}
