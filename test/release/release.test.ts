/** The verifier's side of a secret release: who gets the secret, and every way not to get it. */
import { beforeAll, describe, expect, test } from "vitest";
import { createCrl, createSnpPlatform, createSvsm, type SnpPlatform } from "../../hosts/forge/index.ts";
import {
  type AppraisalPolicy,
  type ErrorCode,
  Verifier,
  type VerifierOptions,
  verifyOnline,
} from "../../hosts/index.ts";
import {
  generateReleaseKeys,
  type ReleaseAnswer,
  type ReleaseVerifier,
  SecretRelease,
} from "../../hosts/release/index.ts";
import { hex } from "../reportData.ts";
import { trustRoots } from "../verify/minted.ts";
import { type Answered, answerTo, changed, open } from "./guest.ts";

const SECRET = new TextEncoder().encode("the key of the disk");
const MEASUREMENT = new Uint8Array(48).fill(0x5a);
const policy: AppraisalPolicy = { version: 1, snp: { measurements: [hex(MEASUREMENT)] } };

let platform: SnpPlatform;
let verifier: Verifier;
beforeAll(async () => {
  platform = await createSnpPlatform({ fields: { measurement: MEASUREMENT } });
  verifier = new Verifier({ policy, trustRoots });
});

/** A clock that stands still until it is moved. */
class Clock {
  now = new Date("2030-01-01T00:00:00Z").getTime();
  readonly tell = () => new Date(this.now);
}

const releasing = (more: object = {}) => new SecretRelease({ verifier, secret: SECRET, ...more });

/** What the verifier's line says of a refusal. */
const refused = ({ line }: ReleaseAnswer) => JSON.parse(line).refused;

/** The answer is no secret, has this code on both sides, and says why. */
function expectRefusal(answer: ReleaseAnswer, code: ErrorCode, words: RegExp) {
  expect(answer).toMatchObject({ released: false, error: { code } });
  expect(refused(answer)).toMatchObject({ code, message: expect.stringMatching(words) });
  expect(answer.line).not.toContain("ciphertext");
  expect(answer.line.endsWith("\n")).toBe(true);
}

/** The checks that failed, by name. */
const failing = (answer: ReleaseAnswer): string[] =>
  refused(answer).checks.map(({ check }: { check: string }) => check);

describe("a guest that is what it should be", () => {
  test("gets the secret", async () => {
    const release = releasing();
    const guest = await answerTo(release.challenge(), platform);
    const answer = await release.answer(guest.line);
    expect(answer).toMatchObject({ released: true, appraisal: { verdict: "affirming" } });
    expect(answer).not.toHaveProperty("error");
    expect(await open(answer.line, guest)).toEqual(SECRET);
    expect(answer.line).not.toContain(hex(SECRET));
  });

  test("asks for a challenge first, with or without the end of the line", async () => {
    const release = releasing();
    for (const end of ["", "\n"]) {
      const { line, ...rest } = await release.answer(`{"tsmRelease":1,"ask":"challenge"}${end}`);
      expect(rest).toEqual({ released: false });
      const guest = await answerTo(line, platform);
      expect(await open((await release.answer(guest.line)).line, guest)).toEqual(SECRET);
    }
  });

  test("gets it from a line without an end, too", async () => {
    const release = releasing();
    const guest = await answerTo(release.challenge(), platform);
    expect(await open((await release.answer(guest.line.trimEnd())).line, guest)).toEqual(SECRET);
  });

  test("gets the secret that is for it", async () => {
    const release = releasing({ secret: async () => Uint8Array.of(1, 2, 3) });
    const guest = await answerTo(release.challenge(), platform);
    expect(await open((await release.answer(guest.line)).line, guest)).toEqual(Uint8Array.of(1, 2, 3));
  });

  test("knows the verifier by its key", async () => {
    const keys = await generateReleaseKeys();
    const release = releasing({ keys });
    const guest = await answerTo(release.challenge(), platform);
    const { line } = await release.answer(guest.line);
    expect(await open(line, guest, keys.publicKey)).toEqual(SECRET);
    await expect(open(line, guest)).rejects.toThrow();
    await expect(open(line, guest, (await generateReleaseKeys()).publicKey)).rejects.toThrow();
  });

  test("is verified by a function that may fetch", async () => {
    const verify: ReleaseVerifier["verify"] = (evidence, options) =>
      verifyOnline(evidence, { ...options, policy, trustRoots, offline: true });
    const release = releasing({ verifier: { verify } });
    const guest = await answerTo(release.challenge(), platform);
    expect(await release.answer(guest.line)).toMatchObject({ released: true });
  });

  test("shows by a manifest which SVSM it runs under", async () => {
    const svsm = await createSvsm();
    const release = releasing();
    const bound = await answerTo(release.challenge(), platform, svsm.manifest);
    const answer = await release.answer(bound.line);
    expect(answer).toMatchObject({ released: true });
    expect(await open(answer.line, bound)).toEqual(SECRET);
    // Another's key in the manifest, and the report does not bind it.
    const other = await answerTo(release.challenge(), platform, svsm.manifest);
    const line = changed(other, ({ evidence }) => {
      evidence.manifestblob = hex(svsm.ek);
    });
    expectRefusal(await release.answer(line), "not-affirmed", /not affirmed/);
  });

  test("many at once have challenges of their own, answered in any order", async () => {
    const release = releasing();
    const guests = await Promise.all(Array.from({ length: 5 }, () => answerTo(release.challenge(), platform)));
    expect(new Set(guests.map(({ nonce }) => nonce)).size).toBe(5);
    for (const guest of guests.reverse()) {
      expect(await open((await release.answer(guest.line)).line, guest)).toEqual(SECRET);
    }
  });
});

