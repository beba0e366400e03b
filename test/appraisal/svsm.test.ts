/** Every row about the manifest of an SVSM: forged evidence is affirmed, and nothing of a manifest counts that is not bound. */
import { createHash } from "node:crypto";
import { beforeAll, describe, expect, test } from "vitest";
import {
  bindManifest,
  createEk,
  createSnpPlatform,
  createSvsm,
  createTdxPlatform,
  type EkEdit,
  type EkKind,
  encodeServices,
  type SnpPlatform,
  type SnpReportOptions,
  type Svsm,
} from "../../hosts/forge/index.ts";
import type { SvsmPolicy } from "../../hosts/formats.ts";
import { encodeHex } from "../../hosts/hex.ts";
import { policyFrom } from "../../hosts/policy.ts";
import { type Appraisal, appraise, type EvidenceInput, type ExpectedNonce, verify } from "../../hosts/verifier.ts";
import { seeded } from "../random.ts";
import { AT, type Rows, row, rows, wrong } from "./rows.ts";
import { given } from "./snpEvidence.ts";

const VTPM = "c476f1eb-0123-45a5-9641-b4e7dde5bfe3";
const UEFI_MM = "a4453a59-9e1b-4787-a033-1986d6adbe55";
const OTHER = "0f1e2d3c-4b5a-6978-8796-a5b4c3d2e1f0";
const nonce = Uint8Array.from({ length: 32 }, (_, i) => 7 * i + 1);
const sha256 = (bytes: Uint8Array) => createHash("sha256").update(bytes).digest("hex");

let platform: SnpPlatform;
let svsm: Svsm;
beforeAll(async () => {
  [platform, svsm] = await Promise.all([createSnpPlatform(), createSvsm()]);
});

type Evidence = Exclude<EvidenceInput, string | Uint8Array>;

/** A report that binds the manifest, and the manifest. */
async function evidenceOf(manifestblob: Uint8Array, options: SnpReportOptions = {}): Promise<Evidence> {
  const outblob = await platform.report({ reportData: await bindManifest(nonce, manifestblob), ...options });
  return { provider: "sev_guest", outblob, manifestblob };
}

function judged(evidence: EvidenceInput, policy?: SvsmPolicy, expected: ExpectedNonce = { nonce }): Appraisal {
  return appraise(evidence, {
    ...given(platform, policy && { policy: { version: 1, svsm: policy } }),
    ...expected,
    at: AT,
  });
}

/** The rows about the manifest, and about the nonce. */
const about = (appraisal: Appraisal): Rows =>
  Object.fromEntries(Object.entries(rows(appraisal)).filter(([check]) => /^(svsm-|nonce)/.test(check)));

const BOUND: Rows = {
  nonce: "affirming",
  "svsm-framing": "affirming",
  "svsm-manifest": "affirming",
  "svsm-vmpl": "affirming",
};

