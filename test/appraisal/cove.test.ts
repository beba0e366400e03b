/** RISC-V CoVE evidence: every row, on minted evidence in every form. */
import { describe, expect, test } from "vitest";
import { encodeBase64Url } from "../../hosts/base64.ts";
import { earClaims } from "../../hosts/ear.ts";
import {
  type Cbor,
  type CoveEvidenceOptions,
  type CovePlatform,
  type CoveToken,
  coseEd25519Key,
  coseKey,
  createCovePlatform,
  generateKey,
  type KeyKind,
  Raw,
} from "../../hosts/forge/index.ts";
import type { CovePolicy } from "../../hosts/formats.ts";
import { fieldsIn, inspect } from "../../hosts/inspect.ts";
import { appraise } from "../../hosts/verifier.ts";
import { AT, judge, row, wrong } from "./rows.ts";

const FORMS = ["bare", "tagged", "cbor", "x509"] as const;
const KINDS: KeyKind[] = ["P-384", "P-256", "Ed25519"];
const SIGNATURES = { platform: "cove-platform-signature", tsm: "cove-tsm-signature", tvm: "cove-tvm-signature" };
const TOKENS = Object.keys(SIGNATURES) as CoveToken[];
const bytes = (value: number, length: number) => new Uint8Array(length).fill(value);
const given = ({ publicKey }: CovePlatform) => ({ trustRoots: [publicKey] });

/** The public key in other forms. */
function formsOf(spki: Uint8Array, kind: KeyKind): (Uint8Array | string)[] {
  const pem = `-----BEGIN PUBLIC KEY-----\n${Buffer.from(spki).toString("base64")}\n-----END PUBLIC KEY-----\n`;
  if (kind === "Ed25519") {
    const x = spki.slice(-32);
    return [pem, JSON.stringify({ kty: "OKP", crv: kind, x: encodeBase64Url(x) }), coseEd25519Key(x)];
  }
  const point = spki.slice(kind === "P-256" ? -65 : -97);
  const size = (point.length - 1) / 2;
  const [x, y] = [point.slice(1, 1 + size), point.slice(1 + size)].map((part) => encodeBase64Url(part));
  return [pem, JSON.stringify({ kty: "EC", crv: kind, x, y }), coseKey(point, kind)];
}

describe.each(KINDS)("evidence under keys of %s", async (kind) => {
  const platform = await createCovePlatform({ kind });

  test.each(FORMS)("%s, is affirmed under the root of trust's key", async (form) => {
    const evidence = await platform.evidence({ form });
    const appraisal = judge(evidence, given(platform));
    expect(wrong(appraisal)).toEqual({});
    expect(appraisal.verdict).toBe("affirming");
    expect(appraisal.evidence.format).toBe(form === "x509" ? "dice-certificates" : "cove-evidence");
    for (const check of Object.values(SIGNATURES)) expect(row(appraisal, check).actual).toBe("holds");
  });

  test("the key is taken in every form", async () => {
    const evidence = await platform.evidence();
    for (const key of formsOf(platform.publicKey, kind)) {
      expect(wrong(judge(evidence, { trustRoots: [key] }))).toEqual({});
    }
    const { root } = await platform.certificates();
    expect(wrong(judge(evidence, { trustRoots: [root] }))).toEqual({});
  });

  test.each(TOKENS)("the token of the %s is signed by the key below it", async (token) => {
    const { privateKey } = await generateKey(kind);
    const changed = async (options: CoveEvidenceOptions) =>
      wrong(judge(await platform.evidence(options), given(platform)));
    const failed = { [SIGNATURES[token]]: "contraindicated" };
    expect(await changed({ signers: { [token]: privateKey } })).toEqual(failed);
    const flip = (s: Uint8Array) => s.map((byte, i) => (i === 5 ? byte ^ 1 : byte));
    for (const signature of [flip, (s: Uint8Array) => s.subarray(1), (s: Uint8Array) => Uint8Array.of(...s, 0)]) {
      expect(await changed({ edits: { [token]: { signature } } })).toEqual(failed);
    }
    // The algorithm is the protected header's, fits the key, and nothing else must be understood.
    const header = (pairs: [number, Cbor][]) => ({ header: new Map<Cbor, Cbor>(pairs) });
    const [own, other] = kind === "Ed25519" ? [-8, -7] : [kind === "P-256" ? -7 : -35, -8];
    expect(await changed({ edits: { [token]: header([[1, other]]) } })).toEqual(failed);
    const critical: [number, Cbor][] = [
      [1, own],
      [2, [99]],
      [99, 1],
    ];
    expect(await changed({ edits: { [token]: header(critical) } })).toEqual(failed);
    const unsaid = { header: new Raw(new Uint8Array()), unprotected: new Map([[1, own]]) };
    expect(await changed({ edits: { [token]: unsaid } })).toEqual(failed);
    expect(await changed({ edits: { [token]: { unprotected: new Map([[1, other]]) } } })).toEqual({});
  });
});

