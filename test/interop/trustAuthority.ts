/**
 * Intel Trust Authority, written from what its clients send (intel/trustauthority-client-for-go): nonces that it signed, one answer
 * for each, evidence and binding checked for real, tokens with the guest's data in them.
 */
import { createHash, createHmac, randomBytes } from "node:crypto";
import { Hono } from "hono";
import { SignJWT } from "jose";
import type { Signer } from "../token/minting.ts";
import { affirmed, type Guest } from "./common.ts";

export const ISSUER = "Intel Trust Authority";
export const API_KEY = "djE6dGVzdA==";

export interface TrustAuthoritySettings {
  signer: Signer;
  endorsements: Guest["endorsements"];
  /** Policies that the evidence does not match. */
  unmatched?: string[];
}

export function trustAuthority({ signer, endorsements, unmatched = [] }: TrustAuthoritySettings): Hono {
  const secret = randomBytes(32);
  const answered = new Set<string>();
  const app = new Hono();
  const seal = (val: string, iat: string) => createHmac("sha256", secret).update(`${val}.${iat}`).digest("base64");

  app.use(async (c, next) => {
    if (c.req.header("x-api-key") !== API_KEY) return c.json({ error: "invalid API key" }, 401);
    if (!c.req.header("request-id") || c.req.header("accept") !== "application/json") return c.text("", 400);
    return next();
  });

  app.get("/appraisal/v2/nonce", (c) => {
    const val = randomBytes(32).toString("base64");
    const iat = Buffer.from(new Date().toISOString()).toString("base64");
    return c.json({ val, iat, signature: seal(val, iat) });
  });

  app.post("/appraisal/v2/attest", async (c) => {
    const { tdx, policy_ids: policies = [], policy_must_match: must, token_signing_alg: alg } = await c.req.json();
    const { val, iat, signature } = tdx.verifier_nonce;
    if (signature !== seal(val, iat)) return c.json({ error: "nonce signature is not valid" }, 400);
    if (answered.has(val)) return c.json({ error: "nonce was used" }, 400);
    answered.add(val);
    const data = Buffer.from(tdx.runtime_data ?? "", "base64");
    const parts = [Buffer.from(val, "base64"), Buffer.from(iat, "base64"), data];
    const carried = createHash("sha512").update(Buffer.concat(parts)).digest();
    const quote = new Uint8Array(Buffer.from(tdx.quote, "base64"));
    if (!affirmed(quote, new Uint8Array(carried), endorsements))
      return c.json({ error: "quote verification failed" }, 400);
    const named = (ids: string[]) => ids.map((id) => ({ id, version: "v1" }));
    const failed = policies.filter((id: string) => unmatched.includes(id));
    if (must && failed.length > 0) return c.json({ error: "policies did not match" }, 400);
    const claims = {
      eat_profile: "https://portal.trustauthority.intel.com/eat_profile.html",
      tdx: {
        attester_type: "TDX",
        attester_tcb_status: "UpToDate",
        tdx_is_debuggable: false,
        ...(data.length > 0 && { attester_runtime_data: JSON.parse(data.toString()) }),
      },
      policy_ids_matched: named(policies.filter((id: string) => !failed.includes(id))),
      ...(failed.length > 0 && { policy_ids_unmatched: named(failed) }),
    };
    if (alg !== signer.alg) return c.json({ error: `unknown token_signing_alg ${alg}` }, 400);
    const token = await new SignJWT(claims)
      .setProtectedHeader({ alg, kid: signer.jwk.kid as string, jku: "https://portal.trustauthority.intel.com/certs" })
      .setIssuer(ISSUER)
      .setIssuedAt()
      .setNotBefore("0s")
      .setExpirationTime("5m")
      .sign(signer.privateKey);
    return c.json({ token });
  });
  return app;
}
