/**
 * Reads forged evidence with nothing of ours: offsets typed in from the vendors' tables, certificates and signatures
 * by OpenSSL.
 */
import { constants, createPublicKey, type KeyObject, verify, X509Certificate } from "node:crypto";
import * as asn1 from "asn1js";

export const u16 = (bytes: Uint8Array, at: number) => Buffer.from(bytes).readUInt16LE(at);
export const u32 = (bytes: Uint8Array, at: number) => Buffer.from(bytes).readUInt32LE(at);
export const u64 = (bytes: Uint8Array, at: number) => Buffer.from(bytes).readBigUInt64LE(at);
export const hex = (bytes: Uint8Array) => Buffer.from(bytes).toString("hex");
export const part = (bytes: Uint8Array, at: number, size: number) => bytes.subarray(at, at + size);

/** The bytes with one bit of one byte turned over. */
export function flip(bytes: Uint8Array, at: number, bit = 0): Uint8Array {
  const flipped = bytes.slice();
  flipped[at] = (flipped[at] ?? 0) ^ (1 << bit);
  return flipped;
}

export function verifyRaw(hash: string, signed: Uint8Array, key: KeyObject, signature: Uint8Array): boolean {
  return verify(hash, signed, { key, dsaEncoding: "ieee-p1363" }, signature);
}

/** Does the key of the certificate sign this SNP report? AMD 56860 section 7.3, table of SIGNATURE. */
export function verifySnp(report: Uint8Array, leaf: Uint8Array): boolean {
  const raw = Buffer.concat([part(report, 0x2a0, 48).slice().reverse(), part(report, 0x2e8, 48).slice().reverse()]);
  return verifyRaw("sha384", part(report, 0, 0x2a0), new X509Certificate(leaf).publicKey, raw);
}

/** Is `child` issued and signed by `parent`? */
export function issued(child: Uint8Array, parent: Uint8Array): boolean {
  const [below, above] = [new X509Certificate(child), new X509Certificate(parent)];
  return below.issuer === above.subject && below.checkIssued(above) && below.verify(above.publicKey);
}

/** A P-256 key of X and Y. */
export function p256(point: Uint8Array): KeyObject {
  const [x, y] = [part(point, 0, 32), part(point, 32, 32)].map((half) => Buffer.from(half).toString("base64url"));
  return createPublicKey({ key: { kty: "EC", crv: "P-256", x: x ?? "", y: y ?? "" }, format: "jwk" });
}

const items = (value: unknown) => (value as asn1.Sequence).valueBlock.value as asn1.BaseBlock[];

/** One extension as it stands in a certificate. */
export interface ReadExtension {
  oid: string;
  critical: boolean;
  value: Uint8Array;
}

function readExtension(extension: asn1.BaseBlock): ReadExtension {
  const parts = items(extension);
  const value = (parts.at(-1) as asn1.OctetString).valueBlock.valueHexView.slice();
  return { oid: (parts[0] as asn1.ObjectIdentifier).getValue(), critical: parts.length === 3, value };
}

/** Fields of a certificate that OpenSSL does not show. */
export function readCertificate(der: Uint8Array): { extensions: ReadExtension[]; algorithm: Uint8Array } {
  const [tbs, algorithm] = items(asn1.fromBER(new Uint8Array(der).buffer).result);
  const last = items(tbs).at(-1);
  const extensions = items(items(last)[0]).map(readExtension);
  return { extensions, algorithm: new Uint8Array((algorithm as asn1.BaseBlock).toBER()) };
}

/** The three parts of a certificate or a revocation list, as they stand there. RFC 5280 sections 4.1.1 and 5.1.1. */
export function readSigned(der: Uint8Array) {
  const [tbs, algorithm, signature] = items(asn1.fromBER(new Uint8Array(der).buffer).result);
  const raw = (value: unknown) => (value as asn1.BaseBlock).valueBeforeDecodeView.slice();
  return { tbs: raw(tbs), algorithm: raw(algorithm), signature: (signature as asn1.BitString).valueBlock.valueHexView };
}

/** Did the holder of this certificate sign that one, or that list? RSASSA-PSS has 48 bytes of salt unless told. */
export function signedBy(der: Uint8Array, issuer: Uint8Array, hash: string, saltLength = 48): boolean {
  const { tbs, signature } = readSigned(der);
  const key = new X509Certificate(issuer).publicKey;
  const pss = key.asymmetricKeyType === "rsa" && { padding: constants.RSA_PKCS1_PSS_PADDING, saltLength };
  return verify(hash, tbs, { key, ...pss }, signature);
}

