/** SHA-256, SHA-384 and SHA-512 against published digests and node:crypto. */
import { createHash } from "node:crypto";
import { beforeAll, describe, expect, test } from "vitest";
import { randomBytes, seeded } from "../random.ts";
import { BUILDS } from "./compile.ts";
import { HASHES, hashProbe } from "./hashProbe.ts";

const text = (s: string) => new TextEncoder().encode(s);
const theirs = (name: string, bytes: Uint8Array) => createHash(name).update(bytes).digest("hex");

/** Published by NIST: examples of FIPS 180-4 and the secure hash algorithm validation system. */
const TWO_BLOCKS_64 = text("abcdbcdecdefdefgefghfghighijhijkijkljklmklmnlmnomnopnopq");
const TWO_BLOCKS_128 = text(
  "abcdefghbcdefghicdefghijdefghijkefghijklfghijklmghijklmnhijklmnoijklmnopjklmnopqklmnopqrlmnopqrsmnopqrstnopqrstu",
);
const MILLION = new Uint8Array(1_000_000).fill(97);
const KNOWN: [hash: number, what: string, message: Uint8Array, digest: string][] = [
  [0, "nothing", text(""), "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855"],
  [0, "abc", text("abc"), "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad"],
  [0, "two blocks", TWO_BLOCKS_64, "248d6a61d20638b8e5c026930c3e6039a33ce45964ff2167f6ecedd419db06c1"],
  [0, "a million a", MILLION, "cdc76e5c9914fb9281a1c7e284d73e67f1809a48a497200e046d39ccc7112cd0"],
  [
    1,
    "nothing",
    text(""),
    "38b060a751ac96384cd9327eb1b1e36a21fdb71114be07434c0cc7bf63f6e1da274edebfe76f65fbd51ad2f14898b95b",
  ],
  [
    1,
    "abc",
    text("abc"),
    "cb00753f45a35e8bb5a03d699ac65007272c32ab0eded1631a8b605a43ff5bed8086072ba1e7cc2358baeca134c825a7",
  ],
  [
    1,
    "two blocks",
    TWO_BLOCKS_128,
    "09330c33f71147e83d192fc782cd1b4753111b173b3b05d22fa08086e3b0f712fcc7c71a557e2db966c3e9fa91746039",
  ],
  [
    1,
    "a million a",
    MILLION,
    "9d0e1809716474cb086e834e310a4a1ced149e9c00f248527972cec5704c2a5b07b8b3dc38ecc4ebae97ddd87f3d8985",
  ],
  [
    2,
    "nothing",
    text(""),
    "cf83e1357eefb8bdf1542850d66d8007d620e4050b5715dc83f4a921d36ce9ce47d0d13c5d85f2b0ff8318d2877eec2f63b931bd47417a81a538327af927da3e",
  ],
  [
    2,
    "abc",
    text("abc"),
    "ddaf35a193617abacc417349ae20413112e6fa4e89a97ea20a9eeee64b55d39a2192992a274fc1a836ba3c23a3feebbd454d4423643ce80e2a9ac94fa54ca49f",
  ],
  [
    2,
    "two blocks",
    TWO_BLOCKS_128,
    "8e959b75dae313da8cf4f72814fc143f8f7779c6eb9f7fa17299aeadb6889018501d289e4900f7e4331b99dec4b5433ac7d329eeb6dd26545e96e55b874be909",
  ],
  [
    2,
    "a million a",
    MILLION,
    "e718483d0ce769644e2e42c7bc15b4638e1f98b13b2044285632a803afa973ebde0ff244877ea60a4cb0432ce577c31beb009c5c2c49aa2e4eadb217ad8cc09b",
  ],
];

/** The first `count` primes. */
function primes(count: number): number[] {
  const found: number[] = [];
  for (let n = 2; found.length < count; n++) if (found.every((p) => n % p)) found.push(n);
  return found;
}

/** The first `bits` bits of the fractional part of the `degree`-th root of n, by bisection. */
function rootFraction(n: number, degree: number, bits: number): bigint {
  const wanted = BigInt(n) << BigInt(degree * bits);
  let low = 0n;
  let high = BigInt(n) << BigInt(bits);
  while (high - low > 1n) {
    const middle = (low + high) >> 1n;
    if (middle ** BigInt(degree) <= wanted) low = middle;
    else high = middle;
  }
  return BigInt.asUintN(bits, low);
}

