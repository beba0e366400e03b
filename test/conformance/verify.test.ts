/** Every verifiable piece of the vector set gives the outcome that the set's manifest states, at the time that it states. */
import { describe, expect, test } from "vitest";
import type { AppraisalPolicy } from "../../hosts/formats.ts";
import { type Appraisal, Verifier } from "../../hosts/verifier.ts";
import { AT, judge, row, rows, wrong } from "../appraisal/rows.ts";
import { COLLATERAL, haveVectors, type Vector, vectorBytes, vectors, vectorsNote } from "../vectors.ts";

interface Fields {
  policy?: string;
  vmpl?: number;
  chip_id?: string;
  current_tcb?: string;
  committed_tcb?: string;
  td_attributes?: string;
  mr_service_td?: string;
  attributes?: string;
  fmspc?: string;
  pck_nb?: string;
  next_update?: string;
  tcb_next?: string;
  qe_next?: string;
  pck_crl_window?: string;
  root_ca_crl_window?: string;
}
interface Item extends Vector {
  what: string;
  endorsement?: string[];
  expected: { result: string; at?: string; advisories?: string[] };
  fields?: Fields & Record<string, unknown>;
}

const QUOTES = ["sgx-quote-v3", "tdx-quote-v4", "tdx-quote-v5", "tdx-quote-padded"];

const items = (...kinds: string[]) => vectors(...kinds) as Item[];
const bytesOf = (path: string) => vectorBytes({ path } as Vector);
const named = (list: Item[]) => list.map((item): [string, Item] => [item.path, item]);

const DAY = 86_400_000;
/** The manifest has ISO times, seconds since 1970, and ranges of the former. */
function timeOf(text: string): Date {
  if (/^\d+$/.test(text)) return new Date(Number(text) * 1000);
  const [from, to] = text.split(" .. ").map((part) => new Date(part.replace(" ", "T")).getTime());
  return new Date(to === undefined ? (from ?? Number.NaN) : ((from ?? Number.NaN) + to) / 2);
}

/** What of an appraisal is no matter of taste: all rows but those of policy, TCB and measurements. */
function genuine({ outcomes }: Appraisal, except: string[] = []): void {
  for (const { check, topic, outcome, required } of outcomes) {
    if (["policy", "measurements", "tcb"].includes(topic) || !required || except.includes(check)) continue;
    expect(outcome, check).toBe("affirming");
  }
}

