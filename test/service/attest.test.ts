/** Challenges and answers: tokens, what they say, and every way not to get one. */
import { createLocalJWKSet, exportJWK, generateKeyPair, type JSONWebKeySet, type JWK, jwtVerify } from "jose";
import { beforeAll, describe, expect, test } from "vitest";
import { encodeBase64Url } from "../../hosts/base64.ts";
import { staple } from "../../hosts/bundle.ts";
import { createTdxPlatform, tdxCollateral, toCollateralFile } from "../../hosts/forge/index.ts";
import type { Appraiser } from "../../hosts/service/appraisal/appraiser.ts";
import { closedGate } from "../gate.ts";
import { ISSUER, problemIn, TestGuest, TestService, trustRoots } from "./service.ts";

const guest = new TestGuest();

const newKey = async (): Promise<JWK> => exportJWK((await generateKeyPair("ES256", { extractable: true })).publicKey);
let key: JWK;
beforeAll(async () => {
  key = await newKey();
});

type Answer = { token: string; expiresIn: number; appraisal: { verdict: string; validUntil: string } };

/** Evidence for a new challenge, with more in the body. */
async function answerTo(service: TestService, more: object = {}, bound: { key?: JWK; userNonce?: string } = {}) {
  return { ...(await guest.answer((await service.challenge()).nonce, bound)), ...more };
}

async function attested(service: TestService, body: object): Promise<Answer> {
  const response = await service.post("/attest", body);
  expect(response.status, await response.clone().text()).toBe(200);
  return (await response.json()) as Answer;
}

const refusal = async (service: TestService, body: unknown) => problemIn(await service.post("/attest", body));

/** A token as a relying party reads it: by the keys that the service publishes. */
async function read(service: TestService, token: string, audience?: string) {
  const keys = (await (await service.request("/.well-known/jwks.json")).json()) as JSONWebKeySet;
  const { payload } = await jwtVerify(token, createLocalJWKSet(keys), {
    issuer: ISSUER,
    typ: "eat+jwt",
    algorithms: ["ES256"],
    currentDate: new Date(service.clock.now()),
    ...(audience !== undefined && { audience }),
  });
  return payload;
}

