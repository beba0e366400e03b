/** Every Arm CCA item of the vector set gives the outcome that the set's manifest states. */
import { describe, expect, test } from "vitest";
import { type Cbor, claimsMap, createCcaPlatform, encodeCbor } from "../../hosts/forge/index.ts";
import { decodeHex } from "../../hosts/hex.ts";
import { inspect } from "../../hosts/inspect.ts";
import { list } from "../../hosts/rows.ts";
import { appraise } from "../../hosts/verifier.ts";
import { judge, row, rows, wrong } from "../appraisal/rows.ts";
import { haveVectors, type Vector, vectorBytes, vectors, vectorsNote } from "../vectors.ts";

interface Item extends Vector {
  expected: { result: string };
  fields?: Record<string, unknown> & { platform_sig_keys?: string[]; realm_challenge?: string };
}

const items = (kind: string) => vectors(kind) as Item[];
const named = (files: Item[]) => files.map((file): [string, Item] => [file.path, file]);
const bytesOf = (path: string) => vectorBytes({ path } as Vector);

/** The key that signed the platform's part of every valid token of the set, in the forms that it is there in. */
const KEYS = ["cca/trustee.cpak-pub.json", "cca/rust-ccatoken.cpak.json", "cca/ccatoken-tf-rmm.cca-platform.pub.pem"];

describe.skipIf(!haveVectors)(`Arm CCA tokens of the vector set${vectorsNote}`, () => {
  const tokens = items("cca-token");

  test("are there, good and bad", () => {
    expect(tokens.length).toBeGreaterThan(3);
    expect(new Set(tokens.map(({ expected }) => expected.result))).toEqual(new Set(["valid", "decodes"]));
  });

  test.each(named(tokens.filter(({ expected }) => expected.result === "valid")))("%s", (_, item) => {
    const token = vectorBytes(item);
    for (const key of KEYS) {
      expect(wrong(judge(token, { trustRoots: [bytesOf(key)] })), key).toEqual({});
    }
    const nonce = decodeHex(item.fields?.realm_challenge ?? "");
    const trustRoots = [bytesOf(KEYS[0] as string)];
    expect(row(appraise(token, { trustRoots, nonce }), "nonce").outcome).toBe("affirming");
    expect(row(appraise(token, { trustRoots, nonce: nonce.map((byte) => byte ^ 1) }), "nonce").outcome).toBe(
      "contraindicated",
    );
    // Of another key, and of a key for another platform, nothing follows.
    expect(wrong(judge(token, { trustRoots: [bytesOf("cca/rust-ccatoken.pkey.json")] }))).toEqual({
      "cca-platform-signature": "contraindicated",
    });
    expect(wrong(judge(token, { trustRoots: [bytesOf("cca/rust-ccatoken.ta.json")] }))).toEqual({
      "cca-platform-key": "none",
      "cca-platform-signature": "none",
    });
  });

  test.each(named(tokens.filter(({ expected }) => expected.result === "decodes")))("%s decodes", (_, item) => {
    const token = vectorBytes(item);
    expect(inspect(token).format).toBe("cca-token");
    // Its parts were put together: the platform does not vouch for this realm's key.
    expect(rows(judge(token, { trustRoots: [bytesOf(KEYS[0] as string)] }))["cca-realm-key"]).toBe("contraindicated");
  });

  test.each(named(items("cca-key")))("%s is read as a key", (_, item) => {
    expect(item.expected.result).toBe("valid");
    const [token] = tokens;
    expect(() => judge(vectorBytes(token as Item), { trustRoots: [vectorBytes(item)] })).not.toThrow();
  });
});

const SHOWN = "cca/trustee.cca-claims.json";

type Json = Record<string, unknown>;

