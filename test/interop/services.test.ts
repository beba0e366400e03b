/** The clients of Intel Trust Authority and of Azure Attestation against services over HTTP. */
import { exportJWK, generateKeyPair, type JWK } from "jose";
import { beforeAll, describe, expect, test } from "vitest";
import { AzureService } from "../../hosts/session/azure.ts";
import type { Challenge } from "../../hosts/session/service.ts";
import { TrustAuthorityService } from "../../hosts/session/trustAuthority.ts";
import { verifyToken } from "../../hosts/token/index.ts";
import { type Signer, signer } from "../token/minting.ts";
import { azure } from "./azure.ts";
import { type Guest, guests, serving, signal } from "./common.ts";
import { API_KEY, ISSUER, type TrustAuthoritySettings, trustAuthority } from "./trustAuthority.ts";

let machines: { snp: Guest; tdx: Guest };
let key: JWK;
const userNonce = Uint8Array.from({ length: 16 }, (_, i) => i);
beforeAll(async () => {
  const [made, pair] = await Promise.all([guests(), generateKeyPair("ES256")]);
  [machines, key] = [made, await exportJWK(pair.publicKey)];
});

const error = (code: string, words = /./) => ({ code, message: expect.stringMatching(words) });
const evidenceFor = (kind: "snp" | "tdx", { reportData }: Challenge, aux = true) =>
  machines[kind].attester.request({ ...reportData, aux });

describe("Intel Trust Authority", () => {
  let ita: Signer;
  beforeAll(async () => {
    ita = await signer("PS384", "ita-1");
  });
  const opened = async (settings: Partial<TrustAuthoritySettings> = {}, options: object = {}) => {
    const url = await serving(trustAuthority({ signer: ita, endorsements: machines.tdx.endorsements, ...settings }));
    return new TrustAuthorityService({ url: `${url}/`, apiKey: API_KEY, ...options });
  };

  test("a quote gives a token that confirms key and nonce", async () => {
    const service = await opened({}, { policyIds: ["p1"] });
    const challenge = await service.challenge({ key, userNonce, signal });
    const { token, lifetime } = await challenge.answer(await evidenceFor("tdx", challenge), signal);
    expect(lifetime).toBeGreaterThan(290_000);
    expect(lifetime).toBeLessThanOrEqual(300_000);
    const result = await verifyToken(token, { keys: ita.jwk, issuer: ISSUER, key, nonce: userNonce, policyId: "p1" });
    expect(result).toMatchObject({ profile: "trust-authority", verdict: "affirming", submods: [{ name: "tdx" }] });
  });

  test("without key and nonce", async () => {
    const service = await opened();
    const challenge = await service.challenge({ signal });
    const { token } = await challenge.answer(await evidenceFor("tdx", challenge), signal);
    expect(await verifyToken(token, { keys: ita.jwk, issuer: ISSUER })).toMatchObject({ verdict: "affirming" });
  });

  test("a policy that does not match is in the token, or refuses it", async () => {
    const policyIds = ["p1", "p2"];
    const telling = await opened({ unmatched: ["p2"] }, { policyIds });
    const one = await telling.challenge({ signal });
    const { token } = await one.answer(await evidenceFor("tdx", one), signal);
    expect(await verifyToken(token, { keys: ita.jwk, issuer: ISSUER })).toMatchObject({ verdict: "contraindicated" });
    const refusing = await opened({ unmatched: ["p2"] }, { policyIds, policyMustMatch: true });
    const other = await refusing.challenge({ signal });
    const answer = other.answer(await evidenceFor("tdx", other), signal);
    await expect(answer).rejects.toMatchObject(error("not-affirmed", /400, policies did not match/));
  });

  test("a quote for another nonce, one that was used, another TSM", async () => {
    const service = await opened();
    const [one, other] = [await service.challenge({ signal }), await service.challenge({ signal })];
    const evidence = await evidenceFor("tdx", one);
    await expect(other.answer(evidence, signal)).rejects.toMatchObject(
      error("not-affirmed", /quote verification failed/),
    );
    await one.answer(evidence, signal);
    await expect(one.answer(evidence, signal)).rejects.toMatchObject(error("challenge-used"));
    const third = await service.challenge({ signal });
    const answer = third.answer(await evidenceFor("snp", third), signal);
    await expect(answer).rejects.toMatchObject(error("bad-request", /tdx_guest here, not for sev_guest/));
  });

  test("an API key that is not known", async () => {
    const service = await opened({}, { apiKey: "other" });
    await expect(service.challenge({ signal })).rejects.toMatchObject(error("bad-request", /apiKey: .* answered 401/));
  });

  test("a nonce that is none", async () => {
    for (const answer of [
      {},
      { val: "*", iat: "AA==", signature: "AA==" },
      { val: "AA==", iat: "AA==", signature: 7 },
    ]) {
      const service = new TrustAuthorityService({
        url: "https://x",
        apiKey: "k",
        fetch: async () => Response.json(answer),
      });
      await expect(service.challenge({ signal })).rejects.toMatchObject(error("bad-answer", /the nonce of Intel/));
    }
  });

  test("the API key goes to no other address", async () => {
    const asked: string[] = [];
    const fetch = async (url: string, init: RequestInit) => {
      asked.push(url);
      expect(init.redirect).toBe("manual");
      return new Response(null, { status: 302, headers: { location: "https://evil.example" } });
    };
    const service = new TrustAuthorityService({ url: "https://x", apiKey: "k", fetch });
    await expect(service.challenge({ signal })).rejects.toMatchObject(error("bad-answer", /redirects/));
    expect(asked).toEqual(["https://x/appraisal/v2/nonce"]);
  });
});

