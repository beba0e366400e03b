/** A guest for tests of the verifier: its side of the protocol as docs/secret-release.md has it, by other code than ours. */
import { createHash } from "node:crypto";
import { Chacha20Poly1305 } from "@hpke/chacha20poly1305";
import { CipherSuite, HkdfSha256 } from "@hpke/core";
import { DhkemX25519HkdfSha256 } from "@hpke/dhkem-x25519";
import type { SnpPlatform } from "../../hosts/forge/index.ts";

const suite = new CipherSuite({
  kem: new DhkemX25519HkdfSha256(),
  kdf: new HkdfSha256(),
  aead: new Chacha20Poly1305(),
});

const hex = (bytes: Uint8Array | ArrayBuffer) => Buffer.from(bytes as Uint8Array).toString("hex");
const bytes = (digits: string) => Buffer.from(digits, "hex");

/** "tsmkit secret release", 0, version, then each part behind its length in two bytes. */
function bound(...parts: Buffer[]): Buffer {
  const measured = parts.flatMap((part) => [Buffer.from([0, part.length]), part]);
  return Buffer.concat([Buffer.from("tsmkit secret release\0\x01", "latin1"), ...measured]);
}

/** What a guest sends and knows. */
export interface Answered {
  line: string;
  nonce: string;
  keys: CryptoKeyPair;
  publicKey: string;
}

/** Answers a challenge with a report of the platform; with one of its SVSM when there is a manifest. */
export async function answerTo(challenge: string, platform: SnpPlatform, manifest?: Uint8Array): Promise<Answered> {
  const { nonce } = JSON.parse(challenge);
  const keys = await suite.kem.generateKeyPair();
  const publicKey = hex(await suite.kem.serializePublicKey(keys.publicKey));
  const sha512 = (...parts: Uint8Array[]) => createHash("sha512").update(Buffer.concat(parts)).digest();
  const binding = sha512(bound(bytes(nonce), bytes(publicKey)));
  const report = await platform.report({ reportData: manifest ? sha512(binding, manifest) : binding });
  const evidence = {
    provider: "sev_guest",
    outblob: hex(report),
    auxblob: hex(platform.certTable),
    ...(manifest && { manifestblob: hex(manifest) }),
  };
  return { line: `${JSON.stringify({ tsmRelease: 1, nonce, publicKey, evidence })}\n`, nonce, keys, publicKey };
}

/** Opens what the verifier sealed for the message; `sender` is the verifier's key when the guest knows it. */
export async function open(reply: string, { line, nonce, keys }: Answered, sender?: Uint8Array): Promise<Uint8Array> {
  const { enc, ciphertext } = JSON.parse(reply);
  const context = await suite.createRecipientContext({
    recipientKey: keys.privateKey,
    enc: new Uint8Array(bytes(enc)).buffer,
    info: new Uint8Array(bound(bytes(nonce))).buffer,
    ...(sender && { senderPublicKey: await suite.kem.importKey("raw", Uint8Array.from(sender).buffer, true) }),
  });
  const aad = createHash("sha256").update(line.trimEnd()).digest();
  return new Uint8Array(await context.open(new Uint8Array(bytes(ciphertext)).buffer, new Uint8Array(aad).buffer));
}

/** The message with members changed, in the same order. */
export function changed({ line }: Answered, change: (message: ReturnType<typeof JSON.parse>) => void): string {
  const message = JSON.parse(line);
  change(message);
  return `${JSON.stringify(message)}\n`;
}