describe("a manifest that the report binds", () => {
  test("of all services is affirmed, and its key is told", async () => {
    const appraisal = judged(await evidenceOf(svsm.manifest));
    expect(wrong(appraisal)).toEqual({});
    expect(appraisal.verdict).toBe("affirming");
    expect(about(appraisal)).toEqual({
      ...BOUND,
      "svsm-services": "none",
      "svsm-ek": "none",
      "svsm-ek-attributes": "affirming",
    });
    expect(row(appraisal, "svsm-ek")).toMatchObject({ required: false, actual: sha256(svsm.ek) });
    expect(row(appraisal, "svsm-services")).toMatchObject({ required: false, actual: 2 });
    expect(row(appraisal, "svsm-manifest")).toMatchObject({ bytes: [0x50, 0x90], actual: "bound" });
    expect(row(appraisal, "svsm-vmpl")).toMatchObject({ bytes: [0x30, 0x34], expected: 0, actual: 0 });
    const bound = createHash("sha512").update(nonce).update(new Uint8Array(32)).update(svsm.manifest).digest("hex");
    expect(row(appraisal, "nonce")).toMatchObject({ expected: bound, actual: bound });
  });

  test.each<EkKind>(["RSA-2048", "P-256", "P-384"])("of a single service is affirmed, %s", async (kind) => {
    const ek = await createEk(kind);
    const appraisal = judged(await evidenceOf(ek), { ekDigests: [sha256(ek)] });
    expect(wrong(appraisal)).toEqual({});
    expect(row(appraisal, "svsm-ek")).toMatchObject({ outcome: "affirming", required: true });
    expect(row(appraisal, "svsm-services")).toMatchObject({
      outcome: "none",
      actual: "one service, which is not named",
    });
  });

  test("of a service that is not known is affirmed, and has no key", async () => {
    const appraisal = judged(await evidenceOf(Uint8Array.of(9, 8, 7)));
    expect(wrong(appraisal)).toEqual({});
    expect(about(appraisal)).toEqual({ ...BOUND, "svsm-services": "none", "svsm-ek": "none" });
    expect(row(appraisal, "svsm-ek").actual).toBe("no virtual TPM");
  });

  test("holds for a nonce of 64 bytes, and as JSON in hex and base64", async () => {
    const long = Uint8Array.from({ length: 64 }, (_, i) => 255 - i);
    const { provider, outblob } = await evidenceOf(svsm.manifest, {
      reportData: await bindManifest(long, svsm.manifest),
    });
    for (const encoding of ["hex", "base64"] as const) {
      const text = (bytes: Uint8Array) => Buffer.from(bytes).toString(encoding);
      const json = JSON.stringify({ provider, outblob: text(outblob), manifestblob: text(svsm.manifest) });
      expect(verify(json, { ...given(platform), nonce: long, at: AT }).verdict).toBe("affirming");
    }
  });
});

describe("a manifest that the report does not bind", () => {
  const UNBOUND: Rows = {
    nonce: "contraindicated",
    "svsm-framing": "affirming",
    "svsm-manifest": "contraindicated",
    "svsm-vmpl": "affirming",
    "svsm-services": "none",
    "svsm-ek": "none",
  };

  function expectUnbound(appraisal: Appraisal): void {
    expect(appraisal.verdict).toBe("contraindicated");
    expect(about(appraisal)).toEqual(UNBOUND);
    // Its key is not told, even though the policy names it.
    expect(row(appraisal, "svsm-ek")).toMatchObject({ required: true, actual: "the report does not bind it" });
    expect(JSON.stringify(row(appraisal, "svsm-ek").actual)).not.toContain(sha256(svsm.ek));
  }
  const policy = () => ({ ekDigests: [sha256(svsm.ek)], requiredServices: [VTPM] });

  test("for another nonce", async () => {
    const evidence = await evidenceOf(svsm.manifest);
    for (const other of [nonce.subarray(0, 31), nonce.map((byte, i) => (i === 31 ? byte ^ 1 : byte))]) {
      expectUnbound(judged(evidence, policy(), { nonce: other }));
    }
  });

  test("for a report that carries the nonce alone", async () => {
    const reportData = new Uint8Array(64);
    reportData.set(nonce);
    expectUnbound(judged(await evidenceOf(svsm.manifest, { reportData }), policy()));
  });

  test("for a report that hashes the nonce without its zeros", async () => {
    const reportData = new Uint8Array(createHash("sha512").update(nonce).update(svsm.manifest).digest());
    expectUnbound(judged(await evidenceOf(svsm.manifest, { reportData }), policy()));
  });

  test("whichever bit of it is changed", async () => {
    const random = seeded(11);
    const flips = [svsm.ek, svsm.manifest].flatMap((whole) => [...whole.keys()].map((at) => ({ whole, at })));
    const evidence = new Map([svsm.ek, svsm.manifest].map((whole) => [whole, evidenceOf(whole)]));
    for (const { whole, at } of flips) {
      const manifestblob = whole.slice();
      manifestblob[at] = (manifestblob[at] ?? 0) ^ (1 << Math.floor(8 * random()));
      const appraisal = judged({ ...((await evidence.get(whole)) as Evidence), manifestblob }, policy());
      expect(wrong(appraisal), `byte ${at}`).toMatchObject({
        nonce: "contraindicated",
        "svsm-manifest": "contraindicated",
      });
      expect(row(appraisal, "svsm-ek").outcome, `byte ${at}`).toBe("none");
    }
  });

  test("when it is cut, or has a byte too many", async () => {
    const evidence = await evidenceOf(svsm.manifest);
    for (let length = 1; length < svsm.manifest.length; length++) {
      const appraisal = judged({ ...evidence, manifestblob: svsm.manifest.subarray(0, length) });
      expect(rows(appraisal)["svsm-manifest"], `${length} bytes`).toBe("contraindicated");
    }
    const longer = new Uint8Array(svsm.manifest.length + 1);
    longer.set(svsm.manifest);
    expect(rows(judged({ ...evidence, manifestblob: longer }))["svsm-manifest"]).toBe("contraindicated");
  });

  test("nor is the nonce bound when it is taken away", async () => {
    const { provider, outblob } = await evidenceOf(svsm.manifest);
    expect(wrong(judged({ provider, outblob }))).toEqual({ nonce: "contraindicated" });
    expect(wrong(judged({ provider, outblob, manifestblob: new Uint8Array() }))).toEqual({ nonce: "contraindicated" });
  });

  test("whichever bit of report data or level is changed: the signature fails, too", async () => {
    const evidence = await evidenceOf(svsm.manifest);
    for (let at = 0x50; at < 0x90; at++) {
      const outblob = evidence.outblob.slice();
      outblob[at] = (outblob[at] ?? 0) ^ 0x10;
      expect(wrong(judged({ ...evidence, outblob }))).toEqual({
        nonce: "contraindicated",
        "svsm-manifest": "contraindicated",
        "snp-signature": "contraindicated",
      });
    }
  });

  test("is not checked without a nonce, which never passes", async () => {
    const appraisal = judged(await evidenceOf(svsm.manifest), undefined, { noNonce: true });
    expect(appraisal.verdict).toBe("none");
    expect(wrong(appraisal)).toEqual({ "svsm-manifest": "none" });
    expect(row(appraisal, "svsm-ek").actual).toBe("the report does not bind it");
  });
});