describe("a token", () => {
  test("says what the appraisal says, for as long as it may", async () => {
    const service = new TestService();
    const { nonce, expiresIn } = await service.challenge();
    expect(expiresIn).toBe(60);
    const answer = await attested(service, await guest.answer(nonce));
    expect(answer).toMatchObject({ appraisal: { verdict: "affirming" } });
    const payload = await read(service, answer.token);
    // Not longer than it does hold: what is said in seconds is cut.
    expect(answer.expiresIn).toBeCloseTo((payload.exp ?? 0) - service.clock.now() / 1000, 6);
    expect(payload).toMatchObject({
      eat_profile: "tag:github.com,2023:veraison/ear",
      eat_nonce: nonce,
      "ear.verifier-id": { developer: "tsmkit", build: "test" },
      submods: { snp: { "ear.status": "affirming", "ear.appraisal-policy-id": "tsmkit:default" } },
      iss: ISSUER,
      jti: expect.stringMatching(/^[0-9a-f-]{36}$/),
    });
    expect((payload.exp ?? 0) - (payload.iat ?? 0)).toBe(300);
    expect(payload).not.toHaveProperty("aud");
    expect(payload).not.toHaveProperty("cnf");
    // A reader whose clock is a little behind would refuse it for this.
    expect(payload).not.toHaveProperty("nbf");
  });

  test("of a TDX guest, from a bundle", async () => {
    const machine = await createTdxPlatform();
    const service = new TestService();
    const { nonce } = await service.challenge();
    const reportData = new Uint8Array(64);
    reportData.set(Buffer.from(nonce, "base64url"));
    const quote = await machine.quote({ reportData });
    const collateral = JSON.stringify(toCollateralFile(await tdxCollateral(machine)));
    const { text } = await staple(quote, { endorsements: [collateral], trustRoots, offline: true });
    const { token } = await attested(service, { nonce, bundle: JSON.parse(text) });
    expect((await read(service, token)).submods).toMatchObject({ tdx: { "ear.status": "affirming" } });
  });

  test("confirms the key that the evidence vouches for, and no other", async () => {
    const service = new TestService();
    const { token } = await attested(service, await answerTo(service, {}, { key }));
    expect((await read(service, token)).cnf).toEqual({ jwk: key });
    const problem = await refusal(service, await answerTo(service, { key: await newKey() }, { key }));
    expect(problem).toMatchObject({ status: 403, code: "not-affirmed" });
    expect(problem.outcomes).toMatchObject([{ check: "nonce", outcome: "contraindicated", required: true }]);
    expect(await refusal(service, await answerTo(service, { key }))).toMatchObject({ code: "not-affirmed" });
  });

  test("has the nonce of whoever will read it", async () => {
    const service = new TestService();
    const userNonce = encodeBase64Url(crypto.getRandomValues(new Uint8Array(32)));
    const body = await answerTo(service, {}, { userNonce });
    expect((await read(service, (await attested(service, body)).token)).eat_nonce).toEqual([body.nonce, userNonce]);
    expect(await refusal(service, await answerTo(service, { userNonce }))).toMatchObject({ code: "not-affirmed" });
  });

  test("is for the audience that was asked for, of those that are allowed", async () => {
    const service = new TestService({ audiences: ["vault", "queue"] });
    await read(service, (await attested(service, await answerTo(service))).token, "vault");
    const { token } = await attested(service, await answerTo(service, { audience: "queue" }));
    await read(service, token, "queue");
    await expect(read(service, token, "vault")).rejects.toThrow('unexpected "aud" claim value');
    expect(await refusal(service, await answerTo(service, { audience: "bank" }))).toMatchObject({
      status: 400,
      code: "bad-request",
      detail: 'audience is "bank", expected one of the service\'s: "vault", "queue"',
    });
  });

  test("ends when the first of what it rests on does", async () => {
    const service = new TestService({ tokenLifetime: 1e15 });
    const { token, appraisal } = await attested(service, await answerTo(service));
    expect((await read(service, token)).exp).toBe(Date.parse(appraisal.validUntil) / 1000);
  });

  test("names the policy, whose digest is its name", async () => {
    const policyText = JSON.stringify({ version: 1, snp: { minimumGuestSvn: 0 } });
    const service = new TestService({ policyText });
    const digest = new Uint8Array(await crypto.subtle.digest("SHA-256", new TextEncoder().encode(policyText)));
    const id = `sha256:${Buffer.from(digest).toString("hex")}`;
    expect(await (await service.request("/policy")).json()).toEqual({ id, policy: JSON.parse(policyText) });
    const { submods } = await read(service, (await attested(service, await answerTo(service))).token);
    expect(submods).toMatchObject({ snp: { "ear.appraisal-policy-id": id } });
  });
});

