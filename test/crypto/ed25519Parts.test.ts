/** The parts of Ed25519: numbers modulo the order, and points with their encodings and sums, as bigints and noble have them. */
import { ed25519 as noble } from "@noble/curves/ed25519.js";
import { beforeAll, describe, expect, test } from "vitest";
import { randomBytes, seeded } from "../random.ts";
import { BUILDS, compileProbe } from "./compile.ts";
import { encoded, L, number, P, Point, SMALL } from "./ed25519Reference.ts";

interface ProbeExports {
  memory: WebAssembly.Memory;
  inputAt(): number;
  outputAt(): number;
  isBelow(): number;
  reduced(): void;
  isPoint(): number;
  isSum(isDifference: number): number;
  isSmall(): number;
}

const TOP = 2n ** 255n;

describe.each(BUILDS)("%s", (_, build) => {
  let probe: ProbeExports;
  let memory: Uint8Array;
  beforeAll(async () => {
    probe = (await compileProbe("test/crypto/probe/ed25519.ts", build)) as unknown as ProbeExports;
    memory = new Uint8Array(probe.memory.buffer);
  });
  const count = build.debug ? 20 : 1000;
  const put = (...parts: Uint8Array[]) => {
    let at = probe.inputAt();
    for (const part of parts) {
      memory.set(part, at);
      at += part.length;
    }
  };

  test("what is below the order", () => {
    const random = seeded(1);
    const numbers = [0n, 1n, 2n ** 252n, L - 1n, L, L + 1n, 2n * L, 2n ** 253n, TOP, 2n * TOP - 1n];
    // Each byte of the order one more, and one less.
    for (let i = 0n; i < 256n; i += 8n) numbers.push(L + (1n << i), L - (1n << i));
    for (let i = 0; i < count; i++) numbers.push(number(randomBytes(random, 32)) >> BigInt(i % 8));
    for (const n of numbers) {
      if (n < 0n || n >= 2n * TOP) continue;
      put(encoded(n));
      expect(probe.isBelow() !== 0, `${n}`).toBe(n < L);
    }
  });

  test("numbers of 64 bytes modulo the order", () => {
    const random = seeded(2);
    const most = 2n ** 512n - 1n;
    const numbers = [
      0n,
      1n,
      L - 1n,
      L,
      L + 1n,
      2n * L - 1n,
      L * L,
      L * L - 1n,
      (most / L) * L,
      (most / L) * L - 1n,
      most,
    ];
    for (let i = 0n; i < 512n; i++) numbers.push(1n << i, most >> i);
    for (let i = 0; i < count; i++) numbers.push(number(randomBytes(random, 64)));
    for (const n of numbers) {
      put(encoded(n, 64));
      probe.reduced();
      expect(number(memory.slice(probe.outputAt(), probe.outputAt() + 32)), `${n}`).toBe(n % L);
    }
  });

  /** Is it the encoding of a point, written as RFC 8032 has it? */
  function isPoint(bytes: Uint8Array): boolean {
    try {
      return Buffer.from(Point.fromBytes(bytes).toBytes()).equals(bytes);
    } catch {
      return false;
    }
  }

  test("encodings: of random bytes, and of all numbers around 0 and the prime", () => {
    const random = seeded(3);
    const all = Array.from({ length: count }, () => randomBytes(random, 32));
    for (let n = 0n; n < 40n; n++) {
      for (const y of [n, P - 1n - n, P + n, TOP - 1n - n]) {
        if (y < TOP) all.push(encoded(y), encoded(y + TOP));
      }
    }
    let points = 0;
    for (const bytes of all) {
      put(bytes);
      const answer = probe.isPoint() !== 0;
      expect(answer, Buffer.from(bytes).toString("hex")).toBe(isPoint(bytes));
      if (answer) points++;
    }
    expect(points).toBeGreaterThan(all.length / 4);
    expect(points).toBeLessThan((all.length * 3) / 4);
  });

  test("the 19 numbers that are not below the prime are no point's", () => {
    for (let n = P; n < TOP; n++) {
      for (const top of [0n, TOP]) {
        put(encoded(n + top));
        expect(probe.isPoint()).toBe(0);
      }
    }
  });

  test("sums and differences: of any two points, the same, opposite ones, and those of small order", () => {
    const random = seeded(4);
    const point = () => Point.BASE.multiply((number(randomBytes(random, 32)) % (L - 1n)) + 1n);
    const some = [...SMALL, Point.BASE, Point.BASE.negate(), ...Array.from({ length: 4 }, point)];
    const mixed = SMALL.map((small) => small.add(some[8] as typeof Point.BASE));
    for (const p of [...some, ...mixed]) {
      for (const q of [...some, ...mixed]) {
        for (const isDifference of [0, 1]) {
          const sum = isDifference ? p.subtract(q) : p.add(q);
          put(p.toBytes(), q.toBytes(), sum.toBytes());
          expect(probe.isSum(isDifference)).toBe(1);
          put(p.toBytes(), q.toBytes(), sum.add(Point.BASE).toBytes());
          expect(probe.isSum(isDifference)).toBe(0);
        }
      }
    }
  });

  test("small order: eight points, and no others", () => {
    const random = seeded(5);
    expect(new Set(SMALL.map((small) => number(small.toBytes()))).size).toBe(8);
    for (const small of SMALL) {
      put(small.toBytes());
      expect(probe.isSmall()).toBe(1);
      const key = noble.getPublicKey(randomBytes(random, 32));
      put(Point.fromBytes(key).add(small).toBytes());
      expect(probe.isSmall()).toBe(0);
    }
  });
});