test.each([1, 2, 3])("a report of level %i binds no manifest, whatever levels the policy takes", async (vmpl) => {
  const evidence = await evidenceOf(svsm.manifest, { vmpl });
  const policy = { version: 1, snp: { vmpls: [vmpl] }, svsm: { ekDigests: [sha256(svsm.ek)] } } as const;
  const appraisal = appraise(evidence, {
    ...given(platform),
    policy: { ...policy, snp: { vmpls: [...policy.snp.vmpls] }, svsm: { ekDigests: [...policy.svsm.ekDigests] } },
    nonce,
    at: AT,
  });
  expect(wrong(appraisal)).toEqual({ "svsm-vmpl": "contraindicated", "svsm-ek": "none" });
  expect(row(appraisal, "svsm-vmpl")).toMatchObject({ expected: 0, actual: vmpl });
});

test("a manifest that is bound and can't be read tells nothing", async () => {
  const twice = encodeServices([
    [VTPM, svsm.ek],
    [VTPM, svsm.ek],
  ]);
  const appraisal = judged(await evidenceOf(twice), { requiredServices: [VTPM] });
  expect(wrong(appraisal)).toEqual({ "svsm-framing": "contraindicated", "svsm-services": "none" });
  expect(row(appraisal, "svsm-framing").actual).toBe("something that may be there once is there twice");
});

