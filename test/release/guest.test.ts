/** The guest's side of a secret release, in the core, with the verifier's side, and with answers that are wrong. */
import { beforeAll, describe, expect, test } from "vitest";
import { createSnpPlatform, type SnpPlatform } from "../../hosts/forge/index.ts";
import { type AppraisalPolicy, Verifier } from "../../hosts/index.ts";
import { generateReleaseKeys, type ReleaseOptions, SecretRelease } from "../../hosts/release/index.ts";
import { BUILDS } from "../crypto/compile.ts";
import { randomBytes, seeded } from "../random.ts";
import { hex } from "../reportData.ts";
import { trustRoots } from "../verify/minted.ts";
import { type GuestProbe, guestProbe } from "./guestProbe.ts";

const SECRET = new TextEncoder().encode("the key of the disk");
const MEASUREMENT = new Uint8Array(48).fill(0x5a);
const policy: AppraisalPolicy = { version: 1, snp: { measurements: [hex(MEASUREMENT)] } };
const random = seeded(1);

let platform: SnpPlatform;
beforeAll(async () => {
  platform = await createSnpPlatform({ fields: { measurement: MEASUREMENT } });
});

/** A verifier, and a guest that has told its evidence. */
async function told(guest: GuestProbe, options: Partial<ReleaseOptions> = {}) {
  const release = new SecretRelease({ verifier: new Verifier({ policy, trustRoots }), secret: SECRET, ...options });
  const key = randomBytes(random, 32);
  const reportData = guest.begin(release.challenge(), key);
  const outblob = await platform.report({ reportData });
  return { release, key, line: guest.tell({ provider: "sev_guest", outblob, auxblob: platform.certTable }) };
}

