/**
 * An SNP report as Trustee takes it: not the bytes, but JSON with a member for each field, which Trustee lays out again before it
 * checks the signature. The members are those of the crate sev (virtee/sev, AttestationReport in firmware/guest/types/snp.rs), of
 * version 4 (with what is reserved) and of 6 (without, and with parts of it named): a reader skips what it does not know.
 */

import type { SnpReport } from "../../formats.ts";
import { decodeHex } from "../../hex.ts";
import { fieldsIn, type Inspection, inspect } from "../../inspect.ts";

const bytes = (hex: string): number[] => [...decodeHex(hex)];

/** A TCB version: by the layout of the chip, which the core has found. Version 4 of the crate knows none of Turin's. */
function tcb(inspection: Inspection, of: string) {
  const turin = fieldsIn(inspection, "snpTcbTurin", of);
  const { bootloader, tee, snp, microcode } = turin ?? fieldsIn(inspection, "snpTcb", of) ?? {};
  return { fmc: turin?.fmc ?? null, bootloader, tee, snp, microcode, _reserved: [0, 0, 0, 0] };
}

/** The report as JSON. `outblob`: 1184 bytes, which were parsed before. */
export function snpReportJson(outblob: Uint8Array): Record<string, unknown> {
  const inspection = inspect(outblob, { form: "bin" });
  const report = fieldsIn(inspection, "snpReport") as SnpReport;
  const raw = (from: number, to: number) => [...outblob.subarray(from, to)];
  const vector = (value: string | undefined) => (value === undefined ? null : Number(value));
  return {
    version: report.version,
    guest_svn: report.guestSvn,
    policy: Number(report.policy.value),
    family_id: bytes(report.familyId),
    image_id: bytes(report.imageId),
    vmpl: report.vmpl,
    sig_algo: report.signatureAlgo,
    current_tcb: tcb(inspection, "currentTcb"),
    plat_info: Number(report.platformInfo.value),
    key_info: report.keyInfo.value,
    _author_key_en: report.keyInfo.value,
    _reserved_0: 0,
    report_data: bytes(report.reportData),
    measurement: bytes(report.measurement),
    host_data: bytes(report.hostData),
    id_key_digest: bytes(report.idKeyDigest),
    author_key_digest: bytes(report.authorKeyDigest),
    report_id: bytes(report.reportId),
    report_id_ma: bytes(report.reportIdMa),
    reported_tcb: tcb(inspection, "reportedTcb"),
    cpuid_fam_id: report.cpuidFamId ?? null,
    cpuid_mod_id: report.cpuidModId ?? null,
    cpuid_step: report.cpuidStep ?? null,
    _reserved_1: raw(0x188, 0x1a0),
    chip_id: bytes(report.chipId),
    committed_tcb: tcb(inspection, "committedTcb"),
    current: { major: report.currentMajor, minor: report.currentMinor, build: report.currentBuild },
    current_build: report.currentBuild,
    current_minor: report.currentMinor,
    current_major: report.currentMajor,
    _reserved_2: 0,
    committed: { major: report.committedMajor, minor: report.committedMinor, build: report.committedBuild },
    committed_build: report.committedBuild,
    committed_minor: report.committedMinor,
    committed_major: report.committedMajor,
    _reserved_3: 0,
    launch_tcb: tcb(inspection, "launchTcb"),
    launch_mit_vector: vector(report.launchMitVector),
    current_mit_vector: vector(report.currentMitVector),
    _reserved_4: raw(0x1f8, 0x2a0),
    signature: { r: bytes(report.signatureR), s: bytes(report.signatureS), _reserved: raw(0x330, 0x4a0) },
  };
}
