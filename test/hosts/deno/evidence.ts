/** Evidence on Deno without any permission: minted, inspected, requested from the TSM in software. */
import assert from "node:assert/strict";
import { verifyEcdsa } from "../../../dist/crypto.js";
import { createSnpPlatform, createTdxPlatform } from "../../../dist/forge/index.js";
import { Attester, encodeHex, inspect, render, TsmError } from "../../../dist/index.js";
import { interfere, type Provider, sevGuest, softwareTsm, tdxGuest } from "../../../dist/software-tsm/index.js";
import { check, conclude } from "./checks.ts";

const nonce = Uint8Array.from({ length: 64 }, (_, i) => i);

function reportDataOf(outblob: Uint8Array): string {
  for (const { layout, fields } of inspect(outblob).sections) {
    if (layout === "snpReport" || layout === "tdReport") return fields.reportData;
  }
  return "";
}

await check("inspect shows a minted SNP report and its certificates", async () => {
  const platform = await createSnpPlatform({ product: "Genoa" });
  const { format, version, product, sections } = inspect(await platform.report({ version: 3 }));
  assert.deepEqual({ format, version, product }, { format: "snp-report", version: 3, product: "Genoa" });
  assert.equal(sections[0]?.layout, "snpReport");
  assert.equal(inspect(platform.certTable).format, "snp-cert-table");
});

await check("inspect shows a minted TDX quote, in every form", async () => {
  const platform = await createTdxPlatform();
  const quote = await platform.quote({ version: 4 });
  const shown = inspect(quote);
  assert.equal(shown.version, 4);
  assert.deepEqual({ ...inspect(encodeHex(quote)), readAs: shown.readAs }, shown);
  assert.match(render(quote, { view: "text" }), /reportData/);
  assert.match(render(quote, { view: "hex", colours: true }), /reportData/);
});

await check("the core agrees with WebCrypto on a signature", async () => {
  const algorithm = { name: "ECDSA", namedCurve: "P-384" };
  const pair = await crypto.subtle.generateKey(algorithm, false, ["sign", "verify"]);
  const publicKey = new Uint8Array(await crypto.subtle.exportKey("spki", pair.publicKey));
  const made = await crypto.subtle.sign({ name: "ECDSA", hash: "SHA-384" }, pair.privateKey, nonce);
  const signature = new Uint8Array(made);
  const asked = { curve: "P-384", hash: "SHA-384", publicKey, message: nonce, signature, form: "p1363" } as const;
  assert.equal(verifyEcdsa(asked), true);
  assert.equal(verifyEcdsa({ ...asked, message: nonce.subarray(1) }), false);
});

await check("inspect refuses what is no evidence", () => {
  assert.throws(() => inspect(new Uint8Array(64)), TsmError);
});

const providers: [string, Provider][] = [
  ["SEV-SNP", sevGuest()],
  ["TDX", tdxGuest()],
];
for (const [name, provider] of providers) {
  await check(`a request to ${name} in software carries its nonce`, async () => {
    const { files } = softwareTsm({ provider });
    const evidence = await new Attester(files).request({ nonce });
    assert.equal(reportDataOf(evidence.outblob), encodeHex(nonce));
    assert.equal(evidence.provider, provider.name);
    assert.deepEqual(await files.list(), []);
  });

  await check(`twenty at once, with another who rewrites entries: ${name}`, async () => {
    const { files } = softwareTsm({ provider });
    const interferer = interfere(files);
    const nonces = Array.from({ length: 20 }, () => crypto.getRandomValues(new Uint8Array(64)));
    const evidence = await Promise.all(
      nonces.map((own) => new Attester(files).request({ nonce: own, attempts: 1000 })),
    );
    await interferer.stop();
    assert.deepEqual(
      evidence.map(({ outblob }) => reportDataOf(outblob)),
      nonces.map(encodeHex),
    );
    assert.deepEqual(await files.list(), []);
  });
}

conclude();
