/**
 * Members of JSON forms of evidence, once: the form of configfs-tsm, whose members are named as the kernel's files, and the
 * form of attesters in Azure's confidential virtual machines, an HCL report with what lies beside it. Members that are not
 * named here are passed over.
 */
import { list } from "../layout";
import { Format } from "./evidence";

/** Members by number. */
export const enum Blob {
  Outblob = 0,
  Auxblob = 1,
  Manifestblob = 2,
  Provider = 3,
  HclReport = 4,
  Vcek = 5,
  TdQuote = 6,
  TpmQuote = 7,
  TpmMessage = 8,
  TpmSignature = 9,
  TpmPcrs = 10,
  Version = 11,
  Token = 12,
  Count = 13,
}

/** What the value of a member is. */
export const enum MemberShape {
  Text = 0,
  /** A string: hex, base64 or PEM. */
  Bytes = 1,
  /** Such a string, or an array of them, which are laid side by side. */
  ManyBytes = 2,
  /** An object with members of its own. */
  Object = 3,
  Version = 4,
  /** Its name tells that the document is no evidence. */
  Foreign = 5,
}

/** The newest version of the form of Azure's attesters. */
export const AZURE_FORM: u64 = 2;

export const evidenceMembers = list("evidenceMember", "Members of evidence in JSON; text = the object, extra = shape | format << 8.");
const m = evidenceMembers;

m.entry(Blob.Outblob, "outblob", "The evidence.", "", MemberShape.Bytes);
m.entry(Blob.Auxblob, "auxblob", "The certificate table beside an SNP report.", "", MemberShape.Bytes | (Format.SnpCertTable << 8));
m.entry(Blob.Manifestblob, "manifestblob", "Manifest of a service behind the report.", "", MemberShape.Bytes | (Format.SvsmManifest << 8));
m.entry(Blob.Provider, "provider", "Name of the TSM driver.", "", MemberShape.Text);
m.entry(Blob.HclReport, "hcl_report", "The evidence, an HCL report.", "", MemberShape.Bytes);
m.entry(Blob.Vcek, "vcek", "The certificate of the key that signed the SNP report.", "", MemberShape.Bytes | (Format.Certificate << 8));
m.entry(Blob.TdQuote, "td_quote", "The TDX quote of the TDREPORT.", "", MemberShape.Bytes | (Format.TdxQuote << 8));
m.entry(Blob.TpmQuote, "tpm_quote", "What the virtual TPM says.", "", MemberShape.Object);
m.entry(Blob.TpmMessage, "message", "The quote, a TPMS_ATTEST.", "tpm_quote", MemberShape.Bytes | (Format.TpmQuote << 8));
m.entry(Blob.TpmSignature, "signature", "Its signature.", "tpm_quote", MemberShape.Bytes);
m.entry(Blob.TpmPcrs, "pcrs", "The PCRs that it is about, from the lowest on.", "tpm_quote", MemberShape.ManyBytes | (Format.TpmPcrs << 8));
m.entry(Blob.Version, "version", "Version of the form.", "", MemberShape.Version);
m.entry(Blob.Token, "x-ms-ver", "A claim of tokens of Azure's attestation service.", "", MemberShape.Foreign);
