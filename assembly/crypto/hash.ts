/** SHA-256, SHA-384 and SHA-512 of messages that come in pieces: FIPS 180-4, sections 5 and 6. */
import * as sha256 from "./sha256";
import * as sha512 from "./sha512";

/** Numbers of the hash functions. */
export const enum Hash {
  Sha256 = 0,
  Sha384 = 1,
  Sha512 = 2,
}

/** Bytes of a digest: 32, 48 or 64; 0 for a number that no hash function has. */
export function digestSize(hash: u32): u32 {
  return hash > <u32>Hash.Sha512 ? 0 : 32 + 16 * hash;
}

/** Bytes of a block: 64 or 128. */
export function blockSize(hash: u32): u32 {
  return hash == <u32>Hash.Sha256 ? 64 : 128;
}

/**
 * Initial hash values (section 5.3): of SHA-256 and SHA-512 the first 32 or 64 bits of the fractional parts of the square
 * roots of the first eight primes; of SHA-384 the first 64 bits of those of the ninth to the sixteenth prime.
 */
export const INITIAL_256: usize = memory.data<u32>(
  [0x6a09e667, 0xbb67ae85, 0x3c6ef372, 0xa54ff53a, 0x510e527f, 0x9b05688c, 0x1f83d9ab, 0x5be0cd19],
  16,
);
export const INITIAL_384: usize = memory.data<u64>(
  [
    0xcbbb9d5dc1059ed8, 0x629a292a367cd507, 0x9159015a3070dd17, 0x152fecd8f70e5939, 0x67332667ffc00b31,
    0x8eb44a8768581511, 0xdb0c2e0d64f98fa7, 0x47b5481dbefa4fa4,
  ],
  16,
);
export const INITIAL_512: usize = memory.data<u64>(
  [
    0x6a09e667f3bcc908, 0xbb67ae8584caa73b, 0x3c6ef372fe94f82b, 0xa54ff53a5f1d36f1, 0x510e527fade682d1,
    0x9b05688c2b3e6c1f, 0x1f83d9abfb41bd6b, 0x5be0cd19137e2179,
  ],
  16,
);

/** Bytes of the state in a {@link Hasher}, with which it begins; the block follows. */
const STATE: usize = 64;

/**
 * A hash under way, in 224 bytes of static memory that are its owner's:
 * `changetype<Hasher>(memory.data(offsetof<Hasher>(), 16))`. Any number of them may be under way at once.
 */
@unmanaged
export class Hasher {
  /** The hash value so far: eight u32 or u64. */
  private state: v128;
  private state1: v128;
  private state2: v128;
  private state3: v128;
  /** What does not fill a block yet. */
  private block: v128;
  private block1: v128;
  private block2: v128;
  private block3: v128;
  private block4: v128;
  private block5: v128;
  private block6: v128;
  private block7: v128;
  /** Bytes of the message so far. */
  private length: u64;
  private hash: u32;

  /** Starts a message. */
  begin(hash: u32): void {
    assert(digestSize(hash) != 0);
    this.hash = hash;
    this.length = 0;
    if (hash == <u32>Hash.Sha256) memory.copy(this.stateAt, INITIAL_256, 32);
    else memory.copy(this.stateAt, hash == <u32>Hash.Sha384 ? INITIAL_384 : INITIAL_512, 64);
  }

  /** Takes the next `length` bytes of the message. */
  update(at: usize, length: usize): void {
    const size = <usize>blockSize(this.hash);
    const held = this.held;
    this.length += length;
    if (held) {
      const more = min(length, size - held);
      memory.copy(this.blockAt + held, at, more);
      if (held + more < size) return;
      this.compress(this.blockAt, 1);
      at += more;
      length -= more;
    }
    const rest = length & (size - 1);
    if (length > rest) this.compress(at, (length - rest) / size);
    memory.copy(this.blockAt, at + length - rest, rest);
  }

  /** Writes the digest to `to`, and clears the state. Returns its bytes. */
  end(to: usize): u32 {
    const digest = digestSize(this.hash);
    this.pad();
    if (this.hash == <u32>Hash.Sha256) {
      for (let i: usize = 0; i < digest; i += 4) store<u32>(to + i, bswap(load<u32>(this.stateAt + i)));
    } else {
      for (let i: usize = 0; i < digest; i += 8) store<u64>(to + i, bswap(load<u64>(this.stateAt + i)));
    }
    memory.fill(changetype<usize>(this), 0, offsetof<Hasher>());
    return digest;
  }

  private get stateAt(): usize {
    return changetype<usize>(this);
  }
  private get blockAt(): usize {
    return changetype<usize>(this) + STATE;
  }
  /** Bytes that do not fill a block yet. */
  private get held(): usize {
    return <usize>this.length & (blockSize(this.hash) - 1);
  }

  private compress(data: usize, blocks: usize): void {
    if (this.hash == <u32>Hash.Sha256) sha256.compress(this.stateAt, data, blocks);
    else sha512.compress(this.stateAt, data, blocks);
  }

  /** A one bit, zeros, and the length in bits in the last eighth of a block: section 5.1. */
  private pad(): void {
    const size = <usize>blockSize(this.hash);
    const end = this.blockAt + size;
    let at = this.blockAt + this.held;
    store<u8>(at++, 0x80);
    if (at > end - size / 8) {
      memory.fill(at, 0, end - at);
      this.compress(this.blockAt, 1);
      at = this.blockAt;
    }
    memory.fill(at, 0, end - at);
    store<u64>(end - 8, bswap(this.length << 3));
    if (size == 128) store<u64>(end - 16, bswap(this.length >> 61));
    this.compress(this.blockAt, 1);
  }
}

const own = changetype<Hasher>(memory.data(offsetof<Hasher>(), 16));

/** Writes the digest of `length` bytes to `to`. Returns its bytes. */
export function digest(hash: u32, at: usize, length: usize, to: usize): u32 {
  own.begin(hash);
  own.update(at, length);
  return own.end(to);
}