/** A revocation list. RFC 5280 section 5.1. */
export function readCrl(der: Uint8Array) {
  const parts = items(asn1.fromBER(new Uint8Array(readSigned(der).tbs).buffer).result);
  const version = parts[0] instanceof asn1.Integer ? Number((parts.shift() as asn1.Integer).toBigInt()) : undefined;
  const [, issuer, ...rest] = parts;
  const times = rest.filter((part) => part instanceof asn1.UTCTime || part instanceof asn1.GeneralizedTime);
  const list = rest.find((part) => part instanceof asn1.Sequence);
  const wrapped = rest.find((part) => part.idBlock.tagClass === 3);
  return {
    version,
    issuer: hex((issuer as asn1.BaseBlock).valueBeforeDecodeView),
    times: times.map((time) => time.toDate().toISOString()),
    revoked: list ? items(list).map(readRevocation) : [],
    extensions: wrapped ? items(items(wrapped)[0]).map(readExtension) : [],
  };
}

function readRevocation(entry: asn1.BaseBlock) {
  const [serial, date, extensions] = items(entry);
  return {
    serial: (serial as asn1.Integer).toBigInt(),
    date: (date as asn1.UTCTime).toDate().toISOString(),
    extensions: extensions ? items(extensions).map(readExtension) : [],
  };
}

/** The name of a certificate's subject, DER in hex. */
export function subjectOf(certificate: Uint8Array): string {
  return hex(
    (items(asn1.fromBER(new Uint8Array(readSigned(certificate).tbs).buffer).result)[5] as asn1.BaseBlock)
      .valueBeforeDecodeView,
  );
}

/** What one DER value holds: a number, text, bytes, or a list of such. */
export type Plain = number | boolean | string | Plain[];

/** A DER value in plain terms; bytes as hex. */
export function plain(der: Uint8Array | asn1.BaseBlock): Plain {
  const value = der instanceof Uint8Array ? asn1.fromBER(new Uint8Array(der).buffer).result : der;
  if (value instanceof asn1.Sequence) return items(value).map(plain);
  if (value instanceof asn1.ObjectIdentifier) return value.getValue();
  if (value instanceof asn1.Boolean) return value.getValue();
  if (value instanceof asn1.Integer) return Number(value.toBigInt());
  if (value instanceof asn1.IA5String) return value.getValue();
  if (value instanceof asn1.OctetString) return hex(value.valueBlock.valueHexView);
  throw new TypeError(`unexpected ${value.constructor.name}`);
}

/** The parts of a quote, by the lengths it carries. Intel TDX DCAP Quoting Library API A.3 and A.4. */
export function readQuote(quote: Uint8Array) {
  const version = u16(quote, 0);
  const tdx = version > 3 && u32(quote, 4) === 0x81;
  const bodyAt = version === 5 ? 54 : 48;
  const bodySize = version === 5 ? u32(quote, 50) : tdx ? 584 : 384;
  const end = bodyAt + bodySize;
  const data = part(quote, end + 4, u32(quote, end));
  const wrapped = version > 3;
  const certification = wrapped ? part(data, 134, u32(data, 130)) : data.subarray(128);
  const authSize = u16(certification, 448);
  const inner = 450 + authSize;
  return {
    version,
    header: part(quote, 0, 48),
    descriptor: part(quote, 48, bodyAt - 48),
    body: part(quote, bodyAt, bodySize),
    signed: part(quote, 0, end),
    total: end + 4 + data.length,
    signature: part(data, 0, 64),
    attestationKey: part(data, 64, 64),
    outerType: wrapped ? u16(data, 128) : undefined,
    outerEnd: wrapped ? 134 + certification.length - data.length : 0,
    qeReport: part(certification, 0, 384),
    qeReportSignature: part(certification, 384, 64),
    authData: part(certification, 450, authSize),
    certType: u16(certification, inner),
    pem: Buffer.from(part(certification, inner + 6, u32(certification, inner + 2))).toString(),
    innerEnd: inner + 6 + u32(certification, inner + 2) - certification.length,
  };
}

/** The DER of every certificate in a PEM text. */
export function readPem(text: string): Uint8Array[] {
  const blocks = text.match(/-----BEGIN CERTIFICATE-----[^-]*-----END CERTIFICATE-----/g) ?? [];
  return blocks.map((block) => new X509Certificate(block).raw);
}
