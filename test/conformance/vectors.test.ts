/** Every parsable piece of the vector set inspects to the values the set's manifest states. */
import { describe, expect, test } from "vitest";
import type { Section } from "../../hosts/formats.ts";
import { type Inspection, inspect } from "../../hosts/inspect.ts";
import { EVIDENCE, haveVectors, type Vector, vectorBytes, vectors, vectorsNote } from "../vectors.ts";

/** Not a TDREPORT but random bytes of its size: the set's own notes say so. It must be refused, and clearly. */
const NOT_COHERENT = "tdx/tdreport-go-tdx-guest.tdreport.bin";

type Fields = Record<string, unknown>;
const fieldsOf = (seen: Inspection, layout: Section["layout"]) =>
  seen.sections.find((s) => s.layout === layout && s.of === undefined)?.fields as unknown as Fields;

/** A whole bit field, a number or a string, as a number. */
const whole = (v: unknown) => BigInt(typeof v === "object" && v !== null ? (v as { value: string }).value : String(v));
/** The same, as the hex of its bytes. */
const bytesOf = (v: unknown, size: number) => {
  let rest = whole(v);
  let hex = "";
  for (let i = 0; i < size; i++, rest >>= 8n) hex += (rest & 255n).toString(16).padStart(2, "0");
  return hex;
};

/** From the manifest's name of a value to the value as inspected. */
type Reader = (seen: Inspection) => unknown;

const camel = (name: string) => name.replace(/_([a-z0-9])/g, (_, c: string) => c.toUpperCase());

const SNP: Record<string, Reader> = {
  policy: (s) => `0x${whole(fieldsOf(s, "snpReport").policy).toString(16)}`,
  platform_info: (s) => `0x${whole(fieldsOf(s, "snpReport").platformInfo).toString(16)}`,
  sig_algo: (s) => fieldsOf(s, "snpReport").signatureAlgo,
  key_info_flags: (s) => `0x${whole(fieldsOf(s, "snpReport").keyInfo).toString(16)}`,
  signing_key: (s) => ["VCEK", "VLEK"][(fieldsOf(s, "snpReport").keyInfo as { signingKey: number }).signingKey],
  cpuid_fam: (s) => fieldsOf(s, "snpReport").cpuidFamId,
  cpuid_model: (s) => fieldsOf(s, "snpReport").cpuidModId,
  cpuid_step: (s) => fieldsOf(s, "snpReport").cpuidStep,
  launch_mit_vector: (s) => bytesOf(fieldsOf(s, "snpReport").launchMitVector, 8),
  current_mit_vector: (s) => bytesOf(fieldsOf(s, "snpReport").currentMitVector, 8),
};

const QUOTE: Record<string, Reader> = {
  version: (s) => s.version,
  att_key_type: (s) => fieldsOf(s, "quoteHeader").attKeyType,
  tee_type: (s) => `0x${Number(fieldsOf(s, "quoteHeader").teeType ?? 0).toString(16)}`,
  qe_svn: (s) => fieldsOf(s, "quoteHeader").qeSvn,
  pce_svn: (s) => fieldsOf(s, "quoteHeader").pceSvn,
  body_type: (s) => fieldsOf(s, "quoteBodyDescriptor").bodyType,
  body_size: (s) => fieldsOf(s, "quoteBodyDescriptor").bodySize,
  seam_attributes: (s) => bytesOf(fieldsOf(s, "tdReport").seamAttributes, 8),
  td_attributes: (s) => bytesOf(fieldsOf(s, "tdReport").tdAttributes, 8),
  xfam: (s) => bytesOf(fieldsOf(s, "tdReport").xfam, 8),
  tee_tcb_svn_2: (s) => fieldsOf(s, "tdReport").teeTcbSvn2,
  attributes: (s) => bytesOf(fieldsOf(s, "sgxReport").attributes, 8) + bytesOf(fieldsOf(s, "sgxReport").xfrm, 8),
};

/** Fields of the PCK certificate: the one among the quote's that has an FMSPC. */
const pck = (seen: Inspection) =>
  seen.sections.filter((s) => s.layout === "certificate").find((s) => s.fields.fmspc)?.fields as Fields | undefined;
const when = (time: unknown) => String(time).replace("T", " ").replace("Z", "+00:00");

const PCK: Record<string, Reader> = {
  fmspc: (s) => pck(s)?.fmspc,
  ppid: (s) => pck(s)?.ppid,
  pceid: (s) => pck(s)?.pceId,
  pck_serial: (s) => BigInt(`0x${pck(s)?.serialNumber}`).toString(16),
  pck_ca: (s) => /CN=([^,]*)/.exec(String(pck(s)?.issuer))?.[1],
  pck_nb: (s) => when(pck(s)?.notBefore),
  pck_na: (s) => when(pck(s)?.notAfter),
};

const TDREPORT: Record<string, Reader> = {
  report_type: (s) => {
    const { type, subtype, version } = fieldsOf(s, "reportMac") as Record<string, number>;
    return [type, subtype, version, 0].map((b) => (b ?? 0).toString(16).padStart(2, "0")).join("");
  },
  cpu_svn: (s) => fieldsOf(s, "reportMac").cpuSvn,
  report_data: (s) => fieldsOf(s, "reportMac").reportData,
};

