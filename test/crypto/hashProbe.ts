/** The probe of hashing: bytes in, digests out. */
import { compileProbe, type ProbeBuild } from "./compile.ts";

/** The hash functions by their numbers: their names, bytes of a block, and bits of a word. */
export const HASHES = [
  { hash: 0, name: "sha256", block: 64, word: 32, rounds: 64 },
  { hash: 1, name: "sha384", block: 128, word: 64, rounds: 80 },
  { hash: 2, name: "sha512", block: 128, word: 64, rounds: 80 },
] as const;

interface ProbeExports {
  memory: WebAssembly.Memory;
  inputAt(): number;
  outputAt(): number;
  staticEnd(): number;
  initialAt(hash: number): number;
  roundsAt(hash: number): number;
  digestSize(hash: number): number;
  digestInput(hash: number, length: number): number;
  begin(which: number, hash: number): void;
  update(which: number, at: number, length: number): void;
  end(which: number, to: number): number;
  hmacBegin(hash: number, at: number, length: number): void;
  hmacUpdate(at: number, length: number): void;
  hmacEnd(to: number): number;
}

/** The probe with its bytes. */
export async function hashProbe(build: ProbeBuild) {
  const probe = (await compileProbe("test/crypto/probe/hash.ts", build)) as unknown as ProbeExports;
  const memory = Buffer.from(probe.memory.buffer);
  const [input, output] = [probe.inputAt(), probe.outputAt()];
  const hex = (length: number) => memory.toString("hex", output, output + length);
  /** Copies bytes to an address, or to the input region. */
  const put = (bytes: Uint8Array, at = input) => {
    memory.set(bytes, at);
    return at;
  };
  return {
    probe,
    memory,
    input,
    put,
    begin: probe.begin,
    update: (which: number, bytes: Uint8Array) => probe.update(which, put(bytes), bytes.length),
    end: (which: number) => hex(probe.end(which, output)),
    digest(hash: number, bytes: Uint8Array) {
      put(bytes);
      return hex(probe.digestInput(hash, bytes.length));
    },
    hmac(hash: number, key: Uint8Array, ...pieces: Uint8Array[]) {
      probe.hmacBegin(hash, put(key), key.length);
      for (const piece of pieces) probe.hmacUpdate(put(piece), piece.length);
      return hex(probe.hmacEnd(output));
    },
    /** All that the core keeps between calls. */
    kept: () => Buffer.from(memory.subarray(0, probe.staticEnd())),
  };
}
