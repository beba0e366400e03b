// What a verifier over WebCrypto has to do at least for an SNP report: the signatures, with keys that were read before.
import { X509Certificate } from "node:crypto";

const { subtle } = globalThis.crypto;
const PSS = { name: "RSA-PSS", saltLength: 48 };

/** The part of a certificate that is signed, and its signature: both stand at the ends of the outer SEQUENCE. */
function partsOf(/** @type {Uint8Array} */ der) {
  const lengthAt = (/** @type {number} */ at) => (der[at + 2] ?? 0) * 256 + (der[at + 3] ?? 0) + 4;
  return { tbs: der.slice(4, 4 + lengthAt(4)), signature: der.slice(-512) };
}

async function keyOf(/** @type {Uint8Array} */ der, /** @type {any} */ algorithm) {
  const spki = new X509Certificate(der).publicKey.export({ format: "der", type: "spki" });
  return subtle.importKey("spki", spki, algorithm, false, ["verify"]);
}

/** R and S of a report, big-endian and side by side. */
function signatureOf(/** @type {Uint8Array} */ report) {
  const number = (/** @type {number} */ at) => report.slice(at, at + 48).reverse();
  return new Uint8Array([...number(0x2a0), ...number(0x2e8)]);
}

/** A verifier for the reports of one platform. */
export async function webcryptoSnp({ leaf, intermediate, root }) {
  const rsa = { name: "RSA-PSS", hash: "SHA-384" };
  const [ark, ask] = [await keyOf(root, rsa), await keyOf(intermediate, rsa)];
  const vcek = await keyOf(leaf, { name: "ECDSA", namedCurve: "P-384" });
  const links = [
    [ark, partsOf(root)],
    [ark, partsOf(intermediate)],
    [ask, partsOf(leaf)],
  ];
  const verifyReport = (/** @type {Uint8Array} */ report) =>
    subtle.verify({ name: "ECDSA", hash: "SHA-384" }, vcek, signatureOf(report), report.subarray(0, 0x2a0));
  return {
    verifyReport,
    async verify(/** @type {Uint8Array} */ report) {
      for (const [key, { tbs, signature }] of links) if (!(await subtle.verify(PSS, key, signature, tbs))) return false;
      return verifyReport(report);
    },
  };
}
