/** The probe of ECDSA: points, signatures and scalars as numbers. */
import { compileProbe, type ProbeBuild } from "./compile.ts";
import type { Affine, Curve, Signature } from "./ecdsaReference.ts";

interface ProbeExports {
  memory: WebAssembly.Memory;
  TABLES_MAX: WebAssembly.Global;
  inputAt(): number;
  outputAt(): number;
  forgetKeys(): void;
  heldKeys(): number;
  tablesOf(curve: number, point: number): number;
  claim(curve: number, point: number): number;
  verifyInput(curve: number, digestLength: number): number;
  scalarsInput(curve: number, digestLength: number): number;
  sumInput(curve: number): number;
  combDigits(curve: number): void;
  windowDigits(curve: number): number;
  windowDigitsAt(): number;
}

export async function ecdsaProbe(build: ProbeBuild) {
  const probe = (await compileProbe("test/crypto/probe/ecdsa.ts", build)) as unknown as ProbeExports;
  const memory = Buffer.from(probe.memory.buffer);
  const view = new DataView(probe.memory.buffer);
  const [input, output] = [probe.inputAt(), probe.outputAt()];

  /** Writes numbers side by side; returns the place behind them. */
  function putNumbers(bits: number, numbers: bigint[]) {
    let at = input;
    for (const number of numbers) {
      for (let shift = bits - 64; shift >= 0; shift -= 64, at += 8) view.setBigUint64(at, number >> BigInt(shift));
    }
    return at;
  }
  /** Writes numbers in words, side by side. */
  function putWords(bits: number, ...numbers: bigint[]) {
    let at = input;
    for (const number of numbers) {
      for (let shift = 0; shift < bits; shift += 64, at += 8) view.setBigUint64(at, number >> BigInt(shift), true);
    }
  }
  /** The two numbers, in words, in the output region. */
  function twoNumbers(bits: number): [bigint, bigint] {
    const number = (at: number) =>
      BigInt(
        `0x${Buffer.from(memory.subarray(at, at + bits / 8))
          .reverse()
          .toString("hex")}`,
      );
    return [number(output), number(output + bits / 8)];
  }

  return {
    ...probe,
    input,
    memory,
    /** Does a signature hold for the number of a digest, as long as the curve's numbers? Numbers are below 2^bits. */
    verify({ curve, bits }: Curve, point: Affine, { r, s, e }: Signature) {
      putNumbers(bits, [point.x, point.y, r, s, e]);
      return probe.verifyInput(curve, bits / 8) === 1;
    },
    /** The same for a digest of any length. */
    verifyDigest(
      { curve, bits }: Curve,
      point: { x: bigint; y: bigint },
      { r, s }: { r: bigint; s: bigint },
      digest: Uint8Array,
    ) {
      memory.set(digest, putNumbers(bits, [point.x, point.y, r, s]));
      return probe.verifyInput(curve, digest.length) === 1;
    },
    /** u1 and u2, or nothing when r or s is out of range. */
    scalars({ curve, bits }: Curve, { r, s, e }: Signature) {
      putNumbers(bits, [r, s, e]);
      return probe.scalarsInput(curve, bits / 8) ? twoNumbers(bits) : undefined;
    },
    /** u1 P + u2 Q as x and 2 y, or nothing when that is infinity. */
    sum({ curve, bits }: Curve, u1: bigint, p: Affine, u2: bigint, q: Affine) {
      putWords(bits, u1, u2, p.x, p.y, q.x, q.y);
      return probe.sumInput(curve) ? twoNumbers(bits) : undefined;
    },
    /** Bit i is the sign of 2^i. */
    combDigits({ curve, bits }: Curve, k: bigint): bigint {
      putWords(bits, k);
      probe.combDigits(curve);
      let digits = 0n;
      // Byte t of group i holds bits 8 i .. 8 i + 7 of part t.
      for (let part = 7; part >= 0; part--) {
        for (let group = bits / 64 - 1; group >= 0; group--) {
          digits = (digits << 8n) | BigInt(memory[output + 8 * group + part] as number);
        }
      }
      return digits;
    },
    /** Digit i belongs to 2^i. */
    windowDigits({ curve, bits }: Curve, k: bigint): { digits: Int8Array; top: number } {
      putWords(bits, k);
      const top = probe.windowDigits(curve);
      return { digits: new Int8Array(probe.memory.buffer, probe.windowDigitsAt(), bits + 8), top };
    },
  };
}
export type EcdsaProbe = Awaited<ReturnType<typeof ecdsaProbe>>;
