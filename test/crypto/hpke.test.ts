/** HPKE against RFC 9180 and the library of the verifier's side. */
import { Chacha20Poly1305 } from "@hpke/chacha20poly1305";
import { CipherSuite, HkdfSha256 } from "@hpke/core";
import { DhkemX25519HkdfSha256 } from "@hpke/dhkem-x25519";
import { beforeAll, describe, expect, test } from "vitest";
import { randomBytes, seeded } from "../random.ts";
import { BUILDS } from "./compile.ts";
import { type HpkeProbe, hpkeProbe, type Opening } from "./hpkeProbe.ts";

const hex = (text: string) => new Uint8Array(Buffer.from(text, "hex"));

const suite = new CipherSuite({
  kem: new DhkemX25519HkdfSha256(),
  kdf: new HkdfSha256(),
  aead: new Chacha20Poly1305(),
});

/** RFC 9180, appendix A.2.1: the first message. */
const RFC: Opening = {
  privateKey: hex("8057991eef8f1f1af18f4a9491d16a1ce333f695d4db8e38da75975c4478e0fb"),
  publicKey: hex("4310ee97d88cc1f088a5576c77ab0cf5c3ac797f3d95139c6c84b5429c59662a"),
  enc: hex("1afa08d3dec047a643885163f1180476fa7ddb54c6a8029ea33f95796bf2ac4a"),
  info: hex("4f6465206f6e2061204772656369616e2055726e"),
  aad: hex("436f756e742d30"),
  ciphertext: hex("1c5250d8034ec2b784ba2cfd69dbdb8af406cfe3ff938e131f0def8c8b60b4db21993c62ce81883d2dd1b51a28"),
};
const BEAUTY = new TextEncoder().encode("Beauty is truth, truth beauty");

/** Sealed by the library for a key of the guest. */
async function sealed(probe: HpkeProbe, random: () => number, withSender: boolean) {
  const [privateKey, info, aad] = [32, Math.floor(random() * 257), Math.floor(random() * 100)].map((length) =>
    randomBytes(random, length),
  ) as [Uint8Array, Uint8Array, Uint8Array];
  const publicKey = probe.publicKey(privateKey);
  const message = randomBytes(random, Math.floor(random() * 200));
  const senderKey = withSender
    ? await suite.kem.deriveKeyPair(Uint8Array.from(randomBytes(random, 32)).buffer)
    : undefined;
  const context = await suite.createSenderContext({
    recipientPublicKey: await suite.kem.importKey("raw", Uint8Array.from(publicKey).buffer),
    info,
    ...(senderKey && { senderKey }),
  });
  const ciphertext = new Uint8Array(await context.seal(message, aad));
  const opening: Opening = { privateKey, publicKey, enc: new Uint8Array(context.enc), info, aad, ciphertext };
  if (senderKey) opening.sender = new Uint8Array(await suite.kem.serializePublicKey(senderKey.publicKey));
  return { opening, message };
}

for (const [name, build] of BUILDS) {
  describe(name, () => {
    let probe: HpkeProbe;
    beforeAll(async () => {
      probe = await hpkeProbe(build);
    });
    const count = build.debug ? 5 : 200;

    test("RFC 9180, appendix A.2.1", () => {
      expect(probe.publicKey(RFC.privateKey)).toEqual(RFC.publicKey);
      expect(probe.hpke(RFC)).toEqual(BEAUTY);
    });

    test("the library opens the message of the RFC too", async () => {
      const recipientKey = await suite.kem.importKey("raw", Uint8Array.from(RFC.privateKey).buffer, false);
      const context = await suite.createRecipientContext({ recipientKey, enc: RFC.enc, info: RFC.info });
      expect(new Uint8Array(await context.open(RFC.ciphertext, RFC.aad))).toEqual(BEAUTY);
    });

    test.each([
      ["base mode", false],
      ["auth mode", true],
    ])(`${count} messages that the library sealed in %s`, async (_, withSender) => {
      const random = seeded(9180);
      for (let i = 0; i < count; i++) {
        const { opening, message } = await sealed(probe, random, withSender);
        expect(probe.hpke(opening)).toEqual(message);
      }
    });

    test.each([
      ["base mode", false],
      ["auth mode", true],
    ])("a byte changed anywhere is refused in %s", async (_, withSender) => {
      const { opening } = await sealed(probe, seeded(11), withSender);
      const parts = ["publicKey", "enc", "info", "aad", "ciphertext", ...(withSender ? (["sender"] as const) : [])];
      for (const part of parts as (keyof Opening)[]) {
        const bytes = opening[part] as Uint8Array;
        // The last bit of a coordinate does not count in X25519, but what the key schedule hashes are bytes.
        for (let i = 0; i < bytes.length; i++) {
          const changed = Uint8Array.from(bytes);
          changed[i] = (changed[i] ?? 0) ^ 0x80;
          expect(probe.hpke({ ...opening, [part]: changed })).toBeUndefined();
        }
      }
    });

    test("a message of one mode is not opened in the other", async () => {
      const base = await sealed(probe, seeded(12), false);
      const auth = await sealed(probe, seeded(12), true);
      const sender = auth.opening.sender as Uint8Array;
      const { sender: _, ...unsigned } = auth.opening;
      expect(probe.hpke(unsigned)).toBeUndefined();
      expect(probe.hpke({ ...base.opening, sender })).toBeUndefined();
    });

    test("public keys of low order are refused", async () => {
      const { opening } = await sealed(probe, seeded(13), true);
      expect(probe.hpke({ ...opening, enc: new Uint8Array(32) })).toBeUndefined();
      expect(probe.hpke({ ...opening, sender: new Uint8Array(32) })).toBeUndefined();
    });

    test("nothing is left of a key", async () => {
      const before = probe.kept();
      const { opening } = await sealed(probe, seeded(14), true);
      for (const last of [opening, { ...opening, enc: new Uint8Array(32) }, { ...opening, aad: new Uint8Array(3) }]) {
        probe.hpke(last);
        expect(probe.kept().filter((byte, i) => byte !== before[i])).toEqual(new Uint8Array(0));
      }
    });
  });
}
