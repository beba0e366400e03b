/** ChaCha20, Poly1305, their union and HKDF against the RFCs, noble and node:crypto. */
import { createCipheriv, getCiphers, hkdfSync } from "node:crypto";
import { poly1305 as noblePoly1305 } from "@noble/ciphers/_poly1305.js";
import { chacha20poly1305, chacha20 as nobleChacha20 } from "@noble/ciphers/chacha.js";
import { beforeAll, describe, expect, test } from "vitest";
import { randomBytes, seeded } from "../random.ts";
import { BUILDS } from "./compile.ts";
import { type HpkeProbe, hpkeProbe } from "./hpkeProbe.ts";

const hex = (text: string) => new Uint8Array(Buffer.from(text.replace(/\s/g, ""), "hex"));
const digits = (bytes: Uint8Array) => Buffer.from(bytes).toString("hex");
const filled = (length: number, byte: number) => new Uint8Array(length).fill(byte);
const counted = (length: number, from = 0) => Uint8Array.from({ length }, (_, i) => from + i);

const SUNSCREEN = new TextEncoder().encode(
  "Ladies and Gentlemen of the class of '99: If I could offer you only one tip for the future, sunscreen would be it.",
);

/** Bun's node:crypto lacks it. */
const hasCipher = getCiphers().includes("chacha20-poly1305");
const without = hasCipher ? "" : " (SKIPPED: this node:crypto lacks the cipher)";

