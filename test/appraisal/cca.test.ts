/** Arm CCA tokens: every row, on minted evidence. */
import { describe, expect, test } from "vitest";
import {
  type Cbor,
  type CcaProfile,
  type CcaTokenOptions,
  createCcaPlatform,
  encodeCbor,
  Raw,
} from "../../hosts/forge/index.ts";
import type { CcaPolicy } from "../../hosts/formats.ts";
import { encodeHex } from "../../hosts/hex.ts";
import { inspect } from "../../hosts/inspect.ts";
import { appraise } from "../../hosts/verifier.ts";
import { judge, row, rows, wrong } from "./rows.ts";

const PROFILES: CcaProfile[] = ["first", "current"];
/** Label of the realm's part. */
const REALM = 44241;
const bytes = (value: number, length: number) => new Uint8Array(length).fill(value);

describe.each(PROFILES)("a token of the %s profile", async (profile) => {
  const platform = await createCcaPlatform({ profile });
  const token = await platform.token();
  const given = { trustRoots: [platform.publicKey] };
  const changed = async (options: CcaTokenOptions) => wrong(judge(await platform.token(options), given));

  test("is affirmed under the platform's key", () => {
    const appraisal = judge(token, given);
    expect(appraisal.verdict).toBe("affirming");
    expect(wrong(appraisal)).toEqual({});
    expect(appraisal.evidence).toMatchObject({ format: "cca-token", version: 0 });
    expect(appraisal.validUntil).toBeUndefined();
  });

  test("is not without a key, and with another one", async () => {
    expect(wrong(judge(token, {}))).toEqual({ "cca-platform-key": "none", "cca-platform-signature": "none" });
    const other = await createCcaPlatform({ profile, curve: "P-384" });
    expect(wrong(judge(token, { trustRoots: [other.publicKey] }))).toEqual({
      "cca-platform-signature": "contraindicated",
    });
    expect(wrong(judge(token, { trustRoots: [other.publicKey, platform.publicKey] }))).toEqual({});
  });

  test("a key that is another platform's is none", async () => {
    const other = await createCcaPlatform({ profile });
    expect(wrong(judge(token, { trustRoots: [platform.endorsement] }))).toEqual({});
    const appraisal = judge(token, { trustRoots: [other.endorsement] });
    expect(wrong(appraisal)).toEqual({ "cca-platform-key": "none", "cca-platform-signature": "none" });
    expect(row(appraisal, "cca-platform-key").actual).toBe("no key for this platform");
    expect(wrong(judge(token, { trustRoots: [other.endorsement, platform.endorsement] }))).toEqual({});
  });

  test("carries the nonce, all 64 bytes", async () => {
    const nonce = bytes(7, 64);
    const asked = await platform.token({ challenge: nonce });
    const outcome = (expected: Uint8Array) => row(appraise(asked, { ...given, nonce: expected }), "nonce").outcome;
    expect(outcome(nonce)).toBe("affirming");
    expect(outcome(nonce.subarray(0, 63))).toBe("contraindicated");
    expect(outcome(bytes(8, 64))).toBe("contraindicated");
    const short = new Uint8Array(64);
    short.set(bytes(9, 32));
    const padded = await platform.token({ challenge: short });
    expect(row(appraise(padded, { ...given, nonce: bytes(9, 32) }), "nonce").outcome).toBe("affirming");
  });

  test("signatures are those of the keys that are told", async () => {
    const other = await createCcaPlatform({ profile, curve: "P-384" });
    const foreign = await other.token();
    const key = (await crypto.subtle.generateKey({ name: "ECDSA", namedCurve: "P-384" }, false, ["sign"])).privateKey;
    expect(await changed({ platformSigner: key })).toEqual({ "cca-platform-signature": "contraindicated" });
    expect(await changed({ realmSigner: key })).toEqual({ "cca-realm-signature": "contraindicated" });
    expect(foreign).not.toEqual(token);
  });

  test("the algorithm is the protected header's, and fits the key", async () => {
    const es256 = new Map([[1, -7]]);
    expect(await changed({ platformEdit: { header: es256 } })).toEqual({ "cca-platform-signature": "contraindicated" });
    expect(await changed({ realmEdit: { header: es256 } })).toEqual({ "cca-realm-signature": "contraindicated" });
    const none = new Raw(new Uint8Array());
    const unprotected = new Map([[1, -35]]);
    expect(await changed({ platformEdit: { header: none, unprotected } })).toEqual({
      "cca-platform-signature": "contraindicated",
    });
    const es512 = new Map([[1, -36]]);
    expect(await changed({ realmEdit: { header: es512 } })).toEqual({ "cca-realm-signature": "contraindicated" });
    // What must be understood, and is not.
    const critical = new Map<number, number | number[]>([
      [1, -35],
      [2, [99]],
      [99, 1],
    ]);
    expect(await changed({ platformEdit: { header: critical as never } })).toEqual({
      "cca-platform-signature": "contraindicated",
    });
    // What stands in the unprotected header beside it does not count.
    expect(await changed({ platformEdit: { unprotected: new Map([[1, -7]]) } })).toEqual({});
  });

  test("a signature has two numbers of the key's size", async () => {
    const edits = [
      (s: Uint8Array) => s.subarray(1),
      (s: Uint8Array) => Uint8Array.of(...s, 0),
      () => new Uint8Array(96),
    ];
    for (const signature of edits) {
      expect(await changed({ platformEdit: { signature } })).toEqual({ "cca-platform-signature": "contraindicated" });
      expect(await changed({ realmEdit: { signature } })).toEqual({ "cca-realm-signature": "contraindicated" });
    }
  });

  test("the platform vouches for the realm's key", async () => {
    expect(await changed({ platform: { challenge: bytes(1, 32) } })).toEqual({ "cca-realm-key": "contraindicated" });
    expect(await changed({ platform: { challenge: bytes(1, 48) } })).toEqual({ "cca-realm-key": "contraindicated" });
    expect(await changed({ realm: { publicKeyHashAlgo: "sha-512" } })).toEqual({ "cca-realm-key": "contraindicated" });
    expect(await changed({ realm: { publicKeyHashAlgo: "md5" } })).toEqual({ "cca-realm-key": "contraindicated" });
    // Another realm's part in place of this one's.
    const other = await createCcaPlatform({ profile });
    let part: Cbor = null;
    const take = (members: Map<Cbor, Cbor>) => {
      part = members.get(REALM) ?? null;
      return members;
    };
    await other.token({ collection: take });
    const swapped = await platform.token({ collection: (members) => members.set(REALM, part) });
    expect(wrong(judge(swapped, given))).toEqual({ "cca-realm-key": "contraindicated" });
  });

  test("a realm's key that is no point of the curve", async () => {
    const key =
      profile === "first" ? bytes(4, 97) : encodeCbor(new Map<number, Uint8Array | number>([[1, 2]]) as never);
    const rows = await changed({ realm: { publicKey: key.length < 33 ? bytes(1, 40) : key } });
    expect(rows).toEqual({ "cca-realm-signature": "contraindicated" });
  });

  test("profiles that do not go together, or are not known", async () => {
    const wrongProfile = { "cca-profile": "contraindicated" };
    expect(await changed({ platform: { profile: "http://arm.com/CCA-SSD/9.9.9" } })).toEqual(wrongProfile);
    expect(
      await changed({ realm: { profile: profile === "first" ? "tag:arm.com,2023:realm#1.0.0" : undefined } }),
    ).toEqual(wrongProfile);
  });

  test("states of the platform's life", async () => {
    const states: [number, string, boolean][] = [
      [0x0000, "unknown", false],
      [0x1000, "assembly-and-test", true],
      [0x2001, "rot-provisioning", true],
      [0x40ff, "non-cca-platform-debug", true],
      [0x5000, "recoverable-cca-platform-debug", true],
      [0x6000, "decommissioned", false],
    ];
    for (const [lifecycle, name, mayBeTaken] of states) {
      const evidence = await platform.token({ platform: { lifecycle } });
      const refused = judge(evidence, given);
      expect(wrong(refused)).toEqual({ "cca-lifecycle": "contraindicated" });
      expect(row(refused, "cca-lifecycle")).toMatchObject({ expected: ["secured"], actual: name });
      const policy = { version: 1, cca: { lifecycles: [name] } } as never;
      if (mayBeTaken) expect(wrong(judge(evidence, { ...given, policy }))).toEqual({});
      else expect(() => judge(evidence, { ...given, policy })).toThrow(/lifecycles/);
    }
    expect(await changed({ platform: { lifecycle: 0x30ff } })).toEqual({});
  });

  test("rows tell their bytes", () => {
    const { sections } = inspect(token);
    const hexAt = ([from, to]: [number, number]) => encodeHex(token.subarray(from, to));
    const appraisal = judge(token, given);
    const claims = (name: string) =>
      sections.find(({ layout }) => layout === name)?.fields as never as Record<string, string>;
    for (const [check, layout, field] of [
      ["nonce", "ccaRealm", "challenge"],
      ["cca-realm-key", "ccaPlatform", "challenge"],
      ["cca-implementation", "ccaPlatform", "implementationId"],
      ["cca-instance", "ccaPlatform", "instanceId"],
      ["cca-platform-config", "ccaPlatform", "config"],
      ["cca-initial-measurement", "ccaRealm", "initialMeasurement"],
      ["cca-personalization", "ccaRealm", "personalizationValue"],
    ] as const) {
      expect(hexAt(row(appraisal, check).bytes as [number, number]), check).toBe(claims(layout)[field]);
    }
    const registers = claims("ccaRealm").extensibleMeasurements as never as string[];
    registers.forEach((register, i) => {
      expect(hexAt(row(appraisal, `cca-extensible-${i}`).bytes as [number, number])).toBe(register);
    });
  });
});

