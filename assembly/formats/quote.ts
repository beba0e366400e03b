/**
 * Intel quotes, versions 3 (SGX), 4 and 5 (SGX and TDX): header, body descriptor, signature data, certification data.
 * Source: Intel SGX DCAP ECDSA Quoting Library API, appendix A.4; Intel TDX DCAP Quoting Library API, appendix A.3 and A.4.
 * Keys and signatures are raw big-endian; lengths and numbers are little-endian.
 */
import { layout, list } from "../layout";

/** Bodies: entry value = type in a version 5 descriptor. */
export const enum BodyType {
  Sgx = 1,
  Td10 = 2,
  Td15 = 3,
}

/** teeType of a header. */
export const enum TeeType {
  Sgx = 0,
  Tdx = 0x81,
}

/** Layout version = quote version. */
export const quoteHeader = layout("quoteHeader", 48, "Intel DCAP Quoting Library API A.3.1 / A.4, quote header");
export const version = quoteHeader.uint(0, 2, "version", "Version of the quote's layout.").short();
export const attKeyType = quoteHeader.uint(2, 2, "attKeyType", "Kind of the attestation key.").short().value(2, "ECDSA P-256 with SHA-256").value(3, "ECDSA P-384 with SHA-384");
quoteHeader.zero(4, 4).upTo(3);
export const teeType = quoteHeader.uint(4, 4, "teeType", "What the quote is about.").from(4).short().value(TeeType.Sgx, "SGX enclave").value(TeeType.Tdx, "TDX trust domain");
export const qeSvn = quoteHeader.uint(8, 2, "qeSvn", "Security version of the quoting enclave; 0 from version 4 on.");
export const pceSvn = quoteHeader.uint(10, 2, "pceSvn", "Security version of the provisioning enclave; 0 from version 4 on.");
export const qeVendorId = quoteHeader.bytes(12, 16, "qeVendorId", "Vendor of the quoting enclave.");
export const userData = quoteHeader.bytes(28, 20, "userData", "Vendor's data; the first 16 bytes are the platform's QE id.");

/** Entry text = the vendor id as hex. */
export const vendors = list("qeVendor", "Vendors of quoting enclaves; text = id.");
vendors.entry(1, "Intel", "Intel's own quoting enclaves.", "939a7233f79c4ca9940a0db3957f0607");

export const bodyDescriptor = layout("quoteBodyDescriptor", 6, "Intel TDX DCAP Quoting Library API A.4, body descriptor");
export const bodyType = bodyDescriptor
  .uint(0, 2, "bodyType", "What the body is.")
  .short()
  .value(BodyType.Sgx, "SGX enclave report")
  .value(BodyType.Td10, "TDX 1.0 report")
  .value(BodyType.Td15, "TDX 1.5 report");
export const bodySize = bodyDescriptor.uint(2, 4, "bodySize", "Bytes of the body.");

export const signatureLength = layout("quoteSignatureLength", 4, "Intel DCAP Quoting Library API A.3 / A.4, signature data length");
export const signatureDataLen = signatureLength.uint(0, 4, "signatureDataLen", "Bytes of signature data that follow.");

export const quoteSignature = layout("quoteSignature", 128, "Intel DCAP Quoting Library API A.3.8 / A.4.4, ECDSA signature data");
export const signature = quoteSignature.bytes(0, 64, "signature", "R and S over header and body by the attestation key.");
export const attestationKey = quoteSignature.bytes(64, 64, "attestationKey", "X and Y of the attestation key.");

export const qeReportSignature = layout("qeReportSignature", 64, "Intel DCAP Quoting Library API, QE report signature");
qeReportSignature.bytes(0, 64, "qeReportSignature", "R and S over the QE report by the PCK.");

export const qeAuthData = layout("qeAuthData", 0, "Intel DCAP Quoting Library API A.3.9, QE authentication data");
export const authSize = qeAuthData.uint(0, 2, "size", "Bytes of authentication data.");
export const authData = qeAuthData.bytes(2, 0, "authData", "Bound with the attestation key into the QE report.");

/** What an enclave report inside the signature data is. */
export const parts = list("quotePart", "Parts of a quote's signature data that need a name of their own.");
parts.entry(1, "qeReport", "Report of the quoting enclave, signed by the PCK.");

/** Kinds of certification data. */
export const enum CertType {
  PpidPlain = 1,
  PpidRsa2048 = 2,
  PpidRsa3072 = 3,
  PckLeaf = 4,
  PckChain = 5,
  QeReport = 6,
  PlatformManifest = 7,
}

export const certData = layout("certificationData", 6, "Intel DCAP Quoting Library API A.3.9 / A.4.9, certification data header");
export const certType = certData
  .uint(0, 2, "certType", "What the data is.")
  .short()
  .value(CertType.PpidPlain, "PPID, CPUSVN, PCESVN and PCEID in the clear")
  .value(CertType.PpidRsa2048, "PPID under RSA-2048-OAEP, CPUSVN, PCESVN, PCEID")
  .value(CertType.PpidRsa3072, "PPID under RSA-3072-OAEP, CPUSVN, PCESVN, PCEID")
  .value(CertType.PckLeaf, "PCK certificate in PEM")
  .value(CertType.PckChain, "PCK certificate chain in PEM")
  .value(CertType.QeReport, "QE report and its certification data")
  .value(CertType.PlatformManifest, "platform manifest");
export const certSize = certData.uint(2, 4, "certSize", "Bytes of data that follow.");

/** Layout version = certification data type: 1, 2 or 3; 0 is type 1 without its last field. */
export const ppidData = layout("ppidData", 0, "Intel DCAP Quoting Library API A.3.9, certification data types 1 to 3");
export const ppid = ppidData.bytes(0, 16, "ppid", "Platform provisioning id.").upTo(1);
ppidData.bytes(16, 16, "cpuSvn", "Security version of the processor.").upTo(1);
ppidData.uint(32, 2, "pceSvn", "Security version of the provisioning enclave.").upTo(1);
ppidData.uint(34, 2, "pceId", "Id of the provisioning enclave.").from(1).upTo(1);
ppidData.bytes(0, 256, "encryptedPpid", "Platform provisioning id under Intel's key.").from(2).upTo(2);
ppidData.bytes(256, 16, "cpuSvn", "Security version of the processor.").from(2).upTo(2);
ppidData.uint(272, 2, "pceSvn", "Security version of the provisioning enclave.").from(2).upTo(2);
ppidData.uint(274, 2, "pceId", "Id of the provisioning enclave.").from(2).upTo(2);
ppidData.bytes(0, 384, "encryptedPpid", "Platform provisioning id under Intel's key.").from(3);
ppidData.bytes(384, 16, "cpuSvn", "Security version of the processor.").from(3);
ppidData.uint(400, 2, "pceSvn", "Security version of the provisioning enclave.").from(3);
ppidData.uint(402, 2, "pceId", "Id of the provisioning enclave.").from(3);

export const pckChain = layout("pckCertChain", 0, "Intel DCAP Quoting Library API A.3.9, certification data types 4 and 5");
export const pem = pckChain.chars(0, 0, "pem", "Certificates in PEM, leaf first, as stored.");

export const opaqueData = layout("opaqueCertificationData", 0, "Intel DCAP Quoting Library API A.3.9, other certification data");
opaqueData.bytes(0, 0, "data", "As stored.");
