/** Checks that the browser's own WebCrypto verifies what the forge signed. Offsets are typed in from the vendors' tables. */
import { inspect } from "tsmkit";
import { sha384, verifyEcdsa, verifyRsaPkcs1, verifyRsaPss } from "tsmkit/crypto";
import { snp, tdx } from "tsmkit/forge";
import { equal, fieldsOf, hex, unhex } from "./expect.ts";
import type { Checks } from "./run.ts";

/** A P-384 key as certificates have it, up to the 97 bytes of the point. RFC 5480. */
const P384_SPKI = "3076301006072a8648ce3d020106052b81040022036200";

/** The P-384 key in a certificate, ready to verify. */
function p384Of(certificate: Uint8Array): Promise<CryptoKey> {
  const der = hex(certificate);
  const at = der.indexOf(P384_SPKI);
  const spki = unhex(der.slice(at, at + P384_SPKI.length + 2 * 97));
  return crypto.subtle.importKey("spki", spki, { name: "ECDSA", namedCurve: "P-384" }, false, ["verify"]);
}

/** The 48 bytes of R or S that are in use, big-endian. AMD 56860 section 7.3, table of SIGNATURE. */
function bigEndian(field: string): Uint8Array {
  return unhex(field).subarray(0, 48).reverse();
}

/** A copy with one bit turned over. */
function flipped(bytes: Uint8Array, at: number): Uint8Array<ArrayBuffer> {
  const copy = new Uint8Array(bytes);
  copy[at] = (copy[at] ?? 0) ^ 1;
  return copy;
}

export const signatureChecks: Checks = {
  "an SNP report verifies with its endorsement key, a changed one does not": async () => {
    const { report, certificates } = await snp();
    const { signatureR, signatureS } = fieldsOf(inspect(report), "snpReport");
    const signature = new Uint8Array([...bigEndian(signatureR), ...bigEndian(signatureS)]);
    const key = await p384Of(certificates.leaf);
    const verify = (signed: BufferSource) =>
      crypto.subtle.verify({ name: "ECDSA", hash: "SHA-384" }, key, signature, signed);
    equal(await verify(new Uint8Array(report.subarray(0, 0x2a0))), true);
    equal(await verify(flipped(report.subarray(0, 0x2a0), 0x50)), false);
  },

  "a TDX quote verifies with its attestation key, a changed one does not": async () => {
    const { quote } = await tdx({ version: 4 });
    const { signature, attestationKey } = fieldsOf(inspect(quote), "quoteSignature");
    const ecdsa = { name: "ECDSA", namedCurve: "P-256", hash: "SHA-256" };
    const key = await crypto.subtle.importKey("raw", unhex(`04${attestationKey}`), ecdsa, false, ["verify"]);
    const verify = (signed: BufferSource) => crypto.subtle.verify(ecdsa, key, unhex(signature), signed);
    equal(await verify(new Uint8Array(quote.subarray(0, 48 + 584))), true);
    equal(await verify(flipped(quote.subarray(0, 48 + 584), 48)), false);
  },

  "the core agrees with WebCrypto on signatures of every kind": async () => {
    const message = crypto.getRandomValues(new Uint8Array(1000));
    equal(hex(sha384(message)), hex(new Uint8Array(await crypto.subtle.digest("SHA-384", message))));
    const make = async (algorithm: EcKeyGenParams | RsaHashedKeyGenParams, sign: AlgorithmIdentifier) => {
      const pair = (await crypto.subtle.generateKey(algorithm, false, ["sign", "verify"])) as CryptoKeyPair;
      const publicKey = new Uint8Array(await crypto.subtle.exportKey("spki", pair.publicKey));
      return {
        publicKey,
        message,
        signature: new Uint8Array(await crypto.subtle.sign(sign, pair.privateKey, message)),
      };
    };
    for (const [curve, hash] of [["P-256", "SHA-256"] as const, ["P-384", "SHA-384"] as const]) {
      const made = await make({ name: "ECDSA", namedCurve: curve }, { name: "ECDSA", hash } as EcdsaParams);
      equal(verifyEcdsa({ ...made, curve, hash, form: "p1363" }), true);
      equal(verifyEcdsa({ ...made, message: flipped(message, 5), curve, hash, form: "p1363" }), false);
    }
    const rsa = { hash: "SHA-384", modulusLength: 2048, publicExponent: Uint8Array.of(1, 0, 1) } as const;
    const pss = await make({ ...rsa, name: "RSA-PSS" }, { name: "RSA-PSS", saltLength: 48 } as RsaPssParams);
    equal(verifyRsaPss({ ...pss, hash: "SHA-384" }), true);
    equal(verifyRsaPss({ ...pss, message: flipped(message, 5), hash: "SHA-384" }), false);
    const pkcs1 = await make({ ...rsa, name: "RSASSA-PKCS1-v1_5" }, "RSASSA-PKCS1-v1_5");
    equal(verifyRsaPkcs1({ ...pkcs1, hash: "SHA-384" }), true);
    equal(verifyRsaPkcs1({ ...pkcs1, signature: flipped(pkcs1.signature, 5), hash: "SHA-384" }), false);
  },
};
