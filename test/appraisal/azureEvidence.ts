/** Evidence of the forge's Azure machines, and changes to it. */
import {
  type AzureEvidence,
  type AzureMachine,
  amdCertificate,
  intelCertificate,
  type SnpPlatform,
  type TdxPlatform,
  tdxCollateral,
  toCollateralFile,
} from "../../hosts/forge/index.ts";
import type { AppraisalPolicy } from "../../hosts/formats.ts";
import { decodeHex, encodeHex } from "../../hosts/hex.ts";
import { type Appraisal, appraise, type VerifierOptions } from "../../hosts/verifier.ts";
import { AT } from "./rows.ts";

/** What the verifier asked with. */
export const NONCE = new TextEncoder().encode("a nonce of the verifier");

/** What is handed in with evidence of a platform. */
export async function givenFor(platform: SnpPlatform | TdxPlatform): Promise<VerifierOptions> {
  if ("report" in platform) {
    const root = amdCertificate("Milan", "ark");
    return { endorsements: [platform.certificates.intermediate, root], trustRoots: [root] };
  }
  const collateral = JSON.stringify(toCollateralFile(await tdxCollateral(platform)));
  return { endorsements: [collateral], trustRoots: [intelCertificate("intelRoot")] };
}

/** Appraises evidence at {@link AT}, with the nonce. */
export function judgeAzure(
  evidence: AzureEvidence | object,
  given: VerifierOptions,
  policy?: AppraisalPolicy,
  nonce: Uint8Array | undefined = NONCE,
): Appraisal {
  const expected = nonce ? { nonce } : ({ noNonce: true } as const);
  return appraise(JSON.stringify(evidence), { ...given, ...(policy && { policy }), ...expected, at: AT });
}

/** Bytes in base64url with one bit changed. */
export function flipBase64(text: string, at: number, bit = 0): string {
  const bytes = new Uint8Array(Buffer.from(text, "base64url"));
  bytes[at] = (bytes[at] ?? 0) ^ (1 << bit);
  return Buffer.from(bytes).toString("base64url");
}

/** Bytes in hex with one bit changed. */
export function flipHex(text: string, at: number, bit = 0): string {
  const bytes = decodeHex(text);
  bytes[at] = (bytes[at] ?? 0) ^ (1 << bit);
  return encodeHex(bytes);
}

/** Evidence whose quote was changed. */
export function requoted(evidence: AzureEvidence, change: Partial<AzureEvidence["tpm_quote"]>): AzureEvidence {
  return { ...evidence, tpm_quote: { ...evidence.tpm_quote, ...change } };
}

/** Bytes of the header and the place of the hardware's report, and of the header of the claims behind them. */
export const HARDWARE_AT = 32;
export const CLAIMS_AT = HARDWARE_AT + 1184 + 20;

/** The machine's evidence with the nonce. */
export const evidenceOf = (machine: AzureMachine): Promise<AzureEvidence> => machine.evidence({ nonce: NONCE });
