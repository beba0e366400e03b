/**
 * The `sev_guest` driver in software: SEV-SNP reports of a forged chip, with its certificates.
 * Source: Linux drivers/virt/coco/sev-guest/sev-guest.c, sev_report_new.
 */

import { fileError } from "../errno.ts";
import { sizeOf } from "../forge/sections.ts";
import { createSnpPlatform, type SnpPlatform } from "../forge/snp.ts";
import type { Provider } from "./provider.ts";

/** What the guest runs on; all of it has defaults. */
export interface SevGuestOptions {
  /** The chip; default a Milan of its own, made when the first report is asked for. */
  platform?: SnpPlatform | Promise<SnpPlatform>;
  /** Version of the reports; default 5. */
  version?: number;
  /** VMPL of the guest's kernel, the most privileged one it may ask for; default 0. */
  privlevelFloor?: number;
  /** What the host hands over as auxblob; default the chip's certificates, empty for a host that has none. */
  certTable?: Uint8Array;
  /** Does the guest run under an SVSM? Default false. Its services are shown then; asking for one fails with EINVAL. */
  svsm?: boolean;
}

const SHOWN = ["privlevel", "privlevel_floor", "auxblob"];
const SHOWN_UNDER_SVSM = ["service_provider", "service_guid", "service_manifest_version", "manifestblob"];

/**
 * Makes the driver. A report fails with EINVAL when inblob is not 64 bytes, when a service is asked for, and when
 * privlevel is below the floor: the firmware then answers "invalid parameter". Never written, privlevel is 0.
 */
export function sevGuest(options: SevGuestOptions = {}): Provider {
  const { version = 5, privlevelFloor = 0, svsm = false } = options;
  const shown = new Set(svsm ? [...SHOWN, ...SHOWN_UNDER_SVSM] : SHOWN);
  let { platform } = options;
  return {
    name: "sev_guest",
    privlevelFloor,
    shows: (attribute) => shown.has(attribute),
    async makeReport({ inblob, privlevel: vmpl = 0, serviceProvider }) {
      if (inblob.length !== sizeOf("snpReport", version, "reportData")) throw fileError("EINVAL");
      if (serviceProvider !== undefined || vmpl < privlevelFloor) throw fileError("EINVAL");
      platform ??= createSnpPlatform();
      const { report, certTable } = await platform;
      const outblob = await report({ version, vmpl, reportData: inblob });
      return { outblob, auxblob: options.certTable ?? certTable };
    },
  };
}
