/** The probe of RSA: signatures, and numbers modulo n as numbers and in limbs. */
import { compileProbe, type ProbeBuild } from "./compile.ts";

interface ProbeExports {
  memory: WebAssembly.Memory;
  BITS: WebAssembly.Global;
  inputAt(): number;
  outputAt(): number;
  columnsAt(): number;
  powerOfInput(length: number, bits: number, e: bigint): void;
  square(): void;
  multiply(): void;
  rows(columns: number, factors: number, number: number, pairs: number): void;
  verifyPss(...numbers: number[]): number;
  verifyPkcs1(...numbers: number[]): number;
}

/** What a signature is checked with; n and e big-endian. */
export interface RsaSigned {
  hash: number;
  n: Uint8Array;
  e: Uint8Array;
  signature: Uint8Array;
  digest: Uint8Array;
}

export const bitsOf = (n: bigint) => n.toString(2).length;
/** A number, big-endian, in so many bytes. */
export const toBytes = (n: bigint, length: number) => Buffer.from(n.toString(16).padStart(2 * length, "0"), "hex");
export const toNumber = (bytes: Uint8Array) => BigInt(`0x0${Buffer.from(bytes).toString("hex")}`);

/** base^e modulo n */
export function modularPower(base: bigint, e: bigint, n: bigint): bigint {
  let result = 1n;
  for (let square = base; e > 0n; e >>= 1n, square = (square * square) % n) {
    if (e & 1n) result = (result * square) % n;
  }
  return result;
}

export type RsaProbe = Awaited<ReturnType<typeof rsaProbe>>;

export async function rsaProbe(build: ProbeBuild) {
  const probe = (await compileProbe("test/crypto/probe/rsa.ts", build)) as unknown as ProbeExports;
  const memory = Buffer.from(probe.memory.buffer);
  const [input, output] = [probe.inputAt(), probe.outputAt()];
  const bits = probe.BITS.value as number;

  /** Writes runs of bytes side by side; returns where they begin. */
  function put(...runs: Uint8Array[]): number[] {
    let at = input;
    return runs.map((run) => {
      memory.set(run, at);
      at += run.length;
      return at - run.length;
    });
  }
  const verify = (door: (...numbers: number[]) => number, rsa: RsaSigned, ...more: number[]) => {
    const { n, e, signature, digest } = rsa;
    const [nAt = 0, eAt = 0, at = 0, digestAt = 0] = put(n, e, signature, digest);
    return door(rsa.hash, nAt, n.length, eAt, e.length, at, signature.length, digestAt, ...more) === 1;
  };
  /** Limbs as one number. */
  const join = (limbs: ArrayLike<bigint>) => {
    let number = 0n;
    for (let i = limbs.length - 1; i >= 0; i--) number = (number << BigInt(bits)) + (limbs[i] as bigint);
    return number;
  };

  return {
    verifyPss: (rsa: RsaSigned, saltLength: number) => verify(probe.verifyPss, rsa, saltLength),
    verifyPkcs1: (rsa: RsaSigned) => verify(probe.verifyPkcs1, rsa),
    /** Bits of a limb. */
    bits,
    join,
    /** Limbs of a modulus, without the four more of numbers modulo it. */
    limbsOf: (n: number) => Math.ceil((n + 2) / bits / 4) * 4,
    /** base^e modulo n; n and the base stay set. */
    power(n: bigint, base: bigint, e: bigint): bigint {
      const length = Math.ceil(bitsOf(n) / 8);
      put(toBytes(n, length), toBytes(base, length));
      probe.powerOfInput(length, bitsOf(n), e);
      return toNumber(memory.subarray(output, output + length));
    },
    square: probe.square,
    multiply: probe.multiply,
    /** The limbs of the number under way, to be read and written. */
    limbs: (count: number) => new BigInt64Array(probe.memory.buffer, probe.columnsAt(), count),
    /** Four factors times a number, added to columns that are 0 before. */
    rows(factors: number[], number: number[]): BigInt64Array {
      const pairs = number.length / 2 + 2;
      const columns = new BigInt64Array(probe.memory.buffer, output, 2 * pairs).fill(0n);
      const floats = new Float64Array(probe.memory.buffer, input, number.length + 16).fill(0);
      floats.set(factors);
      floats.set(number, 8);
      probe.rows(output, input, input + 64, pairs);
      return columns;
    },
  };
}
