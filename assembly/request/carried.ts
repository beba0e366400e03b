/**
 * What a report that was just read carries of the request: its nonce and, where it has one, its privilege level. A report that
 * attests a service has a digest over nonce and manifest instead, and the service's level.
 */
import { boundData } from "../appraisal/svsmDigests";
import { INPUT } from "../arena";
import { equal } from "../bytes";
import { Carries, INBLOB_MAX } from "../formats/configfs";
import { Format } from "../formats/evidence";
import { reportData, vmpl } from "../formats/snpReport";
import { SVSM_VMPL } from "../formats/svsm";
import { format, parse, parseAs } from "../parse/evidence";
import { nonceAt, nonceSize, takeNonce } from "../parse/nonce";

/** The privilege level of a provider that has none. */
export const NO_PRIVLEVEL: u32 = 0xffffffff;

/** Is the evidence parsed last of a kind that the provider makes? */
function fits(carries: Carries): bool {
  if (carries == Carries.SnpReport) return format == Format.SnpReport;
  if (carries == Carries.CcaToken) return format == Format.CcaToken;
  return format == Format.TdxQuote || format == Format.SgxQuote;
}

/**
 * Is the report in the input region whole, of the provider's format, and made from this inblob (padded with zeros to 64
 * bytes) at this privilege level? A report cut by a race fails to parse; one padded with zeros is whole.
 */
export function isOwn(carries: Carries, length: u32, inblob: usize, privlevel: u32): bool {
  const snp = carries == Carries.SnpReport;
  if ((snp ? parseAs(Format.SnpReport, INPUT, length) : parse(INPUT, length)) < 0 || !fits(carries)) return false;
  if (snp && privlevel != NO_PRIVLEVEL && vmpl.u32(INPUT) != privlevel) return false;
  takeNonce();
  return nonceSize == INBLOB_MAX && equal(nonceAt, inblob, INBLOB_MAX);
}

const carried = memory.data(64, 16);

/**
 * Is the report in the input region whole, of SEV-SNP and from the level of an SVSM? What it carries is kept for
 * {@link isBound}.
 */
export function isOfSvsm(length: u32): bool {
  if (parseAs(Format.SnpReport, INPUT, length) < 0 || vmpl.u32(INPUT) != SVSM_VMPL) return false;
  memory.copy(carried, reportData.of(INPUT), INBLOB_MAX);
  return true;
}

/** Does the report kept last bind the manifest in the input region to this inblob (padded with zeros to 64 bytes)? */
export function isBound(length: u32, inblob: usize): bool {
  return length > 0 && equal(carried, boundData(inblob, INPUT, length), INBLOB_MAX);
}

/**
 * Is it a token where only its maker knows what it carries, such as a TDX quote in the form of a CBOR web token? Then the
 * ledger of generations decides whose it is.
 */
export function isOpaque(carries: Carries, length: u32): bool {
  return carries == Carries.Unknown || (carries == Carries.Quote && parse(INPUT, length) >= 0 && format == Format.Cwt);
}
