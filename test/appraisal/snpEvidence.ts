/** SEV-SNP evidence of the forge, and changes to it. */
import {
  type AmdAuthority,
  type AuthorityOptions,
  amdAuthorities,
  encodeTcb,
  type SnpEvidence,
  type SnpPlatformOptions,
  type SnpReportOptions,
  snp,
} from "../../hosts/forge/index.ts";
import type { AppraisalPolicy, SnpPolicy } from "../../hosts/formats.ts";
import type { Appraisal, VerifierOptions } from "../../hosts/verifier.ts";
import { judge, type Rows } from "./rows.ts";

/** What to do otherwise than usual. */
export type Options = SnpPlatformOptions & SnpReportOptions;

/** The certificates of a chip, and its root as one to trust. */
export function given(evidence: Pick<SnpEvidence, "certificates">, more: VerifierOptions = {}): VerifierOptions {
  const { leaf, intermediate, root } = evidence.certificates;
  return { endorsements: [leaf, intermediate, root], trustRoots: [root], ...more };
}

/** A policy for SEV-SNP alone. */
export const policyOf = (snp: SnpPolicy): AppraisalPolicy => ({ version: 1, snp });

/** Makes a chip and a report, and appraises it. */
export async function appraised(options: Options = {}, policy?: SnpPolicy): Promise<Appraisal> {
  const evidence = await snp(options);
  return judge(evidence.report, given(evidence, policy && { policy: policyOf(policy) }));
}

/** Authorities of Milan with other certificates. */
export const milan = (edits: AuthorityOptions<AmdAuthority>["edits"] & {}) => amdAuthorities("Milan", { edits });

/** The forge's TCB of Milan, but for some parts. */
export const tcb = (parts: Record<string, number>) =>
  encodeTcb("Milan", { bootloader: 4, tee: 0, snp: 27, microcode: 222, ...parts });

/** Rows that fail, without `snp-` in front. */
export const bad = (...checks: string[]): Rows =>
  Object.fromEntries(checks.map((check) => [`snp-${check}`, "contraindicated"]));

/** Changes one bit. */
export const flip =
  (at: number, bit = 0) =>
  (report: Uint8Array) => {
    report[at] = (report[at] ?? 0) ^ (1 << bit);
  };
