/** Intel SGX and TDX quotes, and TDREPORTs. */
import { Code, fail } from "../fault";
import * as quote from "../formats/quote";
import { BodyType, CertType, TeeType } from "../formats/quote";
import { sgxReport } from "../formats/sgxReport";
import { TD_10, TD_15, tdReport } from "../formats/tdReport";
import * as td from "../formats/tdxReport";
import { sizeOf } from "../layout";
import { addCertificates } from "./certificate";
import { add, base, need } from "./sections";

/** Type of the quote's body, told by its header and descriptor; 0 when it is none that is known. */
export function bodyTypeOf(p: usize): BodyType {
  const version = quote.version.u16(p);
  if (version < 4) return BodyType.Sgx;
  if (version > 4) return <BodyType>quote.bodyType.u16(p + quote.quoteHeader.size);
  const tee = quote.teeType.u32(p);
  return tee == TeeType.Sgx ? BodyType.Sgx : tee == TeeType.Tdx ? BodyType.Td10 : <BodyType>0;
}

/** Adds the body of a known type at `at`. Returns its size, or a fault. */
function body(type: BodyType, at: u32): i32 {
  let fault: i32;
  if (type == BodyType.Sgx) {
    fault = add(sgxReport, 0, at, sgxReport.size);
    return fault < 0 ? fault : <i32>sgxReport.size;
  }
  const version = type == BodyType.Td15 ? TD_15 : TD_10;
  const size = sizeOf(tdReport, version);
  fault = add(tdReport, version, at, size);
  return fault < 0 ? fault : <i32>size;
}

/** The header's values, and of version 5 the descriptor's. Returns where the body starts, or a fault. */
function header(): i32 {
  const size = quote.quoteHeader.size;
  let fault = need(size, quote.quoteHeader);
  if (fault < 0) return fault;
  const version = quote.version.u16(base);
  if (version < 3 || version > 5) return fail(Code.UnknownVersion, quote.version.at, version, 5, quote.version);
  fault = add(quote.quoteHeader, version, 0, size);
  if (fault < 0) return fault;
  const key = quote.attKeyType.u16(base);
  if (key != 2) return fail(Code.BadValue, quote.attKeyType.at, key, 2, quote.attKeyType);
  let at = size;
  if (version > 4) {
    fault = add(quote.bodyDescriptor, version, at, quote.bodyDescriptor.size);
    if (fault < 0) return fault;
    at += quote.bodyDescriptor.size;
  }
  const tee = <u32>(version < 4 ? TeeType.Sgx : quote.teeType.u32(base));
  const type = bodyTypeOf(base);
  if (type < BodyType.Sgx || type > BodyType.Td15) {
    return version > 4
      ? fail(Code.BadValue, size + quote.bodyType.at, type, BodyType.Td15, quote.bodyType)
      : fail(Code.BadValue, quote.teeType.at, tee, TeeType.Tdx, quote.teeType);
  }
  const wanted = <u32>(type == BodyType.Sgx ? TeeType.Sgx : TeeType.Tdx);
  return tee == wanted ? <i32>at : fail(Code.BadValue, quote.teeType.at, tee, wanted, quote.teeType);
}

/** Certification data of types 1 to 3, told apart by their sizes. */
function ppid(type: CertType, at: u32, size: u32, depth: u32): i32 {
  // Intel's own sample of type 1 leaves the PCEID out: layout version 0.
  const version = <u32>(type == CertType.PpidPlain && size == sizeOf(quote.ppidData, 0) ? 0 : type);
  const wanted = sizeOf(quote.ppidData, version);
  if (size != wanted) return fail(Code.BadLength, at - 4, size, wanted, quote.certSize);
  return add(quote.ppidData, version, at, size, depth);
}

