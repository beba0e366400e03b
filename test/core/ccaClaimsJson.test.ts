/** Claims of Arm CCA in JSON say what they say in CBOR, and are held to the same rules. */
import { describe, expect, test } from "vitest";
import { Core } from "../../hosts/core.ts";
import type { TsmError } from "../../hosts/errors.ts";
import { createCcaPlatform } from "../../hosts/forge/index.ts";
import { decodeHex } from "../../hosts/hex.ts";
import { inspect } from "../../hosts/inspect.ts";
import { appraise } from "../../hosts/verifier.ts";
import { seeded } from "../random.ts";

type Fields = Record<string, unknown>;

/** Our names of claims, and those that they have in JSON. */
const PLATFORM = {
  profile: "cca-platform-profile",
  challenge: "cca-platform-challenge",
  implementationId: "cca-platform-implementation-id",
  instanceId: "cca-platform-instance-id",
  config: "cca-platform-config",
  lifecycle: "cca-platform-lifecycle",
  hashAlgo: "cca-platform-hash-algo-id",
  swComponents: "cca-platform-sw-components",
  verificationService: "cca-platform-service-indicator",
};
const REALM = {
  challenge: "cca-realm-challenge",
  profile: "cca-realm-profile",
  personalizationValue: "cca-realm-personalization-value",
  initialMeasurement: "cca-realm-initial-measurement",
  extensibleMeasurements: "cca-realm-extensible-measurements",
  hashAlgo: "cca-realm-hash-algo-id",
  publicKey: "cca-realm-public-key",
  publicKeyHashAlgo: "cca-realm-public-key-hash-algo-id",
};
const COMPONENT = {
  type: "measurement-type",
  measurementValue: "measurement-value",
  version: "version",
  signerId: "signer-id",
  hashAlgo: "hash-algo",
};

const base64 = (hex: string) => Buffer.from(decodeHex(hex)).toString("base64");
const isHex = (value: unknown): value is string => typeof value === "string" && /^([0-9a-f]{2})+$/.test(value);

function written(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(written);
  if (typeof value === "object" && value !== null) return (value as { value: number }).value;
  return isHex(value) ? base64(value) : value;
}

function jsonOf(fields: Fields, names: Record<string, string>): Record<string, unknown> {
  return Object.fromEntries(Object.entries(fields).map(([name, value]) => [names[name] as string, written(value)]));
}

const platform = await createCcaPlatform();
const made = await platform.claims({ challenge: new Uint8Array(64).fill(7) });
const sectionsOf = (claims: Uint8Array | string) => inspect(claims).sections.slice(1);
const fieldsOf = (claims: Uint8Array) => sectionsOf(claims).map((section) => section.fields as never as Fields);
const [ours = {}, ...components] = fieldsOf(made.platform);
const [realm = {}] = fieldsOf(made.realm);
const documents = {
  platform: { ...jsonOf(ours, PLATFORM), [PLATFORM.swComponents]: components.map((one) => jsonOf(one, COMPONENT)) },
  realm: jsonOf(realm, REALM),
};

describe.each(["platform", "realm"] as const)("claims of a %s", (part) => {
  const document = JSON.stringify(documents[part]);

  test("are those of its CBOR, in the order of the document", () => {
    const told = (claims: Uint8Array | string) =>
      sectionsOf(claims).map(({ layout, of, size, fields }) => ({ layout, of, size, fields }));
    expect(inspect(document)).toMatchObject({ format: "cca-claims", readAs: "json", size: made[part].length });
    expect(told(document)).toEqual(told(made[part]));
    expect(inspect(JSON.stringify(documents[part], null, 2)).sections).toEqual(inspect(document).sections);
  });

  test("are signed by nobody", () => {
    expect(() => appraise(document, { noNonce: true })).toThrow(/not for a verifier/);
  });

  test("a claim that is missing, of another type, or has no name", () => {
    const code = (change: object) => {
      try {
        inspect(JSON.stringify({ ...documents[part], ...change }));
      } catch (error) {
        return (error as TsmError).code;
      }
      return "none";
    };
    const names = part === "platform" ? PLATFORM : REALM;
    expect(code({ [names.challenge]: undefined })).toBe("missing-claim");
    expect(code({ [names.challenge]: 7 })).toBe("json");
    expect(code({ [names.challenge]: "!" })).toBe("base64");
    expect(code({ [names.challenge]: "AAAA" })).toBe("bad-length");
    expect(code({ "cca-platform-nothing": 1 })).toBe("json");
    expect(code({})).toBe("none");
  });

  test("cut off or changed anywhere they are read or refused", () => {
    const core = new Core();
    const random = seeded(5);
    const bytes = new TextEncoder().encode(document);
    const inspected = (changed: Uint8Array) => core.exports.inspect(0, core.put(changed), 0, 0);
    for (let length = 1; length < bytes.length; length += 3)
      expect(inspected(bytes.subarray(0, length))).toBeLessThan(0);
    let taken = 0;
    for (let i = 0; i < 3000; i++) {
      const changed = bytes.slice();
      changed[Math.floor(random() * bytes.length)] = 32 + Math.floor(random() * 95);
      if (inspected(changed) >= 0) taken++;
    }
    expect(taken).toBeGreaterThan(100);
    expect(taken).toBeLessThan(3000);
  });
});