for (const [name, build] of BUILDS) {
  describe(name, () => {
    let guest: GuestProbe;
    beforeAll(async () => {
      guest = await guestProbe(build);
    });

    test("opens what the verifier released, and forgets its key", async () => {
      const { release, key, line } = await told(guest);
      const answer = await release.answer(line);
      expect(answer.error).toBeUndefined();
      expect(guest.open(answer.line)).toEqual(SECRET);
      expect(guest.keeps(key)).toBe(true);
      guest.forget();
      expect(guest.keeps(key)).toBe(false);
    });

    test.each([1, 31, 64, 4096, 16384])("opens a secret of %d bytes", async (length) => {
      const secret = randomBytes(random, length);
      const { release, line } = await told(guest, { secret });
      expect(guest.open((await release.answer(line)).line)).toEqual(secret);
    });

    test("takes a secret from the verifier that it knows alone", async () => {
      const [keys, others] = [await generateReleaseKeys(), await generateReleaseKeys()];
      const { release, line } = await told(guest, { keys });
      const { line: answer } = await release.answer(line);
      expect(() => guest.open(answer, others.publicKey)).toThrow(expect.objectContaining({ code: "not-opened" }));
      expect(() => guest.open(answer)).toThrow(expect.objectContaining({ code: "not-opened" }));
      expect(guest.open(answer, keys.publicKey)).toEqual(SECRET);

      const unsigned = await told(guest);
      const { line: plain } = await unsigned.release.answer(unsigned.line);
      expect(() => guest.open(plain, keys.publicKey)).toThrow(expect.objectContaining({ code: "not-opened" }));
    });

    test("opens no answer to another message, and none that was changed", async () => {
      const old = await told(guest);
      const { line: oldAnswer } = await old.release.answer(old.line);
      const { release, line } = await told(guest);
      const { line: answer } = await release.answer(line);
      const refused = expect.objectContaining({ code: "not-opened" });
      expect(() => guest.open(oldAnswer)).toThrow(refused);
      const digits = [...answer.matchAll(/(?<=[0-9a-f"])[0-9a-f](?=[0-9a-f"])/g)].filter(({ index }) => index > 22);
      for (const { index, 0: digit } of digits.filter((_, i) => i % 7 === 0)) {
        const changed = `${answer.slice(0, index)}${digit === "0" ? "1" : "0"}${answer.slice(index + 1)}`;
        expect(() => guest.open(changed)).toThrow(refused);
      }
      expect(guest.open(answer)).toEqual(SECRET);
    });

    test("asks for other report data for each challenge and each key", async () => {
      const challenge = (nonce: string) => `{"tsmRelease":1,"nonce":"${nonce.repeat(64)}"}`;
      const [one, two] = [randomBytes(random, 32), randomBytes(random, 32)];
      const all = [challenge("0"), challenge("1")].flatMap((line) =>
        [one, two].map((key) => hex(guest.begin(line, Uint8Array.from(key)))),
      );
      expect(new Set(all).size).toBe(4);
      expect(hex(guest.begin(challenge("0"), Uint8Array.from(one)))).toBe(all[0]);
    });

    test("tells why it is refused", async () => {
      const other: AppraisalPolicy = { version: 1, snp: { measurements: ["a5".repeat(48)], minimumGuestSvn: 3 } };
      const { release, line } = await told(guest, { verifier: new Verifier({ policy: other, trustRoots }) });
      const answer = await release.answer(line);
      expect(() => guest.open(answer.line)).toThrow(expect.objectContaining({ code: "not-released" }));
      expect(guest.reasons().split("\n")).toEqual([
        expect.stringMatching(/^not-affirmed: the evidence is not affirmed: snp-measurement \(contraindicated\), snp-/),
        `  FAILED  snp-measurement           ${"5a".repeat(48)}`,
        `                                    expected ["${"a5".repeat(48)}"]`,
        expect.stringMatching(/^ {36}Compare it with what your build gives; /),
        "  FAILED  snp-guest-svn             0",
        "                                    expected 3",
        expect.stringMatching(/^ {36}\S.*\.$/),
      ]);
    });

    test("tells it in a line of bounded length, however long the policy", async () => {
      const measurements = Array.from({ length: 60 }, (_, i) => (i + 16).toString(16).repeat(48));
      const verifier = new Verifier({ policy: { version: 1, snp: { measurements } }, trustRoots: [] });
      const { release, line } = await told(guest, { verifier });
      const answer = await release.answer(line);
      expect(answer.line.length).toBeLessThan(1 << 15);
      expect(() => guest.open(answer.line)).toThrow(expect.objectContaining({ code: "not-released" }));
      expect(guest.reasons()).toContain("...");
    });

    test("shows nothing of a refusal that could pass for something else", () => {
      const refused = {
        code: "\u001b[31mx",
        message: 'a\nb\tc"d\\e\u2028\u00e4',
        checks: [{ check: "c\rd", more: [1] }],
      };
      const line = JSON.stringify({ tsmRelease: 1, refused });
      expect(() => guest.open(line)).toThrow(expect.objectContaining({ code: "not-released" }));
      expect(guest.reasons()).toMatch(/^[ -~\n]*$/);
      expect(guest.reasons().split("\n")[0]).toBe('?001b[31mx: a?b?c"d\\e?????');
    });

    const wrong: [string, string][] = [
      ["nothing", ""],
      ["no JSON", "hello"],
      ["a list", "[]"],
      ["no version", '{"nonce":"00"}'],
      ["a version that comes late", `{"nonce":"${"00".repeat(32)}","tsmRelease":1}`],
      ["version 2", `{"tsmRelease":2,"nonce":"${"00".repeat(32)}"}`],
      ["version 1.0", `{"tsmRelease":1.0,"nonce":"${"00".repeat(32)}"}`],
      ["no nonce", '{"tsmRelease":1}'],
      ["a short nonce", `{"tsmRelease":1,"nonce":"${"00".repeat(31)}"}`],
      ["a long nonce", `{"tsmRelease":1,"nonce":"${"00".repeat(33)}"}`],
      ["a nonce that is no hex", `{"tsmRelease":1,"nonce":"${"0g".repeat(32)}"}`],
      ["a nonce that is a number", '{"tsmRelease":1,"nonce":7}'],
      ["two nonces", `{"tsmRelease":1,"nonce":"${"00".repeat(32)}","nonce":"${"00".repeat(32)}"}`],
      ["something more", `{"tsmRelease":1,"nonce":"${"00".repeat(32)}","more":1}`],
      ["something behind it", `{"tsmRelease":1,"nonce":"${"00".repeat(32)}"} x`],
      ["half of it", '{"tsmRelease":1,"nonce":"0000'],
    ];
    test.each(wrong)("takes no challenge that is %s", (_, line) => {
      expect(() => guest.begin(line, new Uint8Array(32))).toThrow(
        expect.objectContaining({ code: "bad-message", message: expect.stringMatching(/ at character \d+/) }),
      );
    });

    const none = `"enc":"${"00".repeat(32)}","ciphertext":"${"00".repeat(40)}"`;
    const answers: [string, string][] = [
      ["nothing", ""],
      ["empty", "{}"],
      ["of another version", `{"tsmRelease":2,${none}}`],
      ["without ciphertext", `{"tsmRelease":1,"enc":"${"00".repeat(32)}"}`],
      ["without enc", '{"tsmRelease":1,"ciphertext":"00"}'],
      ["with an enc that is short", '{"tsmRelease":1,"enc":"00","ciphertext":"00"}'],
      ["with an odd digit", `{"tsmRelease":1,"enc":"${"00".repeat(32)}","ciphertext":"000"}`],
      ["with no hex", `{"tsmRelease":1,"enc":"${"00".repeat(32)}","ciphertext":"zz"}`],
      ["both secret and refusal", `{"tsmRelease":1,${none},"refused":{}}`],
      ["both refusal and secret", `{"tsmRelease":1,"refused":{},${none}}`],
      ["with more", `{"tsmRelease":1,${none},"more":{}}`],
      ["the challenge again", `{"tsmRelease":1,"nonce":"${"00".repeat(32)}"}`],
    ];
    test.each(answers)("takes no answer that is %s", (_, line) => {
      guest.begin(`{"tsmRelease":1,"nonce":"${"00".repeat(32)}"}`, randomBytes(random, 32));
      expect(() => guest.open(line)).toThrow(expect.objectContaining({ code: "bad-message" }));
    });

    test("opens no answer whose key is of low order, or that is too short for a tag", () => {
      guest.begin(`{"tsmRelease":1,"nonce":"${"00".repeat(32)}"}`, randomBytes(random, 32));
      for (const line of [
        `{"tsmRelease":1,${none}}`,
        `{"tsmRelease":1,"enc":"${"09".repeat(32)}","ciphertext":"00"}`,
      ]) {
        expect(() => guest.open(line)).toThrow(expect.objectContaining({ code: "not-opened" }));
      }
    });
  });
}
