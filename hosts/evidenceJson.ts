/** Evidence as JSON, for programs and for files. */
import { encodeHex } from "./hex.ts";
import type { Evidence } from "./request.ts";
import { evidenceMembers } from "./verifier.ts";

/** Evidence as one line of JSON, which `tsm inspect` reads. What the evidence doesn't have is left out. */
export function evidenceJson(evidence: Evidence, software: boolean): string {
  const { provider, privlevel, generation, attempts, interfered, reportData } = evidence;
  const members = {
    provider,
    // Evidence of a TSM in software must never pass for real, not in a file either.
    software: software || undefined,
    privlevel,
    generation: generation?.toString(),
    attempts,
    interfered,
    reportData: { ...reportData, bytes: encodeHex(reportData.bytes) },
    ...evidenceMembers(evidence),
  };
  return `${JSON.stringify(members)}\n`;
}
