/** Inverses by divsteps against BigInt, modulo the two p and the two n. */
import { beforeAll, describe, expect, test } from "vitest";
import { seeded } from "../random.ts";
import { near } from "./fieldElements.ts";
import { CURVES, describeBuilds, fieldProbe } from "./fieldProbe.ts";

/** Numbers at random for each modulus, of the core that this engine is given; of the others a twentieth. */
const COUNT = 100_000;

const CASES = CURVES.flatMap((numbers) =>
  (["p", "n"] as const).map((name) => ({ name: `${name} of ${numbers.name}`, numbers, modulus: numbers[name] })),
);

/** Numbers with long runs of equal bits, which make many steps at once, and others with ever the same few bits. */
function patterns(bits: number): bigint[] {
  const found: bigint[] = [];
  for (let length = 1; length <= 64; length++) {
    const ones = 2n ** BigInt(length) - 1n;
    let repeated = 0n;
    for (let at = 0; at < bits; at += 2 * length) repeated |= ones << BigInt(at);
    found.push(repeated, repeated << BigInt(length));
  }
  for (let from = 0; from < bits; from += 10) {
    for (let to = from + 1; to <= bits; to += 10) found.push(2n ** BigInt(to) - 2n ** BigInt(from));
  }
  return found;
}

/** Numbers whose quotients with the modulus are small for long: modulus / golden ratio, and what is next to it. */
function golden(modulus: bigint): bigint[] {
  const scale = 10n ** 130n;
  let root = scale * 2n;
  for (let i = 0; i < 500; i++) root = (root + (5n * scale * scale) / root) / 2n;
  const middle = (modulus * (root - scale)) / (2n * scale);
  return Array.from({ length: 41 }, (_, i) => middle + BigInt(i - 20));
}

describeBuilds((build, share) => {
  describe.each(CASES)("modulo $name", ({ numbers, modulus }) => {
    const { bits } = numbers;
    let core: Awaited<ReturnType<typeof fieldProbe>>;
    let at: { to: number; x: number; modulus: number; scale: number };
    beforeAll(async () => {
      core = await fieldProbe(build, numbers);
      const [to, x, m, scale] = [0, 64, 128, 192].map((offset) => core.input + offset) as [
        number,
        number,
        number,
        number,
      ];
      at = { to, x, modulus: core.putWords(m, modulus), scale };
    });

    /** Is what is computed scale / x, and below the modulus? */
    function check(x: bigint, scale: bigint) {
      core.probe.invert(at.to, core.putWords(at.x, x), at.modulus, core.putWords(at.scale, scale));
      const inverse = core.words(at.to);
      if (inverse >= modulus || (inverse * x - scale) % modulus !== 0n) expect.fail(`${scale} / ${x}: ${inverse}`);
    }

    test("extreme numbers, with extreme scales", () => {
      const all = [...near(modulus, bits), ...patterns(bits), ...golden(modulus)].map((x) => x % modulus);
      const some = [...new Set(all)].filter((x) => x > 0n);
      expect(some.length).toBeGreaterThan(700);
      for (const x of some) for (const scale of [1n, modulus - 1n, 0n, x, modulus - x]) check(x, scale);
    });

    test("small numbers and their negatives", () => {
      for (let x = 1n; x <= 2000n; x++) {
        check(x, 1n);
        check(modulus - x, 1n);
      }
    });

    test("numbers at random", () => {
      const random = seeded(bits);
      const word = () => BigInt(Math.floor(random() * 2 ** 32));
      let before = 1n;
      for (let i = 0; i < COUNT * share; i++) {
        let x = 0n;
        for (let at = 0; at < bits; at += 32) x = (x << 32n) | word();
        x = (x % (modulus - 1n)) + 1n;
        check(x, before);
        before = x;
      }
    });

    test("the result may take the place of the number", () => {
      core.probe.invert(core.putWords(at.x, 3n), at.x, at.modulus, core.putWords(at.scale, 1n));
      expect((core.words(at.x) * 3n) % modulus).toBe(1n);
    });
  });
});
