/** What a verifier takes from strangers is bounded: it is refused early and clearly, memory stays as it is, nothing traps. */
import { describe, expect, test } from "vitest";
import { Core } from "../../hosts/core.ts";
import { TsmError } from "../../hosts/errors.ts";
import {
  amdAuthorities,
  createCrl,
  createSnpPlatform,
  createTdxPlatform,
  generateKey,
  generateRsaKey,
  intelAuthorities,
  type Revocation,
  tdxCollateral,
  toCollateralFile,
  toPem,
} from "../../hosts/forge/index.ts";
import { type Appraisal, Verifier, type VerifierOptions } from "../../hosts/verifier.ts";
import { randomBytes, seeded } from "../random.ts";
import { named } from "./edits.ts";
import { AT, rows } from "./rows.ts";
import { given } from "./snpEvidence.ts";

const MiB = 1 << 20;
const core = new Core();
const memory = core.exports.memory.buffer.byteLength;
const chip = await createSnpPlatform();
const machine = await createTdxPlatform();
const report = await chip.report();
const quote = await machine.quote();
const file = JSON.stringify(toCollateralFile(await tdxCollateral(machine)));
const intel = { endorsements: [file], trustRoots: [machine.certificates.root] };

/** All on one core, whose memory is looked at. */
function appraise(evidence: Uint8Array | string, options: VerifierOptions): Appraisal {
  try {
    return new Verifier(options, core).appraise(evidence, { noNonce: true, at: AT });
  } finally {
    expect(core.exports.memory.buffer.byteLength).toBe(memory);
  }
}
const refusedAs = (code: string, message = /./) =>
  expect.objectContaining({ code, message: expect.stringMatching(message) });
const base64 = (bytes: Uint8Array) => Buffer.from(bytes).toString("base64");

describe("evidence", () => {
  test.each<[string, () => Uint8Array | string]>([
    ["bytes", () => Buffer.concat([report, new Uint8Array(MiB + 1 - report.length)])],
    ["more than all", () => new Uint8Array(5 * MiB)],
    ["hex", () => Buffer.from(report).toString("hex") + "00".repeat(MiB)],
    ["base64", () => base64(Buffer.concat([report, new Uint8Array(MiB)]))],
    ["JSON", () => JSON.stringify({ provider: "sev_guest", outblob: base64(new Uint8Array(MiB + 3)) })],
    ["more JSON than all", () => `{"outblob":"${"A".repeat(5 * MiB)}"}`],
  ])("is above 1 MiB: %s", (_, evidence) => {
    expect(() => appraise(evidence(), given(chip))).toThrow(refusedAs("too-large"));
  });

  test("of 1 MiB is taken", () => {
    const padded = new Uint8Array(MiB);
    padded.set(report);
    expect(appraise(padded, given(chip)).verdict).toBe("affirming");
  });

  test("is nested deeply", () => {
    for (const open of ["[", '{"a":']) {
      expect(() => appraise(`{"provider":${open.repeat(200_000)}`, given(chip))).toThrow(TsmError);
    }
  });

  test("has a table of more than that, which is none", () => {
    const evidence = {
      provider: "sev_guest",
      outblob: base64(report),
      auxblob: base64(new Uint8Array(2 * MiB).fill(1)),
    };
    expect(appraise(JSON.stringify(evidence), given(chip)).verdict).toBe("affirming");
  });

  test("has hundreds of certificates", async () => {
    const { leaf, intermediate, root } = machine.certificates;
    const made = await Promise.all(Array.from({ length: 6 }, () => createTdxPlatform()));
    const others = made.map(({ certificates }) => certificates.leaf);
    const on = async (...certificates: Uint8Array[]) => {
      const certification = { certData: () => certificates.map(toPem).join("") };
      return appraise(await machine.quote({ certification }), intel);
    };
    expect((await on(leaf, intermediate, ...others.slice(1), root)).verdict).toBe("affirming");
    for (const many of [
      [leaf, intermediate, ...others, root],
      [leaf, ...Array.from({ length: 300 }, () => root)],
    ]) {
      expect(rows(await on(...many))).toMatchObject({ "pck-certificate": "contraindicated" });
    }
  });
});