describe("keys of platforms", async () => {
  const platform = await createCcaPlatform({ curve: "P-256" });
  const token = await platform.token();
  const jwk = await crypto.subtle
    .importKey("spki", platform.publicKey as Uint8Array<ArrayBuffer>, { name: "ECDSA", namedCurve: "P-256" }, true, [])
    .then((key) => crypto.subtle.exportKey("jwk", key));
  const pem = `-----BEGIN PUBLIC KEY-----\n${btoa(String.fromCharCode(...platform.publicKey))}\n-----END PUBLIC KEY-----\n`;
  const point = platform.publicKey.subarray(-64);
  const cose = (curve: number, x = point.subarray(0, 32), y = point.subarray(32)) =>
    encodeCbor(
      new Map<number, number | Uint8Array>([
        [1, 2],
        [-1, curve],
        [-2, x],
        [-3, y],
      ]) as never,
    );
  const [entry] = JSON.parse(platform.endorsement);

  test.each([
    ["SubjectPublicKeyInfo", platform.publicKey],
    ["PEM", pem],
    ["COSE_Key", cose(1)],
    ["JWK", JSON.stringify(jwk)],
    ["JWK with other members", JSON.stringify({ alg: "ES256", use: "sig", kid: "1", x5c: ["a"], ...jwk })],
    ["a set of JWKs", JSON.stringify({ keys: [jwk] })],
    ["a list of JWKs", JSON.stringify([jwk])],
    ["a list with ids", platform.endorsement],
    ["an entry with ids in another order", JSON.stringify({ pkey: entry.pkey, ...entry })],
  ])("%s", (_, key) => {
    expect(wrong(judge(token, { trustRoots: [key] }))).toEqual({});
  });

  test.each([
    ["an empty set", JSON.stringify({ keys: [] })],
    ["an empty list", "[]"],
    ["a JWK without Y", JSON.stringify({ ...jwk, y: undefined })],
    ["a JWK of another kind", JSON.stringify({ ...jwk, kty: "RSA" })],
    ["a JWK of a curve that is not known", JSON.stringify({ ...jwk, crv: "P-521" })],
    ["a JWK of the other curve", JSON.stringify({ ...jwk, crv: "P-384" })],
    ["an instance id that is too short", JSON.stringify([{ ...entry, "instance-id": "01aa" }])],
    ["an implementation id that is no hex", JSON.stringify([{ ...entry, "implementation-id": "zz".repeat(32) }])],
    ["a COSE_Key of the other curve", cose(2)],
    ["a COSE_Key of no curve", cose(9)],
    ["a COSE_Key without Y", encodeCbor(new Map<number, number>([[1, 2]]) as never)],
    ["a COSE_Key with bytes behind it", Uint8Array.of(...cose(1), 0)],
    ["a PEM block of something else", pem.replaceAll("PUBLIC KEY", "PRIVATE KEY")],
    ["half a key", platform.publicKey.subarray(0, 60)],
  ])("%s is refused", (_, key) => {
    expect(() => judge(token, { trustRoots: [key] })).toThrow(/no endorsement that can be read/);
  });

  test("a key is no endorsement: only who verifies can trust one", () => {
    expect(() => judge(token, { endorsements: [platform.publicKey] })).toThrow(/no endorsement/);
    expect(() => judge(token, { endorsements: [JSON.stringify(jwk)] })).toThrow(/no endorsement/);
  });

  test("at most 32 of them", () => {
    const keys = Array.from({ length: 33 }, () => jwk);
    expect(() => judge(token, { trustRoots: [JSON.stringify(keys)] })).toThrow(/./);
    expect(wrong(judge(token, { trustRoots: [JSON.stringify(keys.slice(1))] }))).toEqual({});
  });
});