/** Names of claims in JSON, as the tools of Veraison have them, and ours. */
const NAMES: Record<string, Record<string, string>> = {
  ccaPlatform: {
    "cca-platform-profile": "profile",
    "cca-platform-challenge": "challenge",
    "cca-platform-implementation-id": "implementationId",
    "cca-platform-instance-id": "instanceId",
    "cca-platform-config": "config",
    "cca-platform-lifecycle": "lifecycle",
    "cca-platform-sw-components": "swComponents",
    "cca-platform-service-indicator": "verificationService",
    "cca-platform-hash-algo-id": "hashAlgo",
  },
  ccaRealm: {
    "cca-realm-challenge": "challenge",
    "cca-realm-personalization-value": "personalizationValue",
    "cca-realm-initial-measurement": "initialMeasurement",
    "cca-realm-extensible-measurements": "extensibleMeasurements",
    "cca-realm-hash-algo-id": "hashAlgo",
    "cca-realm-public-key": "publicKey",
    "cca-realm-public-key-hash-algo-id": "publicKeyHashAlgo",
  },
  ccaSwComponent: {
    "measurement-type": "type",
    "measurement-value": "measurementValue",
    version: "version",
    "signer-id": "signerId",
    "hash-algo": "hashAlgo",
  },
};
const TEXTS = ["profile", "verificationService", "hashAlgo", "publicKeyHashAlgo", "type", "version"];

/** Base64 as it must be written; atob would take more. */
function fromBase64(text: string): Uint8Array {
  if (!/^([A-Za-z0-9+/]{4})*([A-Za-z0-9+/]{2}==|[A-Za-z0-9+/]{3}=)?$/.test(text))
    throw new TypeError(`no base64: ${text}`);
  return Uint8Array.from(atob(text), (char) => char.charCodeAt(0));
}

function claimOf(name: string, value: unknown): Cbor {
  if (typeof value === "number") return value;
  if (Array.isArray(value))
    return value.map((one) => (name === "swComponents" ? mapOf("ccaSwComponent", one) : claimOf(name, one)));
  return TEXTS.includes(name) ? (value as string) : fromBase64(value as string);
}

/** Claims in JSON as the map that they stand for. */
function mapOf(layout: string, json: Json): Map<Cbor, Cbor> {
  const claims = Object.entries(json).map(([name, value]): [string, Cbor] => {
    const ours = NAMES[layout]?.[name];
    if (!ours) throw new RangeError(`${name} is no claim`);
    return [ours, claimOf(ours, value)];
  });
  return claimsMap(layout, Object.fromEntries(claims));
}

const layoutOf = (json: Json) => ("cca-realm-hash-algo-id" in json ? "ccaRealm" : "ccaPlatform");

/** The CBOR of the claims in a file; several where it has both parts, none where it is no file of claims. */
function claimsIn(file: Item): Uint8Array[] {
  if (file.path.endsWith(".cbor")) return [vectorBytes(file)];
  const json = JSON.parse(new TextDecoder().decode(vectorBytes(file))) as Json;
  const parts = "realm" in json ? [json.platform as Json, json.realm as Json] : [json];
  return parts.map((part) => encodeCbor(mapOf(layoutOf(part), part)));
}

describe.skipIf(!haveVectors)(`Arm CCA claims of the vector set${vectorsNote}`, async () => {
  // Reference values for a verifier, in a form of their own; and a sample of how a service shows claims, which follows below.
  const claims = items("cca-claims").filter(({ path }) => !path.endsWith("rv.json") && path !== SHOWN);
  const platform = await createCcaPlatform({ profile: "first" });
  const own = await platform.claims();

  test("are there, good and bad", () => {
    expect(claims.length).toBeGreaterThan(10);
    expect(new Set(claims.map(({ expected }) => expected.result))).toEqual(new Set(["valid", "invalid"]));
    expect(list("ccaProfile").map(({ name }) => name)).toContain("http://arm.com/CCA-SSD/1.0.0");
    expect(own.realm.length).toBeGreaterThan(300);
  });

  test("a sample whose platform's challenge is no digest", () => {
    const sample = items("cca-claims").find(({ path }) => path === SHOWN) as Item;
    const [theirs, ours] = claimsIn(sample) as [Uint8Array, Uint8Array];
    // It is called valid for its form. 33 bytes are no digest, as the draft has it in section 4.3.
    expect(() => inspect(theirs)).toThrow(/ccaPlatform\.challenge at byte \d+ .* expected 48, got 33/);
    expect(inspect(ours).format).toBe("cca-claims");
  });

  test.each(named(claims))("%s", (_, item) => {
    const read = () => claimsIn(item).map((bytes) => inspect(bytes, { form: "bin" }).format);
    if (item.expected.result === "valid") for (const format of read()) expect(format).toBe("cca-claims");
    else expect(read).toThrow(/./);
  });
});
