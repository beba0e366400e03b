/** The kinds of evidence, the forms they come in, and how the two are called. */
import { list } from "../layout";

/** What the evidence is. */
export const enum Format {
  Unknown = 0,
  SnpReport = 1,
  TdxQuote = 2,
  SgxQuote = 3,
  TdReport = 4,
  SnpCertTable = 5,
  Cbor = 6,
  Der = 7,
  CcaToken = 8,
  CcaClaims = 9,
  SvsmManifest = 10,
  AzureHclReport = 11,
  TpmQuote = 12,
  TpmPcrs = 13,
  Certificate = 14,
  CoveEvidence = 15,
  DiceCertificates = 16,
  Csr = 17,
  Cwt = 18,
}

/** The last column of evidence that can be appraised. */
export const APPRAISED: u32 = 1;

export const formats = list("format", "Kinds of evidence; text = title, extra = 1 for what can be appraised.");
formats.entry(Format.SnpReport, "snp-report", "What the AMD security processor says of a guest.", "AMD SEV-SNP attestation report", APPRAISED);
formats.entry(Format.TdxQuote, "tdx-quote", "What Intel's quoting enclave signs of a trust domain.", "Intel TDX quote", APPRAISED);
formats.entry(Format.SgxQuote, "sgx-quote", "What Intel's quoting enclave signs of an enclave.", "Intel SGX quote", APPRAISED);
formats.entry(Format.TdReport, "td-report", "What the TDX module says of its own guest, for the same machine.", "Intel TDREPORT");
formats.entry(Format.SnpCertTable, "snp-cert-table", "Certificates the host hands over with a report.", "AMD SEV-SNP certificate table");
formats.entry(Format.Cbor, "cbor", "An item of CBOR that nothing more is known about.", "CBOR");
formats.entry(Format.Der, "der", "An element of DER that nothing more is known about.", "DER");
formats.entry(Format.CcaToken, "cca-token", "What an Arm CCA platform signs of itself and of a realm.", "Arm CCA attestation token", APPRAISED);
formats.entry(Format.CcaClaims, "cca-claims", "Claims of an Arm CCA platform or realm, which nobody signed.", "Arm CCA claims");
formats.entry(Format.SvsmManifest, "svsm-manifest", "What an SVSM says of its services, bound by a report.", "SVSM manifest");
formats.entry(Format.AzureHclReport, "azure-hcl-report", "What Azure's paravisor says of a guest, around an SNP report or a TDREPORT.", "Azure HCL report", APPRAISED);
formats.entry(Format.TpmQuote, "tpm-quote", "What a TPM signs of its registers and a nonce.", "TPM 2.0 quote");
formats.entry(Format.TpmPcrs, "tpm-pcrs", "Values of a TPM's registers.", "TPM 2.0 PCR values");
formats.entry(Format.Certificate, "certificate", "A certificate that comes with evidence.", "X.509 certificate");

formats.entry(Format.CoveEvidence, "cove-evidence", "What a RISC-V CoVE platform, its TSM and a TVM on it sign.", "RISC-V CoVE evidence", APPRAISED);
formats.entry(Format.DiceCertificates, "dice-certificates", "Certificates of layers of DICE, as the TSM of RISC-V CoVE makes them.", "DICE certificates", APPRAISED);
formats.entry(Format.Csr, "csr", "What a guest asks its TSM to certify; no evidence, so that it is never affirmed.", "Certification request", APPRAISED);
formats.entry(Format.Cwt, "cwt", "A signed web token of CBOR whose rules are not known, so that it is never affirmed.", "CBOR web token", APPRAISED);

/** How the bytes were written down. */
export const enum Form {
  Auto = 0,
  Bin = 1,
  Hex = 2,
  Base64 = 3,
  Pem = 4,
  Json = 5,
}

export const forms = list("form", "Forms evidence is read from.");
forms.entry(Form.Auto, "auto", "Told by the bytes themselves.");
forms.entry(Form.Bin, "bin", "The bytes themselves.");
forms.entry(Form.Hex, "hex", "Hex digits; white space and a leading 0x are skipped.");
forms.entry(Form.Base64, "base64", "Standard or URL alphabet, padded or not; white space is skipped.");
forms.entry(Form.Pem, "pem", "One PEM block of any label.");
forms.entry(Form.Json, "json", "An object of what evidenceMember lists, each blob hex or base64.");