describe("a policy", async () => {
  const platform = await createCcaPlatform();
  const token = await platform.token();
  const given = { trustRoots: [platform.publicKey] };
  const { sections } = inspect(token);
  const fields = (name: string) =>
    sections.filter(({ layout }) => layout === name).map((s) => s.fields as never as Record<string, string>);
  const [claims = {}] = fields("ccaPlatform");
  const [realm = {}] = fields("ccaRealm");
  const components = fields("ccaSwComponent");
  const registers = realm.extensibleMeasurements as never as string[];
  const list = (name: string) => components.map((component) => component[name] as string);

  const good: [keyof CcaPolicy, string, string[]][] = [
    ["implementationIds", "cca-implementation", [claims.implementationId as string]],
    ["instanceIds", "cca-instance", [claims.instanceId as string]],
    ["platformConfigs", "cca-platform-config", [claims.config as string]],
    ["componentMeasurements", "cca-components", list("measurementValue")],
    ["componentSigners", "cca-component-signers", list("signerId")],
    ["initialMeasurements", "cca-initial-measurement", [realm.initialMeasurement as string]],
    ["extensible0", "cca-extensible-0", [registers[0] as string]],
    ["extensible1", "cca-extensible-1", [registers[1] as string]],
    ["extensible2", "cca-extensible-2", [registers[2] as string]],
    ["extensible3", "cca-extensible-3", [registers[3] as string]],
    ["personalizationValues", "cca-personalization", [realm.personalizationValue as string]],
  ];
  const outcomes = (cca: CcaPolicy) => rows(judge(token, { ...given, policy: { version: 1, cca } }));

  test.each(good)("%s", (member, check, values) => {
    expect(outcomes({})[check]).toBe("none");
    expect(outcomes({ [member]: values })[check]).toBe("affirming");
    const others = values.map((value) => `${value.slice(0, -2)}${value.endsWith("a5") ? "5a" : "a5"}`);
    expect(outcomes({ [member]: [...others, ...values] })[check]).toBe("affirming");
    expect(outcomes({ [member]: others })[check]).toBe("contraindicated");
  });

  test("every component counts", () => {
    expect(outcomes({ componentMeasurements: list("measurementValue").slice(1) })["cca-components"]).toBe(
      "contraindicated",
    );
  });

  test("a digest of another length is another digest", () => {
    const longer = `${realm.initialMeasurement}00`;
    expect(outcomes({ initialMeasurements: [longer] })["cca-initial-measurement"]).toBe("contraindicated");
    expect(() => outcomes({ initialMeasurements: ["5a".repeat(65)] })).toThrow(/up to 128 hex digits/);
    expect(() => outcomes({ initialMeasurements: [""] })).toThrow(/initialMeasurements/);
    expect(() => outcomes({ initialMeasurements: ["5a5"] })).toThrow(/initialMeasurements/);
    expect(() => outcomes({ initialMeasurements: ["zz"] })).toThrow(/initialMeasurements/);
  });
});
