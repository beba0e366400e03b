/** Tells what bytes are and parses them; the one way from bytes to sections. */
import { firstNonZero, spells } from "../bytes";
import { Code, fail } from "../fault";
import { Format } from "../formats/evidence";
import { HCL_SIGNATURE, version as hclVersion } from "../formats/hcl";
import {
  BodyType,
  bodyDescriptor,
  qeVendorId,
  quoteHeader,
  version as quoteVersion,
  TeeType,
  vendors,
} from "../formats/quote";
import { certBlob, certEntry, der } from "../formats/snpCertTable";
import { version as snpVersion } from "../formats/snpReport";
import { TDREPORT_SIZE, reportVersion as tdReportVersion } from "../formats/tdxReport";
import { TPM_GENERATED } from "../formats/tpm";
import { isCca, isCcaClaims, parseCca, parseCcaClaims } from "./cca";
import { addCertificates, forgetCertificates } from "./certificate";
import { forgetClaims } from "./claims";
import { forgetCove, isCove, isMessage, parseCove } from "./cove";
import { isCsr, parseCsr } from "./csr";
import { parseCwt } from "./cwt";
import { isDiceChain, parseDice } from "./dice";
import { isGenericCbor, isGenericDer, parseCbor, parseDer } from "./generic";
import { parseHcl } from "./hcl";
import { bodyTypeOf, parseQuote, parseTdReport } from "./quote";
import { add, base, begin, total } from "./sections";
import { kindOf, parseCertTable, parseReport } from "./snp";
import { isManifest, parseManifest } from "./svsm";
import { parseTpmPcrs, parseTpmQuote } from "./tpm";

/** The evidence parsed last. */
export let format: Format = Format.Unknown;
/** Its version; 0 for a format that has none. */
export let version: u32 = 0;
/** Its bytes, and the zero bytes that follow it. */
export let size: u32 = 0;
export let tail: u32 = 0;

/** What the bytes at p look like. Nothing is trusted yet: parsing decides. */
export function detect(p: usize, length: u32): Format {
  if (length >= certEntry.size && kindOf(p).text.length > 0) return Format.SnpCertTable;
  if (length >= quoteHeader.size && spells(vendors.next.text, qeVendorId.of(p))) return quoteFormat(p, length);
  const word: u32 = length < 4 ? 0 : snpVersion.u32(p);
  if (word == HCL_SIGNATURE) return Format.AzureHclReport;
  if (bswap<u32>(word) == TPM_GENERATED) return Format.TpmQuote;
  if (word >= 2 && word < <u32>TeeType.Tdx) return Format.SnpReport;
  if ((word & 0xffff) - 3 < 3 && (word >> 16) - 2 < 2) return quoteFormat(p, length);
  if (isManifest(p, length)) return Format.SvsmManifest;
  if (isCca(p, length)) return Format.CcaToken;
  if (isCcaClaims(p, length)) return Format.CcaClaims;
  if (isCove(p, length)) return Format.CoveEvidence;
  if (isMessage(p, length)) return Format.Cwt;
  if (isGenericCbor(p, length)) return Format.Cbor;
  // A TDREPORT begins as an array of one item does.
  if (length >= 4 && load<u8>(p) == TeeType.Tdx) return Format.TdReport;
  if (isDiceChain(p, length)) return Format.DiceCertificates;
  if (isCsr(p, length)) return Format.Csr;
  return isGenericDer(p, length) ? Format.Der : Format.Unknown;
}

function quoteFormat(p: usize, length: u32): Format {
  if (length < quoteHeader.size + bodyDescriptor.size) return Format.SgxQuote; // too short anyhow; parsing says so
  return bodyTypeOf(p) == BodyType.Sgx ? Format.SgxQuote : Format.TdxQuote;
}

/** Reserved bytes and zero tails: the walk says where the evidence ends, and only zeros may follow. */
function checkTail(end: u32): i32 {
  const i = firstNonZero(base + end, total - end);
  if (i < total - end) return fail(Code.Trailing, end + i, total - end, 0);
  size = end;
  tail = total - end;
  return 0;
}

/** Takes all bytes as one certificate, or as several in PEM. */
function parseCertificate(): i32 {
  let fault = add(certBlob, 0, 0, total);
  if (fault >= 0) fault = addCertificates(0, total, 1, der);
  return fault < 0 ? fault : <i32>total;
}

/** Parses `length` bytes at p as the format given. Returns 0, or a fault. */
export function parseAs(wanted: Format, p: usize, length: u32): i32 {
  begin(p, length);
  forgetCertificates();
  forgetClaims();
  forgetCove();
  format = wanted;
  size = tail = version = 0;
  let end: i32;
  if (wanted == Format.SnpReport) {
    end = parseReport();
    version = snpVersion.u32(p);
  } else if (wanted == Format.SnpCertTable) {
    end = parseCertTable();
  } else if (wanted == Format.SvsmManifest) {
    end = parseManifest();
  } else if (wanted == Format.TdReport) {
    end = parseTdReport();
    version = tdReportVersion.u8(p);
  } else if (wanted == Format.CcaToken) {
    end = parseCca();
  } else if (wanted == Format.CcaClaims) {
    end = parseCcaClaims();
  } else if (wanted == Format.CoveEvidence) {
    end = parseCove();
  } else if (wanted == Format.DiceCertificates) {
    end = parseDice();
  } else if (wanted == Format.Csr) {
    end = parseCsr();
  } else if (wanted == Format.Cwt) {
    end = parseCwt();
  } else if (wanted == Format.Cbor) {
    end = parseCbor();
  } else if (wanted == Format.Der) {
    end = parseDer();
  } else if (wanted == Format.AzureHclReport) {
    end = parseHcl();
    version = hclVersion.u32(p);
  } else if (wanted == Format.TpmQuote) {
    end = parseTpmQuote();
  } else if (wanted == Format.TpmPcrs) {
    end = parseTpmPcrs();
  } else if (wanted == Format.Certificate) {
    end = parseCertificate();
  } else if (wanted == Format.Unknown) {
    return fail(Code.UnknownFormat, 0, length >= 4 ? load<u32>(p) : load<u8>(p), 0);
  } else {
    end = parseQuote();
    version = quoteVersion.u16(p);
  }
  return end < 0 ? end : checkTail(end);
}

/** Detects and parses. Returns 0, or a fault. */
export function parse(p: usize, length: u32): i32 {
  if (length == 0) return fail(Code.Empty);
  const looks = detect(p, length);
  // Only a TDREPORT has this size: say what is wrong with it rather than that it is nothing.
  return parseAs(looks == Format.Unknown && length == TDREPORT_SIZE ? Format.TdReport : looks, p, length);
}