describe("evidence", async () => {
  const platform = await createCovePlatform();
  const evidence = await platform.evidence();
  const changed = async (options: CoveEvidenceOptions) =>
    wrong(judge(await platform.evidence(options), given(platform)));

  test("is not affirmed without a key, and with another one", async () => {
    expect(wrong(judge(evidence, {}))).toEqual({ "cove-root-key": "none", "cove-platform-signature": "none" });
    const other = await createCovePlatform({ kind: "P-384" });
    expect(wrong(judge(evidence, given(other)))).toEqual({ "cove-platform-signature": "contraindicated" });
    expect(wrong(judge(evidence, { trustRoots: [other.publicKey, platform.publicKey] }))).toEqual({});
  });

  test("EdDSA by its newer number holds as well", async () => {
    const edwards = await createCovePlatform({ kind: "Ed25519" });
    const made = await edwards.evidence({ edits: { tvm: { header: new Map([[1, -19]]) } } });
    expect(wrong(judge(made, given(edwards)))).toEqual({});
  });

  test("carries the nonce, all 64 bytes", async () => {
    for (const form of FORMS) {
      const challenge = new Uint8Array(64);
      challenge.set(bytes(9, 32));
      const asked = await platform.evidence({ challenge, form });
      const outcome = (nonce: Uint8Array) =>
        row(appraise(asked, { ...given(platform), nonce, at: AT }), "nonce").outcome;
      expect(outcome(bytes(9, 32))).toBe("affirming");
      expect(outcome(challenge)).toBe("affirming");
      expect(outcome(bytes(9, 31))).toBe("contraindicated");
      expect(outcome(bytes(8, 64))).toBe("contraindicated");
    }
  });

  test("tokens of two platforms do not go together", async () => {
    const other = await createCovePlatform();
    for (const token of TOKENS) {
      let taken: Cbor = null;
      const take = (tokens: Map<Cbor, Cbor>) => {
        taken = tokens.get(token) ?? null;
        return tokens;
      };
      await other.evidence({ tokens: take });
      const mixed = await platform.evidence({ tokens: (tokens) => tokens.set(token, taken) });
      // Both roots of trust are the test root, so that a platform's token passes, and what follows it does not.
      const failed =
        token === "platform"
          ? ["cove-tsm-signature"]
          : token === "tsm"
            ? [SIGNATURES.tsm, SIGNATURES.tvm]
            : [SIGNATURES.tvm];
      expect(wrong(judge(mixed, given(platform)))).toEqual(
        Object.fromEntries(failed.map((check) => [check, "contraindicated"])),
      );
    }
  });

  test("a certificate is signed by the TSM's key", async () => {
    const { privateKey } = await generateKey("P-384");
    for (const form of ["cbor", "x509"] as const) {
      expect(await changed({ form, signers: { certificate: privateKey } })).toEqual({
        "cove-certificate-signature": "contraindicated",
      });
    }
  });

  test("states of the platform", async () => {
    const state = async (value: number, policy?: CovePolicy) => {
      const made = await platform.evidence({ claims: { platform: { state: value } } });
      return wrong(judge(made, { ...given(platform), ...(policy && { policy: { version: 1, cove: policy } }) }));
    };
    const failed = { "cove-state": "contraindicated" };
    expect([await state(1), await state(3), await state(4)]).toEqual([failed, failed, failed]);
    expect(await state(3, { states: ["debug"] })).toEqual({});
    expect(await state(2, { states: ["debug"] })).toEqual(failed);
    expect(await state(1, { states: ["debug", "secured", "recovery"] })).toEqual(failed);
  });

  test("another profile is not taken for this one", async () => {
    expect(await changed({ claims: { platform: { profile: "https://riscv.org/other" } } })).toEqual({
      "cove-profile": "contraindicated",
    });
  });

  describe("measurements against a policy", () => {
    const seen = inspect(evidence);
    const { manufacturerId } = fieldsIn(seen, "covePlatform", "platform") ?? { manufacturerId: "" };
    const { identity = "" } = fieldsIn(seen, "coveTvm", "tvm") ?? {};
    const parts = seen.sections.flatMap((s) => (s.layout === "coveSwComponent" ? [s.fields] : []));
    const registers = seen.sections.flatMap((s) => (s.layout === "coveMeasurement" ? [s.fields.value] : []));
    const all: CovePolicy = {
      manufacturerIds: [manufacturerId],
      componentMeasurements: parts.map(({ measurementValue }) => measurementValue),
      componentSigners: parts.map(({ signer }) => signer),
      measurements: registers,
      identities: [identity],
    };
    const CHECKS = {
      manufacturerIds: "cove-manufacturer",
      componentMeasurements: "cove-components",
      componentSigners: "cove-component-signers",
      measurements: "cove-measurements",
      identities: "cove-identity",
    } as const;
    const under = (cove: CovePolicy, made = evidence) =>
      judge(made, { ...given(platform), policy: { version: 1, cove } });

    test("all that is there is listed", () => {
      expect([parts.length, registers.length]).toEqual([3, 6]);
      const appraisal = under(all);
      expect(wrong(appraisal)).toEqual({});
      for (const check of Object.values(CHECKS)) expect(row(appraisal, check)).toMatchObject({ outcome: "affirming" });
    });

    test.each(Object.entries(CHECKS))("%s", (member, check) => {
      const listed = all[member as keyof typeof CHECKS] ?? [];
      for (let i = 0; i < listed.length; i++) {
        const others = listed.map((value, k) => (k === i ? "5a".repeat(value.length / 2) : value));
        const appraisal = under({ ...all, [member]: others });
        expect(wrong(appraisal)).toEqual({ [check]: "contraindicated" });
        expect(row(appraisal, check).actual).toBe(listed[i]);
      }
    });

    test("what is asked for and not there is missing, never passed", async () => {
      const without = await platform.evidence({ claims: { tvm: { identity: undefined } } });
      expect(wrong(under({ identities: [identity] }, without))).toEqual({ "cove-identity": "none" });
      expect(wrong(under({ firmware: [identity] }))).toEqual({ "dice-firmware": "none" });
    });
  });

  test("as claims of EAR", () => {
    const ear = earClaims(judge(evidence, given(platform)), { verifierId: { developer: "test", build: "1" } });
    expect(ear.submods.cove).toMatchObject({ "ear.status": "affirming" });
  });

  test("bits of a token: none can be changed", async () => {
    const made = await platform.evidence({ form: "tagged" });
    const through: number[] = [];
    for (let bit = 0; bit < 8 * made.length; bit += 7) {
      const flipped = made.slice();
      flipped[bit >> 3] = (flipped[bit >> 3] ?? 0) ^ (1 << (bit & 7));
      try {
        if (judge(flipped, given(platform)).verdict === "affirming") through.push(bit);
      } catch {
        // Refused as malformed.
      }
    }
    expect(through).toEqual([]);
  });
});