for (const [name, build] of BUILDS) {
  describe(name, () => {
    let probe: HpkeProbe;
    beforeAll(async () => {
      probe = await hpkeProbe(build);
    });
    const count = build.debug ? 50 : 3000;

    test("ChaCha20: RFC 8439, section 2.3.2, a block", () => {
      const stream = probe.chacha20(counted(32), 1, hex("000000090000004a00000000"), new Uint8Array(64));
      expect(digits(stream)).toBe(
        "10f1e7e4d13b5915500fdd1fa32071c4c7d1f4c733c068030422aa9ac3d46c4ed2826446079faa0914c2d705d98b02a2b5129cd1de164eb9cbd083e8a2503c4e",
      );
    });

    test(`ChaCha20: ${count} messages, as noble has it`, () => {
      const random = seeded(20);
      for (let i = 0; i < count; i++) {
        const [key, nonce] = [randomBytes(random, 32), randomBytes(random, 12)];
        const message = randomBytes(random, Math.floor(random() * 200));
        const counter = Math.floor(random() * 2 ** 31);
        expect(probe.chacha20(key, counter, nonce, message)).toEqual(
          nobleChacha20(key, nonce, message, undefined, counter),
        );
      }
    });

    test(`Poly1305: ${count} messages of whole blocks, as noble has it`, () => {
      const random = seeded(1305);
      for (let i = 0; i < count; i++) {
        const key = randomBytes(random, 32);
        const message = randomBytes(random, 16 * Math.floor(random() * 9));
        expect(probe.poly1305(key, message)).toEqual(noblePoly1305(message, key));
      }
    });

    test("Poly1305: blocks of ones, and sums around the prime", () => {
      // RFC 8439, appendix A.3, and what lies about it: r of 1 and 2, where the tag is the sum of the blocks.
      for (const r of [1, 2, 4, 255]) {
        for (const s of [0, 255]) {
          const key = new Uint8Array([r, ...filled(15, 0), ...filled(16, s)]);
          for (let low = 0; low < 256; low++) {
            for (const blocks of [1, 2, 3, 4]) {
              const message = filled(16 * blocks, 255);
              message[0] = low;
              expect(probe.poly1305(key, message)).toEqual(noblePoly1305(message, key));
            }
          }
        }
      }
    });

    test("Poly1305: pieces are filled with zeros", () => {
      const random = seeded(3);
      const key = randomBytes(random, 32);
      for (let length = 0; length < 40; length++) {
        const piece = randomBytes(random, length);
        const whole = new Uint8Array(16 * Math.ceil(length / 16));
        whole.set(piece);
        expect(probe.poly1305(key, piece, counted(16))).toEqual(
          noblePoly1305(new Uint8Array([...whole, ...counted(16)]), key),
        );
      }
    });

    test("ChaCha20-Poly1305: RFC 8439, section 2.8.2", () => {
      const [key, nonce] = [counted(32, 0x80), hex("070000004041424344454647")];
      const aad = hex("50515253c0c1c2c3c4c5c6c7");
      const sealed = chacha20poly1305(key, nonce, aad).encrypt(SUNSCREEN);
      expect(digits(sealed.subarray(0, 16))).toBe("d31a8d34648e60db7b86afbc53ef7ec2");
      expect(digits(sealed.subarray(-16))).toBe("1ae10b594f09e26a7e902ecbd0600691");
      expect(probe.open(key, nonce, aad, sealed).plaintext).toEqual(SUNSCREEN);
    });

    test.skipIf(!hasCipher)(`ChaCha20-Poly1305: ${count} messages that node:crypto sealed${without}`, () => {
      const random = seeded(4);
      for (let i = 0; i < count; i++) {
        const [key, nonce] = [randomBytes(random, 32), randomBytes(random, 12)];
        const [aad, message] = [0, 0].map(() => randomBytes(random, Math.floor(random() * 150))) as [
          Uint8Array,
          Uint8Array,
        ];
        const cipher = createCipheriv("chacha20-poly1305", key, nonce, { authTagLength: 16 });
        cipher.setAAD(aad, { plaintextLength: message.length });
        const sealed = Buffer.concat([cipher.update(message), cipher.final(), cipher.getAuthTag()]);
        expect(probe.open(key, nonce, aad, sealed).plaintext).toEqual(message);
      }
    });

    test("ChaCha20-Poly1305: a bit flipped anywhere is refused, and the ciphertext stays as it is", () => {
      const random = seeded(5);
      const [key, nonce, aad] = [randomBytes(random, 32), randomBytes(random, 12), randomBytes(random, 20)];
      const sealed = chacha20poly1305(key, nonce, aad).encrypt(SUNSCREEN.subarray(0, 40));
      const parts: [Uint8Array, (changed: Uint8Array) => ReturnType<HpkeProbe["open"]>][] = [
        [sealed, (changed) => probe.open(key, nonce, aad, changed)],
        [aad, (changed) => probe.open(key, nonce, changed, sealed)],
        [nonce, (changed) => probe.open(key, changed, aad, sealed)],
        [key, (changed) => probe.open(changed, nonce, aad, sealed)],
      ];
      for (const [part, open] of parts) {
        for (let bit = 0; bit < 8 * part.length; bit++) {
          const changed = Uint8Array.from(part);
          changed[bit >> 3] = (changed[bit >> 3] ?? 0) ^ (1 << (bit & 7));
          const { plaintext, left } = open(changed);
          expect(plaintext).toBeUndefined();
          expect(left).toEqual(part === sealed ? changed : sealed);
        }
      }
      for (let length = 0; length < sealed.length; length++) {
        expect(probe.open(key, nonce, aad, sealed.subarray(0, length)).plaintext).toBeUndefined();
      }
    });

    test("HKDF: RFC 5869, cases 1 and 3", () => {
      const one = probe.hkdf(counted(13), filled(22, 0x0b), counted(10, 0xf0), 42);
      expect(digits(one.prk)).toBe("077709362c2e32df0ddc3f0dc47bba6390b6c73bb50f9c3122ec844ad7c2b3e5");
      expect(digits(one.okm)).toBe(
        "3cb25f25faacd57a90434f64d0362f2a2d2d0a90cf1a5a4c5db02d56ecc4c5bf34007208d5b887185865",
      );
      const three = probe.hkdf(new Uint8Array(0), filled(22, 0x0b), new Uint8Array(0), 42);
      expect(digits(three.okm)).toBe(
        "8da4e775a563c18f715f802a063c5a31b8a11f5c5ee1879ec3454e5f3c738d2d9d201395faa4b61a96c8",
      );
    });

    test("HKDF: lengths of all kinds, as node:crypto has it", () => {
      const random = seeded(6);
      for (let i = 0; i < 300; i++) {
        const [salt, ikm, info] = [0, 0, 0].map(() => randomBytes(random, Math.floor(random() * 100))) as [
          Uint8Array,
          Uint8Array,
          Uint8Array,
        ];
        const length = 1 + Math.floor(random() * 255 * (i % 8 === 0 ? 32 : 1));
        expect(probe.hkdf(salt, ikm, info, length).okm).toEqual(
          new Uint8Array(hkdfSync("sha256", ikm, salt, info, length)),
        );
      }
    });

    test("nothing is left of a key", () => {
      const before = probe.kept();
      const [key, nonce, aad] = [filled(32, 0xa5), filled(12, 0xa5), filled(7, 0xa5)];
      probe.open(key, nonce, aad, chacha20poly1305(key, nonce, aad).encrypt(SUNSCREEN));
      probe.open(key, nonce, aad, filled(40, 0xa5));
      probe.hkdf(key, key, key, 50);
      expect(probe.kept().filter((byte, i) => byte !== before[i])).toEqual(new Uint8Array(0));
    });
  });
}