describe("the policy", () => {
  test("that is drafted from evidence takes it", async () => {
    const { provider, outblob, manifestblob } = await evidenceOf(svsm.manifest);
    const hexOf = (bytes: Uint8Array | undefined) => encodeHex(bytes ?? new Uint8Array());
    const json = JSON.stringify({ provider, outblob: hexOf(outblob), manifestblob: hexOf(manifestblob) });
    const { policy } = policyFrom(json);
    expect(policy.svsm).toEqual({ requiredServices: [VTPM, UEFI_MM], ekDigests: [sha256(svsm.ek)] });
    expect(verify(json, { ...given(platform), policy, nonce, at: AT }).verdict).toBe("affirming");
  });

  const cases: [string, SvsmPolicy, Rows][] = [
    ["one service that is there", { requiredServices: [VTPM] }, {}],
    ["services in any case", { requiredServices: [UEFI_MM.toUpperCase(), VTPM] }, {}],
    ["a service that is not there", { requiredServices: [VTPM, OTHER] }, { "svsm-services": "contraindicated" }],
    ["another key", { ekDigests: ["00".repeat(32), "ff".repeat(32)] }, { "svsm-ek": "contraindicated" }],
  ];
  test.each(cases)("asks for %s", async (_, policy, against) => {
    const appraisal = judged(await evidenceOf(svsm.manifest), policy);
    expect(wrong(appraisal)).toEqual(against);
    for (const [member, value] of Object.entries(policy)) {
      const check = member === "ekDigests" ? "svsm-ek" : "svsm-services";
      expect(row(appraisal, check).expected).toEqual(value.map((one: string) => one.toLowerCase()));
    }
  });

  test("asks for what a report without a manifest does not have", async () => {
    const reportData = new Uint8Array(64);
    reportData.set(nonce);
    const outblob = await platform.report({ reportData });
    const evidence = { provider: "sev_guest", outblob };
    expect(about(judged(evidence))).toEqual({ nonce: "affirming" });
    const policy = { requiredServices: [VTPM], ekDigests: [sha256(svsm.ek)] };
    const appraisal = judged(evidence, policy);
    expect(wrong(appraisal)).toEqual({ "svsm-services": "contraindicated", "svsm-ek": "contraindicated" });
    expect(row(appraisal, "svsm-ek").actual).toBe("no manifest");
  });

  test("can't be told which service a single manifest is of", async () => {
    const appraisal = judged(await evidenceOf(svsm.ek), { requiredServices: [VTPM] });
    expect(wrong(appraisal)).toEqual({ "svsm-services": "none" });
  });

  test("asks for a key where the SVSM has no virtual TPM", async () => {
    const manifest = encodeServices([[OTHER, Uint8Array.of(1)]]);
    const appraisal = judged(await evidenceOf(manifest), { ekDigests: [sha256(svsm.ek)] });
    expect(wrong(appraisal)).toEqual({ "svsm-ek": "contraindicated" });
  });
});

describe("an endorsement key", () => {
  const bits: [string, boolean][] = [
    ["fixedTpm", false],
    ["fixedParent", false],
    ["sensitiveDataOrigin", false],
    ["restricted", false],
    ["decrypt", false],
    ["sign", true],
  ];
  test.each(bits)("is none with %s %s", async (name, value) => {
    const edit: EkEdit = { tpmPublic: { objectAttributes: { [name]: value } } };
    const appraisal = judged(await evidenceOf(await createEk("P-256", edit)));
    expect(wrong(appraisal)).toEqual({ "svsm-ek-attributes": "contraindicated" });
  });

  test("may be usable with a password", async () => {
    const ek = await createEk("P-256", { tpmPublic: { objectAttributes: { userWithAuth: true } } });
    expect(wrong(judged(await evidenceOf(ek)))).toEqual({});
  });
});

test("a manifest beside a quote is wrong: no quote binds one", async () => {
  const tdx = await createTdxPlatform();
  const reportData = new Uint8Array(64);
  reportData.set(nonce);
  const quote = await tdx.quote({ reportData });
  const judge = (evidence: EvidenceInput) => rows(appraise(evidence, { nonce, at: AT }));
  const evidence = { provider: "tdx_guest", outblob: quote };
  expect(judge(evidence)["svsm-manifest"]).toBeUndefined();
  expect(judge({ ...evidence, manifestblob: svsm.manifest })["svsm-manifest"]).toBe("contraindicated");
});
