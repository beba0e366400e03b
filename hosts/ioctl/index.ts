/**
 * `tsmkit/ioctl`: reports and keys from the guest devices, over the calls of a host. Hosts for runtimes are at
 * `tsmkit/ioctl/node`, `tsmkit/ioctl/deno` and `tsmkit/ioctl/bun`.
 */
export { IoctlAttester } from "./attester.ts";
export type { DeviceCalls, Pinned } from "./device.ts";
export type { Patience } from "./guestRequest.ts";
export {
  type DerivedKeyOptions,
  type SnpAnswer,
  type SnpReportRequest,
  snpDerivedKey,
  snpExtReport,
  snpReport,
} from "./sevGuest.ts";
export { tdReport } from "./tdxGuest.ts";
