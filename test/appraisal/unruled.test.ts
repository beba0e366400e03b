/** Certification requests and tokens without rules: what can be told is told, and nothing is affirmed. */
import { describe, expect, test } from "vitest";
import { type Cbor, csr, encodeCbor, generateKey, type KeyKind, sign1, Tagged } from "../../hosts/forge/index.ts";
import { inspect, render } from "../../hosts/inspect.ts";
import { appraise } from "../../hosts/verifier.ts";
import { AT, judge, row, wrong } from "./rows.ts";

const EXTENSION_REQUEST = "1.2.840.113549.1.9.14";
const NOTHING = Uint8Array.of(0x30, 0);

describe.each<KeyKind>(["Ed25519", "P-256", "P-384"])("a request with a key of %s", async (kind) => {
  const request = await csr({ kind, attributes: [{ oid: EXTENSION_REQUEST, values: [NOTHING] }] });

  test("has the signature of its key, and is no evidence", () => {
    const appraisal = judge(request, {});
    expect(appraisal.verdict).toBe("none");
    expect(row(appraisal, "csr-signature")).toMatchObject({ outcome: "affirming", actual: "holds", required: true });
    expect(wrong(appraisal)).toEqual({ "csr-evidence": "none" });
    expect(wrong(appraise(request, { nonce: new Uint8Array(64), at: AT }))).toEqual({
      "csr-evidence": "none",
      nonce: "none",
    });
  });

  test("says whose it is", () => {
    const fields = inspect(request).sections.find(({ layout }) => layout === "csrInfo")?.fields;
    expect(fields).toMatchObject({
      subject: "CN=tsmkit test guest",
      attributes: expect.stringContaining("06092a8648"),
    });
  });

  test("bits: none can be changed", () => {
    const through: number[] = [];
    for (let bit = 0; bit < 8 * request.length; bit++) {
      const flipped = request.slice();
      flipped[bit >> 3] = (flipped[bit >> 3] ?? 0) ^ (1 << (bit & 7));
      try {
        const appraisal = judge(flipped, {});
        if (appraisal.verdict !== "contraindicated") through.push(bit);
      } catch {
        // Refused as malformed, or as no request at all.
      }
    }
    expect(through).toEqual([]);
  });

  test("attributes are each of a type of their own, with values", async () => {
    const attribute = { oid: EXTENSION_REQUEST, values: [NOTHING] };
    const twice = await csr({ kind, attributes: [attribute, attribute] });
    expect(() => inspect(twice)).toThrow(expect.objectContaining({ code: "bad-certificate" }));
    const empty = await csr({ kind, attributes: [{ ...attribute, values: [] }] });
    expect(() => inspect(empty)).toThrow(/attribute of a request/);
  });
});

describe("a web token without rules", async () => {
  const { privateKey } = await generateKey("P-256");
  const claims = new Map<Cbor, Cbor>([
    [1, "issuer"],
    [10, new Uint8Array(64).fill(7)],
    [-70000, new Map([[1, 2]])],
  ]);
  const token = (payload: Cbor = claims, tagged = true) =>
    sign1(encodeCbor(payload), privateKey, "P-256").then((message) =>
      tagged ? Uint8Array.of(0xd8, 61, ...message) : message,
    );

  test("is shown, with the claims that have their usual labels", async () => {
    for (const tagged of [true, false]) {
      const seen = inspect(await token(claims, tagged));
      expect(seen.format).toBe("cwt");
      expect(seen.sections.find(({ layout }) => layout === "eatClaims")?.fields).toMatchObject({
        iss: "issuer",
        eatNonce: "07".repeat(64),
        unknown: { "-70000": "a10102" },
      });
      expect(render(await token(), { view: "text" })).toContain("ES256");
    }
  });

  test("claims of other types stay in the tree", async () => {
    const seen = inspect(await token(new Map<Cbor, Cbor>([[1, 7]])));
    expect(seen.sections.map(({ layout }) => layout)).toEqual(["cwt", "coseHeader"]);
    expect(inspect(await token(new Tagged(61, claims))).sections).toHaveLength(3);
  });

  test("has well-formed framing, and nothing else is checked", async () => {
    const nonce = new Uint8Array(64).fill(7);
    const appraisal = appraise(await token(), { nonce, at: AT });
    expect(appraisal.verdict).toBe("none");
    expect(wrong(appraisal)).toEqual({ nonce: "none", "cwt-signature": "none" });
    expect(row(appraisal, "framing").outcome).toBe("affirming");
    expect(row(appraisal, "cwt-signature").actual).toContain("not checked");
    expect(judge(await token(), {}).verdict).toBe("none");
  });
});