/** One exchange with a verifier of these options, and what the message was changed to on its way. */
async function exchange(options: object, change?: (guest: Answered) => string | Promise<string>, from = platform) {
  const release = releasing(options);
  const guest = await answerTo(release.challenge(), from);
  return release.answer(change ? await change(guest) : guest.line);
}

const judgedBy = (options: VerifierOptions) => ({ verifier: new Verifier({ policy, trustRoots, ...options }) });

describe("no secret for", () => {
  test("a guest with another measurement; the check, both values and the remedy are told", async () => {
    const other = await createSnpPlatform({ fields: { measurement: new Uint8Array(48).fill(0xa5) } });
    const answer = await exchange({}, undefined, other);
    expectRefusal(answer, "not-affirmed", /snp-measurement \(contraindicated\)/);
    expect(refused(answer).checks).toEqual([
      {
        check: "snp-measurement",
        outcome: "contraindicated",
        actual: "a5".repeat(48),
        expected: JSON.stringify(["5a".repeat(48)]),
        remedy: expect.stringContaining("policy"),
      },
    ]);
    expect(answer.appraisal?.verdict).toBe("contraindicated");
  });

  test("a guest that may be debugged", async () => {
    const policyBits = { policy: { debug: true, smt: true, reservedMbo: true } };
    const other = await createSnpPlatform({ fields: { measurement: MEASUREMENT, ...policyBits } });
    const answer = await exchange({}, undefined, other);
    expectRefusal(answer, "not-affirmed", /./);
    expect(failing(answer)).toEqual(["snp-debug"]);
  });

  test("a message that comes twice", async () => {
    const release = releasing();
    const guest = await answerTo(release.challenge(), platform);
    expect(await release.answer(guest.line)).toMatchObject({ released: true });
    expectRefusal(await release.answer(guest.line), "challenge-used", /replay/);
  });

  test("a message that comes twice, whatever became of the first", async () => {
    const release = releasing(judgedBy({ policy: { version: 1, snp: { minimumGuestSvn: 7 } } }));
    const guest = await answerTo(release.challenge(), platform);
    expectRefusal(await release.answer(guest.line), "not-affirmed", /snp-guest-svn/);
    expectRefusal(await release.answer(guest.line), "challenge-used", /replay/);
  });

  test("a message of another verifier's challenge", async () => {
    const guest = await answerTo(releasing().challenge(), platform);
    expectRefusal(await releasing().answer(guest.line), "challenge-unknown", new RegExp(guest.nonce));
  });

  test("a message of before, with the new nonce written into it", async () => {
    const release = releasing();
    const old = await answerTo(release.challenge(), platform);
    await release.answer(old.line);
    const { nonce } = JSON.parse(release.challenge());
    const answer = await release.answer(changed(old, (message) => Object.assign(message, { nonce })));
    expectRefusal(answer, "not-affirmed", /nonce \(contraindicated\)/);
    expect(failing(answer)).toEqual(["nonce"]);
  });

  test("evidence for a challenge that was changed on its way", async () => {
    const release = releasing();
    const challenge = release.challenge();
    const { nonce } = JSON.parse(challenge);
    const guest = await answerTo(challenge.replace(nonce, "00".repeat(32)), platform);
    expectRefusal(await release.answer(guest.line), "challenge-unknown", /0000/);
    const answer = await release.answer(changed(guest, (message) => Object.assign(message, { nonce })));
    expect(failing(answer)).toEqual(["nonce"]);
  });

  test("a key of somebody in between", async () => {
    const thief = await answerTo(releasing().challenge(), platform);
    const answer = await exchange({}, (guest) =>
      changed(guest, (message) => Object.assign(message, { publicKey: thief.publicKey })),
    );
    expectRefusal(answer, "not-affirmed", /nonce/);
    expect(failing(answer)).toEqual(["nonce"]);
  });

  test("evidence of another guest", async () => {
    const release = releasing();
    const challenge = release.challenge();
    const [guest, other] = [await answerTo(challenge, platform), await answerTo(challenge, platform)];
    const answer = await release.answer(
      changed(guest, (message) => Object.assign(message, { evidence: JSON.parse(other.line).evidence })),
    );
    expect(failing(answer)).toEqual(["nonce"]);
  });

  test("evidence of a chip that the vendor does not know", async () => {
    const answer = await exchange({ verifier: new Verifier({ policy }) });
    expectRefusal(answer, "not-affirmed", /snp-root/);
    expect(failing(answer)).toContain("snp-root");
  });

  test("evidence whose certificate has expired", async () => {
    const validity = { notBefore: new Date("2020-01-01T00:00:00Z"), notAfter: new Date("2029-12-31T00:00:00Z") };
    const other = await createSnpPlatform({ fields: { measurement: MEASUREMENT }, validity });
    const clock = new Clock();
    const answer = await exchange({ clock: clock.tell }, undefined, other);
    expectRefusal(answer, "not-affirmed", /snp-chain-validity/);
    clock.now = new Date("2029-01-01T00:00:00Z").getTime();
    expect(await exchange({ clock: clock.tell }, undefined, other)).toMatchObject({ released: true });
  });

  test("a guest whose revocation list has expired", async () => {
    const strict: AppraisalPolicy = { version: 1, snp: { ...policy.snp, requireRevocation: true } };
    const judgedWith = async (nextUpdate: Date) => {
      const endorsements = [await createCrl(platform.authorities.ark, { nextUpdate })];
      return exchange({ ...judgedBy({ policy: strict, endorsements }), clock: new Clock().tell });
    };
    const answer = await judgedWith(new Date("2029-12-31T23:59:59Z"));
    expectRefusal(answer, "not-affirmed", /snp-revocation \(contraindicated\)/);
    expect(failing(answer)).toEqual(["snp-revocation"]);
    expect(await judgedWith(new Date("2030-01-02T00:00:00Z"))).toMatchObject({ released: true });
  });

  test("an answer that comes late", async () => {
    const clock = new Clock();
    const release = releasing({ clock: clock.tell, lifetime: 5000 });
    const [slow, quick] = [
      await answerTo(release.challenge(), platform),
      await answerTo(release.challenge(), platform),
    ];
    clock.now += 5000;
    expect(await release.answer(quick.line)).toMatchObject({ released: true });
    clock.now += 1;
    const answer = await release.answer(slow.line);
    expectRefusal(answer, "challenge-expired", /after 5001 ms, expected at most 5000/);
    expect(answer.error?.group).toBe("again");
    expectRefusal(await release.answer(slow.line), "challenge-used", /./);
  });

  test("an answer from before the challenge, by a clock that was set back", async () => {
    const clock = new Clock();
    const release = releasing({ clock: clock.tell });
    const guest = await answerTo(release.challenge(), platform);
    clock.now -= 1;
    expectRefusal(await release.answer(guest.line), "challenge-expired", /after -1 ms/);
  });

  test("any guest, when the policy names nothing that runs in it", async () => {
    const answer = await exchange({ verifier: new Verifier({ trustRoots }) });
    expectRefusal(answer, "bad-policy", /names nothing that runs in the guest/);
    expect(answer.appraisal?.verdict).toBe("affirming");
  });

  test("evidence that is malformed", async () => {
    const answer = await exchange({}, (guest) =>
      changed(guest, ({ evidence }) => Object.assign(evidence, { outblob: evidence.outblob.slice(0, 200) })),
    );
    expectRefusal(answer, "truncated", /snpReport/);
  });

  test("a public key of low order", async () => {
    // Nobody's report data says so by itself; here the verifier looks at everything else.
    const verify: ReleaseVerifier["verify"] = (evidence, { at }) =>
      verifier.verify(evidence, { noNonce: true, ...(at && { at }) });
    const answer = await exchange({ verifier: { verify } }, (guest) =>
      changed(guest, (message) => Object.assign(message, { publicKey: "00".repeat(32) })),
    );
    expectRefusal(answer, "bad-message", /low order/);
  });
});

