/** A verifier service as `tsm serve` is one, for tests: it makes challenges, verifies evidence under the test roots, signs tokens. */
import { Hono } from "hono";
import { calculateJwkThumbprint, exportJWK, generateKeyPair, type JWK, jwtVerify, SignJWT } from "jose";
import { decodeBase64Url, encodeBase64Url } from "../../hosts/base64.ts";
import { earClaims } from "../../hosts/ear.ts";
import { TsmError, tsmError } from "../../hosts/errors.ts";
import { NONCE_SIZE, reportDataFor } from "../../hosts/service/messages.ts";
import { attestRequest } from "../../hosts/service/schemas.ts";
import { type Appraisal, NotAffirmedError, Verifier } from "../../hosts/verifier.ts";
import { trustRoots } from "../verify/minted.ts";

const STATUS: Record<string, number> = { "not-affirmed": 403, overloaded: 503, throttled: 429, unreachable: 502 };

/** How a service is set up. */
export interface FakeOptions {
  /** Seconds that tokens hold; 300 unless told. */
  expiresIn?: number;
  policyId?: string;
  /** The policy that evidence is appraised by. */
  policy?: ConstructorParameters<typeof Verifier>[0] extends infer O
    ? O extends { policy?: infer P }
      ? P
      : never
    : never;
}

/** A service; `fetch` is its transport, for any host name. */
export async function fakeService({ expiresIn = 300, policyId = "default", policy }: FakeOptions = {}) {
  const { publicKey, privateKey } = await generateKeyPair("ES256");
  const verifier = new Verifier({ trustRoots, ...(policy !== undefined && { policy }) });
  const challenges = new Set<string>();
  /** What was appraised. */
  const appraised: Appraisal[] = [];
  /** Answers instead of the service while it is there, by URL. */
  const state: { trouble?: ((url: URL) => Response | undefined) | undefined } = {};
  const app = new Hono();

  app.use(async (context, next) => {
    const answer = state.trouble?.(new URL(context.req.url));
    if (answer) return answer;
    return next();
  });
  app.post("/challenge", (context) => {
    const nonce = encodeBase64Url(crypto.getRandomValues(new Uint8Array(NONCE_SIZE)));
    challenges.add(nonce);
    return context.json({ nonce, expiresIn: 60 });
  });
  app.post("/attest", async (context) => {
    const { nonce, evidence, key, userNonce, audience } = attestRequest.parse(await context.req.json());
    if (!challenges.delete(nonce)) throw tsmError("challenge-unknown", nonce);
    const jkt = key && (await calculateJwkThumbprint(key as JWK));
    const expected = reportDataFor(decodeBase64Url(nonce) as Uint8Array, {
      ...(jkt && { thumbprint: decodeBase64Url(jkt) as Uint8Array }),
      ...(userNonce && { userNonce: decodeBase64Url(userNonce) as Uint8Array }),
    });
    const appraisal = verifier.verify(JSON.stringify(evidence), { nonce: expected });
    appraised.push(appraisal);
    const claims = earClaims(appraisal, { verifierId: { developer: "test", build: "test" }, policyId });
    const token = await new SignJWT({
      ...claims,
      ...(jkt && { cnf: { jkt } }),
      eat_nonce: userNonce ?? nonce,
    })
      .setProtectedHeader({ alg: "ES256" })
      .setIssuedAt()
      .setExpirationTime(`${Math.ceil(expiresIn)}s`)
      .setAudience(audience ?? "anybody")
      .sign(privateKey);
    return context.json({ token, expiresIn, appraisal });
  });
  app.onError((error, context) => {
    const code = error instanceof TsmError ? error.code : "bad-request";
    const status = STATUS[code] ?? 400;
    const outcomes =
      error instanceof NotAffirmedError
        ? error.appraisal.outcomes.filter(({ required, outcome }) => required && outcome !== "affirming")
        : undefined;
    const problem = {
      type: "about:blank",
      title: code,
      status,
      code,
      detail: error.message,
      ...(outcomes && { outcomes }),
    };
    return context.body(JSON.stringify(problem), status as 400, { "content-type": "application/problem+json" });
  });

  return {
    app,
    appraised,
    state,
    publicJwk: await exportJWK(publicKey),
    fetch: async (url: string, init: RequestInit) => app.fetch(new Request(url, init)),
    /** The claims of a token of this service's. */
    claims: async (token: string) => (await jwtVerify(token, publicKey)).payload,
  };
}
