/** DER values under their ASN.1 names; a thin face over asn1js. Source: ITU-T X.680, X.690. */
import * as asn1 from "asn1js";
import { concat } from "../bytes.ts";

/** A value that encodes itself. */
export type Der = asn1.BaseBlock;

const CONTEXT_SPECIFIC = 3;

const buffer = (bytes: Uint8Array) => bytes.slice().buffer;

export const sequence = (...value: Der[]): Der => new asn1.Sequence({ value });
export const set = (...value: Der[]): Der => new asn1.Set({ value });
/** `[tag]` around whole values. */
export const tagged = (tagNumber: number, ...value: Der[]): Der =>
  new asn1.Constructed({ idBlock: { tagClass: CONTEXT_SPECIFIC, tagNumber }, value });
/** `[tag] IMPLICIT` over the bytes of a primitive value. */
export const implicit = (tagNumber: number, bytes: Uint8Array): Der =>
  new asn1.Primitive({ idBlock: { tagClass: CONTEXT_SPECIFIC, tagNumber }, valueHex: buffer(bytes) });
export const oid = (value: string): Der => new asn1.ObjectIdentifier({ value });
export const integer = (value: number | bigint): Der => asn1.Integer.fromBigInt(BigInt(value));
export const enumerated = (value: number): Der => new asn1.Enumerated({ value });
export const boolean = (value: boolean): Der => new asn1.Boolean({ value });
export const octets = (bytes: Uint8Array): Der => new asn1.OctetString({ valueHex: buffer(bytes) });
export const bits = (bytes: Uint8Array, unusedBits = 0): Der =>
  new asn1.BitString({ valueHex: buffer(bytes), unusedBits });
export const nothing = (): Der => new asn1.Null();
export const utf8 = (value: string): Der => new asn1.Utf8String({ value });
export const printable = (value: string): Der => new asn1.PrintableString({ value });
export const ia5 = (value: string): Der => new asn1.IA5String({ value });

/** UTCTime up to 2049, GeneralizedTime from then on (RFC 5280 section 4.1.2.5). */
export const time = (valueDate: Date): Der =>
  valueDate.getUTCFullYear() < 2050 ? new asn1.UTCTime({ valueDate }) : new asn1.GeneralizedTime({ valueDate });

/** The DER of a value. */
export const encode = (value: Der): Uint8Array => new Uint8Array(value.toBER());

/** A SEQUENCE around bytes as they are, be they DER or not: what is forged wrong must not be put right. */
export function wrap(...parts: Uint8Array[]): Uint8Array {
  const content = concat(parts);
  const size: number[] = [];
  for (let rest = content.length; rest; rest >>>= 8) size.unshift(rest & 0xff);
  const length = content.length < 0x80 ? [content.length] : [0x80 | size.length, ...size];
  return concat([Uint8Array.of(0x30, ...length), content]);
}

/** A value that is there in DER already. */
export function decode(bytes: Uint8Array): Der {
  const { offset, result } = asn1.fromBER(buffer(bytes));
  if (offset !== bytes.length) throw new RangeError("these bytes are not one DER value");
  return result;
}

/** A value inside constructed values, by its place in each of them. */
export function at(value: Der, ...path: number[]): Der {
  return path.reduce((outer, place) => {
    const inner = outer instanceof asn1.Constructed ? outer.valueBlock.value[place] : undefined;
    if (!inner) throw new RangeError("this DER value has another shape");
    return inner;
  }, value);
}

/** The key bits of a SubjectPublicKeyInfo; on a curve 04, X and Y. */
export function keyBits(spki: Uint8Array): Uint8Array {
  return (at(decode(spki), 1) as asn1.BitString).valueBlock.valueHexView.slice();
}
