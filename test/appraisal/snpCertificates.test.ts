/** Which certificates an appraisal of a SEV-SNP report takes, and their revocation. */
import { describe, expect, test } from "vitest";
import {
  amdAuthorities,
  type CrlOptions,
  createCrl,
  createSnpPlatform,
  ECDSA_SHA384,
  generateRsaKey,
  keyUsage,
  snp,
  toPem,
} from "../../hosts/forge/index.ts";
import type { SnpPolicy } from "../../hosts/formats.ts";
import { encodeHex } from "../../hosts/hex.ts";
import { appraise, Verifier } from "../../hosts/verifier.ts";
import { future, KEY_USAGE, past, replaced, valid } from "./edits.ts";
import { AT, judge, row, rows, wrong } from "./rows.ts";
import { bad, given, milan, policyOf } from "./snpEvidence.ts";

const weakRsa = await generateRsaKey(2048);

describe("of several certificates", () => {
  test("the one that fits is taken, in whatever order they come, and in any form", async () => {
    const [one, other, older] = [await snp(), await snp(), await snp({ claims: { tcb: { bootloader: 1 } } })];
    const leaves = [other, older, one].map(({ certificates }) => certificates.leaf);
    const { intermediate, root } = one.certificates;
    for (const endorsements of [
      [...leaves, intermediate, root],
      [root, ...leaves.reverse(), intermediate],
      [[...leaves, root, intermediate].map(toPem).join("")],
      [encodeHex(intermediate), encodeHex(one.certificates.leaf), root],
      [other.certTable, one.certTable],
    ]) {
      expect(wrong(judge(one.report, { endorsements, trustRoots: [root] }))).toEqual({});
    }
  });

  test("of two certificates of one authority the one that is valid now", async () => {
    const evidence = await snp();
    const { root } = evidence.certificates;
    for (const validity of [past, future]) {
      const { ask: other } = await milan({ ask: valid(validity) });
      const endorsements = [other.certificate, ...(given(evidence).endorsements ?? [])];
      expect(wrong(judge(evidence.report, { endorsements, trustRoots: [root] }))).toEqual({});
    }
  });

  test("those that came with the report in JSON are taken, and forgotten", async () => {
    const { report, certTable, certificates } = await snp();
    const base64 = (bytes: Uint8Array) => Buffer.from(bytes).toString("base64");
    const json = JSON.stringify({ provider: "sev_guest", outblob: base64(report), auxblob: base64(certTable) });
    const verifier = new Verifier({ trustRoots: [certificates.root] });
    const options = { noNonce: true, at: AT } as const;
    expect(verifier.appraise(json, options).verdict).toBe("affirming");
    expect(verifier.appraise(report, options).verdict).toBe("none");
    const broken = JSON.stringify({
      provider: "sev_guest",
      outblob: base64(report),
      auxblob: base64(certTable.subarray(5)),
    });
    expect(verifier.appraise(broken, options).verdict).toBe("none");
  });

  test("a VCEK that issued itself", async () => {
    const { signer } = await createSnpPlatform();
    const keys = { privateKey: signer.privateKey, spki: signer.spki };
    const self = await snp({
      signer: keys.privateKey,
      leaf: {
        amend: (t) => ({ ...t, issuer: t.subject, spki: keys.spki, algorithm: ECDSA_SHA384 }),
        signer: keys.privateKey,
      },
    });
    const { leaf, root } = self.certificates;
    const appraisal = judge(self.report, { endorsements: [leaf], trustRoots: [root] });
    expect(rows(appraisal)).toMatchObject({
      "snp-root": "contraindicated",
      "snp-chain": "contraindicated",
      "snp-chain-template": "contraindicated",
      "snp-signature": "affirming",
    });
  });

  test("the host's certificates take no precedence", async () => {
    const [mine, host] = [await snp(), await snp()];
    const forged = await snp({
      chipId: mine.platform.chipId,
      authorities: amdAuthorities("Milan", { keys: { ask: weakRsa } }),
    });
    const base64 = (bytes: Uint8Array) => Buffer.from(bytes).toString("base64");
    for (const { certTable } of [host, forged]) {
      const json = JSON.stringify({ provider: "sev_guest", outblob: base64(mine.report), auxblob: base64(certTable) });
      expect(appraise(json, { ...given(mine), noNonce: true, at: AT }).verdict).toBe("affirming");
    }
  });
});