/** Certification data that must fill [at, end). */
function certification(at: u32, end: u32, depth: u32): i32 {
  const head = quote.certData.size;
  if (end - at < head) return fail(Code.BadLength, at, end - at, head, quote.certData);
  const fault = add(quote.certData, 0, at, head, depth);
  if (fault < 0) return fault;
  const type = <CertType>quote.certType.u16(base + at);
  const size = quote.certSize.u32(base + at);
  const from = at + head;
  if (size != end - from) return fail(Code.BadLength, at + quote.certSize.at, size, end - from, quote.certSize);
  if (type == CertType.QeReport && depth == 1) return qeReport(from, end, depth + 1);
  if (type >= CertType.PpidPlain && type <= CertType.PpidRsa3072) return ppid(type, from, size, depth + 1);
  if (type == CertType.PckLeaf || type == CertType.PckChain) {
    const chain = add(quote.pckChain, 0, from, size, depth + 1);
    return chain < 0 ? chain : addCertificates(from, size, depth + 2, quote.pem);
  }
  if (type == CertType.PlatformManifest) return add(quote.opaqueData, 0, from, size, depth + 1);
  return fail(Code.BadValue, at + quote.certType.at, type, CertType.PckChain, quote.certType);
}

/** The quoting enclave's report, its signature, its authentication data and what certifies its key; must fill [at, end). */
function qeReport(at: u32, end: u32, depth: u32): i32 {
  const fixed = sgxReport.size + quote.qeReportSignature.size + quote.authData.at;
  if (end - at < fixed) return fail(Code.BadLength, at, end - at, fixed, sgxReport);
  let fault = add(sgxReport, 0, at, sgxReport.size, depth, quote.parts.next);
  if (fault < 0) return fault;
  at += sgxReport.size;
  fault = add(quote.qeReportSignature, 0, at, quote.qeReportSignature.size, depth);
  if (fault < 0) return fault;
  at += quote.qeReportSignature.size;
  const auth = quote.authData.at + quote.authSize.u16(base + at);
  if (auth > end - at) return fail(Code.BadLength, at, auth - quote.authData.at, end - at, quote.authSize);
  fault = add(quote.qeAuthData, 0, at, auth, depth);
  return fault < 0 ? fault : certification(at + auth, end, depth);
}

/** Parses a quote. Returns the bytes it takes, or a fault. */
export function parseQuote(): i32 {
  let at = header();
  if (at < 0) return at;
  const size = body(bodyTypeOf(base), at);
  if (size < 0) return size;
  if (quote.version.u16(base) > 4) {
    const place = quote.quoteHeader.size;
    const told = quote.bodySize.u32(base + place);
    if (told != <u32>size) return fail(Code.BadLength, place + quote.bodySize.at, told, size, quote.bodySize);
  }
  at += size;
  let fault = add(quote.signatureLength, 0, at, quote.signatureLength.size);
  if (fault < 0) return fault;
  const length = quote.signatureDataLen.u32(base + at);
  at += quote.signatureLength.size;
  const end = <u64>at + length;
  fault = need(end, quote.signatureDataLen);
  if (fault < 0) return fault;
  if (length < quote.quoteSignature.size)
    return fail(Code.BadLength, at - 4, length, quote.quoteSignature.size, quote.signatureDataLen);
  fault = add(quote.quoteSignature, 0, at, quote.quoteSignature.size, 1);
  if (fault < 0) return fault;
  at += quote.quoteSignature.size;
  const old = quote.version.u16(base) < 4;
  fault = old ? qeReport(at, <u32>end, 1) : certification(at, <u32>end, 1);
  return fault < 0 ? fault : <i32>end;
}

/** Parses a TDREPORT. Returns the bytes it takes, or a fault. */
export function parseTdReport(): i32 {
  const size = td.reportMac.size + td.teeTcbInfo.size + td.tdInfo.size;
  let fault = need(size, td.reportMac);
  if (fault < 0) return fault;
  const type = td.reportType.u8(base);
  if (type != TeeType.Tdx) return fail(Code.BadValue, td.reportType.at, type, TeeType.Tdx, td.reportType);
  const version = td.reportVersion.u8(base);
  if (version > 1) return fail(Code.UnknownVersion, td.reportVersion.at, version, 1, td.reportVersion);
  fault = add(td.reportMac, version, 0, td.reportMac.size);
  if (fault >= 0) fault = add(td.teeTcbInfo, version, td.reportMac.size, td.teeTcbInfo.size);
  if (fault >= 0) fault = add(td.tdInfo, version, size - td.tdInfo.size, td.tdInfo.size);
  if (fault < 0) return fault;
  return <i32>size;
}