describe("endorsements", () => {
  test("are above 4 MiB at once", () => {
    expect(() => appraise(report, { endorsements: [new Uint8Array(4 * MiB + 1)] })).toThrow(
      refusedAs("too-large", /an endorsement has 4194305/),
    );
    expect(() => appraise(report, { endorsements: [" ".repeat(4 * MiB + 1)] })).toThrow(refusedAs("too-large"));
  });

  test("are above 4 MiB together, and those of the evidence still have room", async () => {
    const date = new Date("2020-01-01T00:00:00Z");
    const revoked = Array.from(
      { length: 24_000 },
      (_, i): Revocation => ({ serial: BigInt(i) << 64n, date, extensions: [] }),
    );
    const large = await createCrl(machine.authorities.processorCa, { revoked });
    expect(large.length).toBeGreaterThan(0.6 * MiB);
    // What differs is the signature, which nobody looks at here.
    const lists = Array.from({ length: 12 }, (_, i) => {
      const list = large.slice();
      list[list.length - 1] = i;
      return list;
    });
    const fitting = Math.floor((4 * MiB) / large.length);
    const verifier = new Verifier(intel, core);
    for (const list of lists.slice(0, fitting - 1)) verifier.endorse(list);
    expect(verifier.appraise(quote, { noNonce: true, at: AT }).verdict).toBe("affirming");
    const rest = () => {
      for (const list of lists.slice(fitting - 1)) verifier.endorse(list);
    };
    expect(rest).toThrow(refusedAs("too-many"));
    expect(verifier.appraise(quote, { noNonce: true, at: AT }).verdict).toBe("affirming");
    expect(core.exports.memory.buffer.byteLength).toBe(memory);
  });

  test("are a hundred certificates, and those of the evidence still have room", async () => {
    const leaves = (await Promise.all(Array.from({ length: 40 }, () => createTdxPlatform()))).map(
      (m) => m.certificates.leaf,
    );
    const verifier = new Verifier(intel, core);
    const all = () => {
      for (const leaf of leaves) verifier.endorse(leaf);
    };
    expect(all).toThrow(refusedAs("too-many"));
    expect(verifier.appraise(quote, { noNonce: true, at: AT }).verdict).toBe("affirming");
    expect(() => new Verifier({ endorsements: [leaves.map(toPem).join("")] }, core)).toThrow(refusedAs("too-many"));
  });

  test("are many roots to trust", async () => {
    const keys = await Promise.all(Array.from({ length: 9 }, () => generateRsaKey(2048)));
    const roots = await Promise.all(
      keys.map(async (ark) => (await amdAuthorities("Milan", { keys: { ark } })).ark.certificate),
    );
    expect(() => new Verifier({ trustRoots: roots }, core)).toThrow(refusedAs("too-many"));
    expect(() => new Verifier({ trustRoots: roots.slice(1) }, core)).not.toThrow();
  });

  test("are nested deeply", () => {
    for (const name of ["tcbInfo", "enclaveIdentity", "other", "tcb_info"]) {
      for (const open of ["[", '{"a":']) {
        const text = `{"${name}":${open.repeat(300_000)}`;
        expect(() => appraise(report, { endorsements: [text] })).toThrow(refusedAs("bad-endorsement"));
      }
    }
  });

  test("are of a kind that is not known", () => {
    for (const item of [
      "",
      " \n",
      "x",
      "{}x",
      "00",
      "-----BEGIN PUBLIC KEY-----\n",
      new Uint8Array(3),
      new Uint8Array(2000),
    ]) {
      expect(() => appraise(report, { endorsements: [item] })).toThrow(TsmError);
    }
    expect(() => appraise(report, { endorsements: ["{}"] })).not.toThrow();
  });
});

