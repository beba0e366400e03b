/** Arm CCA tokens are framed strictly, and what is wrong is told with its place. */
import { describe, expect, test } from "vitest";
import type { TsmError } from "../../hosts/errors.ts";
import {
  type Cbor,
  type CcaTokenOptions,
  type ClaimValues,
  claimsMap,
  createCcaPlatform,
  encodeCbor,
  Tagged,
} from "../../hosts/forge/index.ts";
import { inspect, render } from "../../hosts/inspect.ts";
import { appraise } from "../../hosts/verifier.ts";

const first = await createCcaPlatform({ profile: "first" });
const current = await createCcaPlatform();
const bytes = (value: number, length: number) => new Uint8Array(length).fill(value);

function fault(evidence: Uint8Array): Pick<TsmError, "code" | "field" | "message"> {
  try {
    inspect(evidence, { form: "bin" });
  } catch (error) {
    return error as TsmError;
  }
  throw new Error("the token was accepted");
}

const component = (claims: ClaimValues) =>
  claimsMap("ccaSwComponent", { measurementValue: bytes(1, 32), signerId: bytes(2, 32), ...claims });
const register = (length: number, count = 4) => Array.from({ length: count }, () => bytes(0, length));

describe("claims", () => {
  const MANDATORY = [
    "profile",
    "challenge",
    "implementationId",
    "instanceId",
    "config",
    "lifecycle",
    "hashAlgo",
    "swComponents",
  ];
  const OF_REALM = [
    "challenge",
    "personalizationValue",
    "initialMeasurement",
    "extensibleMeasurements",
    "hashAlgo",
    "publicKey",
  ];

  test.each([...MANDATORY, "-verificationService"])("the platform's %s", async (name) => {
    const optional = name.startsWith("-");
    const token = await current.token({ platform: { [name.replace("-", "")]: undefined } });
    if (optional) expect(inspect(token).format).toBe("cca-token");
    else expect(fault(token)).toMatchObject({ code: "missing-claim", field: `ccaPlatform.${name}` });
  });

  test.each([...OF_REALM, "publicKeyHashAlgo", "-profile"])("the realm's %s", async (name) => {
    const optional = name.startsWith("-");
    const platform = { challenge: bytes(1, 32) };
    const token = await current.token({ platform, realm: { [name.replace("-", "")]: undefined } });
    if (optional) expect(inspect(token).format).toBe("cca-token");
    else expect(fault(token)).toMatchObject({ code: "missing-claim", field: `ccaRealm.${name}` });
  });

  test.each<[string, CcaTokenOptions, string, string]>([
    ["an instance id of 32 bytes", { platform: { instanceId: bytes(1, 32) } }, "bad-length", "ccaPlatform.instanceId"],
    [
      "an instance id of another type",
      { platform: { instanceId: bytes(2, 33) } },
      "bad-value",
      "ccaPlatform.instanceId",
    ],
    [
      "an implementation id of 64 bytes",
      { platform: { implementationId: bytes(1, 64) } },
      "bad-length",
      "ccaPlatform.implementationId",
    ],
    ["a challenge of 40 bytes", { platform: { challenge: bytes(1, 40) } }, "bad-length", "ccaPlatform.challenge"],
    ["a lifecycle above all", { platform: { lifecycle: 0x7000 } }, "bad-value", "ccaPlatform.lifecycle"],
    ["a lifecycle between two", { platform: { lifecycle: 0x3100 } }, "bad-value", "ccaPlatform.lifecycle"],
    ["a lifecycle of 32 bits", { platform: { lifecycle: 0x13000 } }, "bad-value", "ccaPlatform.lifecycle"],
    ["a lifecycle that is a text", { platform: { lifecycle: "secured" } }, "other-type", "ccaPlatform.lifecycle"],
    ["a profile that is a number", { platform: { profile: 1 } }, "other-type", "ccaPlatform.profile"],
    ["no component", { platform: { swComponents: [] } }, "bad-length", "ccaPlatform.swComponents"],
    [
      "65 components",
      { platform: { swComponents: Array.from({ length: 65 }, () => component({})) } },
      "too-many",
      "ccaPlatform.swComponents",
    ],
    ["a component that is no map", { platform: { swComponents: [1] } }, "other-type", "ccaSwComponent"],
    [
      "a component without its digest",
      { platform: { swComponents: [component({ measurementValue: undefined })] } },
      "missing-claim",
      "ccaSwComponent.measurementValue",
    ],
    [
      "a component without its signer",
      { platform: { swComponents: [component({ signerId: undefined })] } },
      "missing-claim",
      "ccaSwComponent.signerId",
    ],
    [
      "a digest of 36 bytes",
      { platform: { swComponents: [component({ measurementValue: bytes(1, 36) })] } },
      "bad-length",
      "ccaSwComponent.measurementValue",
    ],
    ["a challenge of 63 bytes", { realm: { challenge: bytes(1, 63) } }, "bad-length", "ccaRealm.challenge"],
    ["a challenge of 65 bytes", { realm: { challenge: bytes(1, 65) } }, "bad-length", "ccaRealm.challenge"],
    [
      "a personalization value of 65 bytes",
      { realm: { personalizationValue: bytes(1, 65) } },
      "bad-length",
      "ccaRealm.personalizationValue",
    ],
    [
      "a measurement of 65 bytes",
      { realm: { initialMeasurement: bytes(1, 65) } },
      "bad-length",
      "ccaRealm.initialMeasurement",
    ],
    [
      "a measurement of 33 bytes",
      { realm: { initialMeasurement: bytes(1, 33) } },
      "bad-length",
      "ccaRealm.initialMeasurement",
    ],
    [
      "three registers",
      { realm: { extensibleMeasurements: register(32, 3) } },
      "bad-length",
      "ccaRealm.extensibleMeasurements",
    ],
    [
      "registers longer than the measurement",
      { realm: { extensibleMeasurements: register(64) } },
      "bad-length",
      "ccaRealm.extensibleMeasurements",
    ],
    [
      "a register that is a text",
      { realm: { extensibleMeasurements: ["", "", "", ""] } },
      "other-type",
      "ccaRealm.extensibleMeasurements",
    ],
    ["a realm's key of 20 bytes", { realm: { publicKey: bytes(1, 20) } }, "bad-length", "ccaRealm.publicKey"],
  ])("%s", async (_, options, code, field) => {
    expect(fault(await current.token(options))).toMatchObject({ code, field });
    expect(fault(await first.token(options))).toMatchObject({ code, field });
  });

  test("digests of 48 and 64 bytes", async () => {
    for (const length of [48, 64]) {
      const realm = { initialMeasurement: bytes(1, length), extensibleMeasurements: register(length) };
      const seen = inspect(await current.token({ realm }));
      expect(seen.sections.find(({ layout }) => layout === "ccaRealm")?.fields).toMatchObject({
        initialMeasurement: "01".repeat(length),
      });
    }
  });

  test("claims that have no name are shown, and the signature still holds", async () => {
    const token = await current.token({ realm: { "99999": [1, "x"] } });
    const { fields } = inspect(token).sections.find(({ layout }) => layout === "ccaRealm") ?? {};
    expect(fields).toMatchObject({ unknown: { "99999": "82016178" } });
    expect(render(token, { view: "text" })).toMatch(/unknown +99999: array 2/);
  });
});