describe.skipIf(!haveVectors)(`SEV-SNP evidence of the vector set${vectorsNote}`, () => {
  const chains = items("snp-ca-chain").map(({ path }) => bytesOf(path));
  const certificates = new Map(items("snp-vcek", "snp-vlek").map((item) => [item.path, item]));
  const reports = items("snp-report");
  const pairs = reports.flatMap((item) =>
    (item.endorsement ?? []).map((path): [string, Item, Item] => [path, item, certificates.get(path) as Item]),
  );

  /** Takes what the manifest's fields show, and no more. */
  function policyOf({ fields = {} }: Item): AppraisalPolicy {
    const allowDebug = ((BigInt(fields.policy ?? 0) >> 19n) & 1n) === 1n;
    const allowMaskedChipId = /^0*$/.test(fields.chip_id ?? "");
    const allowProvisionalFirmware = fields.committed_tcb !== fields.current_tcb;
    return { version: 1, snp: { allowDebug, allowMaskedChipId, allowProvisionalFirmware, vmpls: [fields.vmpl ?? 0] } };
  }

  test("has reports of every product and kind of key", () => {
    expect(pairs.length).toBeGreaterThan(25);
    expect(new Set(pairs.map(([, { product }]) => product))).toEqual(new Set(["Milan", "Genoa", "Turin"]));
  });

  test.each(pairs)("%s", (path, item, certificate) => {
    expect([item.expected.result, certificate.expected.result]).toEqual(["valid", "valid"]);
    const at = timeOf(certificate.expected.at ?? "");
    const given = { endorsements: [...chains, bytesOf(path)] };
    const report = vectorBytes(item);
    genuine(judge(report, given, at));
    expect(judge(report, given, at).validUntil).toBeDefined();
    expect(wrong(judge(report, { ...given, policy: policyOf(item) }, at))).toEqual({});
    for (const year of ["2019", "2100"]) {
      expect(rows(judge(report, given, new Date(year)))).toMatchObject({ "snp-chain-validity": "contraindicated" });
    }
    // Without the certificate, or with those of other products, nothing is affirmed.
    expect(judge(report, { endorsements: chains }, at).verdict).not.toBe("affirming");
    const other = pairs.find(([, { product }]) => product !== item.product) as (typeof pairs)[number];
    const foreign = judge(report, { endorsements: [...chains, bytesOf(other[0])] }, at);
    expect(rows(foreign)).toMatchObject(
      foreign.outcomes.some(({ check }) => check === "snp-root")
        ? { "snp-signature": "contraindicated" }
        : { "snp-endorsement": "none" },
    );
  });

  test("certificates that are not AMD's", () => {
    const invalid = [...certificates.values()].filter(({ expected }) => expected.result === "invalid");
    expect(invalid).toHaveLength(2);
    const report = bytesOf("snp/milan-v2-trustee.report.bin");
    for (const item of invalid) {
      const appraisal = judge(
        report,
        { endorsements: [...chains, vectorBytes(item)] },
        new Date("2023-02-23T17:58:26Z"),
      );
      expect(appraisal.verdict).toBe("contraindicated");
      expect(rows(appraisal)["snp-chain"] ?? rows(appraisal)["snp-signature"], item.path).toBe("contraindicated");
    }
  });

  test("a report of a mock device: nobody endorses it", () => {
    const mock = reports.find(({ product }) => product === "mock") as Item;
    const allow: AppraisalPolicy = { version: 1, snp: { ...policyOf(mock).snp, allowProvisionalFirmware: true } };
    expect(wrong(judge(vectorBytes(mock), { endorsements: chains, policy: allow }))).toEqual({
      "snp-endorsement": "none",
      "snp-signature": "none",
    });
    const endorsements = [...chains, bytesOf("snp/milan-v3-aci.vcek.der")];
    expect(wrong(judge(vectorBytes(mock), { endorsements, policy: allow }))).toEqual({
      "snp-signature": "contraindicated",
      "snp-endorsed-tcb": "contraindicated",
      "snp-chip-id": "contraindicated",
    });
  });

  test("a report without a certificate is not verified", () => {
    const alone = reports.filter(({ expected }) => expected.result === "unknown");
    expect(alone).toHaveLength(1);
    for (const item of alone)
      expect(wrong(judge(vectorBytes(item), { endorsements: chains }))).toMatchObject({ "snp-endorsement": "none" });
  });

  test("certificates in a table, and beside the report in JSON", () => {
    const [report, table] = [bytesOf("snp/genoa-v3-veraison.report.bin"), bytesOf("snp/genoa-v3-veraison.auxblob.bin")];
    const at = new Date("2025-05-20T18:31:36Z");
    expect(wrong(judge(report, { endorsements: [table, ...chains] }, at))).toEqual({});
    expect(wrong(judge(bytesOf("snp/genoa-v3-veraison.tsm-report.json"), { endorsements: chains }, at))).toEqual({});
    expect(judge(report, { endorsements: chains }, at).verdict).toBe("none");
  });
});

/** Takes what the manifest's fields show, and any status that is no refusal. */
function quotePolicy({ fields = {} }: Item): AppraisalPolicy {
  const attributes = Buffer.from(fields.td_attributes ?? "00", "hex");
  const service = fields.mr_service_td ?? "";
  return {
    version: 1,
    intel: {
      tcbStatuses: [
        "UpToDate",
        "SWHardeningNeeded",
        "ConfigurationNeeded",
        "ConfigurationAndSWHardeningNeeded",
        "OutOfDate",
        "OutOfDateConfigurationNeeded",
      ],
    },
    tdx: {
      allowDebug: ((attributes[0] ?? 0) & 1) === 1,
      allowSeptVe: ((attributes[3] ?? 0) & 0x10) === 0,
      ...(/[^0]/.test(service) && { serviceDomains: [service] }),
    },
    sgx: { allowDebug: (Number.parseInt((fields.attributes ?? "00").slice(0, 2), 16) & 2) === 2 },
  };
}

const UNJUDGED = ["pck-revocation", "root-revocation", "tcb-info", "qe-identity", "qe-identity-match", "tcb-status"];

