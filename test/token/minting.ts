/** Tokens for tests: signed with keys of their own, with anything in header and claims. */
import { CompactSign, exportJWK, type GenerateKeyPairAlgorithm, generateKeyPair, type JWK } from "jose";
import { encodeBase64Url } from "../../hosts/base64.ts";

/** A pair, with its public half as a JWK. */
export interface Signer {
  alg: string;
  privateKey: CryptoKey;
  jwk: JWK;
}

export async function signer(alg: GenerateKeyPairAlgorithm = "ES256", kid?: string): Promise<Signer> {
  const { privateKey, publicKey } = await generateKeyPair(alg, { extractable: true });
  return { alg, privateKey, jwk: { ...(await exportJWK(publicKey)), ...(kid !== undefined && { kid }) } };
}

/** 2026-01-01T00:00:00Z, the time at which minted tokens are looked at, in seconds and as a date. */
export const NOW = Date.parse("2026-01-01") / 1000;
export const at = new Date(1000 * NOW);

/** Claims of EAR that affirm, for the audience `reader`. */
export const EAR = {
  iss: "https://verifier.example",
  aud: "reader",
  iat: NOW - 60,
  exp: NOW + 300,
  eat_profile: "tag:github.com,2023:veraison/ear",
  "ear.verifier-id": { developer: "test", build: "1" },
  submods: {
    snp: { "ear.status": "affirming", "ear.trustworthiness-vector": { hardware: 2 }, "ear.appraisal-policy-id": "p1" },
  },
};

const encoder = new TextEncoder();
const part = (value: unknown) =>
  encodeBase64Url(encoder.encode(typeof value === "string" ? value : JSON.stringify(value)));

/** A token of claims: an object, or text as it is. */
export function mint(by: Signer, claims: object | string = EAR, header: object = {}): Promise<string> {
  const payload = encoder.encode(typeof claims === "string" ? claims : JSON.stringify(claims));
  const { kid } = by.jwk;
  return new CompactSign(payload)
    .setProtectedHeader({ alg: by.alg, ...(kid !== undefined && { kid }), ...header })
    .sign(by.privateKey);
}

/** Parts as they are, with whatever signature. */
export const assembled = (header: unknown, claims: unknown, signature = ""): string =>
  `${part(header)}.${part(claims)}.${signature}`;