describe("Azure Attestation", () => {
  let maa: Signer;
  let url = "";
  beforeAll(async () => {
    maa = await signer("RS256", "maa-1");
  });
  const opened = async () => {
    url = await serving(azure(maa, () => url, machines.tdx.endorsements));
    return new AzureService({ url });
  };

  test.each(["snp", "tdx"] as const)("evidence of %s gives a token that confirms key and nonce", async (kind) => {
    const service = await opened();
    const challenge = await service.challenge({ key, userNonce, signal });
    const { token, lifetime } = await challenge.answer(await evidenceFor(kind, challenge), signal);
    expect(lifetime).toBeGreaterThan(28_700_000);
    const options = { issuer: url, algorithms: ["RS256"] as const, key, nonce: userNonce };
    const result = await verifyToken(token, { keys: { jwks: `${url}/certs` }, ...options });
    expect(result).toMatchObject({ profile: "azure", verdict: "affirming", submods: [{ policyIds: ["policy"] }] });
    await expect(verifyToken(token, { keys: maa.jwk, issuer: url })).rejects.toThrow(/algorithm is "RS256"/);
  });

  test("evidence for other data is refused", async () => {
    const service = await opened();
    const [one, other] = [await service.challenge({ key, signal }), await service.challenge({ key, signal })];
    const answer = other.answer(await evidenceFor("tdx", one), signal);
    await expect(answer).rejects.toMatchObject(error("not-affirmed", /400, the evidence is not valid/));
  });

  test("an SNP report needs its certificates", async () => {
    const service = await opened();
    const challenge = await service.challenge({ key, signal });
    const answer = challenge.answer(await evidenceFor("snp", challenge, false), signal);
    await expect(answer).rejects.toMatchObject(error("bad-request", /needs the chip's certificates/));
  });

  test("other TSMs are not taken", async () => {
    const service = await opened();
    const challenge = await service.challenge({ key, signal });
    const evidence = { ...(await evidenceFor("tdx", challenge)), provider: "arm_cca_guest" };
    await expect(challenge.answer(evidence, signal)).rejects.toMatchObject(
      error("bad-request", /not of arm_cca_guest/),
    );
  });
});