describe("what is no message", () => {
  const cases: [string, (line: string) => string, RegExp][] = [
    ["nothing", () => "", /JSON/],
    ["an empty line", () => "\n", /JSON/],
    ["other words", () => "GET / HTTP/1.1", /JSON/],
    ["half of it", (line) => line.slice(0, line.length / 2), /JSON/],
    ["null", () => "null", /tsmRelease is undefined/],
    ["a list", () => "[]", /tsmRelease is undefined/],
    ["a question for something else", () => '{"tsmRelease":1,"ask":"secret"}', /the message has no nonce/],
    ["a question in another version", () => '{"tsmRelease":2,"ask":"challenge"}', /tsmRelease is 2/],
    ["another version", (line) => line.replace('"tsmRelease":1', '"tsmRelease":2'), /tsmRelease is 2/],
    ["a version that is text", (line) => line.replace('"tsmRelease":1', '"tsmRelease":"1"'), /tsmRelease is "1"/],
    ["without a nonce", (line) => line.replace(/"nonce":"\w*",/, ""), /the message has no nonce/],
    ["with something more", (line) => line.replace('"evidence"', '"more":1,"evidence"'), /the message has "more"/],
    ["in another order", (line) => line.replace(/("nonce":"\w*"),("publicKey":"\w*")/, "$2,$1"), /in this order/],
    ["with a member twice", (line) => line.replace('"nonce"', '"nonce":"","nonce"'), /shortest form/],
    ["with spaces", (line) => line.replace('":1,', '": 1,'), /shortest form/],
    ["with an escape that needs not be", (line) => line.replace("sev_guest", "sev\\u005fguest"), /shortest form/],
    ["two lines", (line) => line + line, /JSON/],
    ["a nonce that is short", (line) => line.replace(/"nonce":"\w\w/, '"nonce":"'), /nonce is not 32 bytes/],
    ["a nonce in capitals", (line) => line.replace(/"nonce":"\w\w/, '"nonce":"AB'), /nonce is not 32 bytes/],
    ["a key that is long", (line) => line.replace('"publicKey":"', '"publicKey":"00'), /publicKey is not 32 bytes/],
    ["a key that is a number", (line) => line.replace(/"publicKey":"\w*"/, '"publicKey":1'), /publicKey is no string/],
    ["evidence that is text", (line) => line.replace(/"evidence":.*/, '"evidence":""}'), /evidence is no object/],
    ["evidence without outblob", (line) => line.replace(/"outblob":"\w*",/, ""), /evidence has no outblob/],
    [
      "outblob that is a list",
      (line) => line.replace(/"outblob":"\w*"/, '"outblob":[]'),
      /evidence.outblob is no string/,
    ],
    ["evidence with more", (line) => line.replace('"auxblob"', '"software":true,"auxblob"'), /evidence has "software"/],
    ["evidence that answers __proto__", (line) => line.replace('"outblob"', '"__proto__":{},"outblob"'), /__proto__/],
    ["colours", (line) => line.replace('"nonce"', '"\\u001b[31m","nonce"'), /JSON/],
    ["too much of it", (line) => line.replace("sev_guest", "s".repeat(1 << 20)), /more than 1048576 characters/],
  ];

  test.each(cases)("%s", async (_, change, words) => {
    const release = releasing();
    const guest = await answerTo(release.challenge(), platform);
    const message = change(guest.line);
    expect(message).not.toBe(guest.line);
    const answer = await release.answer(message);
    expectRefusal(answer, "bad-message", words);
    expect(refused(answer).checks).toEqual([]);
    expect(answer.line).toMatch(/^[ -~\n]*$/);
    // It cost nobody's challenge.
    expect(await release.answer(guest.line)).toMatchObject({ released: true });
  });

  test("a secret without bytes, or with too many, is the caller's mistake", async () => {
    for (const length of [0, 16385]) {
      expect(() => releasing({ secret: new Uint8Array(length) })).toThrow(
        expect.objectContaining({ code: "bad-request" }),
      );
      await expect(exchange({ secret: () => new Uint8Array(length) })).rejects.toMatchObject({ code: "bad-request" });
    }
    expect(await exchange({ secret: new Uint8Array(16384) })).toMatchObject({ released: true });
    expect(() => releasing({ lifetime: 0 })).toThrow(expect.objectContaining({ code: "bad-request" }));
    const keys = { privateKey: new Uint8Array(31), publicKey: new Uint8Array(32) };
    expect(() => releasing({ keys })).toThrow(expect.objectContaining({ code: "bad-request" }));
  });

  test("errors of the caller's own come through", async () => {
    const secret = () => Promise.reject(new RangeError("the vault is closed"));
    await expect(exchange({ secret })).rejects.toThrow("the vault is closed");
    const broken = { verify: () => Promise.reject(new RangeError("no disk")) };
    await expect(exchange({ verifier: broken })).rejects.toThrow("no disk");
  });
});