describe.skipIf(!haveVectors)(`Intel quotes of the vector set, without collateral${vectorsNote}`, () => {
  const quotes = items(...QUOTES);
  const real = quotes.filter(({ fields }) => fields?.fmspc !== undefined);
  const valid = real.filter(({ expected }) => !expected.result.startsWith("invalid"));

  test("has quotes of every version", () => {
    expect(valid.length).toBeGreaterThan(35);
    expect(quotes.length - valid.length).toBe(6);
  });

  test.each(named(valid))("%s", (_, item) => {
    const { fields, expected } = item;
    const at = expected.at ? timeOf(expected.at) : new Date(timeOf(fields?.pck_nb ?? "").getTime() + 30 * DAY);
    const quote = vectorBytes(item);
    const appraisal = judge(quote, { policy: quotePolicy(item) }, at);
    const missing = Object.fromEntries(UNJUDGED.map((check) => [check, "none"]));
    const module = item.kind.startsWith("tdx") ? { "tdx-module": "none" } : {};
    expect(wrong(appraisal)).toEqual({ ...missing, ...module });
    expect(appraisal.verdict).toBe("none");
    for (const year of ["2000", "2100"]) {
      expect(rows(judge(quote, {}, new Date(year)))).toMatchObject({ "pck-chain-validity": "contraindicated" });
    }
  });

  test("zeros behind a quote are told", () => {
    for (const item of items("tdx-quote-padded")) {
      expect(row(judge(vectorBytes(item), {}), "framing")).toMatchObject({ outcome: "warning", required: false });
    }
  });

  test("a quote that was corrupted", () => {
    const [item] = real.filter(({ expected }) => expected.result === "invalid") as [Item];
    const at = new Date(timeOf(item.fields?.pck_nb ?? "").getTime() + 30 * DAY);
    const { outcomes } = judge(vectorBytes(item), { policy: quotePolicy(item) }, at);
    const refused = outcomes.filter(({ outcome }) => outcome === "contraindicated").map(({ check }) => check);
    expect(refused).toEqual(["quote-signature"]);
  });

  test("a quote that is certified by its PPID", () => {
    const item = quotes.find(({ path }) => path === "sgx/v3-oasis-ppid-auth.quote.bin") as Item;
    const appraisal = judge(vectorBytes(item), {});
    expect(item.expected.result).toBe("invalid");
    expect(appraisal.verdict).toBe("none");
    expect(wrong(appraisal)).toMatchObject({ "pck-certificate": "none", "qe-report-signature": "none" });
  });
});

