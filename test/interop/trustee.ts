/**
 * Trustee's key broker, written from its protocol (kbs/docs/kbs_attestation_protocol.md, kbs/src/attestation/backend.rs): it gives
 * challenges, keeps sessions, checks the binding and the evidence for real, signs tokens, and encrypts secrets to the guest's key.
 */
import { createHash } from "node:crypto";
import { type Context, Hono } from "hono";
import { getCookie, setCookie } from "hono/cookie";
import { FlattenedEncrypt, importJWK, type JWK, SignJWT } from "jose";
import { decodeBase64, encodeBase64 } from "../../hosts/base64.ts";
import { encodeCertTable } from "../../hosts/forge/index.ts";
import { verifyToken } from "../../hosts/token/index.ts";
import type { Signer } from "../token/minting.ts";
import { affirmed, type Guest } from "./common.ts";
import { layOut4, layOut6 } from "./snpStruct.ts";

export const PROFILE = "tag:github.com,2024:confidential-containers/Trustee";

/** What the service does otherwise. */
export interface TrusteeSettings {
  signer: Signer;
  endorsements: Guest["endorsements"];
  secrets?: Record<string, Uint8Array>;
  /** Secrets that the policy refuses. */
  refused?: string[];
  /** Milliseconds that a session lasts. */
  sessionLifetime?: number;
  /** Seconds that a token holds. */
  tokenLifetime?: number;
  /** Does it say why it refuses evidence? Versions differ. */
  telling?: boolean;
  /** Does its cookie say when it ends? */
  dated?: boolean;
  /** The hash that is selected; none is told when left out. */
  hash?: "sha256" | "sha384" | "sha512";
}

interface Session {
  nonce: string;
  tee: string;
  until: number;
  token?: string;
}

/** JCS for what is hashed here: objects of strings. Of its own, so that it does not err with the client. */
const jcs = (value: unknown): string =>
  typeof value === "string"
    ? JSON.stringify(value)
    : `{${Object.entries(value as object)
        .sort(([a], [b]) => (a < b ? -1 : 1))
        .map(([name, one]) => `${JSON.stringify(name)}:${jcs(one)}`)
        .join(",")}}`;

function problem(c: Context, status: 401 | 403 | 404, type: string, detail: string) {
  return c.json({ type: `https://github.com/confidential-containers/kbs/errors/${type}`, detail }, status);
}

/** Evidence of a kind: its bytes, and what came along. */
function readEvidence(tee: string, evidence: unknown): { bytes: Uint8Array; along: Uint8Array[] } {
  if (tee === "tdx") {
    const { quote } = evidence as { quote: string };
    return { bytes: decodeBase64(quote) as Uint8Array, along: [] };
  }
  const { attestation_report: report, cert_chain: chain } = evidence as {
    attestation_report: Record<string, unknown>;
    cert_chain: { cert_type: string; data: number[] }[] | null;
  };
  const bytes = layOut6(report);
  if (encodeBase64(layOut4(report)) !== encodeBase64(bytes)) throw new Error("the two layouts differ");
  const table = (chain ?? []).map(({ cert_type, data }) => [cert_type.toLowerCase(), Uint8Array.from(data)] as const);
  return { bytes, along: table.length > 0 ? [encodeCertTable(table)] : [] };
}

export function trustee(settings: TrusteeSettings): Hono {
  const {
    signer,
    hash,
    telling,
    dated = true,
    secrets = {},
    refused = [],
    sessionLifetime = 300_000,
    tokenLifetime = 300,
  } = settings;
  const sessions = new Map<string, Session>();
  const app = new Hono();

  app.post("/kbs/v0/auth", async (c) => {
    const { version, tee } = await c.req.json();
    if (version !== "0.4.0") return problem(c, 401, "AttestationError", `Protocol Version Mismatch: ${version}`);
    const id = crypto.randomUUID();
    const nonce = encodeBase64(crypto.getRandomValues(new Uint8Array(32)));
    sessions.set(id, { nonce, tee, until: Date.now() + sessionLifetime });
    setCookie(c, "kbs-session-id", id, dated ? { expires: new Date(Date.now() + sessionLifetime) } : {});
    return c.json({ nonce, "extra-params": hash ? { "selected-hash-algorithm": hash } : "" });
  });

  app.post("/kbs/v0/attest", async (c) => {
    const refuse = (cause: string) =>
      problem(
        c,
        401,
        "AttestationError",
        `Attestation error: RCAR handshake Attest failed${telling ? `: ${cause}` : ""}`,
      );
    const session = sessions.get(getCookie(c, "kbs-session-id") ?? "");
    if (!session) return refuse("cookie not found");
    if (session.until <= Date.now()) return refuse("session expired.");
    if (session.token) return c.json({ token: session.token });
    const body = await c.req.json();
    const { nonce, "tee-pubkey": key } = body["runtime-data"];
    const { primary_evidence, additional_evidence } = body["tee-evidence"];
    if (nonce !== session.nonce) return refuse("the nonce in the handshake session is different");
    const bound = jcs({ "tee-pubkey": key, nonce, "additional-evidence": additional_evidence });
    const carried = createHash(hash ?? "sha384")
      .update(bound)
      .digest();
    const { bytes, along } = readEvidence(session.tee, primary_evidence);
    if (!affirmed(bytes, new Uint8Array(carried), [...along, ...settings.endorsements])) {
      return refuse("verify TEE evidence failed");
    }
    const now = Math.floor(Date.now() / 1000);
    const submod = {
      "ear.status": "affirming",
      "ear.trustworthiness-vector": { hardware: 2, executables: 3 },
      "ear.appraisal-policy-id": "default",
      "ear.veraison.annotated-evidence": { runtime_data_claims: { nonce, "tee-pubkey": key } },
    };
    session.token = await new SignJWT({ eat_profile: PROFILE, submods: { cpu0: submod } })
      .setProtectedHeader({ alg: signer.alg, typ: "JWT", jwk: signer.jwk })
      .setIssuedAt(now)
      .setExpirationTime(now + tokenLifetime)
      .sign(signer.privateKey);
    return c.json({ token: session.token });
  });

  app.get("/kbs/v0/resource/:repository/:type/:tag", async (c) => {
    const token = /^Bearer (.*)$/.exec(c.req.header("authorization") ?? "")?.[1];
    if (!token) return problem(c, 401, "TokenNotFound", "Attestation Token not found");
    const result = await verifyToken(token, { keys: signer.jwk, issuer: false }).catch(() => undefined);
    if (!result) return problem(c, 401, "TokenVerifierError", "Token Verifier error");
    const { repository, type, tag } = c.req.param();
    const name = `${repository}/${type}/${tag}`;
    if (refused.includes(name)) return problem(c, 403, "PolicyDeny", "Access denied by policy");
    const secret = secrets[name];
    if (!secret) return problem(c, 404, "InvalidRequestPath", "Request path is invalid");
    const key = result.confirmationKey as JWK & { alg: string };
    const jwe = new FlattenedEncrypt(secret).setProtectedHeader({ alg: key.alg, enc: "A256GCM" });
    return c.json(await jwe.encrypt(await importJWK(key, key.alg)));
  });
  return app;
}
