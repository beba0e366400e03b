/**
 * Azure's HCL report: what the paravisor of a confidential virtual machine leaves in the NV index 0x01400001 of its virtual
 * TPM. It is made at boot. The hardware's report in it vouches for the runtime claims, and these name the key by which the
 * TPM signs.
 * Source: Azure documentation, Confidential VM guest attestation design detail; OpenHCL, cvm attestation report.
 *
 *     hclHeader 32 · SNP report 1184, or TDREPORT 1024 and zeros · hclRequest 20 · hclClaimsText · zeros
 */
import { layout, list } from "../layout";
import { Text } from "../text";
import { Shape } from "./found";

/** The first word of a report, "HCLA". */
export const HCL_SIGNATURE: u32 = 0x414c4348;
/** The newest version of the header, and of the request behind the hardware's report. */
export const HCL_NEWEST: u32 = 2;
export const HCL_REQUEST_NEWEST: u32 = 1;
/** Bytes that there are for the hardware's report. */
export const HARDWARE_SIZE: u32 = 1184;

/** Parts of an HCL report that are evidence of their own. */
export const hclParts = list("hclPart", "What an HCL report contains.");
hclParts.entry(1, "hardwareReport", "What the hardware says of guest and paravisor.");

export const hclHeader = layout("hclHeader", 32, "Azure confidential VM guest attestation, attestation header");
hclHeader.uint(0, 4, "signature", "HCLA in ASCII.").value(HCL_SIGNATURE, "HCLA");
export const version = hclHeader.uint(4, 4, "version", "Version of the header.").short();
export const reportSize = hclHeader.uint(8, 4, "reportSize", "Bytes of header, hardware report, request and claims.");
hclHeader.uint(12, 4, "requestType", "What the report was made for.").value(2, "certificate of the attestation key");
hclHeader.uint(16, 4, "status", "Zero: it went well.");
hclHeader.zero(20, 12);

/** What made the hardware's report. */
export const enum ReportType {
  Snp = 2,
  Tdx = 4,
}

export const hclRequest = layout("hclRequest", 20, "Azure confidential VM guest attestation, runtime data header");
const r = hclRequest;
export const dataSize = r.uint(0, 4, "dataSize", "Bytes of this and of the claims.");
export const requestVersion = r.uint(4, 4, "version", "Version of this structure.");
export const reportType = r.uint(8, 4, "reportType", "Kind of the hardware's report.").short().value(ReportType.Snp, "SNP").value(ReportType.Tdx, "TDX");
export const hashType = r.uint(12, 4, "hashType", "Hash of the claims in the hardware's report data.").value(1, "SHA-256").value(2, "SHA-384").value(3, "SHA-512");
export const claimsSize = r.uint(16, 4, "claimsSize", "Bytes of the claims.");

export const hclClaimsText = layout("hclClaimsText", 0, "Azure confidential VM guest attestation, runtime claims");
export const claims = hclClaimsText.chars(0, 0, "claims", "Runtime claims in JSON, whose exact bytes are hashed.");

/** Places of claims. */
export const enum ClaimSlot {
  SecureBoot,
  Console,
  InteractiveConsole,
  TpmEnabled,
  TpmPersisted,
  CurrentTime,
  RootCertThumbprint,
  VmUniqueId,
  UserData,
  Count,
}

/** The object that tells how the machine is set up. */
export const VM: Text = "vm-configuration";
export const hclClaims = layout("hclClaims", 0, "Azure confidential VM guest attestation, runtime claims");
const c = hclClaims;
c.found(ClaimSlot.SecureBoot, Shape.Flag, "secureBoot", "The firmware starts only what is signed.").optional().short().called("secure-boot", VM);
c.found(ClaimSlot.Console, Shape.Flag, "consoleEnabled", "The host has a serial console.").optional().short().called("console-enabled", VM);
c.found(ClaimSlot.InteractiveConsole, Shape.Flag, "interactiveConsoleEnabled", "The host can type into it.").optional().called("interactive-console-enabled", VM);
c.found(ClaimSlot.TpmEnabled, Shape.Flag, "tpmEnabled", "There is a virtual TPM.").optional().called("tpm-enabled", VM);
c.found(ClaimSlot.TpmPersisted, Shape.Flag, "tpmPersisted", "Its state outlives a boot.").optional().called("tpm-persisted", VM);
c.found(ClaimSlot.CurrentTime, Shape.Number, "currentTime", "The host's clock, in seconds since 1970.").optional().called("current-time", VM);
c.found(ClaimSlot.RootCertThumbprint, Shape.Text, "rootCertThumbprint", "Digest of the root of the host's attestation agent.").optional().called("root-cert-thumbprint", VM);
c.found(ClaimSlot.VmUniqueId, Shape.Text, "vmUniqueId", "The virtual machine's id.").optional().short().called("vmUniqueId", VM);
c.found(ClaimSlot.UserData, Shape.Bytes, "userData", "What the guest wrote to the NV index 0x01400002.").optional().called("user-data");

/** Places of what a key says. */
export const enum KeySlot {
  Kid,
  Kty,
  Modulus,
  Exponent,
  Count,
}

/** The id of the key by which the TPM signs. */
export const AK_KID: Text = "HCLAkPub";

export const hclKey = layout("hclKey", 0, "Azure confidential VM guest attestation, runtime claims; RFC 7517");
hclKey.found(KeySlot.Kid, Shape.Text, "kid", "Which key it is: HCLAkPub signs quotes, HCLEkPub endorses.").optional().short().called("kid");
hclKey.found(KeySlot.Kty, Shape.Text, "kty", "Kind of the key: RSA.").optional().called("kty");
hclKey.found(KeySlot.Modulus, Shape.Bytes, "modulus", "Modulus, big-endian.").optional().called("n");
hclKey.found(KeySlot.Exponent, Shape.Bytes, "exponent", "Public exponent, big-endian.").optional().called("e");
