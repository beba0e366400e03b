/**
 * The forge: valid, signed evidence under a test root that nobody trusts, made by the very format tables that parse it.
 * A negative test is then one change of a field, a certificate or an item of collateral. Keys and signatures take
 * WebCrypto's randomness; all else is an argument.
 */
export { toPem } from "../pem.ts";
export {
  ECDSA_SHA256,
  ECDSA_SHA384,
  ECDSA_SHA512,
  ED25519,
  PSS_SHA384,
  PSS_SHA384_TRAILER,
  type PssParameters,
  rsaPss,
  type SignatureAlgorithm,
} from "./algorithms.ts";
export type { AmdAuthority, Claims, EndorsementKey } from "./amdCertificates.ts";
export {
  type AmdAuthorities,
  type AuthorityOptions,
  amdAuthorities,
  type IntelAuthorities,
  intelAuthorities,
} from "./authorities.ts";
export { type Cbor, cborHead, encodeCbor, Raw, Tagged } from "./cbor.ts";
export {
  type CcaClaimOptions,
  type CcaEvidence,
  type CcaPlatform,
  type CcaPlatformOptions,
  type CcaProfile,
  type CcaTokenOptions,
  cca,
  createCcaPlatform,
} from "./cca.ts";
export { type Claims as ClaimValues, claimsMap } from "./claims.ts";
export {
  type CollateralFile,
  type CollateralOptions,
  type IntelCollateral,
  sgxCollateral,
  tdxCollateral,
  toCollateralFile,
} from "./collateral.ts";
export { coseEd25519Key, coseKey, type Sign1Edit, sign1 } from "./cose.ts";
export {
  type CoveChainOptions,
  type CoveEvidenceOptions,
  type CoveLayer,
  type CovePlatform,
  type CovePlatformOptions,
  type CoveToken,
  cove,
  createCovePlatform,
} from "./cove.ts";
export {
  type CrlOptions,
  CrlReason,
  type CrlTemplate,
  createCrl,
  crlNumber,
  crlReason,
  type Revocation,
  revocation,
} from "./crl.ts";
export { type CsrOptions, csr } from "./csr.ts";
export {
  encodeTcbInfo,
  multiTcbInfo,
  SALUS_TCB_INFO,
  type TcbInfo as DiceTcbInfo,
  tcbInfo,
  uccs,
  ueid,
} from "./dice.ts";
export type { EnclaveIdentity } from "./enclaveIdentity.ts";
export {
  type EventLogOptions,
  type EventTemplate,
  encodeCcelTable,
  encodeEventLog,
  type ForgedEventLog,
  imageData,
  tagData,
  variableData,
} from "./eventLog.ts";
export {
  type AzureEvidence,
  type AzureMachine,
  type AzureMachineOptions,
  createAzureMachine,
  type HclReportOptions,
  type RuntimeClaims,
  type RuntimeKey,
} from "./hcl.ts";
export type { IntelAuthority, PckIdentity, PckIssuer } from "./intelCertificates.ts";
export type { Tee } from "./qeProfile.ts";
export type { QuoteBody, QuoteVersion } from "./quote.ts";
export type { CertificationOptions } from "./quotingEnclave.ts";
export { amdCertificate, type CertificateChain, ccaPublicKey, covePublicKey, intelCertificate } from "./roots.ts";
export type { Edit, SigningEdit } from "./seal.ts";
export type { Fields } from "./sections.ts";
export { type JsonEdit, type SignedJson, toPcsBody } from "./signedJson.ts";
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
export {
  bindManifest,
  createEk,
  createSvsm,
  type EkEdit,
  type EkKind,
  encodeGuid,
  encodeServices,
  type Svsm,
  type SvsmOptions,
  type SvsmService,
} from "./svsm.ts";
export type {
  PlatformTcb,
  StatusLevel,
  TcbComponent,
  TcbInfo,
  TcbStatus,
  TdxModule,
  TdxModuleIdentity,
} from "./tcbInfo.ts";
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
export { quoteTpm, type TpmQuote, type TpmQuoteOptions } from "./tpm.ts";
export {
  type Curve,
  type Digest,
  generateKey,
  generateRsaKey,
  type KeyKind,
  type KeyPair,
  type Random,
} from "./webcrypto.ts";
export {
  type Authority,
  authorityKeyId,
  basicConstraints,
  type CertificateEdit,
  type CertificateTemplate,
  DEFAULT_VALIDITY,
  type Extension,
  keyId,
  keyUsage,
  type Name,
  type Principal,
  subjectKeyId,
  type Validity,
} from "./x509.ts";
