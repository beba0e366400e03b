/** A session on Deno without any permission: over the TSM in software, with a service that an injected fetch stands for. */
import assert from "node:assert/strict";
import { Attester } from "../../../dist/index.js";
import { AttestationSession, TsmkitService } from "../../../dist/session/index.js";
import { sevGuest, softwareTsm } from "../../../dist/software-tsm/index.js";
import { check, conclude } from "./checks.ts";

/** Answers by path. It takes any evidence: whether that is verified is not what is looked at here. */
async function fetch(url: string): Promise<Response> {
  const nonce = "A".repeat(43);
  if (url.endsWith("/challenge")) return Response.json({ nonce, expiresIn: 60 });
  const evidence = { format: "snp-report", version: 5, digest: "sha256:" };
  return Response.json({ token: "a.b.c", expiresIn: 300, appraisal: { verdict: "affirming", evidence, outcomes: [] } });
}

await check("a session attests, keeps its key to itself, proves it, and ends without a timer", async () => {
  const { files, tree } = softwareTsm({ provider: sevGuest() });
  const service = new TsmkitService({ urls: ["https://verifier.example"], fetch });
  const session = new AttestationSession({ attester: new Attester(files), service });
  const { token, timeLeft } = await session.token();
  assert.equal(token, "a.b.c");
  assert(timeLeft > 290_000 && timeLeft <= 300_000);
  const key = await session.key();
  assert.equal(key?.pair?.privateKey.extractable, false);
  assert.match(await session.proof({ method: "GET", url: "https://shop.example/", token }), /^ey/);
  await session.close();
  assert.deepEqual(await tree.readdir(""), []);
});

conclude();
