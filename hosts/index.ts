/**
 * tsmkit: requests and inspects the attestation evidence of every TSM. This entry runs anywhere; hosts with files are
 * at `tsmkit/node` and `tsmkit/deno`, a TSM in software at `tsmkit/software-tsm`.
 */
export { Attester, type WaitOptions } from "./attester.ts";
export { core } from "./core.ts";
export { type ErrorFacts, type ErrorGroup, TsmError } from "./errors.ts";
export { FileError, type ReportFiles } from "./files.ts";
export type * from "./formats.ts";
export { decodeHex, encodeHex } from "./hex.ts";
export { type Inspection, inspect, type ReadOptions, type RenderOptions, render } from "./inspect.ts";
export type { CoreInfo } from "./load.ts";
export type { Owner } from "./owner.ts";
export type {
  Evidence,
  ReportData,
  ReportDataHash,
  ReportInput,
  ReportOptions,
  ServiceRequest,
} from "./request.ts";
export { type Bits, type Field, type Layout, type Tables, tables, type Value } from "./rows.ts";
