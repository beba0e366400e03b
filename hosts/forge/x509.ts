/**
 * Issues X.509 certificates. A certificate starts as a plain object, so that a test can change any part of it before
 * it is signed. Source: RFC 5280 section 4.1.
 */
import type { SignatureAlgorithm } from "./algorithms.ts";
import * as der from "./der.ts";
import { type Edit, type SigningEdit, seal } from "./seal.ts";
import { digest } from "./webcrypto.ts";

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

/** Changes to a certificate. */
export type CertificateEdit = Edit<CertificateTemplate>;

/** A template after the edits that change it, one after another. */
export function amended(
  template: CertificateTemplate,
  ...edits: (Pick<CertificateEdit, "amend"> | undefined)[]
): CertificateTemplate {
  return edits.reduce((current, edit) => edit?.amend?.(current) ?? current, template);
}

/** A name and the public key that goes with it. */
export interface Principal {
  /** The subject of its certificate. */
  readonly name: Name;
  /** SubjectPublicKeyInfo, DER. */
  readonly spki: Uint8Array;
}

/** One who signs certificates and lists: any holder of a key and a certificate, entitled to it or not. */
export interface Authority extends Principal {
  readonly privateKey: CryptoKey;
  /** How it signs. */
  readonly algorithm: SignatureAlgorithm;
  /** DER. */
  readonly certificate: Uint8Array;
}

/** The window of everything forged unless told otherwise: long, and fixed, so that tests do not age. */
export const DEFAULT_VALIDITY: Validity = {
  notBefore: new Date("2020-01-01T00:00:00Z"),
  notAfter: new Date("2049-12-31T23:59:59Z"),
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
export const subjectKeyId = (id: Uint8Array): Extension => extension("2.5.29.14", der.octets(id));

/** AuthorityKeyIdentifier with a key id only. */
export const authorityKeyId = (id: Uint8Array): Extension => extension("2.5.29.35", der.sequence(der.implicit(0, id)));

/** BasicConstraints, critical; `undefined` makes an end entity, `true` an authority, a number its path length too. */
export function basicConstraints(authority?: true | number): Extension {
  const parts = authority === undefined ? [] : [der.boolean(true)];
  if (typeof authority === "number") parts.push(der.integer(authority));
  return extension("2.5.29.19", der.sequence(...parts), true);
}

/** KeyUsage, critical: the byte of its bit string, and how many low bits of it are not in use. */
export const keyUsage = (byte: number, unusedBits: number): Extension =>
  extension("2.5.29.15", der.bits(Uint8Array.of(byte), unusedBits), true);

/** CRLDistributionPoints with one address. */
export function crlDistributionPoint(url: string): Extension {
  const name = der.implicit(6, new TextEncoder().encode(url));
  return extension("2.5.29.31", der.sequence(der.sequence(der.tagged(0, der.tagged(0, name)))));
}

/** A distinguished name in DER terms. */
export function encodeName(name: Name): der.Der {
  const rdns = Object.entries(name).map(([attribute, text]) => {
    const value = attribute === "C" ? der.printable(text) : der.utf8(text);
    return der.set(der.sequence(der.oid(ATTRIBUTES[attribute as keyof Name]), value));
  });
  return der.sequence(...rdns);
}

/** An extension in DER terms. */
export function encodeExtension({ oid, critical, value }: Extension): der.Der {
  return der.sequence(der.oid(oid), ...(critical ? [der.boolean(true)] : []), der.octets(value));
}

/** Signs a certificate. Returns its DER. */
export function issue(template: CertificateTemplate, key: CryptoKey, edit?: SigningEdit): Promise<Uint8Array> {
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
  return seal(der.encode(tbs), algorithm, key, edit);
}
