/** The nonce, and what a verifier remembers. */
import { describe, expect, test } from "vitest";
import { snp, toPem } from "../../hosts/forge/index.ts";
import { encodeHex } from "../../hosts/hex.ts";
import { appraise, Verifier } from "../../hosts/verifier.ts";
import { named } from "./edits.ts";
import { AT, judge, row, rows, wrong } from "./rows.ts";
import { bad, given, milan } from "./snpEvidence.ts";

describe("the nonce", () => {
  const nonce = Uint8Array.from({ length: 64 }, (_, i) => i + 1);
  const evidence = snp({ reportData: nonce });
  const options = async (said: { nonce: Uint8Array } | { noNonce: true }) => ({
    ...given(await evidence),
    ...said,
    at: AT,
  });

  test("is the same, all of it", async () => {
    const appraisal = appraise((await evidence).report, await options({ nonce }));
    expect(appraisal.verdict).toBe("affirming");
    expect(row(appraisal, "nonce")).toMatchObject({
      outcome: "affirming",
      required: true,
      expected: encodeHex(nonce),
      bytes: [0x50, 0x90],
    });
  });
  test("is another one in any byte", async () => {
    const { report } = await evidence;
    const verifier = new Verifier(given(await evidence));
    for (let i = 0; i < 64; i++) {
      const other = nonce.slice();
      other[i] = 0xff;
      expect(wrong(verifier.appraise(report, { nonce: other, at: AT }))).toEqual({ nonce: "contraindicated" });
    }
  });
  test("is shorter or longer than what is there", async () => {
    const { report } = await evidence;
    for (let length = 1; length < 64; length++) {
      const appraisal = appraise(report, await options({ nonce: nonce.subarray(0, length) }));
      expect(wrong(appraisal)).toEqual({ nonce: "contraindicated" });
    }
    const long = await options({ nonce: new Uint8Array(65) });
    expect(() => appraise(report, long)).toThrow(expect.objectContaining({ code: "nonce-length" }));
    const empty = await options({ nonce: new Uint8Array() });
    expect(() => appraise(report, empty)).toThrow(expect.objectContaining({ code: "nonce-length" }));
  });
  test("is not said", async () => {
    const { report } = await evidence;
    for (const said of [{}, { noNonce: false }, { nonce: undefined }, { nonce: "00" }]) {
      // JavaScript callers may forget it.
      expect(() => new Verifier().appraise(report, said as never)).toThrow(
        expect.objectContaining({ code: "bad-request" }),
      );
    }
  });
  test("of the call before is not taken again", async () => {
    const { report } = await evidence;
    const verifier = new Verifier(given(await evidence));
    verifier.appraise(report, { nonce, at: AT });
    expect(row(verifier.appraise(report, { noNonce: true, at: AT }), "nonce").outcome).toBe("none");
  });
});

describe("a verifier", () => {
  test("tells nothing before it was asked, nor after it failed", async () => {
    const evidence = await snp();
    const verifier = new Verifier(given(evidence));
    expect(() => verifier.text()).toThrow();
    verifier.appraise(evidence.report, { noNonce: true, at: AT });
    expect(verifier.text()).toMatch(/^affirming: /);
    for (const broken of [new Uint8Array(), new Uint8Array(100), evidence.report.subarray(1), evidence.certTable]) {
      verifier.appraise(evidence.report, { noNonce: true, at: AT });
      expect(() => verifier.appraise(broken, { noNonce: true, at: AT })).toThrow();
      expect(() => verifier.text()).toThrow();
    }
  });

  test("tells nothing of an appraisal once something else lies in the place of its evidence", async () => {
    const evidence = await snp();
    const verifier = new Verifier(given(evidence));
    verifier.appraise(evidence.report, { noNonce: true, at: AT });
    verifier.endorse(evidence.certTable);
    expect(() => verifier.text()).toThrow(expect.objectContaining({ code: "bad-request" }));
  });

  test("says the same of evidence in whatever form, twice, and as text", async () => {
    const { report, certTable, certificates } = await snp();
    const base64 = Buffer.from(report).toString("base64");
    const auxblob = Buffer.from(certTable).toString("base64");
    const verifier = new Verifier(given({ certificates }));
    const options = { noNonce: true, at: AT } as const;
    const good = verifier.appraise(report, options);
    const text = verifier.text();
    expect(good.verdict).toBe("affirming");
    for (const form of [
      report,
      base64,
      encodeHex(report),
      `-----BEGIN REPORT-----\n${base64}\n-----END REPORT-----\n`,
      JSON.stringify({ provider: "sev_guest", outblob: base64 }),
      JSON.stringify({ auxblob, outblob: base64, provider: "sev_guest" }),
      JSON.stringify({ provider: "sev_guest", outblob: base64, auxblob }),
    ]) {
      expect(verifier.appraise(form, options)).toEqual(good);
      expect(verifier.text()).toBe(text);
      expect(verifier.text()).toBe(text);
    }
  });

  test("colours text for a terminal, and escapes what certificates say", async () => {
    const name = 'SEV-\u001b[31m\u0007"\\';
    const made = await snp({ authorities: milan({ ask: named(name) }) });
    const verifier = new Verifier(given(made));
    const appraisal = verifier.appraise(made.report, { noNonce: true, at: AT });
    const { outcome, actual } = row(appraisal, "snp-chain-template");
    expect([outcome, actual]).toEqual(["contraindicated", name]);
    expect(verifier.text(true)).toContain("\u001b[31mcontraindicated");
    const control = [...verifier.text()].filter((c) => c < " " || c > "~").filter((c) => c !== "\n");
    expect(control).toEqual([]);
  });

  test("has no memory of the evidence before", async () => {
    const [one, other] = [await snp({ product: "Turin", version: 2 }), await snp({ version: 2 })];
    const verifier = new Verifier(given(one));
    verifier.endorse(other.certTable);
    const options = { noNonce: true, at: AT } as const;
    const unsigned = await other.platform.report({ version: 2, fields: { keyInfo: { signingKey: 7 } } });
    const before = rows(verifier.appraise(unsigned, options));
    verifier.appraise(one.report, options);
    expect(rows(verifier.appraise(unsigned, options))).toEqual(before);
  });

  test("trusts a root that was an endorsement before, and nothing that is no root", async () => {
    const { report, certificates } = await snp();
    const { leaf, intermediate, root } = certificates;
    const all = [leaf, intermediate, root].map(toPem).join("");
    expect(wrong(judge(report, { trustRoots: [all] }))).toEqual({});
    expect(wrong(judge(report, { trustRoots: [all, root, encodeHex(root)] }))).toEqual({});
    expect(() => new Verifier({ trustRoots: [intermediate] })).toThrow(
      expect.objectContaining({ code: "bad-endorsement" }),
    );
    const verifier = new Verifier({ endorsements: [all] });
    expect(wrong(verifier.appraise(report, { noNonce: true, at: AT }))).toEqual(bad("root"));
  });
});