describe.each(BUILDS)("%s build", (_name, build) => {
  let core: Awaited<ReturnType<typeof hashProbe>>;
  beforeAll(async () => {
    core = await hashProbe(build);
  });

  test("no other number has a digest", () => {
    expect([0, 1, 2, 3, 4, 255, -1].map((hash) => core.probe.digestSize(hash))).toEqual([32, 48, 64, 0, 0, 0, 0]);
  });

  test.each(KNOWN)("%i of %s is as published", (hash, _what, message, digest) => {
    expect(core.digest(hash, message)).toBe(digest);
  });

  describe.each(HASHES)("$name", ({ hash, name, block, word, rounds }) => {
    const words = (at: number, count: number) =>
      Array.from({ length: count }, (_, i) =>
        word === 64 ? core.memory.readBigUInt64LE(at + 8 * i) : BigInt(core.memory.readUInt32LE(at + 4 * i)),
      );

    test("constants are what their rules give", () => {
      const initial = primes(16).slice(name === "sha384" ? 8 : 0, name === "sha384" ? 16 : 8);
      expect(words(core.probe.initialAt(hash), 8)).toEqual(initial.map((p) => rootFraction(p, 2, word)));
      expect(words(core.probe.roundsAt(hash), rounds)).toEqual(primes(rounds).map((p) => rootFraction(p, 3, word)));
    });

    test("every length from 0 to 300, and around borders of blocks further on", () => {
      const random = seeded(1);
      for (let length = 0; length <= 300; length++) {
        const message = randomBytes(random, length);
        expect(core.digest(hash, message), `${length}`).toBe(theirs(name, message));
      }
      for (const blocks of [4, 9, 10, 64, 1024]) {
        for (let length = blocks * block - 18; length <= blocks * block + 2; length++) {
          const message = randomBytes(random, length);
          expect(core.digest(hash, message), `${length}`).toBe(theirs(name, message));
        }
      }
    });

    test("every split of 300 bytes in two", () => {
      const message = randomBytes(seeded(2), 300);
      const wanted = theirs(name, message);
      for (let at = 0; at <= 300; at++) {
        core.begin(0, hash);
        core.update(0, message.subarray(0, at));
        core.update(0, message.subarray(at));
        expect(core.end(0), `${at}`).toBe(wanted);
      }
    });

    test("random splits into many", () => {
      const random = seeded(3);
      for (let run = 0; run < 200; run++) {
        const message = randomBytes(random, Math.floor(random() * 2000));
        const most = 1 + Math.floor(random() * 300);
        core.begin(0, hash);
        for (let at = 0; at < message.length; ) {
          const next = at + Math.floor(random() * (most + 1));
          core.update(0, message.subarray(at, next));
          at = next;
        }
        expect(core.end(0), `run ${run}`).toBe(theirs(name, message));
      }
    });

    test("input and digest at any address, and nothing written beside the digest", () => {
      const message = randomBytes(seeded(4), 700);
      const wanted = theirs(name, message);
      const to = core.input + 2048;
      for (let shift = 0; shift < 33; shift++) {
        core.memory.fill(0xee, to - 64, to + 192);
        core.begin(0, hash);
        core.probe.update(0, core.put(message, core.input + shift), message.length);
        const size = core.probe.end(0, to + shift);
        expect(core.memory.toString("hex", to + shift, to + shift + size), `${shift}`).toBe(wanted);
        const beside = [core.memory.subarray(to - 64, to + shift), core.memory.subarray(to + shift + size, to + 192)];
        expect(beside.every((bytes) => bytes.every((byte) => byte === 0xee))).toBe(true);
      }
    });

    test("8 MiB and a bit in pieces of the input region", () => {
      const piece = randomBytes(seeded(5), 4 << 20);
      core.begin(0, hash);
      core.update(0, piece);
      core.update(0, piece.subarray(0, 12345));
      core.update(0, piece);
      const peer = createHash(name).update(piece).update(piece.subarray(0, 12345)).update(piece);
      expect(core.end(0)).toBe(peer.digest("hex"));
    });

    test("nothing of a message stays behind", () => {
      const { kept, digest } = core;
      digest(hash, text("abc"));
      const before = kept();
      digest(hash, randomBytes(seeded(6), 1000));
      core.begin(1, hash);
      core.update(1, randomBytes(seeded(7), 333));
      expect(kept().equals(before)).toBe(false);
      core.end(1);
      expect(kept().equals(before)).toBe(true);
    });
  });

  test("two hashes under way do not disturb each other", () => {
    const random = seeded(8);
    for (const first of HASHES) {
      for (const second of HASHES) {
        const peers = [createHash(first.name), createHash(second.name)];
        core.begin(0, first.hash);
        core.begin(1, second.hash);
        for (let i = 0; i < 40; i++) {
          const which = i % 2;
          const piece = randomBytes(random, Math.floor(random() * 200));
          core.update(which, piece);
          peers[which]?.update(piece);
        }
        expect([core.end(0), core.end(1)]).toEqual(peers.map((peer) => peer.digest("hex")));
      }
    }
  });
});
