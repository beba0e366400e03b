/** Real evidence that lies beside the project, when it does. It is never part of the project. */
import { existsSync, readFileSync } from "node:fs";
import { fileURLToPath } from "node:url";

/** Where the set lies. */
export const vectorsRoot =
  process.env.TSMKIT_VECTORS ?? fileURLToPath(new URL("../../shared/vectors", import.meta.url));

/** One file of the set and what it must give. */
export interface Vector {
  path: string;
  kind: string;
  size: number;
  expected: { result: string };
  product?: string;
  fields?: Record<string, unknown>;
}

/** Is the set there? */
export const haveVectors = existsSync(`${vectorsRoot}/manifest.json`);

/** Says why a suite is skipped. */
export const vectorsNote = haveVectors ? "" : ` (SKIPPED: no vectors at ${vectorsRoot})`;

/** The files of some kinds. */
export function vectors(...kinds: string[]): Vector[] {
  if (!haveVectors) return [];
  const { files } = JSON.parse(readFileSync(`${vectorsRoot}/manifest.json`, "utf8")) as { files: Vector[] };
  return files.filter((f) => kinds.includes(f.kind));
}

/** The bytes of a file. */
export function vectorBytes({ path }: Vector): Uint8Array {
  return new Uint8Array(readFileSync(`${vectorsRoot}/${path}`));
}

/** Kinds of files that hold evidence this release parses. */
export const EVIDENCE = [
  "snp-report",
  "snp-cert-table",
  "sgx-quote-v3",
  "tdx-quote-v4",
  "tdx-quote-v5",
  "tdx-quote-padded",
  "tdx-tdreport",
  "cca-token",
  "azure-hcl-report",
] as const;

/** Kinds of Intel's collateral. */
export const COLLATERAL = [
  "intel-tcb-info",
  "intel-qe-identity",
  "intel-crl",
  "intel-signing-chain",
  "intel-collateral-bundle",
] as const;
