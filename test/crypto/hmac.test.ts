/** HMAC against the vectors of RFC 4231 and node:crypto. */
import { createHmac } from "node:crypto";
import { beforeAll, describe, expect, test } from "vitest";
import { randomBytes, seeded } from "../random.ts";
import { BUILDS } from "./compile.ts";
import { HASHES, hashProbe } from "./hashProbe.ts";

const text = (s: string) => new TextEncoder().encode(s);
const filled = (length: number, byte: number) => new Uint8Array(length).fill(byte);
const theirs = (name: string, key: Uint8Array, message: Uint8Array) =>
  createHmac(name, key).update(message).digest("hex");

/** RFC 4231, section 4: HMAC-SHA-256, -384 and -512. Case 5 is published cut to 128 bits. */
const RFC_4231: [what: string, key: Uint8Array, message: Uint8Array, macs: [string, string, string]][] = [
  [
    "case 1",
    filled(20, 0x0b),
    text("Hi There"),
    [
      "b0344c61d8db38535ca8afceaf0bf12b881dc200c9833da726e9376c2e32cff7",
      "afd03944d84895626b0825f4ab46907f15f9dadbe4101ec682aa034c7cebc59cfaea9ea9076ede7f4af152e8b2fa9cb6",
      "87aa7cdea5ef619d4ff0b4241a1d6cb02379f4e2ce4ec2787ad0b30545e17cdedaa833b7d6b8a702038b274eaea3f4e4be9d914eeb61f1702e696c203a126854",
    ],
  ],
  [
    "case 2, a key shorter than the digest",
    text("Jefe"),
    text("what do ya want for nothing?"),
    [
      "5bdcc146bf60754e6a042426089575c75a003f089d2739839dec58b964ec3843",
      "af45d2e376484031617f78d2b58a6b1b9c7ef464f5a01b47e42ec3736322445e8e2240ca5e69e2c78b3239ecfab21649",
      "164b7a7bfcf819e2e395fbe73b56e0a387bd64222e831fd610270cd7ea2505549758bf75c05a994a6d034f65f8f0e6fdcaeab1a34d4a6b4b636e070a38bce737",
    ],
  ],
  [
    "case 3",
    filled(20, 0xaa),
    filled(50, 0xdd),
    [
      "773ea91e36800e46854db8ebd09181a72959098b3ef8c122d9635514ced565fe",
      "88062608d3e6ad8a0aa2ace014c8a86f0aa635d947ac9febe83ef4e55966144b2a5ab39dc13814b94e3ab6e101a34f27",
      "fa73b0089d56a284efb0f0756c890be9b1b5dbdd8ee81a3655f83e33b2279d39bf3e848279a722c806b485a47e67c807b946a337bee8942674278859e13292fb",
    ],
  ],
  [
    "case 4",
    Uint8Array.from({ length: 25 }, (_, i) => i + 1),
    filled(50, 0xcd),
    [
      "82558a389a443c0ea4cc819899f2083a85f0faa3e578f8077a2e3ff46729665b",
      "3e8a69b7783c25851933ab6290af6ca77a9981480850009cc5577c6e1f573b4e6801dd23c4a7d679ccf8a386c674cffb",
      "b0ba465637458c6990e5a8c5f61d4af7e576d97ff94b872de76f8050361ee3dba91ca5c11aa25eb4d679275cc5788063a5f19741120c4f2de2adebeb10a298dd",
    ],
  ],
  [
    "case 5",
    filled(20, 0x0c),
    text("Test With Truncation"),
    ["a3b6167473100ee06e0c796c2955552b", "3abf34c3503b2a23a46efc619baef897", "415fad6271580a531d4179bc891d87a6"],
  ],
  [
    "case 6, a key longer than a block",
    filled(131, 0xaa),
    text("Test Using Larger Than Block-Size Key - Hash Key First"),
    [
      "60e431591ee0b67f0d8a26aacbf5b77f8e0bc6213728c5140546040f0ee37f54",
      "4ece084485813e9088d2c63a041bc5b44f9ef1012a2b588f3cd11f05033ac4c60c2ef6ab4030fe8296248df163f44952",
      "80b24263c7c1a3ebb71493c1dd7be8b49b46d1f41b4aeec1121b013783f8f3526b56d037e05f2598bd0fd2215d6a1e5295e64f73f63f0aec8b915a985d786598",
    ],
  ],
  [
    "case 7, both longer than a block",
    filled(131, 0xaa),
    text(
      "This is a test using a larger than block-size key and a larger than block-size data. The key needs to be hashed before being used by the HMAC algorithm.",
    ),
    [
      "9b09ffa71b942fcb27635fbcd5b0e944bfdc63644f0713938a7f51535c3a35e2",
      "6617178e941f020d351e2f254e8fd32c602420feb0b8fb9adccebb82461e99c5a678cc31e799176d3860e6110c46523e",
      "e37b6a775dc87dbaa4dfa9f96e5e3ffddebd71f8867289865df5a32d20cdc944b6022cac3c4982b10d5eeb55c3e4de15134676fb6de0446065c97440fa8c6a58",
    ],
  ],
];

describe.each(BUILDS)("%s build", (_name, build) => {
  let core: Awaited<ReturnType<typeof hashProbe>>;
  beforeAll(async () => {
    core = await hashProbe(build);
  });

  describe.each(HASHES)("HMAC with $name", ({ hash, name }) => {
    test.each(RFC_4231)("RFC 4231, %s", (_what, key, message, macs) => {
      const wanted = macs[hash];
      expect(core.hmac(hash, key, message).slice(0, wanted.length)).toBe(wanted);
    });

    test("every length of a key from 0 to 300", () => {
      const random = seeded(11);
      for (let length = 0; length <= 300; length++) {
        const key = randomBytes(random, length);
        const message = randomBytes(random, Math.floor(random() * 300));
        expect(core.hmac(hash, key, message), `${length}`).toBe(theirs(name, key, message));
      }
    });

    test("every length of a message from 0 to 300, in two pieces", () => {
      const random = seeded(12);
      const key = randomBytes(random, 48);
      for (let length = 0; length <= 300; length++) {
        const message = randomBytes(random, length);
        const at = Math.floor(random() * (length + 1));
        const mac = core.hmac(hash, key, message.subarray(0, at), message.subarray(at));
        expect(mac, `${length} split at ${at}`).toBe(theirs(name, key, message));
      }
    });

    test("a hash under way does not disturb it, nor is it disturbed", () => {
      const message = text("message");
      core.begin(0, hash);
      core.update(0, message);
      expect(core.hmac(hash, message, message)).toBe(theirs(name, message, message));
      expect(core.end(0)).toBe(core.digest(hash, message));
    });

    test("nothing of key and message stays behind", () => {
      const { kept, hmac } = core;
      hmac(hash, text("key"), text("message"));
      const before = kept();
      for (const length of [32, 64, 128, 129, 300]) {
        hmac(hash, randomBytes(seeded(length), length), randomBytes(seeded(13), 1000));
        expect(kept().equals(before), `key of ${length} bytes`).toBe(true);
      }
    });

    test("the key is gone before the first byte of the message", () => {
      const key = randomBytes(seeded(14), 64);
      const masked = [0, 0x36, 0x5c].map((mask) => Buffer.from(key.map((byte) => byte ^ mask)));
      core.probe.hmacBegin(hash, core.put(key), key.length);
      const kept = core.kept();
      for (const secret of masked)
        for (let i = 0; i + 8 <= 64; i++) expect(kept.indexOf(secret.subarray(i, i + 8))).toBe(-1);
    });
  });
});
