/**
 * How authorities sign, and how what they sign says so. The two are apart on purpose: `{ identifier: A.identifier,
 * sign: B.sign }` claims one thing and does another.
 * Source: RFC 4055 section 3.1 (RSASSA-PSS); RFC 5758 section 3.2 (ECDSA); RFC 8410 section 3 (Ed25519).
 */
import * as der from "./der.ts";
import { type Digest, signEcdsa, signEd25519, signPss, toBigInt } from "./webcrypto.ts";

/** How a certificate or a list is signed, and how it says so. */
export interface SignatureAlgorithm {
  /** AlgorithmIdentifier. */
  identifier: der.Der;
  sign(key: CryptoKey, bytes: Uint8Array): Promise<Uint8Array>;
}

const DIGESTS: Readonly<Record<Digest, string>> = {
  "SHA-1": "1.3.14.3.2.26",
  "SHA-256": "2.16.840.1.101.3.4.2.1",
  "SHA-384": "2.16.840.1.101.3.4.2.2",
  "SHA-512": "2.16.840.1.101.3.4.2.3",
};

/** Parameters of RSASSA-PSS. */
export interface PssParameters {
  hash: Digest;
  /** Digest that MGF1 is said to use; it uses `hash`. */
  mgfHash?: Digest;
  /** Bytes of salt. */
  saltLength: number;
  /** Write trailerField out; 1 is the default, which DER wants left away. */
  trailer?: number;
}

/** RSASSA-PSS with any parameters; the defaults (SHA-1, 20 bytes of salt) are left away as DER wants it. */
export function rsaPss({ hash, mgfHash = hash, saltLength, trailer }: PssParameters): SignatureAlgorithm {
  const digest = (name: Digest) => der.sequence(der.oid(DIGESTS[name]), der.nothing());
  const parameters: der.Der[] = [];
  if (hash !== "SHA-1") parameters.push(der.tagged(0, digest(hash)));
  if (mgfHash !== "SHA-1") {
    parameters.push(der.tagged(1, der.sequence(der.oid("1.2.840.113549.1.1.8"), digest(mgfHash))));
  }
  if (saltLength !== 20) parameters.push(der.tagged(2, der.integer(saltLength)));
  if (trailer !== undefined) parameters.push(der.tagged(3, der.integer(trailer)));
  return {
    identifier: der.sequence(der.oid("1.2.840.113549.1.1.10"), der.sequence(...parameters)),
    sign: (key, bytes) => signPss(key, bytes, hash, saltLength),
  };
}

/** RSASSA-PSS with SHA-384, MGF1 with SHA-384 and 48 bytes of salt. */
export const PSS_SHA384: SignatureAlgorithm = rsaPss({ hash: "SHA-384", saltLength: 48 });
/** The same with trailerField 1 written out; AMD's authorities and older leaves have it. */
export const PSS_SHA384_TRAILER: SignatureAlgorithm = rsaPss({ hash: "SHA-384", saltLength: 48, trailer: 1 });

function ecdsa(oid: string, hash: Digest): SignatureAlgorithm {
  return {
    identifier: der.sequence(der.oid(oid)),
    async sign(key, bytes) {
      const raw = await signEcdsa(key, hash, bytes);
      const [r, s] = [raw.subarray(0, raw.length / 2), raw.subarray(raw.length / 2)];
      return der.encode(der.sequence(der.integer(toBigInt(r)), der.integer(toBigInt(s))));
    },
  };
}

/** ECDSA with SHA-256; on P-256 with Intel. */
export const ECDSA_SHA256: SignatureAlgorithm = ecdsa("1.2.840.10045.4.3.2", "SHA-256");
/** ECDSA with SHA-384: how an SNP endorsement key signs when it poses as an authority. */
export const ECDSA_SHA384: SignatureAlgorithm = ecdsa("1.2.840.10045.4.3.3", "SHA-384");
/** ECDSA with SHA-512: what CoVE recommends for certificates. */
export const ECDSA_SHA512: SignatureAlgorithm = ecdsa("1.2.840.10045.4.3.4", "SHA-512");

/** Ed25519, which signs the bytes themselves. */
export const ED25519: SignatureAlgorithm = { identifier: der.sequence(der.oid("1.3.101.112")), sign: signEd25519 };