/** What signatures and keys gave is the verifier's to say. */
const claimsOf = (seen: Inspection, layout: Section["layout"]) =>
  seen.sections.find((s) => s.layout === layout)?.fields as unknown as Fields;

const CCA: Record<string, Reader> = {
  platform_profile: (s) => claimsOf(s, "ccaPlatform").profile,
  realm_profile: (s) => claimsOf(s, "ccaRealm").profile ?? "None",
  realm_challenge: (s) => claimsOf(s, "ccaRealm").challenge,
  rim: (s) => claimsOf(s, "ccaRealm").initialMeasurement,
  rem: (s) => claimsOf(s, "ccaRealm").extensibleMeasurements,
  rpv: (s) => claimsOf(s, "ccaRealm").personalizationValue,
  rak_hash_alg: (s) => claimsOf(s, "ccaRealm").publicKeyHashAlgo,
  implementation_id: (s) => claimsOf(s, "ccaPlatform").implementationId,
  instance_id: (s) => claimsOf(s, "ccaPlatform").instanceId,
  lifecycle: (s) => Number(whole(claimsOf(s, "ccaPlatform").lifecycle)),
};
const OF_A_VERIFIER = ["realm_sig", "platform_sig_keys", "binding_platform_nonce_eq_hash_rak"];

/** Reads one value of the manifest out of an inspection. */
function actual(seen: Inspection, name: string): unknown {
  if (seen.format === "snp-report") return (SNP[name] ?? ((s) => fieldsOf(s, "snpReport")[camel(name)]))(seen);
  if (seen.format === "cca-token") return CCA[name]?.(seen);
  if (seen.format === "td-report") return (TDREPORT[name] ?? ((s) => fieldsOf(s, "tdInfo")[camel(name)]))(seen);
  const body = seen.format === "tdx-quote" ? "tdReport" : "sgxReport";
  return (QUOTE[name] ?? PCK[name] ?? ((s) => fieldsOf(s, body)[camel(name)]))(seen);
}

const FORMATS: Record<string, string> = {
  "snp-report": "snp-report",
  "snp-cert-table": "snp-cert-table",
  "sgx-quote-v3": "sgx-quote",
  "tdx-quote-v4": "tdx-quote",
  "tdx-quote-v5": "tdx-quote",
  "tdx-quote-padded": "tdx-quote",
  "tdx-tdreport": "td-report",
  "cca-token": "cca-token",
};

describe.skipIf(!haveVectors)(`the vector set${vectorsNote}`, () => {
  // What HCL reports must give, azure.test.ts says.
  const files = vectors(...EVIDENCE).filter((f) => f.path !== NOT_COHERENT && f.kind !== "azure-hcl-report");

  test("has evidence of every format", () => {
    expect(files.length).toBeGreaterThan(70);
    expect(new Set(files.map((f) => FORMATS[f.kind]))).toEqual(new Set(Object.values(FORMATS)));
  });

  test.each(files.map((f): [string, Vector] => [f.path, f]))("%s", (_, file) => {
    const bytes = vectorBytes(file);
    const seen = inspect(bytes);
    expect(seen.format).toBe(FORMATS[file.kind]);
    expect(seen.readAs).toBe("bin");
    expect(seen.size + seen.tail).toBe(bytes.length);
    if (file.kind !== "tdx-quote-padded") expect(seen.tail).toBe(0);
    for (const [name, value] of Object.entries(file.fields ?? {})) {
      if (name === "entries" || OF_A_VERIFIER.includes(name)) continue;
      expect(actual(seen, name), name).toEqual(value);
    }
    if (file.product && file.product !== "mock") expect(seen.product).toContain(file.product);
  });

  test("a certificate table lists its entries", () => {
    for (const file of vectors("snp-cert-table")) {
      const { sections } = inspect(vectorBytes(file));
      const stated = file.fields?.entries as { guid: string; offset: number; length: number }[];
      const entries = sections.filter((s) => s.layout === "snpCertEntry").map((s) => s.fields);
      expect(entries).toEqual(
        stated.map(({ guid, offset, length }) => ({ guid: guid.replaceAll("-", ""), offset, length })),
      );
    }
  });

  test("padded quotes report their zero tail", () => {
    const tails = vectors("tdx-quote-padded").map((f) => inspect(vectorBytes(f)).tail);
    expect(tails.sort((a, b) => a - b)).toEqual([70, 3065]);
  });

  test("a report with its certificates in JSON", () => {
    for (const file of vectors("configfs-tsm-report").filter((f) => f.path.endsWith(".json"))) {
      const seen = inspect(vectorBytes(file));
      expect(seen.readAs).toBe("json");
      expect(seen.auxblob?.sections.map((s) => s.of).filter(Boolean)).toContain("vcek");
    }
  });

  test("random bytes of a TDREPORT's size are refused with the place", () => {
    const file = vectors("tdx-tdreport").find((f) => f.path === NOT_COHERENT) as Vector;
    expect(() => inspect(vectorBytes(file))).toThrow(/reportMac\.type at byte 0 .*expected 129, got 15/);
  });
});