describe("chains", () => {
  test("of authorities that issue each other", async () => {
    // The ARK's certificate is issued by the ASK, as the ASK's is by the ARK.
    const { ark, ask } = chip.authorities;
    const crossed = await amdAuthorities("Milan", {
      edits: { ark: { amend: (t) => ({ ...t, issuer: ask.name }), signer: ask.privateKey } },
    });
    const { leaf, intermediate } = chip.certificates;
    const endorsements = [leaf, crossed.ark.certificate, intermediate];
    const appraisal = appraise(report, { endorsements, trustRoots: [ark.certificate] });
    expect(appraisal.verdict).toBe("affirming");
    const alone = appraise(report, { endorsements });
    expect(rows(alone)).toMatchObject({ "snp-root": "contraindicated", "snp-chain-template": "contraindicated" });
  });

  test("of ever more authorities", async () => {
    const { privateKey, spki } = await generateKey("P-256");
    const endorsements: Uint8Array[] = [];
    let issuer = machine.authorities.intelRoot;
    for (let i = 0; i < 20; i++) {
      const above = issuer;
      const { amend } = named(`CA ${i}`);
      const { platformCa } = await intelAuthorities({
        keys: { platformCa: { privateKey, spki } },
        edits: {
          platformCa: { amend: (t) => ({ ...(amend?.(t) ?? t), issuer: above.name }), signer: above.privateKey },
        },
      });
      endorsements.push(platformCa.certificate);
      issuer = platformCa;
    }
    const deep = await createTdxPlatform({ authorities: { ...machine.authorities, platformCa: issuer } });
    const options = { endorsements: [file, ...endorsements], trustRoots: intel.trustRoots };
    const appraisal = appraise(await deep.quote(), options);
    expect(rows(appraisal)).toMatchObject({ "pck-root": "contraindicated", "pck-chain": "contraindicated" });
  });
});

describe("garbage and mutations", () => {
  const random = seeded(4);
  const below = (n: number) => Math.floor(random() * n);
  function mutate(original: Uint8Array): Uint8Array {
    const bytes = original.slice();
    for (let n = 1 + below(3); n > 0; n--) {
      const at = below(bytes.length);
      const kind = below(4);
      if (kind === 0) bytes[at] = (bytes[at] ?? 0) ^ (1 << below(8));
      else if (kind === 1) bytes[at] = below(256);
      else if (kind === 2) bytes.copyWithin(at, below(bytes.length), below(bytes.length));
      else bytes.fill(random() < 0.5 ? 0 : 0xff, at, at + below(8));
    }
    return random() < 0.1 ? bytes.subarray(0, below(bytes.length)) : bytes;
  }
  /** What came of it; undefined when it was refused. A trap would come through. */
  function tried(evidence: Uint8Array, options: VerifierOptions): Appraisal | undefined {
    try {
      return appraise(evidence, options);
    } catch (error) {
      expect(error).toBeInstanceOf(TsmError);
      return undefined;
    }
  }

  test("garbage as evidence and as endorsements", () => {
    for (let i = 0; i < 1000; i++) {
      const garbage = randomBytes(random, below(3000));
      // So that it does not look like nothing at all.
      const head = [report, quote, chip.certTable, new Uint8Array()][below(4)]?.subarray(0, 48) ?? [];
      const bytes = new Uint8Array([...head, ...garbage]);
      expect(tried(bytes, given(chip))?.verdict).not.toBe("affirming");
      expect(tried(report, { endorsements: [bytes], trustRoots: [chip.certificates.root] })?.verdict).not.toBe(
        "affirming",
      );
    }
  });

  test.each([
    ["a report", report, given(chip)],
    ["a quote", quote, intel],
  ])("%s, changed 1,500 times", (_, evidence, options) => {
    const good = appraise(evidence, options);
    for (let i = 0; i < 1500; i++) {
      const changed = mutate(evidence);
      const appraisal = tried(changed, options);
      if (appraisal?.verdict !== "affirming") continue;
      // What is signed is the same; certificates are, or were not looked at.
      const signed = evidence === report ? report.length : 632 + 4 + 64 + 64;
      expect(Buffer.compare(changed.subarray(0, signed), evidence.subarray(0, signed))).toBe(0);
      expect(rows(appraisal)).toEqual({ ...rows(good), framing: expect.any(String) });
    }
  });

  test.each([
    ["a certificate table", chip.certTable, report, { trustRoots: [chip.certificates.root] }],
    ["collateral", new TextEncoder().encode(file), quote, { trustRoots: [machine.certificates.root] }],
  ])("%s, changed 1,500 times", (_, endorsement, evidence, options) => {
    const good = appraise(evidence, { ...options, endorsements: [endorsement] });
    expect(good.verdict).toBe("affirming");
    let refused = 0;
    for (let i = 0; i < 1500; i++) {
      const appraisal = tried(evidence, { ...options, endorsements: [mutate(endorsement)] });
      // What says the same leads to the same.
      if (appraisal?.verdict === "affirming") expect(appraisal).toEqual(good);
      else refused++;
    }
    expect(refused).toBeGreaterThan(1000);
  });
});
