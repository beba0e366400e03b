/** Seals a secret for a guest: HPKE, RFC 9180, with DHKEM(X25519, HKDF-SHA256), HKDF-SHA256 and ChaCha20-Poly1305. */
import { Chacha20Poly1305 } from "@hpke/chacha20poly1305";
import { CipherSuite, HkdfSha256 } from "@hpke/core";
import { DhkemX25519HkdfSha256 } from "@hpke/dhkem-x25519";
import { tsmError } from "../errors.ts";
import { KEY_SIZE } from "./protocol.ts";

const suite = new CipherSuite({
  kem: new DhkemX25519HkdfSha256(),
  kdf: new HkdfSha256(),
  aead: new Chacha20Poly1305(),
});

/** A verifier's keys: X25519, 32 bytes each. Guests that know the public one take secrets from this verifier alone. */
export interface ReleaseKeys {
  privateKey: Uint8Array;
  publicKey: Uint8Array;
}

/** What is sealed, for whom, and what the guest has to say to open it. */
export interface Sealing {
  secret: Uint8Array;
  publicKey: Uint8Array;
  info: Uint8Array;
  aad: Uint8Array;
  /** The verifier's keys, for auth mode; base mode without. */
  keys?: ReleaseKeys | undefined;
}

/** A copy that no other buffer is behind, as the library wants it. */
const buffer = (bytes: Uint8Array): ArrayBuffer => Uint8Array.from(bytes).buffer;

async function imported({ privateKey, publicKey }: ReleaseKeys): Promise<CryptoKeyPair> {
  return {
    privateKey: await suite.kem.importKey("raw", buffer(privateKey), false),
    publicKey: await suite.kem.importKey("raw", buffer(publicKey), true),
  };
}

/** Seals. @throws TsmError `bad-message` when the guest's key is none that anybody means well with. */
export async function seal({ secret, publicKey, info, aad, keys }: Sealing) {
  const senderKey = keys && (await imported(keys));
  const recipientPublicKey = await suite.kem.importKey("raw", buffer(publicKey), true);
  const parameters = { recipientPublicKey, info: buffer(info), ...(senderKey && { senderKey }) };
  const context = await suite.createSenderContext(parameters).catch((error) => {
    throw tsmError("bad-message", "publicKey is a point of low order", { cause: error });
  });
  const ciphertext = await context.seal(buffer(secret), buffer(aad));
  return { enc: new Uint8Array(context.enc), ciphertext: new Uint8Array(ciphertext) };
}

/** Makes keys for a verifier. Keep the private one, and put the public one where guests are measured. */
export async function generateReleaseKeys(): Promise<ReleaseKeys> {
  const { privateKey, publicKey } = await suite.kem.generateKeyPair();
  return {
    privateKey: new Uint8Array(await suite.kem.serializePrivateKey(privateKey)),
    publicKey: new Uint8Array(await suite.kem.serializePublicKey(publicKey)),
  };
}

/** Are these keys well formed? */
export const areKeys = ({ privateKey, publicKey }: ReleaseKeys): boolean =>
  [privateKey, publicKey].every((key) => key instanceof Uint8Array && key.length === KEY_SIZE);