describe("revocation of SEV-SNP certificates", () => {
  const evidence = snp();
  const ASK = 0x10001n;
  async function listed(lists: CrlOptions[], members?: SnpPolicy, by = "ark" as "ark" | "ask") {
    const made = await evidence;
    const crls = await Promise.all(lists.map((options) => createCrl(made.platform.authorities[by], options)));
    const options = given(made);
    const endorsements = [...(options.endorsements ?? []), ...crls];
    return judge(made.report, { ...options, endorsements, ...(members && { policy: policyOf(members) }) });
  }
  const soon = new Date("2026-02-01T00:00:00Z");

  test("no list: told, and no more", async () => {
    const appraisal = await listed([]);
    expect(appraisal.verdict).toBe("affirming");
    expect(row(appraisal, "snp-revocation")).toMatchObject({ outcome: "none", required: false });
  });
  test("no list, though the policy wants one", async () => {
    const appraisal = await listed([], { requireRevocation: true });
    expect(wrong(appraisal)).toEqual({ "snp-revocation": "none" });
    expect(appraisal.verdict).toBe("none");
  });
  test.each([undefined, { requireRevocation: true }])("a list that names another one; policy %o", async (members) => {
    const appraisal = await listed([{ revoked: [7n], nextUpdate: soon }], members);
    expect(wrong(appraisal)).toEqual({});
    expect(row(appraisal, "snp-revocation")).toMatchObject({ outcome: "affirming", actual: "not revoked" });
    expect(appraisal.validUntil).toBe("2026-02-01T00:00:00Z");
  });
  test("the ASK is revoked", async () => {
    const appraisal = await listed([{ revoked: [7n, ASK] }]);
    expect(wrong(appraisal)).toEqual(bad("revocation"));
    expect(row(appraisal, "snp-revocation").actual).toBe("revoked");
  });
  test("the ASVK is revoked, and the ASK's list comes beside", async () => {
    const vlek = await snp({ key: "VLEK" });
    const lists = [{ revoked: [0x10101n] }, { thisUpdate: new Date("2025-06-01T00:00:00Z") }];
    const crls = await Promise.all(lists.map((options) => createCrl(vlek.platform.authorities.ark, options)));
    for (const order of [crls, crls.toReversed()]) {
      const endorsements = [...(given(vlek).endorsements ?? []), ...order];
      expect(wrong(judge(vlek.report, given(vlek, { endorsements })))).toEqual(bad("revocation"));
    }
  });
  test("a list that has expired, with a current one beside it", async () => {
    const old = { nextUpdate: new Date("2025-12-31T23:59:59Z") };
    expect(wrong(await listed([old]))).toEqual(bad("revocation"));
    expect(wrong(await listed([old, {}]))).toEqual({});
  });
  test("a list of the future", async () => {
    expect(wrong(await listed([{ thisUpdate: new Date("2026-01-01T00:00:01Z") }]))).toEqual(bad("revocation"));
  });
  test("a list that someone else signed", async () => {
    expect(wrong(await listed([{ signer: weakRsa.privateKey }]))).toEqual(bad("revocation"));
  });
  test("a list of another authority is none", async () => {
    const appraisal = await listed([{ revoked: [ASK] }], undefined, "ask");
    expect(row(appraisal, "snp-revocation").outcome).toBe("none");
  });
  test("a list by an ARK that may not sign lists", async () => {
    const authorities = await milan({ ark: replaced(KEY_USAGE, keyUsage(0b100, 2)) });
    const made = await snp({ authorities });
    const endorsements = [...(given(made).endorsements ?? []), await createCrl(authorities.ark)];
    expect(wrong(judge(made.report, given(made, { endorsements })))).toEqual(bad("revocation"));
  });
});
