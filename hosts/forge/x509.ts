/**
 * Issues X.509 certificates. A certificate starts as a plain object, so that a test can change any part of it before
 * it is signed. Source: RFC 5280 section 4.1; RFC 4055 section 3.1 (RSASSA-PSS); RFC 5758 section 3.2 (ECDSA).
 */
import * as der from "./der.ts";
import { digest, signEcdsa, signPss, toBase64, toBigInt } from "./webcrypto.ts";

const ATTRIBUTES = {
  CN: "2.5.4.3",
  C: "2.5.4.6",
  L: "2.5.4.7",
  ST: "2.5.4.8",
  O: "2.5.4.10",
  OU: "2.5.4.11",
} as const;

/** A distinguished name: one attribute per RDN, in the order written. */
export type Name = Partial<Record<keyof typeof ATTRIBUTES, string>>;

/** How a certificate is signed, and how it says so. */
export interface SignatureAlgorithm {
  identifier: der.Der;
  sign(key: CryptoKey, bytes: Uint8Array): Promise<Uint8Array>;
}

/** One extension; `value` is what its OCTET STRING holds. */
export interface Extension {
  oid: string;
  critical?: boolean;
  value: Uint8Array;
}

/** First and last moment of a certificate. */
export interface Validity {
  notBefore: Date;
  notAfter: Date;
}

/** A certificate before it is signed. */
export interface CertificateTemplate {
  serial: bigint;
  algorithm: SignatureAlgorithm;
  issuer: Name;
  validity: Validity;
  subject: Name;
  /** SubjectPublicKeyInfo, DER. */
  spki: Uint8Array;
  extensions: Extension[];
}

/** The window of everything forged unless told otherwise: long, and fixed, so that tests do not age. */
export const DEFAULT_VALIDITY: Validity = {
  notBefore: new Date("2020-01-01T00:00:00Z"),
  notAfter: new Date("2049-12-31T23:59:59Z"),
};

function pss(explicitTrailer: boolean): SignatureAlgorithm {
  const sha384 = der.sequence(der.oid("2.16.840.1.101.3.4.2.2"), der.nothing());
  const parameters = [
    der.tagged(0, sha384),
    der.tagged(1, der.sequence(der.oid("1.2.840.113549.1.1.8"), sha384)),
    der.tagged(2, der.integer(48)),
  ];
  if (explicitTrailer) parameters.push(der.tagged(3, der.integer(1)));
  const identifier = der.sequence(der.oid("1.2.840.113549.1.1.10"), der.sequence(...parameters));
  return { identifier, sign: signPss };
}

/** RSASSA-PSS with SHA-384, MGF1 with SHA-384 and 48 bytes of salt. */
export const PSS_SHA384: SignatureAlgorithm = pss(false);
/** The same with trailerField 1 written out, a default that DER wants left away; AMD's root and older leaves have it. */
export const PSS_SHA384_TRAILER: SignatureAlgorithm = pss(true);

/** ECDSA on P-256 with SHA-256. */
export const ECDSA_SHA256: SignatureAlgorithm = {
  identifier: der.sequence(der.oid("1.2.840.10045.4.3.2")),
  async sign(key, bytes) {
    const raw = await signEcdsa(key, "SHA-256", bytes);
    const [r, s] = [raw.subarray(0, raw.length / 2), raw.subarray(raw.length / 2)];
    return der.encode(der.sequence(der.integer(toBigInt(r)), der.integer(toBigInt(s))));
  },
};

/** SubjectPublicKeyInfo of a certificate. */
export function spkiOf(certificate: Uint8Array): Uint8Array {
  return der.encode(der.at(der.decode(certificate), 0, 6));
}

/** SubjectKeyIdentifier of a public key: SHA-1 of its bits (RFC 5280 section 4.2.1.2, method 1). */
export function keyId(spki: Uint8Array): Promise<Uint8Array> {
  return digest("SHA-1", der.keyBits(spki));
}

/** Makes an extension of a DER value. */
export function extension(oid: string, value: der.Der, critical = false): Extension {
  return { oid, critical, value: der.encode(value) };
}

/** SubjectKeyIdentifier. */
export const subjectKeyId = (id: Uint8Array) => extension("2.5.29.14", der.octets(id));

/** AuthorityKeyIdentifier with a key id only. */
export const authorityKeyId = (id: Uint8Array) => extension("2.5.29.35", der.sequence(der.implicit(0, id)));

/** BasicConstraints, critical; `undefined` makes an end entity, `true` an authority, a number its path length too. */
export function basicConstraints(authority?: true | number): Extension {
  const parts = authority === undefined ? [] : [der.boolean(true)];
  if (typeof authority === "number") parts.push(der.integer(authority));
  return extension("2.5.29.19", der.sequence(...parts), true);
}

/** KeyUsage, critical: the byte of its bit string, and how many low bits of it are not in use. */
export const keyUsage = (byte: number, unusedBits: number) =>
  extension("2.5.29.15", der.bits(Uint8Array.of(byte), unusedBits), true);

/** CRLDistributionPoints with one address. */
export function crlDistributionPoint(url: string): Extension {
  const name = der.implicit(6, new TextEncoder().encode(url));
  return extension("2.5.29.31", der.sequence(der.sequence(der.tagged(0, der.tagged(0, name)))));
}

function encodeName(name: Name): der.Der {
  const rdns = Object.entries(name).map(([attribute, text]) => {
    const value = attribute === "C" ? der.printable(text) : der.utf8(text);
    return der.set(der.sequence(der.oid(ATTRIBUTES[attribute as keyof Name]), value));
  });
  return der.sequence(...rdns);
}

function encodeExtension({ oid, critical, value }: Extension): der.Der {
  return der.sequence(der.oid(oid), ...(critical ? [der.boolean(true)] : []), der.octets(value));
}

/** Signs a certificate. Returns its DER. */
export async function issue(template: CertificateTemplate, key: CryptoKey): Promise<Uint8Array> {
  const { algorithm, validity } = template;
  const tbs = der.sequence(
    der.tagged(0, der.integer(2)),
    der.integer(template.serial),
    algorithm.identifier,
    encodeName(template.issuer),
    der.sequence(der.time(validity.notBefore), der.time(validity.notAfter)),
    encodeName(template.subject),
    der.decode(template.spki),
    der.tagged(3, der.sequence(...template.extensions.map(encodeExtension))),
  );
  const signature = await algorithm.sign(key, der.encode(tbs));
  return der.encode(der.sequence(tbs, algorithm.identifier, der.bits(signature)));
}

/** A certificate as PEM (RFC 7468), ending in a line feed. */
export function toPem(certificate: Uint8Array): string {
  const lines = toBase64(certificate).replace(/.{64}(?=.)/g, "$&\n");
  return `-----BEGIN CERTIFICATE-----\n${lines}\n-----END CERTIFICATE-----\n`;
}