describe.skipIf(!haveVectors)(`Intel quotes of the vector set, with all of its collateral${vectorsNote}`, () => {
  /** All of it at once: of several values the one that is current, and for the platform, is taken. */
  const verifier = new Verifier();
  const collateral = items(...COLLATERAL).filter(({ expected }) => expected.result !== "invalid-as-stored");
  for (const item of collateral) verifier.endorse(vectorBytes(item));
  const appraise = (path: string, at: Date) => verifier.appraise(bytesOf(path), { noNonce: true, at });

  /** A second before the first of a bundle expires. */
  function lastMoment({ fields = {} }: Item): Date {
    const lists = [fields.pck_crl_window, fields.root_ca_crl_window].map((window) => window?.split(" .. ")[1]);
    return new Date(Math.min(...[fields.tcb_next, fields.qe_next, ...lists].map((at) => Date.parse(at ?? ""))) - 1000);
  }
  const bundles = items("intel-collateral-bundle");
  const bundled = new Map([
    ["collateral/phala-sgx-quote.collateral.json", "sgx/v3-phala-dcap-qvl.quote.bin"],
    ["collateral/phala-tdx-quote.collateral.json", "tdx/v4-phala-dcap-qvl.quote.bin"],
    ["collateral/near-gas-test.collateral.json", "tdx/v4-near-gas-test.quote.bin"],
  ]);

  test.each(named(bundles))("%s", (path, item) => {
    const quote = bundled.get(path) as string;
    const { result, advisories = [] } = item.expected;
    const status = result === "valid" ? "UpToDate" : result;
    const at = lastMoment(item);
    for (const appraisal of [judge(bytesOf(quote), { endorsements: [vectorBytes(item)] }, at), appraise(quote, at)]) {
      genuine(appraisal);
      expect(appraisal.tcb).toMatchObject({ status, advisories });
      expect(wrong(appraisal)).toEqual(status === "UpToDate" ? {} : { "tcb-status": "warning" });
    }
    const late = judge(bytesOf(quote), { endorsements: [vectorBytes(item)] }, new Date(at.getTime() + 2000));
    expect(late.verdict).toBe("contraindicated");
    const dates = ["tcb-info-dates", "qe-identity-dates", "pck-revocation", "root-revocation"];
    expect(Object.keys(wrong(late)).filter((check) => dates.includes(check)).length).toBeGreaterThan(0);
  });

  /** Quotes for whose platform there is a whole set at one time, and what Intel said of it. */
  test.each([
    ["tdx/v4-dstack-ratls", "2025-09-30", "NotSupported", {}],
    ["tdx/v4-dstack-verifier", "2025-09-30", "UpToDate", {}],
    ["tdx/v4-dstack-verifier", "2026-04-01", "UpToDate", {}],
    ["tdx/v4-azure-cvm-coco", "2025-09-30", "OutOfDate", { "td-sept-ve-disable": "contraindicated" }],
    ["tdx/v4-edgeless", "2025-09-30", "OutOfDate", {}],
    ["tdx/v4-entropy-known-pck-1", "2025-09-30", "NotSupported", {}],
    ["tdx/v4-entropy-known-pck-2", "2025-09-30", "NotSupported", {}],
    ["tdx/v4-gce-cos113-ccel", "2025-09-30", "UpToDate", {}],
    ["tdx/v4-gcp-ita", "2025-09-30", "UpToDate", {}],
    ["tdx/v4-gcp-ita-no-nonce", "2025-09-30", "UpToDate", {}],
    ["tdx/v4-gcp-zkdcap", "2025-09-30", "OutOfDate", {}],
    ["tdx/v4-moemahhouk-azure", "2025-09-30", "NotSupported", {}],
    ["tdx/v4-near-gas-test", "2025-09-30", "UpToDate", {}],
    ["tdx/v4-phala-dcap-qvl", "2025-09-30", "UpToDate", {}],
    ["tdx/v4-phala-hex", "2025-09-30", "NotSupported", {}],
    ["tdx/v4-tappd", "2025-09-30", "NotSupported", {}],
    ["tdx/v4-teepot-gcp", "2025-09-30", "UpToDate", {}],
    ["tdx/v4-trust-center", "2025-09-30", "UpToDate", {}],
    ["tdx/v4-trust-center", "2026-04-01", "OutOfDate", {}],
    ["tdx/v4-trustee", "2023-07-01", "UpToDate", { "td-debug": "contraindicated" }],
    ["tdx/v4-trustee", "2026-04-01", "OutOfDate", { "td-debug": "contraindicated" }],
    ["tdx/v4-spr-go-tdx-guest", "2023-07-01", "NotSupported", { "td-sept-ve-disable": "contraindicated" }],
    ["tdx/v4-spr-go-tdx-guest", "2026-04-01", "NotSupported", { "td-sept-ve-disable": "contraindicated" }],
    ["tdx/v5-alibaba-automata", "2025-09-30", "UpToDate", { "td-service-domain": "contraindicated" }],
    ["tdx/v5-go-tdx-guest", "2026-04-01", "UpToDate", {}],
    ["tdx/v5-trustee", "2025-09-30", "NotSupported", { "td-service-domain": "contraindicated" }],
  ] as const)("%s at %s: %s", (name, day, status, against) => {
    const appraisal = appraise(`${name}.quote.bin`, new Date(`${day}T01:00:00Z`));
    genuine(appraisal);
    expect(appraisal.tcb?.status).toBe(status);
    const outcome = { UpToDate: "affirming", OutOfDate: "warning", NotSupported: "contraindicated" }[status];
    expect(row(appraisal, "tcb-status").outcome).toBe(outcome);
    expect(wrong(appraisal)).toEqual({ ...(outcome === "affirming" ? {} : { "tcb-status": outcome }), ...against });
  });

  test("Oasis's quote at the times that its own tests have", () => {
    const at = (seconds: number) => wrong(appraise("sgx/v3-oasis-pck.quote.bin", new Date(1000 * seconds)));
    // The set has no revocation lists of that year.
    const lists = { "pck-revocation": "contraindicated", "root-revocation": "contraindicated" };
    expect(at(1671497404)).toEqual({ ...lists, "tcb-status": "warning" });
    expect(at(1891163522)).toMatchObject({ "pck-chain-validity": "contraindicated" });
    expect(at(1670238720)).toMatchObject({ "pck-chain-validity": "contraindicated" });
    expect(at(1671194735)).toMatchObject({ "qe-identity-dates": "contraindicated" });
    expect(at(1673786737)).toMatchObject({ "qe-identity-dates": "contraindicated" });
  });

  test("collateral that its source wrote anew is not signed as it is stored", () => {
    const [item, ...more] = items("intel-tcb-info").filter(({ expected }) => expected.result === "invalid-as-stored");
    expect(more).toEqual([]);
    const fmspc = "30606a000000";
    expect(item?.path).toContain(fmspc);
    // No quote of the set is for this platform; any SGX quote shows the row about the signature.
    const endorsements = [vectorBytes(item as Item), bytesOf("collateral/oasis-tcb-signing-certs.pem")];
    const appraisal = judge(bytesOf("sgx/v3-teepot-a.quote.bin"), { endorsements }, new Date("2025-10-01T00:00:00Z"));
    expect(rows(appraisal)).toMatchObject({
      "tcb-info-signature": "contraindicated",
      "tcb-info-match": "contraindicated",
    });
  });

  test.each(named(collateral.filter(({ kind }) => /tcb-info|qe-identity/.test(kind))))("%s is signed", (_, item) => {
    // Whatever quote there is: the rows about the signature and the dates ask for the collateral alone.
    const tdx = item.what.includes("TD");
    const quote = tdx ? "tdx/v4-teepot-gcp.quote.bin" : "sgx/v3-teepot-a.quote.bin";
    const signers = items("intel-signing-chain").map(({ path }) => bytesOf(path));
    const next = Date.parse(item.fields?.next_update ?? "");
    const at = (ms: number) =>
      rows(judge(bytesOf(quote), { endorsements: [vectorBytes(item), ...signers] }, new Date(ms)));
    const kind = item.kind.slice("intel-".length);
    expect(at(next)).toMatchObject({ [`${kind}-signature`]: "affirming", [`${kind}-dates`]: "affirming" });
    expect(at(next + 1000)).toMatchObject({ [`${kind}-dates`]: "contraindicated" });
  });
});

