/**
 * The forge: valid, signed evidence under a test root that nobody trusts, made by the very format tables that parse it.
 * A negative test is then one changed field. Keys and signatures take WebCrypto's randomness; all else is an argument.
 */
export type { EndorsementKey } from "./amdCertificates.ts";
export type { PckIdentity, PckIssuer } from "./intelCertificates.ts";
export type { QuoteBody, QuoteVersion } from "./quote.ts";
export { amdCertificate, type CertificateChain, intelCertificate } from "./roots.ts";
export type { Fields } from "./sections.ts";
export {
  createSnpPlatform,
  type SnpEvidence,
  type SnpPlatform,
  type SnpPlatformOptions,
  type SnpReportOptions,
  snp,
} from "./snp.ts";
export { type CertBlob, encodeCertTable } from "./snpCertTable.ts";
export { encodeTcb, type SnpProduct, type Tcb } from "./snpProducts.ts";
export { encodeTdReport, type TdReportOptions, TEE_TCB_INFO_SIZE } from "./tdReport.ts";
export {
  createTdxPlatform,
  type QuoteOptions,
  sgx,
  type TdxEvidence,
  type TdxPlatform,
  type TdxPlatformOptions,
  tdx,
} from "./tdx.ts";
export type { Random } from "./webcrypto.ts";
export {
  type CertificateTemplate,
  DEFAULT_VALIDITY,
  type Extension,
  type Name,
  toPem,
  type Validity,
} from "./x509.ts";
