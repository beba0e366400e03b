/** The verifier service on Deno without any permission: a guest's session attests to it, and its token is verified. */
import assert from "node:assert/strict";
import { amdCertificate } from "../../../dist/forge/index.js";
import { Attester } from "../../../dist/index.js";
import { verifierService } from "../../../dist/service/index.js";
import { AttestationSession, TsmkitService } from "../../../dist/session/index.js";
import { sevGuest, softwareTsm } from "../../../dist/software-tsm/index.js";
import { verifyToken } from "../../../dist/token/index.js";
import { check, conclude } from "./checks.ts";

await check("a token of the service affirms, and is for its audience alone", async () => {
  const issuer = "https://verifier.example";
  const trustRoots = [{ name: "test root", bytes: amdCertificate("Milan", "ark") }];
  const verifier = verifierService({ issuer, audiences: ["vault"], trustRoots, offline: true });
  const fetch = async (url: string, init?: RequestInit) => verifier.fetch(new Request(url, init));
  const attester = new Attester(softwareTsm({ provider: sevGuest() }).files);
  const session = new AttestationSession({ attester, service: new TsmkitService({ urls: [issuer], fetch }) });
  const { token } = await session.token();
  await session.close();
  const keys = await (await fetch(`${issuer}/.well-known/jwks.json`)).json();
  assert.equal((await verifyToken(token, { keys, issuer, audience: "vault" })).verdict, "affirming");
  await assert.rejects(verifyToken(token, { keys, issuer, audience: "bank" }), { code: "bad-token" });
});

conclude();
