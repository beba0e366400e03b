/**
 * The `sev_guest` driver in software: SEV-SNP reports of a forged chip, with its certificates.
 * Source: Linux drivers/virt/coco/sev-guest/sev-guest.c, sev_report_new.
 */

import { fileError } from "../errno.ts";
import { sizeOf } from "../forge/sections.ts";
import { createSnpPlatform, type SnpPlatform } from "../forge/snp.ts";
import { bindManifest, createSvsm, type Svsm } from "../forge/svsm.ts";
import type { Provider, ReportRequest } from "./provider.ts";

/** What the guest runs on; all of it has defaults. */
export interface SevGuestOptions {
  /** The chip; default a Milan of its own, made when the first report is asked for. */
  platform?: SnpPlatform | Promise<SnpPlatform>;
  /** Version of the reports; default 5. */
  version?: number;
  /** VMPL of the guest's kernel, the most privileged one it may ask for; default 0, under an SVSM 2. */
  privlevelFloor?: number;
  /** What the host hands over as auxblob; default the chip's certificates, empty for a host that has none. */
  certTable?: Uint8Array;
  /** Does the guest run under an SVSM, and under which? Default false; true makes one when it is first asked. */
  svsm?: boolean | Svsm | Promise<Svsm>;
}

const SHOWN = ["privlevel", "privlevel_floor", "auxblob"];
const SHOWN_UNDER_SVSM = ["service_provider", "service_guid", "service_manifest_version", "manifestblob"];

/** The one service provider that the kernel knows. */
const SVSM = "svsm";
/** VMPL of a guest under an SVSM, which has 0 to itself. */
const GUEST_VMPL = 2;

/**
 * Makes the driver. A report fails with EINVAL when inblob is not 64 bytes, and when privlevel is below the floor: the
 * firmware then answers "invalid parameter". Never written, privlevel is 0. Of an SVSM all services are attested, or the one
 * whose GUID was written, whatever the privlevel: the report is the SVSM's own. EINVAL stands for a service provider, a
 * service, a manifest of its own or a version of it that is not there.
 */
export function sevGuest(options: SevGuestOptions = {}): Provider {
  const { version = 5, svsm = false, privlevelFloor = svsm ? GUEST_VMPL : 0 } = options;
  const shown = new Set(svsm ? [...SHOWN, ...SHOWN_UNDER_SVSM] : SHOWN);
  let { platform } = options;
  let made: Svsm | Promise<Svsm> | undefined;

  /** The manifest that a service is attested by; undefined for one that is not there. */
  async function manifestFor(request: ReportRequest): Promise<Uint8Array | undefined> {
    const { serviceProvider, serviceGuid, serviceManifestVersion } = request;
    if (!svsm || serviceProvider !== SVSM) return undefined;
    made ??= svsm === true ? createSvsm() : svsm;
    const { manifest, manifestOf } = await made;
    return serviceGuid === undefined ? manifest : manifestOf(serviceGuid, serviceManifestVersion);
  }

  return {
    name: "sev_guest",
    privlevelFloor,
    shows: (attribute) => shown.has(attribute),
    async makeReport(request) {
      const { inblob, privlevel = 0, serviceProvider } = request;
      if (inblob.length !== sizeOf("snpReport", version, "reportData")) throw fileError("EINVAL");
      platform ??= createSnpPlatform();
      const { report, certTable } = await platform;
      const auxblob = options.certTable ?? certTable;
      if (serviceProvider === undefined) {
        if (privlevel < privlevelFloor) throw fileError("EINVAL");
        return { outblob: await report({ version, vmpl: privlevel, reportData: inblob }), auxblob };
      }
      const manifestblob = await manifestFor(request);
      if (!manifestblob?.length) throw fileError("EINVAL");
      const reportData = await bindManifest(inblob, manifestblob);
      return { outblob: await report({ version, vmpl: 0, reportData }), auxblob, manifestblob };
    },
  };
}