describe.skipIf(!haveVectors)(`quotes with their collateral in Open Enclave's form${vectorsNote}`, () => {
  /** Version, tee, size, count; as many offsets behind that; then the items, each with a NUL behind it. */
  function unpack(bytes: Uint8Array): Uint8Array[] {
    const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.length);
    const count = view.getUint32(12, true);
    const start = 16 + 4 * count;
    const offsets = Array.from({ length: count }, (_, i) => start + view.getUint32(16 + 4 * i, true));
    // Version, TCB info, chain, PCK list, root list, chain, identity, chain, time.
    return offsets.map((from, i) => bytes.subarray(from, (offsets[i + 1] ?? bytes.length) - 1)).slice(1, 8);
  }

  test.each(["sgx/v3-signal-cds2", "sgx/v3-signal-dcap-v3"])("%s", (name) => {
    const endorsements = unpack(bytesOf(`${name}.endorsements.bin`));
    expect(endorsements).toHaveLength(7);
    const [info] = endorsements;
    const [, issued] = /"issueDate":"([^"]+)"/.exec(new TextDecoder().decode(info)) ?? [];
    const at = new Date(Date.parse(issued ?? "") + 2 * DAY);
    const appraisal = judge(bytesOf(`${name}.quote.bin`), { endorsements }, at);
    genuine(appraisal);
    expect(appraisal.tcb).toMatchObject({ status: "UpToDate", advisories: [] });
    expect(wrong(appraisal)).toEqual({});
    expect(judge(bytesOf(`${name}.quote.bin`), { endorsements }, AT).verdict).toBe("contraindicated");
  });
});

describe.skipIf(!haveVectors)(`Intel's own samples, under their sample root${vectorsNote}`, () => {
  const folder = (tee: string) => items("intel-sample-collateral").filter(({ path }) => path.includes(`/${tee}/`));
  /**
   * Of TDX: components of TCB info are random numbers above what a byte holds, so that it can't be read; and the identity
   * names another signer than the report of the quoting enclave.
   */
  const ODD = ["tcb-info", "tdx-module", "qe-identity-match"];

  test.each(["sgx", "tdx"])("%s", (tee) => {
    const files = folder(tee);
    expect(files).toHaveLength(8);
    const [item] = items(...QUOTES).filter(({ path }) => path.includes("intel-qvl-sample") && path.startsWith(tee));
    expect(item?.expected.result).toBe("valid-only-with-sample-root");
    const quote = vectorBytes(item as Item);
    const endorsements = files.map(vectorBytes);
    const [root] = files.filter(({ path }) => path.endsWith("trusted-root-ca-cert.pem")).map(vectorBytes);
    const at = new Date("2024-06-01T00:00:00Z");
    const refused = judge(quote, { endorsements }, at);
    expect(rows(refused)).toMatchObject({ "pck-root": "contraindicated" });
    const trusted = judge(quote, { endorsements, trustRoots: [root as Uint8Array] }, at);
    genuine(trusted, tee === "tdx" ? ODD : []);
    expect(rows(trusted)).toMatchObject({ "quote-signature": "affirming", "qe-report-signature": "affirming" });
  });
});
