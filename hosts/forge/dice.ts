/** Extensions of X.509 certificates for the layers of DICE. Source: TCG DICE Attestation Architecture 1.1, section 6.1. */
import * as der from "./der.ts";
import { type Extension, extension } from "./x509.ts";

/** What a layer's certificate says of it: DiceTcbInfo. */
export interface TcbInfo {
  vendor?: string;
  model?: string;
  version?: string;
  svn?: number;
  layer?: number;
  index?: number;
  /** SHA-384 digests of what was measured. */
  fwids?: Uint8Array[];
  /** The first eight flags, notConfigured in the highest bit. */
  flags?: number;
}

const SHA384 = "2.16.840.1.101.3.4.2.2";
const OIDS = { tcbInfo: "2.23.133.5.4.1", multi: "2.23.133.5.4.5", ueid: "2.23.133.5.4.4", uccs: "2.23.133.5.4.6" };
/** By which Salus calls DiceTcbInfo. */
export const SALUS_TCB_INFO = "2.23.133.5.4";

const utf8 = new TextEncoder();

/** A number that is not negative as an INTEGER's contents. */
function numberBytes(value: number): Uint8Array {
  const bytes = [value & 0xff];
  for (let rest = Math.floor(value / 256); rest > 0; rest = Math.floor(rest / 256)) bytes.unshift(rest & 0xff);
  if ((bytes[0] ?? 0) >= 0x80) bytes.unshift(0);
  return Uint8Array.from(bytes);
}

/** DiceTcbInfo in DER terms. */
export function encodeTcbInfo({ vendor, model, version, svn, layer, index, fwids, flags }: TcbInfo): der.Der {
  const texts = [vendor, model, version].map((text, tag) => text !== undefined && der.implicit(tag, utf8.encode(text)));
  const numbers = [svn, layer, index].map((value, i) => value !== undefined && der.implicit(3 + i, numberBytes(value)));
  const ids = fwids && der.tagged(6, ...fwids.map((id) => der.sequence(der.oid(SHA384), der.octets(id))));
  const bits = flags !== undefined && der.implicit(7, Uint8Array.of(0, flags));
  return der.sequence(...[...texts, ...numbers, ids, bits].filter((part) => part instanceof Object));
}

/** DiceTcbInfo, critical; `oid` where it is to have another. */
export const tcbInfo = (info: TcbInfo, oid: string = OIDS.tcbInfo): Extension =>
  extension(oid, encodeTcbInfo(info), true);

/** Several of them. */
export const multiTcbInfo = (...infos: TcbInfo[]): Extension =>
  extension(OIDS.multi, der.sequence(...infos.map(encodeTcbInfo)), true);

/** The id of a device. */
export const ueid = (id: Uint8Array): Extension => extension(OIDS.ueid, der.sequence(der.octets(id)));

/** Evidence in CBOR, critical: bare, as CoVE has it, or wrapped as TCG has it. */
export const uccs = (evidence: Uint8Array, wrapped = false): Extension => ({
  oid: OIDS.uccs,
  critical: true,
  value: wrapped ? der.encode(der.sequence(der.octets(evidence))) : evidence,
});
