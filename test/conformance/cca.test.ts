/** Every Arm CCA item of the vector set gives the outcome that the set's manifest states. */
import { describe, expect, test } from "vitest";
import { decodeHex } from "../../hosts/hex.ts";
import { inspect } from "../../hosts/inspect.ts";
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

/** A sample of how a service shows claims: both parts in one document, and a challenge that is no digest. */
const SHOWN = "cca/trustee.cca-claims.json";
/** Reference values for a verifier, in a form of their own. */
const REFERENCES = "cca/rust-ccatoken.rv.json";

describe.skipIf(!haveVectors)(`Arm CCA claims of the vector set${vectorsNote}`, () => {
  const claims = items("cca-claims").filter(({ path }) => path !== SHOWN && path !== REFERENCES);

  test("are there, good and bad, in CBOR and in JSON", () => {
    expect(claims.length).toBeGreaterThan(10);
    expect(new Set(claims.map(({ expected }) => expected.result))).toEqual(new Set(["valid", "invalid"]));
    expect(new Set(claims.map(({ path }) => path.split(".").at(-1)))).toEqual(new Set(["cbor", "json"]));
  });

  test.each(named(claims))("%s", (_, item) => {
    const read = () => inspect(vectorBytes(item));
    if (item.expected.result === "valid") expect(read().format).toBe("cca-claims");
    else expect(read).toThrow(/ccaPlatform|ccaRealm|base64/);
  });

  test("a sample whose platform's challenge is no digest", () => {
    const { platform, realm } = JSON.parse(new TextDecoder().decode(bytesOf(SHOWN)));
    // It is called valid for its form. 33 bytes are no digest, as the draft has it in section 4.3.
    expect(() => inspect(JSON.stringify(platform))).toThrow(
      /ccaPlatform\.challenge at byte \d+ .* expected 48, got 33/,
    );
    expect(inspect(JSON.stringify(realm)).format).toBe("cca-claims");
  });
});
