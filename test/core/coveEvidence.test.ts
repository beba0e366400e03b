/** RISC-V CoVE evidence is framed strictly, and what is wrong is told with its place. */
import { describe, expect, test } from "vitest";
import type { TsmError } from "../../hosts/errors.ts";
import {
  type Cbor,
  type ClaimValues,
  type CoveEvidenceOptions,
  type CoveToken,
  claimsMap,
  createCovePlatform,
  encodeCbor,
  Raw,
  Tagged,
} from "../../hosts/forge/index.ts";
import { fieldsIn, inspect, render } from "../../hosts/inspect.ts";

const platform = await createCovePlatform();
const bytes = (value: number, length: number) => new Uint8Array(length).fill(value);

function fault(evidence: Uint8Array): Pick<TsmError, "code" | "field"> {
  try {
    inspect(evidence, { form: "bin" });
  } catch (error) {
    return error as TsmError;
  }
  throw new Error("the evidence was accepted");
}

const faultOf = async (options: CoveEvidenceOptions) => fault(await platform.evidence(options));
const claims = (token: CoveToken, values: ClaimValues): CoveEvidenceOptions => ({ claims: { [token]: values } });
const LAYOUTS = { platform: "covePlatform", tsm: "coveTsm", tvm: "coveTvm" } as const;

describe("claims", () => {
  test.each<[CoveToken, string]>([
    ["platform", "profile"],
    ["platform", "publicKey"],
    ["platform", "manufacturerId"],
    ["platform", "state"],
    ["platform", "swComponents"],
    ["tsm", "publicKey"],
    ["tsm", "swComponents"],
    ["tvm", "challenge"],
    ["tvm", "publicKey"],
  ])("%s: %s must be there", async (token, name) => {
    expect(await faultOf(claims(token, { [name]: undefined }))).toMatchObject({
      code: "missing-claim",
      field: `${LAYOUTS[token]}.${name}`,
    });
  });

  test("a TVM has one list of measurements at least", async () => {
    const none = claims("tvm", { measurements: undefined, moreMeasurements: undefined });
    expect(await faultOf(none)).toMatchObject({ code: "missing-claim", field: "coveTvm.measurements" });
    const one = inspect(await platform.evidence(claims("tvm", { moreMeasurements: undefined })));
    expect(one.sections.filter(({ layout }) => layout === "coveMeasurement")).toHaveLength(4);
  });

  test("what has no label is told by type and size, whatever label it has", async () => {
    const seen = inspect(
      await platform.evidence(
        claims("platform", { manufacturerId: undefined, 9999: bytes(5, 64), 9998: bytes(6, 63) }),
      ),
    );
    expect(seen.sections.find(({ layout }) => layout === "covePlatform")?.fields).toMatchObject({
      manufacturerId: "05".repeat(64),
      unknown: { 9998: `583f${"06".repeat(63)}` },
    });
    // 64 bytes are never a key, even when they are one.
    const key = encodeCbor(
      new Map<Cbor, Cbor>([
        [1, 1],
        [-1, 6],
        [-2, bytes(1, 32)],
        [2, bytes(2, 22)],
      ]),
    );
    expect(key.length).toBe(64);
    const tvm = claims("tvm", { identity: undefined, 9999: key });
    const { identity, publicKey } = fieldsIn(inspect(await platform.evidence(tvm)), "coveTvm", "tvm") ?? {};
    expect(identity).toBe(Buffer.from(key).toString("hex"));
    expect(publicKey).not.toBe(identity);
  });

  test.each<[string, CoveEvidenceOptions, object]>([
    ["a state that is none", claims("platform", { state: 5 }), { code: "bad-value", field: "covePlatform.state" }],
    [
      "a challenge of 63 bytes",
      claims("tvm", { challenge: bytes(0, 63) }),
      { code: "bad-length", field: "coveTvm.challenge" },
    ],
    [
      "a profile that is a number",
      claims("platform", { profile: 7 }),
      { code: "other-type", field: "covePlatform.profile" },
    ],
    [
      "no component",
      claims("platform", { swComponents: [] }),
      { code: "bad-length", field: "covePlatform.swComponents" },
    ],
    [
      "one component of a TSM",
      claims("tsm", { swComponents: [component()] }),
      { code: "bad-length", field: "coveTsm.swComponents" },
    ],
    [
      "a component without a digest",
      claims("platform", { swComponents: [component({ measurementValue: undefined })] }),
      { code: "missing-claim" },
    ],
    [
      "a digest of 33 bytes",
      claims("platform", { swComponents: [component({ measurementValue: bytes(0, 33) })] }),
      { code: "bad-length" },
    ],
    [
      "19 registers",
      claims("tvm", { measurements: Array.from({ length: 19 }, (_, i) => register(i)) }),
      { code: "bad-length" },
    ],
    ["a register of 40 bytes", claims("tvm", { measurements: [register(0, 40)] }), { code: "bad-length" }],
  ])("%s", async (_, options, expected) => {
    expect(await faultOf(options)).toMatchObject(expected);
  });
});

