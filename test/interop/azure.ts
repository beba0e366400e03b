/**
 * Azure Attestation, written from what its clients send (Azure/cvm-attestation-tools, microsoft/confidential-sidecar-containers):
 * SNP reports with their chain and TDX quotes, checked for real, bound to the guest's data, which comes back in the token.
 */
import { createHash } from "node:crypto";
import { type Context, Hono } from "hono";
import { SignJWT } from "jose";
import type { Signer } from "../token/minting.ts";
import { affirmed, type Guest } from "./common.ts";

const fromUrl = (text: string) => new Uint8Array(Buffer.from(text, "base64url"));
const refuse = (c: Context, code: string, message: string) => c.json({ error: { code, message } }, 400);

export function azure(signer: Signer, issuer: () => string, tdxEndorsements: Guest["endorsements"]): Hono {
  const app = new Hono();

  async function give(
    c: Context,
    type: string,
    evidence: Uint8Array,
    along: Guest["endorsements"],
    runtime: { data: string; dataType: string },
  ) {
    const data = fromUrl(runtime.data);
    const carried = new Uint8Array(createHash("sha256").update(data).digest());
    if (runtime.dataType !== "JSON") return refuse(c, "InvalidParameter", "dataType");
    if (!affirmed(evidence, carried, along)) return refuse(c, "AttestationFailed", "the evidence is not valid");
    const claims = {
      "x-ms-ver": "1.0",
      "x-ms-attestation-type": type,
      "x-ms-compliance-status": "azure-compliant-cvm",
      "x-ms-policy-hash": "policy",
      "x-ms-runtime": JSON.parse(new TextDecoder().decode(data)),
    };
    const token = await new SignJWT(claims)
      .setProtectedHeader({ alg: "RS256", jku: `${issuer()}/certs`, kid: signer.jwk.kid as string, typ: "JWT" })
      .setIssuer(issuer())
      .setIssuedAt()
      .setNotBefore("0s")
      .setExpirationTime("8h")
      .sign(signer.privateKey);
    return c.json({ token });
  }

  app.post("/attest/SevSnpVm", async (c) => {
    if (c.req.query("api-version") !== "2022-08-01") return refuse(c, "UnsupportedApiVersion", "api-version");
    const { report, runtimeData } = await c.req.json();
    const { SnpReport, VcekCertChain } = JSON.parse(new TextDecoder().decode(fromUrl(report)));
    return give(c, "sevsnpvm", fromUrl(SnpReport), [fromUrl(VcekCertChain)], runtimeData);
  });
  app.post("/attest/TdxVm", async (c) => {
    if (c.req.query("api-version") !== "2023-04-01-preview") return refuse(c, "UnsupportedApiVersion", "api-version");
    const { quote, runtimeData } = await c.req.json();
    return give(c, "tdxvm", fromUrl(quote), tdxEndorsements, runtimeData);
  });
  app.get("/certs", (c) => c.json({ keys: [signer.jwk] }));
  return app;
}
