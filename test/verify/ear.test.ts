/** Claims in the shape of EAR: the worst row of each claim, tiers, nonce. */
import { beforeAll, describe, expect, test } from "vitest";
import { snp, tdx, tdxCollateral, toCollateralFile } from "../../hosts/forge/index.ts";
import { type Appraisal, appraise, type EarOptions, earClaims, type OutcomeName } from "../../hosts/index.ts";
import { list } from "../../hosts/rows.ts";
import { NONCE, reportData, trustRoots } from "./minted.ts";

const OPTIONS: EarOptions = {
  verifierId: { developer: "example.org", build: "verifier 7" },
  now: new Date("2026-01-02T03:04:05.678Z"),
};

let good: Appraisal;
beforeAll(async () => {
  const { report, certTable } = await snp({ reportData });
  good = appraise(report, { endorsements: [certTable], trustRoots, nonce: NONCE });
});

/** The same appraisal with another outcome of a check. */
function turned(check: string, outcome: OutcomeName, required = true): Appraisal {
  expect(good.outcomes.map((row) => row.check)).toContain(check);
  const outcomes = good.outcomes.map((row) => (row.check === check ? { ...row, outcome, required } : row));
  return { ...good, outcomes };
}

const vectorOf = (appraisal: Appraisal) => earClaims(appraisal, OPTIONS).submods.snp?.["ear.trustworthiness-vector"];
const GOOD = { "instance-identity": 2, hardware: 2, "runtime-opaque": 2, "sourced-data": 2 };

test("all claims of an affirmed report", () => {
  expect(earClaims(good, { ...OPTIONS, nonce: NONCE, policyId: "policy:7" })).toEqual({
    eat_profile: "tag:github.com,2023:veraison/ear",
    iat: Date.UTC(2026, 0, 2, 3, 4, 5) / 1000,
    "ear.verifier-id": { developer: "example.org", build: "verifier 7" },
    eat_nonce: Buffer.from(NONCE).toString("base64url"),
    submods: {
      snp: {
        "ear.status": "affirming",
        "ear.trustworthiness-vector": { ...GOOD },
        "ear.appraisal-policy-id": "policy:7",
      },
    },
  });
});

describe("the vector", () => {
  test.each([
    ["snp-vmpl", "contraindicated", { ...GOOD, "instance-identity": 96 }],
    ["snp-debug", "warning", { ...GOOD, "runtime-opaque": 32 }],
    ["snp-signature", "none", { ...GOOD, hardware: 0 }],
  ] as const)("%s %s", (check, outcome, vector) => {
    expect(vectorOf(turned(check, outcome))).toEqual(vector);
  });

  test("takes the worst of the rows of a claim", () => {
    const both = turned("snp-debug", "warning");
    const outcomes = both.outcomes.map((row) =>
      row.check === "snp-migration-agent" ? { ...row, outcome: "none" as const } : row,
    );
    expect(vectorOf({ ...both, outcomes })).toMatchObject({ "runtime-opaque": 0 });
  });

  test("leaves out what is not required", () => {
    expect(vectorOf(turned("snp-signature", "contraindicated", false))).toEqual(GOOD);
  });

  test("names every claim that a check counts for", () => {
    const claims = list("trustworthinessClaim").map(({ name }) => name);
    const [row] = good.outcomes;
    const outcomes = list("check").map(
      ({ name }) => ({ ...row, check: name, required: true }) as (typeof good.outcomes)[0],
    );
    expect(Object.keys(vectorOf({ ...good, outcomes }) ?? {})).toEqual(claims);
  });
});

test("Intel's evidence is a submodule of its own name", async () => {
  const { quote, platform } = await tdx();
  const endorsements = [JSON.stringify(toCollateralFile(await tdxCollateral(platform)))];
  const claims = earClaims(appraise(quote, { endorsements, noNonce: true }), OPTIONS);
  expect(claims).not.toHaveProperty("eat_nonce");
  // Nobody was told to trust the root of the forge.
  expect(claims.submods).toMatchObject({ tdx: { "ear.status": "contraindicated" } });
});

test("a nonce is of 8 bytes at least", () => {
  expect(() => earClaims(good, { ...OPTIONS, nonce: NONCE.subarray(0, 7) })).toThrow("nonce has 7 bytes");
});
