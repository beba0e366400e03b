/** The probe of HPKE and its parts: bytes in, bytes out. */
import { compileProbe, type ProbeBuild } from "./compile.ts";

type Numbers = (...args: number[]) => number;
const NAMES = [
  "inputAt",
  "outputAt",
  "staticEnd",
  "aeadOpen",
  "chacha20",
  "expand",
  "extract",
  "hpkeBegin",
  "hpkeOpen",
  "poly1305Begin",
  "poly1305End",
  "poly1305Update",
  "publicKey",
  "x25519",
] as const;
type ProbeExports = Record<(typeof NAMES)[number], Numbers> & { memory: WebAssembly.Memory };

/** Number of SHA-256. */
const SHA256 = 0;

/** What a recipient opens a message with. */
export interface Opening {
  privateKey: Uint8Array;
  publicKey: Uint8Array;
  /** The sender's public key, in auth mode. */
  sender?: Uint8Array;
  enc: Uint8Array;
  info: Uint8Array;
  aad: Uint8Array;
  ciphertext: Uint8Array;
}

/** The probe with its bytes. */
export async function hpkeProbe(build: ProbeBuild) {
  const probe = (await compileProbe("test/crypto/probe/hpke.ts", build)) as unknown as ProbeExports;
  const memory = new Uint8Array(probe.memory.buffer);
  const output = probe.outputAt();
  let next = 0;
  /** Forgets what was put. */
  const clear = () => {
    next = probe.inputAt();
  };
  /** Copies bytes behind what was put before. */
  const put = (bytes: Uint8Array) => {
    const at = next;
    memory.set(bytes, at);
    // A gap, so that what reads or writes too far does not go unseen.
    next += bytes.length + 5;
    return at;
  };
  const out = (length: number, at = output) => memory.slice(at, at + length);

  return {
    /** The shared value, and whether it may be used. */
    x25519(key: Uint8Array, u: Uint8Array) {
      clear();
      const usable = probe.x25519(put(key), put(u), output) !== 0;
      return { shared: out(32), usable };
    },
    publicKey(key: Uint8Array) {
      clear();
      probe.publicKey(put(key), output);
      return out(32);
    },
    chacha20(key: Uint8Array, counter: number, nonce: Uint8Array, message: Uint8Array) {
      clear();
      const at = put(message);
      probe.chacha20(put(key), counter, put(nonce), at, message.length);
      return out(message.length, at);
    },
    poly1305(key: Uint8Array, ...pieces: Uint8Array[]) {
      clear();
      probe.poly1305Begin(put(key));
      for (const piece of pieces) probe.poly1305Update(put(piece), piece.length);
      probe.poly1305End(output);
      return out(16);
    },
    /** What was inside, and what lies where the ciphertext did. */
    open(key: Uint8Array, nonce: Uint8Array, aad: Uint8Array, sealed: Uint8Array) {
      clear();
      const at = put(sealed);
      const size = probe.aeadOpen(put(key), put(nonce), put(aad), aad.length, at, sealed.length);
      return { plaintext: size < 0 ? undefined : out(size, at), left: out(sealed.length, at) };
    },
    hkdf(salt: Uint8Array, ikm: Uint8Array, info: Uint8Array, length: number) {
      clear();
      probe.extract(SHA256, put(salt), salt.length, put(ikm), ikm.length, output);
      const prk = out(32);
      probe.expand(SHA256, put(prk), put(info), info.length, output, length);
      return { prk, okm: out(length) };
    },
    /** What was inside; undefined when it was not opened. */
    hpke({ privateKey, publicKey, sender, enc, info, aad, ciphertext }: Opening) {
      clear();
      const own = [put(privateKey), put(publicKey), sender ? put(sender) : 0] as const;
      if (!probe.hpkeBegin(...own, put(enc), put(info), info.length)) return undefined;
      const at = put(ciphertext);
      const size = probe.hpkeOpen(put(aad), aad.length, at, ciphertext.length);
      return size < 0 ? undefined : out(size, at);
    },
    /** All that the core keeps between calls. */
    kept: () => memory.slice(0, probe.staticEnd()),
  };
}

/** A probe, ready. */
export type HpkeProbe = Awaited<ReturnType<typeof hpkeProbe>>;