describe("the envelope", () => {
  type Members = Map<Cbor, Cbor>;
  const edited = (platform: typeof first, collection: (members: Members) => Members) => platform.token({ collection });
  const without = (label: number) => (members: Members) => {
    members.delete(label);
    return members;
  };

  test.each([
    [44234, "platform"],
    [44241, "realm"],
  ])("without part %i", async (label, name) => {
    for (const platform of [first, current]) {
      expect(fault(await edited(platform, without(label)))).toMatchObject({
        code: "missing-claim",
        field: `ccaCollection.${name}`,
      });
    }
  });

  test("with another member", async () => {
    for (const platform of [first, current]) {
      expect(fault(await edited(platform, (m) => m.set(7, bytes(0, 3))))).toMatchObject({
        code: "bad-value",
        field: "ccaCollection",
      });
    }
    expect(fault(await edited(first, (m) => m.set("__cmwc_t", "tag:x")))).toMatchObject({ code: "bad-value" });
    expect(inspect(await edited(current, (m) => m.set("__cmwc_t", "tag:x"))).format).toBe("cca-token");
  });

  test("messages say what they are", async () => {
    const wrapped = (change: (member: Cbor[]) => Cbor) =>
      edited(current, (m) => m.set(44241, change(m.get(44241) as Cbor[])));
    expect(fault(await wrapped(([, message]) => [99, message as Cbor]))).toMatchObject({
      code: "bad-value",
      field: "ccaCollection.realm",
    });
    expect(fault(await wrapped(([, message]) => message as Cbor))).toMatchObject({
      code: "other-type",
      field: "ccaCollection.realm",
    });
    expect(fault(await wrapped((member) => member.slice(0, 1)))).toMatchObject({
      code: "bad-length",
      field: "ccaCollection.realm",
    });
    expect(fault(await wrapped(([type]) => [type as Cbor, "text"]))).toMatchObject({
      code: "other-type",
      field: "ccaCollection.realm",
    });
    expect(inspect(await wrapped((member) => [...member, 4])).format).toBe("cca-token");
  });

  test("a message is tagged, and has four parts", async () => {
    expect(fault(await first.token({ realmEdit: { untagged: true } }))).toMatchObject({
      code: "other-type",
      field: "ccaCollection.realm",
    });
    const message = (parts: Cbor[]) => edited(first, (m) => m.set(44241, encodeCbor(new Tagged(18, parts))));
    const empty = new Uint8Array();
    expect(fault(await message([empty, new Map(), empty]))).toMatchObject({ code: "other-type" });
    expect(fault(await message([empty, empty, empty, empty]))).toMatchObject({ code: "other-type" });
    expect(fault(await message([empty, new Map(), "a", empty]))).toMatchObject({ code: "other-type" });
    expect(fault(await message([empty, new Map(), empty, empty]))).toMatchObject({ code: "bad-cbor" });
  });

  test("a token with tag 61 around its messages", async () => {
    const token = await first.token({
      collection: (m) =>
        new Map([...m].map(([label, message]) => [label, Uint8Array.of(0xd8, 61, ...(message as Uint8Array))])),
    });
    expect(inspect(token).format).toBe("cca-token");
  });
});

describe("claims alone", async () => {
  const { platform, realm } = await current.claims();

  test("are read, and nobody can verify them", () => {
    for (const [claims, layout] of [
      [platform, "ccaPlatform"],
      [realm, "ccaRealm"],
    ] as const) {
      const seen = inspect(claims);
      expect(seen.format).toBe("cca-claims");
      expect(seen.sections.map((section) => section.layout)).toContain(layout);
      expect(() => appraise(claims, { noNonce: true })).toThrow(/not for a verifier/);
    }
  });

  test("are held to the same rules", async () => {
    const less = await current.claims({ realm: { challenge: undefined }, platform: { lifecycle: undefined } });
    expect(fault(less.realm)).toMatchObject({ code: "missing-claim", field: "ccaRealm.challenge" });
    expect(fault(less.platform)).toMatchObject({ code: "missing-claim", field: "ccaPlatform.lifecycle" });
    expect(fault(Uint8Array.of(...realm, 0))).toMatchObject({ code: "unknown-format" });
  });
});
