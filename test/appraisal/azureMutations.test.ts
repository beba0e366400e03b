/** Azure's evidence whose text was changed at random: nothing traps, and nothing is affirmed that says something else. */
import { expect, test } from "vitest";
import { TsmError } from "../../hosts/errors.ts";
import {
  type AzureEvidence,
  createAzureMachine,
  createSnpPlatform,
  createTdxPlatform,
} from "../../hosts/forge/index.ts";
import { inspect } from "../../hosts/inspect.ts";
import { Verifier } from "../../hosts/verifier.ts";
import { seeded } from "../random.ts";
import { evidenceOf, givenFor, NONCE } from "./azureEvidence.ts";
import { AT } from "./rows.ts";

const MUTATIONS = 3000;
const PIECES = [
  "",
  '"',
  "\\",
  "{",
  "}",
  "[",
  "]",
  ",",
  ":",
  "0",
  "f",
  "A",
  "_",
  "null",
  "7",
  "\\u0030",
  "tpm_quote",
  "00".repeat(40),
];

function mutate(text: string, random: () => number): string {
  const below = (n: number) => Math.floor(random() * n);
  let changed = text;
  for (let n = 1 + below(3); n > 0; n--) {
    const at = below(changed.length);
    changed = changed.slice(0, at) + PIECES[below(PIECES.length)] + changed.slice(at + below(3));
  }
  return random() < 0.05 ? changed.slice(0, below(changed.length)) : changed;
}

/**
 * What signatures and digests are about. Header and request are about no more than the lengths, and of a TDREPORT only what its
 * quote says counts.
 */
function meant(text: string): unknown[] {
  const { sections, parts = {} } = inspect(text);
  const told = sections.map(({ layout, fields }) => {
    if (layout === "reportMac") return fields.reportData;
    if (layout === "teeTcbInfo") return fields.mrSeam;
    return ["snpReport", "tdInfo", "hclClaimsText"].includes(layout) ? fields : undefined;
  });
  const { signature } = (JSON.parse(text) as AzureEvidence).tpm_quote;
  return [told, parts["tpm_quote.message"]?.sections, signature.toLowerCase()];
}

test.each(["snp", "tdx"])("%s", async (tee) => {
  const platform = await (tee === "snp" ? createSnpPlatform() : createTdxPlatform());
  const text = JSON.stringify(await evidenceOf(await createAzureMachine({ platform })));
  const verifier = new Verifier(await givenFor(platform));
  const random = seeded(2026);
  const counts = { refused: 0, affirming: 0, other: 0 };
  for (let i = 0; i < MUTATIONS; i++) {
    const changed = mutate(text, random);
    let verdict = "refused";
    try {
      verdict = verifier.appraise(changed, { nonce: NONCE, at: AT }).verdict;
      inspect(changed);
    } catch (error) {
      if (!(error instanceof TsmError)) throw error;
    }
    if (verdict === "affirming") expect(meant(changed)).toEqual(meant(text));
    counts[verdict === "affirming" || verdict === "refused" ? verdict : "other"]++;
  }
  for (const [what, count] of Object.entries(counts)) expect(count, what).toBeGreaterThan(0);
  expect(verifier.appraise(text, { nonce: NONCE, at: AT }).verdict).toBe("affirming");
});
