/** Real evidence, where there is some beside the project, under the roots that are built in. */
import { basename } from "node:path";
import { inspect } from "tsmkit";
import { COLLATERAL, EVIDENCE, type Vector, vectorBytes, vectors } from "../../vectors.ts";
import type { VerifyCall } from "../case.ts";
import type { Folder } from "../folder.ts";

/** Files that are no evidence: random bytes of its size. */
const MALFORMED: Record<string, string> = { "tdx/tdreport-go-tdx-guest.tdreport.bin": "bad-value" };

/** SNP reports with the certificates of their chips, as of a time. */
const REPORTS: [report: string, certificate: string, at: string, verdict: string][] = [
  ["genoa-v3-veraison.report.bin", "genoa-v3-veraison.vcek.der", "2025-05-20T18:31:36Z", "affirming"],
  ["genoa-v3-veraison.report.bin", "milan-v2-trustee.vcek.der", "2025-05-20T18:31:36Z", "contraindicated"],
  ["genoa-v3-veraison.report.bin", "genoa-v3-veraison.vcek.der", "2019-01-01T00:00:00Z", "contraindicated"],
];
/** Quotes under all collateral of the set, as of a time. */
const QUOTES: [quote: string, at: string, verdict: string][] = [
  ["v4-dstack-verifier.quote.bin", "2025-09-30T01:00:00Z", "affirming"],
  ["v5-go-tdx-guest.quote.bin", "2026-04-01T01:00:00Z", "affirming"],
  ["v4-edgeless.quote.bin", "2025-09-30T01:00:00Z", "warning"],
  ["v4-azure-cvm-coco.quote.bin", "2025-09-30T01:00:00Z", "contraindicated"],
];

export async function vectorCases(folder: Folder): Promise<void> {
  const put = (vector: Vector) => folder.put(`vectors/${vector.path}`, vectorBytes(vector));
  const all = vectors(...EVIDENCE);
  for (const vector of all) {
    const call = { call: "inspect", evidence: put(vector) } as const;
    const code = MALFORMED[vector.path];
    if (code) folder.refuses(code, vector.path, call);
    else folder.add("parse", vector.path, call, { members: { format: inspect(vectorBytes(vector)).format } });
  }
  if (all.length === 0) return;

  const named = (name: string, of: Vector[]) => put(of.find(({ path }) => basename(path) === name) as Vector);
  const chains = vectors("snp-ca-chain").map(put);
  for (const [report, certificate, at, verdict] of REPORTS) {
    const endorsements = [...chains, named(certificate, vectors("snp-vcek"))];
    const call: VerifyCall = { call: "verify", evidence: named(report, all), at, endorsements, trustRoots: [] };
    folder.add("verify", `${report} under ${certificate} at ${at}`, call, { members: { verdict } });
  }
  const collateral = vectors(...COLLATERAL).filter(({ expected }) => expected.result !== "invalid-as-stored");
  const endorsements = collateral.map(put);
  for (const [quote, at, verdict] of QUOTES) {
    const call: VerifyCall = { call: "verify", evidence: named(quote, all), at, endorsements, trustRoots: [] };
    folder.add("verify", `${quote} at ${at}`, call, { members: { verdict } });
  }
}
