/** What comes from outside never makes tsm.wasm trap: it ends with a verdict, or with a sentence. */
import { beforeAll, describe, expect, it } from "vitest";
import { staple } from "../../hosts/bundle.ts";
import { createSnpPlatform, createTdxPlatform, tdxCollateral, toCollateralFile } from "../../hosts/forge/index.ts";
import { seeded } from "../random.ts";
import { trustRoots } from "../verify/minted.ts";
import { onStdin } from "./stdin.ts";

const CALL = ["verify", "--offline", "--no-nonce", "--at", "2027-05-01"];
let bundles: Buffer[];
beforeAll(async () => {
  const [chip, machine] = await Promise.all([createSnpPlatform(), createTdxPlatform()]);
  const collateral = JSON.stringify(toCollateralFile(await tdxCollateral(machine)));
  const made = await Promise.all([
    staple(await chip.report(), {
      endorsements: [{ bytes: chip.certTable, name: "table" }],
      trustRoots,
      offline: true,
    }),
    staple(await machine.quote(), { endorsements: [collateral], trustRoots, offline: true }),
  ]);
  bundles = made.map(({ text }) => Buffer.from(text));
});

/** Expects a run to end in order. */
function expectOrder(args: readonly string[], stdin: Uint8Array): number {
  const { code, out, err } = onStdin(args, stdin);
  expect(code).toBeLessThan(4);
  expect(out === "" ? err : out).not.toBe("");
  if (out === "") expect(err).toMatch(/^tsm: .+\n/);
  return code;
}

describe("bundles", () => {
  it("as they are, end with a verdict", () => {
    for (const bundle of bundles) expect(onStdin(CALL, bundle).out).toMatch(/^(affirming|contraindicated|none)/);
  });

  it("cut anywhere, end with a sentence", () => {
    for (const bundle of bundles) {
      for (let i = 0; i < bundle.length - 1; i += 97) {
        expect(expectOrder(CALL, bundle.subarray(0, i))).not.toBe(0);
      }
    }
  });

  it("with bytes changed, doubled or dropped, end in order", () => {
    const random = seeded(6);
    const below = (n: number) => Math.floor(random() * n);
    const signs = '"\\{}[],:0aé\u202e\0 ';
    for (const bundle of bundles) {
      for (let run = 0; run < 400; run++) {
        let bytes = Buffer.from(bundle);
        for (let edits = 1 + below(3); edits > 0; edits--) {
          // Most of a bundle is base64: half of the edits go where the structure is.
          const place = below(2) ? below(bytes.length) : below(200);
          const sign = Buffer.from(signs[below(signs.length)] ?? "");
          const [from, to] = [
            [place, place + sign.length],
            [place, place],
            [place, place + below(50)],
          ][below(3)] as number[];
          bytes = Buffer.concat([bytes.subarray(0, from), sign, bytes.subarray(to)]);
        }
        expectOrder(CALL, bytes);
      }
    }
  });
});

it("nested deeper, or with more members, than is taken", () => {
  for (const text of [
    `{"tsmBundle":1,"evidence":${"[".repeat(100_000)}`,
    `{"tsmBundle":1,${Array.from({ length: 1000 }, (_, i) => `"m${i}":1`)}}`,
    `{"tsmBundle":1,"endorsements":[${Array(300_000).fill("0")}]}`,
    `{"tsmBundle"`,
    `{"tsmBundle":1,"tsmBundle":1}`,
  ]) {
    expect(expectOrder(CALL, Buffer.from(text))).toBe(2);
  }
});
