/** tsmkit by the specifiers of JSR, which an import map leads to a packed package: minted, inspected, verified. */

// @ts-expect-error: Deno alone resolves these.
import { explain, inspect, TsmError, verify } from "jsr:@tsmkit/tsmkit@^0.1.0";
// @ts-expect-error: as above
import { configfsAttester } from "jsr:@tsmkit/tsmkit@^0.1.0/deno";
// @ts-expect-error: as above
import { createTdxPlatform, snp, tdxCollateral, toCollateralFile } from "jsr:@tsmkit/tsmkit@^0.1.0/forge";
import assert from "node:assert/strict";
import { check, conclude } from "./checks.ts";

const nonce = crypto.getRandomValues(new Uint8Array(64));

await check("an SNP report is minted, inspected and verified", async () => {
  const { report, certTable, certificates } = await snp({ fields: { reportData: nonce } });
  assert.equal(inspect(report).format, "snp-report");
  const given = { nonce, endorsements: [certTable], trustRoots: [certificates.root] };
  assert.equal(verify(report, given).verdict, "affirming");
  assert.throws(() => verify(report, { ...given, nonce: nonce.slice(1) }), TsmError);
});

await check("so is a TDX quote", async () => {
  const platform = await createTdxPlatform();
  const quote = await platform.quote({ reportData: nonce });
  assert.equal(inspect(quote).format, "tdx-quote");
  const endorsements = [JSON.stringify(toCollateralFile(await tdxCollateral(platform)))];
  const { verdict, outcomes } = verify(quote, { nonce, endorsements, trustRoots: [platform.certificates.root] });
  assert.equal(verdict, "affirming");
  for (const { check } of outcomes) assert(explain(check));
});

await check("a request wants a permission", async () => {
  await assert.rejects(configfsAttester().request({ nonce }), { name: "NotCapable" });
});

conclude();