function component(values: ClaimValues = {}): Map<Cbor, Cbor> {
  return claimsMap("coveSwComponent", {
    type: "x",
    measurementValue: bytes(1, 48),
    svn: "1",
    signer: bytes(2, 48),
    hashAlgo: "sha-384",
    ...values,
  });
}

function register(index: number, size = 48): Map<Cbor, Cbor> {
  return claimsMap("coveMeasurement", { register: index, value: bytes(1, size), hashAlgo: "sha-384" });
}

describe("tokens", () => {
  const TOKENS: CoveToken[] = ["platform", "tsm", "tvm"];

  test.each(TOKENS)("%s must be there", async (token) => {
    const without = (tokens: Map<Cbor, Cbor>) => new Map([...tokens].filter(([name]) => name !== token));
    expect(await faultOf({ tokens: without })).toMatchObject({ code: "missing-claim", field: `coveTokens.${token}` });
  });

  test("no others, none twice, in any order", async () => {
    const more = (tokens: Map<Cbor, Cbor>) => new Map([...tokens, ["more", 1]] as [Cbor, Cbor][]);
    expect(await faultOf({ tokens: more })).toMatchObject({ code: "bad-value", field: "coveTokens" });
    const twice = (tokens: Map<Cbor, Cbor>) =>
      new Map([...tokens, [new Raw(Uint8Array.of(0x63, 0x74, 0x73, 0x6d)), tokens.get("tsm")]] as [Cbor, Cbor][]);
    expect(await faultOf({ tokens: twice })).toMatchObject({ code: "bad-cbor" });
    const reversed = await platform.evidence({ tokens: (tokens) => new Map([...tokens].reverse()) });
    expect(inspect(reversed).format).toBe("cove-evidence");
  });

  test("each is a signed message", async () => {
    for (const token of TOKENS) {
      const untagged = { edits: { [token]: { untagged: true } } };
      expect(await faultOf(untagged)).toMatchObject({ code: "other-type", field: `coveTokens.${token}` });
      const text = (tokens: Map<Cbor, Cbor>) => tokens.set(token, "text");
      expect(await faultOf({ tokens: text })).toMatchObject({ code: "other-type" });
    }
  });

  test("other sets of claims are no evidence of CoVE", () => {
    const other = (item: Cbor) => inspect(encodeCbor(item), { form: "bin" }).format;
    expect(other(new Map<Cbor, Cbor>([[266, new Map()]]))).toBe("cbor");
    expect(other(new Tagged(601, new Map<Cbor, Cbor>([[10, bytes(0, 8)]])))).toBe("cbor");
  });
});

describe.each(["bare", "tagged", "cbor", "x509"] as const)("evidence, %s", async (form) => {
  const evidence = await platform.evidence({ form });

  test("a truncation is a fault, and so is a tail", () => {
    for (let length = 1; length < evidence.length; length += 3) {
      // What has the size of a TDREPORT is told to be none.
      if (length === 1024) continue;
      const { code } = fault(evidence.subarray(0, length));
      expect(["bad-cbor", "unknown-format", "truncated", "out-of-bounds"]).toContain(code);
    }
    expect(fault(Uint8Array.of(...evidence, 1))).toMatchObject({ code: "trailing-bytes" });
    expect(inspect(Uint8Array.of(...evidence, 0, 0))).toMatchObject({ tail: 2, size: evidence.length });
  });

  test("is shown in every view", () => {
    for (const view of ["json", "text", "hex"] as const)
      expect(render(evidence, { view }).length).toBeGreaterThan(1000);
    const layouts = inspect(evidence).sections.map(({ layout }) => layout);
    expect(layouts).toEqual(expect.arrayContaining(["covePlatform", "coveTsm", "coveTvm", "coveMeasurement"]));
    expect(render(evidence, { view: "text" })).toContain("2 (secured)");
  });
});