describe("no token", () => {
  test("for evidence that the policy does not take; the problem has the rows", async () => {
    const service = new TestService({ policyText: JSON.stringify({ version: 1, snp: { minimumGuestSvn: 1000 } }) });
    const problem = await refusal(service, await answerTo(service));
    expect(problem).toMatchObject({
      type: "urn:tsmkit:error:not-affirmed",
      status: 403,
      code: "not-affirmed",
      outcomes: [{ check: "snp-guest-svn", expected: 1000, remedy: expect.any(String), spec: expect.any(String) }],
    });
  });

  test("for the same evidence again, nor for other evidence to the same challenge", async () => {
    const service = new TestService();
    const body = await answerTo(service);
    await attested(service, body);
    for (const again of [body, await guest.answer(body.nonce)]) {
      expect(await refusal(service, again)).toMatchObject({ status: 409, code: "challenge-used" });
    }
  });

  test("for what was refused once: every answer uses the challenge up", async () => {
    const service = new TestService();
    const body = await answerTo(service);
    expect(await refusal(service, { ...body, evidence: "00" })).toMatchObject({ status: 422 });
    expect(await refusal(service, body)).toMatchObject({ code: "challenge-used" });
  });

  test("for a challenge of nobody, of another service, or one that has expired", async () => {
    const service = new TestService();
    const nonce = encodeBase64Url(new Uint8Array(32));
    for (const body of [await guest.answer(nonce), await answerTo(new TestService())]) {
      expect(await refusal(service, body)).toMatchObject({ status: 403, code: "challenge-unknown" });
    }
    const late = await answerTo(service);
    service.clock.pass(60_000);
    expect(await refusal(service, late)).toMatchObject({ status: 403, code: "challenge-unknown" });
    const [one, other] = [await answerTo(service), await answerTo(service)];
    expect(await refusal(service, { ...one, nonce: other.nonce })).toMatchObject({ code: "not-affirmed" });
  });

  test("one of many who hand in the same at once gets it", async () => {
    const service = new TestService();
    const body = JSON.stringify(await answerTo(service));
    const all = await Promise.all(Array.from({ length: 200 }, () => service.post("/attest", body)));
    expect(all.filter(({ status }) => status === 200)).toHaveLength(1);
    expect(all.filter(({ status }) => status === 409)).toHaveLength(199);
  });

  test("when there is too much to do; the challenge is not used up", async () => {
    const verdict = closedGate();
    const probe = new TestService();
    const { appraiser, store } = probe.service.options;
    const slow: Appraiser = {
      ...appraiser,
      capacity: 2,
      appraise: async (task) => {
        await verdict.opened;
        return appraiser.appraise(task);
      },
    };
    const busy = new TestService({ appraiser: slow, store, clock: probe.clock });
    const bodies = await Promise.all(Array.from({ length: 5 }, () => answerTo(busy)));
    const all = bodies.map((body) => busy.post("/attest", body));
    const refused = await Promise.all(all.slice(2));
    for (const response of refused) {
      expect(response.headers.get("retry-after")).toBe("1");
      expect(await problemIn(response)).toMatchObject({ status: 503, code: "overloaded" });
    }
    verdict.open();
    for (const response of await Promise.all(all.slice(0, 2))) expect(response.status).toBe(200);
    for (const body of bodies.slice(2)) await attested(busy, body);
  });

  test("without what verifying needs: that is not the evidence's fault, and the rows are told", async () => {
    const service = new TestService();
    const body = await answerTo(service);
    const { auxblob: _, ...bare } = body.evidence;
    const problem = await refusal(service, { ...body, evidence: bare });
    expect(problem).toMatchObject({ status: 422, code: "offline" });
    expect(problem.outcomes?.map(({ outcome }) => outcome)).toContain("none");
  });
});

describe("POST /appraise", () => {
  test("gives every row to a caller with a nonce of its own", async () => {
    const service = new TestService();
    const { nonce, evidence } = await guest.answer(encodeBase64Url(new Uint8Array(32).fill(7)));
    const good = (await (await service.post("/appraise", { nonce, evidence })).json()) as { verdict: string };
    expect(good.verdict).toBe("affirming");
    const other = encodeBase64Url(new Uint8Array(32));
    const answer = await service.post("/appraise", { nonce: other, evidence });
    expect(answer.status).toBe(200);
    expect(await answer.json()).toMatchObject({ verdict: "contraindicated" });
    expect((await service.post("/appraise", { noNonce: true, evidence })).status).toBe(200);
  });

  test.each([
    [{}, "expected either nonce or noNonce"],
    [{ nonce: "AA", noNonce: true }, "expected either nonce or noNonce"],
    [{ noNonce: false }, "noNonce"],
    [{ nonce: "" }, "nonce: expected base64url of 1 to 64 bytes"],
  ])("%j is refused", async (more, words) => {
    const { detail } = await problemIn(await new TestService().post("/appraise", { evidence: "00", ...more }));
    expect(detail).toContain(words);
  });
});
