/**
 * tsmkit: requests, inspects and verifies the attestation evidence of every TSM. This entry runs anywhere; hosts with files are
 * at `tsmkit/node` and `tsmkit/deno`, a TSM in software at `tsmkit/software-tsm`.
 */
export { Attester } from "./attester.ts";
export {
  type Bundle,
  type BundleItem,
  isBundle,
  readBundle,
  type Stapled,
  staple,
} from "./bundle.ts";
export { type ByteMap, byteMap, type FieldRange, rangeOf } from "./byteMap.ts";
export { certificatesIn, certificatesOf } from "./certificates.ts";
export { type CoreInUse, core } from "./core.ts";
export { type Diagnosis, type DoctorOptions, examine, type Finding, type Patient } from "./doctor.ts";
export { type EarClaims, type EarOptions, type EarSubmodule, earClaims, type TrustworthinessVector } from "./ear.ts";
export { EndorsementCache, type EntryStorage } from "./endorsements/cache.ts";
export type { Collected, Missing } from "./endorsements/collect.ts";
export { type EndorsementCode, EndorsementError } from "./endorsements/error.ts";
export type { Fetch } from "./endorsements/fetcher.ts";
export type { Endorsement, Item, KdsProduct, Need, NeedKind } from "./endorsements/need.ts";
export { type ErrorFacts, type ErrorGroup, TsmError } from "./errors.ts";
export {
  type EventLog,
  type EventsOptions,
  type EventVerdict,
  type LogEvent,
  type LogRegister,
  type RegisterName,
  type Registers,
  readEvents,
  registerOfPcr,
  registersOf,
  renderEvents,
} from "./events.ts";
export { type Expiry, expiriesOf, expiryOf } from "./expiry.ts";
export { FileError, type ReportFiles } from "./files.ts";
export type * from "./formats.ts";
export { decodeHex, encodeHex } from "./hex.ts";
export { type Inspection, inspect, type ReadOptions, type RenderOptions, render } from "./inspect.ts";
export type { CoreInfo } from "./load.ts";
export {
  appraiseOnline,
  type FetchOptions,
  fetchEndorsements,
  missingError,
  missingFor,
  type OnlineAppraisal,
  verifyOnline,
} from "./online.ts";
export type { Owner } from "./owner.ts";
export { type PolicyDraft, policyFrom } from "./policy.ts";
export {
  type Extension,
  extended,
  type MeasurementRegister,
  MeasurementRegisters,
  registersIn,
} from "./registers.ts";
export type {
  Evidence,
  ReportData,
  ReportDataHash,
  ReportInput,
  ReportOptions,
  ServiceRequest,
} from "./request.ts";
export { type Bits, type Field, type Layout, type Tables, tables, type Value } from "./rows.ts";
export type { SystemFiles } from "./system.ts";
export type { WaitOptions } from "./turns.ts";
export {
  type Appraisal,
  type AppraiseOptions,
  appraise,
  type CheckOutcome,
  type EvidenceInput,
  type ExpectedNonce,
  type Explanation,
  explain,
  NotAffirmedError,
  type OutcomeName,
  Verifier,
  type VerifierOptions,
  verify,
} from "./verifier.ts";
