/** The probe of the field: elements as limbs and as numbers. */
import { describe } from "vitest";
import { BUILDS_HERE } from "./builds.ts";
import { compileProbe, type ProbeBuild } from "./compile.ts";

/** The two curves: FIPS 186-5, and NIST SP 800-186, section 3.2.1. */
export const CURVES = [
  {
    curve: 0,
    name: "P-256",
    bits: 256,
    /** Bits that the limbs of an element span. */
    span: 288,
    p: 2n ** 256n - 2n ** 224n + 2n ** 192n + 2n ** 96n - 1n,
    n: 0xffffffff00000000ffffffffffffffffbce6faada7179e84f3b9cac2fc632551n,
  },
  {
    curve: 1,
    name: "P-384",
    bits: 384,
    span: 384,
    p: 2n ** 384n - 2n ** 128n - 2n ** 96n + 2n ** 32n - 1n,
    n: 0xffffffffffffffffffffffffffffffffffffffffffffffffc7634d81f4372ddf581a0db248b0a77aecec196accc52973n,
  },
] as const;
export type CurveNumbers = (typeof CURVES)[number];

/** The release build that this engine is given is the fused one. */
const FUSES = BUILDS_HERE.includes("fused");

/**
 * Tests of every build of the core; `share` is 1 for the one that this engine is given, and less for the others, which
 * are tested less at length. Those of the fused builds are skipped by name where the engine does not fuse.
 */
export function describeBuilds(tests: (build: ProbeBuild, share: number) => void): void {
  for (const fused of [false, true]) {
    const here = !fused || FUSES;
    for (const debug of [false, true]) {
      const name = `${fused ? "fused" : "plain"} ${debug ? "debug" : "release"} build`;
      const shown = here ? name : `${name} (SKIPPED: this engine does not fuse)`;
      const share = fused === FUSES && !debug ? 1 : 1 / 20;
      describe.skipIf(!here)(shown, () => tests({ fused, debug }, share));
    }
  }
}

/** The operations of the probe. */
export const Kind = { MulSub: 0, SqrSub: 1, Norm: 2, Mul: 3, Sqr: 4, Sum: 5 } as const;

interface ProbeExports {
  memory: WebAssembly.Memory;
  inputAt(): number;
  outputAt(): number;
  use(curve: number): void;
  copy(r: number, a: number): void;
  fromWords(r0: number, words0: number, r1: number, words1: number): void;
  inverse(r: number, a: number): number;
  isNull(a: number): number;
  mul(r0: number, a0: number, b0: number, r1: number, a1: number, b1: number): void;
  mulSub(...slots: [number, number, number, number, number, number, number, number, k: number]): void;
  setOne(r: number): void;
  sqr(r0: number, a0: number, r1: number, a1: number): void;
  toWords(to: number, a: number): void;
  invert(to: number, x: number, modulus: number, scale: number): void;
  runJobs(kind: number, jobs: number, count: number, x: number, y: number): void;
}

/** Bytes between elements. */
export const SLOT = 128;

/** Bits of a limb. */
export const limbBits = (fused: boolean) => (fused ? 48 : 24);
/** The largest limb of an element of a magnitude; see field.ts. */
export const largestLimb = (fused: boolean, magnitude: number) =>
  Math.floor(magnitude * 2 ** (limbBits(fused) - 1) * (1 + 2 ** -9));

/** The number that limbs stand for, lowest first. */
export function numberOf(limbs: ArrayLike<number>, fused: boolean, at = 0, count = limbs.length): bigint {
  let number = 0n;
  for (let i = at + count; i > at; ) {
    // Two limbs of 24 bits fit into one float64, so that there are half as many big additions.
    const part = fused ? (limbs[--i] as number) : (limbs[--i] as number) * 2 ** 24 + (limbs[--i] as number);
    number = (number << 48n) + BigInt(part);
  }
  return number;
}

/** The probe, with a curve in use. */
export async function fieldProbe(build: ProbeBuild, { curve, span, bits }: CurveNumbers) {
  const probe = (await compileProbe("test/crypto/probe/field.ts", build)) as unknown as ProbeExports;
  probe.use(curve);
  const floats = new Float64Array(probe.memory.buffer);
  const bytes = new DataView(probe.memory.buffer);
  // The regions begin at a multiple of 16.
  const [input, output] = [probe.inputAt(), probe.outputAt()];
  const count = span / limbBits(build.fused);
  return {
    probe,
    floats,
    input,
    output,
    /** Limbs of an element. */
    count,
    number: (at: number) => numberOf(floats, build.fused, at / 8, count),
    /** The largest limb, up or down. */
    largest(at: number) {
      let most = 0;
      for (let i = 0; i < count; i++) most = Math.max(most, Math.abs(floats[at / 8 + i] as number));
      return most;
    },
    limbs: (at: number) => Array.from(floats.subarray(at / 8, at / 8 + count)),
    /** Writes an element; returns its place. */
    put(at: number, limbs: ArrayLike<number>) {
      floats.set(limbs, at / 8);
      return at;
    },
    /** Writes a number in words; returns its place. */
    putWords(at: number, number: bigint) {
      for (let i = 0; i < bits / 64; i++) bytes.setBigUint64(at + 8 * i, number >> BigInt(64 * i), true);
      return at;
    },
    words(at: number) {
      let number = 0n;
      for (let i = bits / 64; i > 0; i--) number = (number << 64n) | bytes.getBigUint64(at + 8 * (i - 1), true);
      return number;
    },
    /** Writes jobs, six addresses each. */
    putJobs(at: number, addresses: ArrayLike<number>) {
      new Uint32Array(probe.memory.buffer).set(addresses, at / 4);
      return at;
    },
  };
}
