/** Every check of an appraisal, once: its name, what it means, where that comes from, and what to do when it fails. */
import { list } from "../layout";
import { Text } from "../text";
import { Claim, Topic } from "./outcome";

/** Numbers of the checks: append only. */
export const enum Check {
  Framing,
  Nonce,
  // AMD SEV-SNP
  SnpVersion,
  SnpReserved,
  SnpSignatureAlgorithm,
  SnpSigningKey,
  SnpEndorsement,
  SnpRoot,
  SnpChain,
  SnpChainTemplate,
  SnpChainValidity,
  SnpRevocation,
  SnpSignature,
  SnpProduct,
  SnpEndorsedTcb,
  SnpChipId,
  SnpCspId,
  SnpTcbOrder,
  SnpMinimumTcb,
  SnpMinimumLaunchTcb,
  SnpProvisionalFirmware,
  SnpDebug,
  SnpMigration,
  SnpMinimumAbi,
  SnpGuestPolicy,
  SnpPlatformInfo,
  SnpAliasCheck,
  SnpVmpl,
  SnpMeasurement,
  SnpHostData,
  SnpFamilyId,
  SnpImageId,
  SnpGuestSvn,
  SnpIdKey,
  SnpAuthorKey,
  SnpReportIdMa,
  SnpMitigations,
  // Intel SGX and TDX
  QuoteVersion,
  QuoteVendor,
  PckCertificate,
  PckRoot,
  PckChain,
  PckChainValidity,
  PckRevocation,
  RootRevocation,
  TcbInfo,
  TcbInfoSignature,
  TcbInfoDates,
  TcbInfoMatch,
  QeIdentity,
  QeIdentitySignature,
  QeIdentityDates,
  EvaluationNumber,
  QeReportSignature,
  QeBinding,
  QeIdentityMatch,
  QuoteSignature,
  TdxModule,
  TcbStatus,
  TdDebug,
  TdAttributes,
  TdSeptVe,
  TdXfam,
  TdServiceTd,
  TdMrTd,
  TdRtmr0,
  TdRtmr1,
  TdRtmr2,
  TdRtmr3,
  TdMrSeam,
  TdMrConfigId,
  TdMrOwner,
  TdMrOwnerConfig,
  SgxDebug,
  SgxMrEnclave,
  SgxMrSigner,
  SgxProductId,
  SgxSecurityVersion,
  Count,
}

export const checks = list("check", "Checks of an appraisal; text = source, extra = topic << 8 | claim, more = remedy.");

function on(check: Check, name: Text, topic: Topic, claim: Claim, note: Text, source: Text, remedy: Text): void {
  checks.entry(check, name, note, source, ((<u32>topic) << 8) | claim).more = remedy;
}
on(
  Check.Framing,
  "framing",
  Topic.Evidence,
  Claim.Hardware,
  "The evidence is well formed: every length fits, every reserved byte is zero, and nothing but zeros follows it.",
  "the format's own specification",
  "Cut the bytes behind the evidence off.",
);
on(
  Check.Nonce,
  "nonce",
  Topic.Freshness,
  Claim.InstanceIdentity,
  "The evidence was made for this request: it carries all 64 bytes that were expected, zeros behind a shorter nonce.",
  "RFC 9334 section 10",
  "Ask for new evidence with a nonce of your own; evidence with another nonce may be a replay.",
);
on(Check.SnpVersion, "snp-version", Topic.Evidence, Claim.Hardware, "The version of the report is one whose every field is known.", "AMD 56860 section 7.3", "A newer tsmkit may know it.");
on(
  Check.SnpReserved,
  "snp-reserved-bits",
  Topic.Evidence,
  Claim.Hardware,
  "Reserved bits of policy and keyInfo are zero, but for bit 17 of the policy, which is one.",
  "AMD 56860 section 7.3",
  "Refuse it: no firmware makes such a report.",
);
on(
  Check.SnpSignatureAlgorithm,
  "snp-signature-algorithm",
  Topic.Signature,
  Claim.Hardware,
  "The report says that it is signed with ECDSA P-384 and SHA-384.",
  "AMD 56860 section 7.3, SIGNATURE_ALGO",
  "Refuse it: no other algorithm is defined.",
);
on(
  Check.SnpSigningKey,
  "snp-signing-key",
  Topic.Signature,
  Claim.Hardware,
  "The report is signed, by a kind of key that the policy takes: VCEK or VLEK.",
  "AMD 56860 section 7.3, SIGNING_KEY",
  "Ask the host not to mask the chip key, or allow the kind of key in the policy.",
);
on(
  Check.SnpEndorsement,
  "snp-endorsement",
  Topic.Chain,
  Claim.Hardware,
  "There is a certificate of the kind of key that signed the report, and it can be read.",
  "AMD 57230 section 3",
  "Hand in the VCEK or VLEK certificate with --certs, ask the host for the certificate table, or let tsm fetch it.",
);
on(
  Check.SnpRoot,
  "snp-root",
  Topic.Chain,
  Claim.Hardware,
  "The chain ends at a root key of AMD that is pinned here, or at one that you handed in.",
  "AMD 57230 section 4.1, ARK",
  "Hand in ASK and ARK of the product. Another root is not AMD's.",
);
on(
  Check.SnpChain,
  "snp-chain",
  Topic.Chain,
  Claim.Hardware,
  "Each certificate is signed by the next, names it as its issuer, and that one may sign certificates.",
  "RFC 5280 section 6.1",
  "Hand in the certificates that AMD's key service gives for this chip and product.",
);
on(
  Check.SnpChainTemplate,
  "snp-chain-template",
  Topic.Chain,
  Claim.Hardware,
  "A VCEK is issued by the ASK and a VLEK by the ASVK of one product, with RSASSA-PSS, SHA-384 and 48 bytes of salt.",
  "AMD 57230 section 3; AMD 58369",
  "Hand in the chain of this kind of key: the two have different intermediate certificates.",
);
on(
  Check.SnpChainValidity,
  "snp-chain-validity",
  Topic.Chain,
  Claim.SourcedData,
  "All certificates of the chain are valid at the time of the appraisal.",
  "RFC 5280 section 6.1",
  "Check the clock, or fetch the certificates again.",
);
on(
  Check.SnpRevocation,
  "snp-revocation",
  Topic.Revocation,
  Claim.Hardware,
  "A revocation list of the root, valid at the time of the appraisal, does not name a certificate of the chain.",
  "RFC 5280 section 6.1.3; AMD 57230 section 4.2",
  "Hand in the product's CRL with --certs, or let tsm fetch it.",
);
on(
  Check.SnpSignature,
  "snp-signature",
  Topic.Signature,
  Claim.Hardware,
  "The signature holds over the bytes of the report as they were received, under the key of the certificate.",
  "AMD 56860 section 7.3, SIGNATURE",
  "Refuse it: the report was changed, or the certificate is for another chip or TCB.",
);
on(
  Check.SnpProduct,
  "snp-product",
  Topic.Binding,
  Claim.Hardware,
  "The CPU in the report, the product in the certificate and the product of the chain are one.",
  "AMD 57230 section 3.1, productName",
  "Hand in the certificates of this CPU's product.",
);
on(
  Check.SnpEndorsedTcb,
  "snp-endorsed-tcb",
  Topic.Binding,
  Claim.Hardware,
  "The certificate is for the TCB that the report names as reportedTcb, part by part.",
  "AMD 57230 section 3.1, SPL",
  "Fetch the certificate for the reported TCB: each TCB has its own.",
);
on(
  Check.SnpChipId,
  "snp-chip-id",
  Topic.Binding,
  Claim.InstanceIdentity,
  "The certificate is for the chip that the report names. A masked chip id can't be compared.",
  "AMD 57230 section 3.1, hwID",
  "Have the host show the chip id, or allow masked chip ids in the policy.",
);
on(
  Check.SnpCspId,
  "snp-csp-id",
  Topic.Binding,
  Claim.InstanceIdentity,
  "The VLEK was loaded for a cloud provider that the policy names.",
  "AMD 58369, CSP_ID",
  "Name the provider in the policy, or refuse it.",
);
on(
  Check.SnpTcbOrder,
  "snp-tcb-order",
  Topic.Tcb,
  Claim.Hardware,
  "The reported TCB is not above the current one, in any part.",
  "AMD 56860 section 3.1, TCB versions",
  "Refuse it: no firmware reports more than it has.",
);
on(
  Check.SnpMinimumTcb,
  "snp-minimum-tcb",
  Topic.Tcb,
  Claim.Hardware,
  "The reported TCB is at least what the policy wants, part by part.",
  "AMD 56860 section 2.2, TCB_VERSION",
  "Have the host's firmware and microcode updated.",
);
on(
  Check.SnpMinimumLaunchTcb,
  "snp-minimum-launch-tcb",
  Topic.Tcb,
  Claim.Hardware,
  "The TCB at launch was at least what the policy wants, part by part.",
  "AMD 56860 section 2.2, TCB_VERSION",
  "Launch the guest again on an updated host.",
);
on(
  Check.SnpProvisionalFirmware,
  "snp-provisional-firmware",
  Topic.Tcb,
  Claim.Hardware,
  "The firmware that runs is committed: it can't be rolled back.",
  "AMD 56860 section 3.3, SNP_COMMIT",
  "Have the host commit its firmware, or allow provisional firmware in the policy.",
);
on(
  Check.SnpDebug,
  "snp-debug",
  Topic.Policy,
  Claim.RuntimeOpaque,
  "The host may not decrypt the guest's memory.",
  "AMD 56860 section 4.3, POLICY.DEBUG",
  "Launch the guest without DEBUG in its policy. A guest under debug has no secrets.",
);
on(
  Check.SnpMigration,
  "snp-migration-agent",
  Topic.Policy,
  Claim.RuntimeOpaque,
  "No migration agent may move the guest's memory.",
  "AMD 56860 section 4.3, POLICY.MIGRATE_MA",
  "Launch without MIGRATE_MA, or name the agent's report id in the policy.",
);
on(
  Check.SnpMinimumAbi,
  "snp-minimum-abi",
  Topic.Policy,
  Claim.Configuration,
  "The guest asked for at least the firmware ABI that the policy wants.",
  "AMD 56860 section 4.3, POLICY.ABI",
  "Launch the guest with a higher ABI version in its policy.",
);
on(
  Check.SnpGuestPolicy,
  "snp-guest-policy",
  Topic.Policy,
  Claim.Configuration,
  "The guest's policy has the bits that you require, and none that you forbid: SMT, CXL, sockets and the like.",
  "AMD 56860 section 4.3, POLICY",
  "Launch the guest with another policy.",
);
on(
  Check.SnpPlatformInfo,
  "snp-platform-info",
  Topic.Policy,
  Claim.Configuration,
  "The platform has the features that you require, and none that you forbid.",
  "AMD 56860 section 7.3, PLATFORM_INFO",
  "Run it on another host, or change the host's setup.",
);
on(
  Check.SnpAliasCheck,
  "snp-alias-check",
  Topic.Policy,
  Claim.Hardware,
  "Memory was checked for aliases since the last reset: the guard against BadRAM.",
  "AMD 56860 section 7.3, ALIAS_CHECK_COMPLETE; AMD-SB-3015",
  "Have the host's firmware updated.",
);
on(
  Check.SnpVmpl,
  "snp-vmpl",
  Topic.Policy,
  Claim.InstanceIdentity,
  "The report was asked for from the privilege level that is expected.",
  "AMD 56860 section 7.3, VMPL",
  "Expect the level that your guest runs at: 0, or above it under an SVSM.",
);
on(
  Check.SnpMeasurement,
  "snp-measurement",
  Topic.Measurements,
  Claim.Executables,
  "The guest was launched from an image that the policy names.",
  "AMD 56860 section 7.3, MEASUREMENT",
  "Compare it with what your build gives; then add it to the policy, or refuse it.",
);
on(
  Check.SnpHostData,
  "snp-host-data",
  Topic.Measurements,
  Claim.Configuration,
  "The host handed in the data that the policy names.",
  "AMD 56860 section 7.3, HOST_DATA",
  "Compare it with what the guest was launched with.",
);
on(
  Check.SnpFamilyId,
  "snp-family-id",
  Topic.Measurements,
  Claim.Executables,
  "The ID block's family is one that the policy names.",
  "AMD 56860 section 7.3, FAMILY_ID",
  "Compare it with the ID block of the launch.",
);
on(
  Check.SnpImageId,
  "snp-image-id",
  Topic.Measurements,
  Claim.Executables,
  "The ID block's image is one that the policy names.",
  "AMD 56860 section 7.3, IMAGE_ID",
  "Compare it with the ID block of the launch.",
);
on(
  Check.SnpGuestSvn,
  "snp-guest-svn",
  Topic.Measurements,
  Claim.Executables,
  "The ID block's security version is at least what the policy wants.",
  "AMD 56860 section 7.3, GUEST_SVN",
  "Launch a newer image.",
);
on(
  Check.SnpIdKey,
  "snp-id-key",
  Topic.Measurements,
  Claim.Executables,
  "The ID block was signed by a key that the policy names.",
  "AMD 56860 section 7.3, ID_KEY_DIGEST",
  "Compare it with the SHA-384 of the key that signs your ID blocks.",
);
on(
  Check.SnpAuthorKey,
  "snp-author-key",
  Topic.Measurements,
  Claim.Executables,
  "The ID key was certified by an author key that the policy names.",
  "AMD 56860 section 7.3, AUTHOR_KEY_DIGEST",
  "Compare it with the SHA-384 of your author key; AUTHOR_KEY_EN must be set.",
);
on(
  Check.SnpReportIdMa,
  "snp-report-id-ma",
  Topic.Measurements,
  Claim.InstanceIdentity,
  "The migration agent is none, or the one that the policy names.",
  "AMD 56860 section 7.3, REPORT_ID_MA",
  "Name the agent in the policy, or refuse it.",
);
on(
  Check.SnpMitigations,
  "snp-mitigations",
  Topic.Tcb,
  Claim.Hardware,
  "The firmware verified all mitigations that the policy requires, at launch and now.",
  "AMD 56860 section 7.3, LAUNCH_MIT_VECTOR, CURRENT_MIT_VECTOR",
  "Have the host's firmware updated, and launch the guest again.",
);
on(
  Check.QuoteVersion,
  "quote-version",
  Topic.Evidence,
  Claim.Hardware,
  "The quote's version, its attestation key and its subject fit together.",
  "Intel DCAP Quoting Library API, appendix A",
  "Refuse it.",
);
on(
  Check.QuoteVendor,
  "quote-vendor",
  Topic.Evidence,
  Claim.Hardware,
  "The quote is by Intel's quoting enclave.",
  "Intel DCAP Quoting Library API, appendix A, QE vendor id",
  "Refuse it: the rules of other vendors are not known here.",
);
on(
  Check.PckCertificate,
  "pck-certificate",
  Topic.Chain,
  Claim.Hardware,
  "The quote carries a PCK certificate that can be read, with its issuer.",
  "Intel PCK Certificate Profile, section 1.3",
  "Have the platform registered, so that the quoting enclave gives certification data of type 5.",
);
on(
  Check.PckRoot,
  "pck-root",
  Topic.Chain,
  Claim.Hardware,
  "The chain ends at the root key of Intel that is pinned here, or at one that you handed in.",
  "Intel PCK Certificate Profile, section 1.1",
  "Refuse it: another root is not Intel's.",
);
on(
  Check.PckChain,
  "pck-chain",
  Topic.Chain,
  Claim.Hardware,
  "A PCK certificate, Intel's Platform CA or Processor CA, the root: each is signed by the next, which may do so.",
  "Intel PCK Certificate Profile, section 1; RFC 5280 section 6.1",
  "Refuse it: these certificates do not belong together.",
);
on(
  Check.PckChainValidity,
  "pck-chain-validity",
  Topic.Chain,
  Claim.SourcedData,
  "All certificates of the chain are valid at the time of the appraisal.",
  "RFC 5280 section 6.1",
  "Check the clock, or have the platform fetch a new PCK certificate.",
);
on(
  Check.PckRevocation,
  "pck-revocation",
  Topic.Revocation,
  Claim.Hardware,
  "The issuer's revocation list, valid at the time of the appraisal, does not name the PCK certificate.",
  "RFC 5280 section 6.1.3",
  "Hand in the PCK CRL with --collateral, or let tsm fetch it.",
);
on(
  Check.RootRevocation,
  "root-revocation",
  Topic.Revocation,
  Claim.Hardware,
  "The root's revocation list, valid at the time of the appraisal, names none of the certificates below it.",
  "RFC 5280 section 6.1.3",
  "Hand in the root CA's CRL with --collateral, or let tsm fetch it.",
);
on(
  Check.TcbInfo,
  "tcb-info",
  Topic.Collateral,
  Claim.SourcedData,
  "There is TCB info for this kind of evidence, and it can be read.",
  "Intel PCS API v4, Get TCB Info",
  "Hand it in with --collateral, or let tsm fetch it.",
);
on(
  Check.TcbInfoSignature,
  "tcb-info-signature",
  Topic.Collateral,
  Claim.SourcedData,
  "TCB info is signed over its exact bytes by Intel's TCB signing key, under the same root.",
  "Intel PCS API v4, Get TCB Info",
  "Fetch it again. JSON that was written anew has no valid signature.",
);
on(
  Check.TcbInfoDates,
  "tcb-info-dates",
  Topic.Collateral,
  Claim.SourcedData,
  "TCB info and its certificates are valid at the time of the appraisal.",
  "Intel PCS API v4, Get TCB Info",
  "Fetch it again; check the clock.",
);
on(
  Check.TcbInfoMatch,
  "tcb-info-match",
  Topic.Collateral,
  Claim.Hardware,
  "TCB info is for the platform that the PCK certificate names: FMSPC and PCEID.",
  "Intel PCS API v4, Get TCB Info",
  "Fetch it for this FMSPC.",
);
on(
  Check.QeIdentity,
  "qe-identity",
  Topic.Collateral,
  Claim.SourcedData,
  "There is an identity of the quoting enclave for this kind of evidence, and it can be read.",
  "Intel PCS API v4, Get QE Identity",
  "Hand it in with --collateral, or let tsm fetch it.",
);
on(
  Check.QeIdentitySignature,
  "qe-identity-signature",
  Topic.Collateral,
  Claim.SourcedData,
  "The identity is signed over its exact bytes by Intel's TCB signing key, under the same root.",
  "Intel PCS API v4, Get QE Identity",
  "Fetch it again. JSON that was written anew has no valid signature.",
);
on(
  Check.QeIdentityDates,
  "qe-identity-dates",
  Topic.Collateral,
  Claim.SourcedData,
  "The identity and its certificates are valid at the time of the appraisal.",
  "Intel PCS API v4, Get QE Identity",
  "Fetch it again; check the clock.",
);
on(
  Check.EvaluationNumber,
  "evaluation-number",
  Topic.Collateral,
  Claim.SourcedData,
  "TCB info and identity are of at least the evaluation data number that the policy wants.",
  "Intel PCS API v4, tcbEvaluationDataNumber",
  "Fetch newer collateral.",
);
on(
  Check.QeReportSignature,
  "qe-report-signature",
  Topic.Signature,
  Claim.Hardware,
  "The quoting enclave's report is signed by the key of the PCK certificate.",
  "Intel DCAP Quoting Library API, appendix A",
  "Refuse it: the quote was changed, or the certificate is for another platform.",
);
on(
  Check.QeBinding,
  "qe-binding",
  Topic.Signature,
  Claim.Hardware,
  "The quoting enclave's report carries the SHA-256 of the attestation key and its authentication data, and zeros.",
  "Intel DCAP Quoting Library API, appendix A",
  "Refuse it: the attestation key is not the quoting enclave's.",
);
on(
  Check.QeIdentityMatch,
  "qe-identity-match",
  Topic.Binding,
  Claim.Hardware,
  "The quoting enclave is Intel's: signer, product, attributes and miscSelect under their masks, and no debug.",
  "Intel PCS API v4, Get QE Identity",
  "Refuse it: the quote is not by Intel's quoting enclave.",
);
on(
  Check.QuoteSignature,
  "quote-signature",
  Topic.Signature,
  Claim.Hardware,
  "The signature holds over the bytes of header and body as they were received, under the attestation key.",
  "Intel DCAP Quoting Library API, appendix A",
  "Refuse it: the quote was changed.",
);
on(
  Check.TdxModule,
  "tdx-module",
  Topic.Binding,
  Claim.Hardware,
  "The TDX module is signed by Intel and has the attributes that TCB info names for its version.",
  "Intel SGX and TDX TCB recovery, TCB level selection",
  "Refuse it, or fetch TCB info that knows this module.",
);
on(
  Check.TcbStatus,
  "tcb-status",
  Topic.Tcb,
  Claim.Hardware,
  "The status of platform, TDX module and quoting enclave together is one that the policy takes.",
  "Intel SGX and TDX TCB recovery, TCB level selection",
  "Have the platform's firmware updated, see the advisories, or take the status in the policy.",
);
on(
  Check.TdDebug,
  "td-debug",
  Topic.Policy,
  Claim.RuntimeOpaque,
  "The host may not read or write the domain's memory.",
  "Intel TDX module specification, ATTRIBUTES.TUD",
  "Launch the domain without DEBUG. A domain under debug has no secrets.",
);
on(
  Check.TdAttributes,
  "td-attributes",
  Topic.Policy,
  Claim.Configuration,
  "The domain's attributes have no reserved bit, and migration only when the policy takes it.",
  "Intel TDX module specification, ATTRIBUTES",
  "Launch the domain with other attributes.",
);
on(
  Check.TdSeptVe,
  "td-sept-ve-disable",
  Topic.Policy,
  Claim.RuntimeOpaque,
  "The host can't inject exceptions by taking pages away.",
  "Intel TDX module specification, ATTRIBUTES.SEPT_VE_DISABLE",
  "Launch the domain with SEPT_VE_DISABLE.",
);
on(
  Check.TdXfam,
  "td-xfam",
  Topic.Policy,
  Claim.Configuration,
  "The extended features of the domain are such as the architecture allows.",
  "Intel TDX module specification, XFAM",
  "Refuse it: no module makes such a domain.",
);
on(
  Check.TdServiceTd,
  "td-service-domain",
  Topic.Policy,
  Claim.RuntimeOpaque,
  "No service domain is bound, or one that the policy names.",
  "Intel TDX module specification, SERVTD_HASH",
  "Name the service domain in the policy, or launch without one.",
);
on(
  Check.TdMrTd,
  "td-mrtd",
  Topic.Measurements,
  Claim.Executables,
  "The domain was launched from an image that the policy names.",
  "Intel TDX module specification, MRTD",
  "Compare it with what your build gives; then add it to the policy, or refuse it.",
);
on(
  Check.TdRtmr0,
  "td-rtmr0",
  Topic.Measurements,
  Claim.Executables,
  "Run-time measurement register 0 is one that the policy names.",
  "Intel TDX module specification, RTMR",
  "Replay the event log to see which event differs.",
);
on(
  Check.TdRtmr1,
  "td-rtmr1",
  Topic.Measurements,
  Claim.Executables,
  "Run-time measurement register 1 is one that the policy names.",
  "Intel TDX module specification, RTMR",
  "Replay the event log to see which event differs.",
);
on(
  Check.TdRtmr2,
  "td-rtmr2",
  Topic.Measurements,
  Claim.Executables,
  "Run-time measurement register 2 is one that the policy names.",
  "Intel TDX module specification, RTMR",
  "Replay the event log to see which event differs.",
);
on(
  Check.TdRtmr3,
  "td-rtmr3",
  Topic.Measurements,
  Claim.Executables,
  "Run-time measurement register 3 is one that the policy names.",
  "Intel TDX module specification, RTMR",
  "Replay the event log to see which event differs.",
);
on(
  Check.TdMrSeam,
  "td-mrseam",
  Topic.Measurements,
  Claim.Hardware,
  "The TDX module is one that the policy names.",
  "Intel TDX module specification, MRSEAM",
  "Compare it with what your build gives; then add it to the policy, or refuse it.",
);
on(
  Check.TdMrConfigId,
  "td-mrconfigid",
  Topic.Measurements,
  Claim.Configuration,
  "The domain's configuration is one that the policy names.",
  "Intel TDX module specification, MRCONFIGID",
  "Compare it with what the domain was launched with.",
);
on(
  Check.TdMrOwner,
  "td-mrowner",
  Topic.Measurements,
  Claim.Configuration,
  "The domain's owner is one that the policy names.",
  "Intel TDX module specification, MROWNER",
  "Compare it with what the domain was launched with.",
);
on(
  Check.TdMrOwnerConfig,
  "td-mrownerconfig",
  Topic.Measurements,
  Claim.Configuration,
  "The owner's configuration is one that the policy names.",
  "Intel TDX module specification, MROWNERCONFIG",
  "Compare it with what the domain was launched with.",
);
on(
  Check.SgxDebug,
  "sgx-debug",
  Topic.Policy,
  Claim.RuntimeOpaque,
  "The host may not read or write the enclave's memory.",
  "Intel SDM volume 3D, ATTRIBUTES.DEBUG",
  "Build and launch the enclave without debug. An enclave under debug has no secrets.",
);
on(
  Check.SgxMrEnclave,
  "sgx-mrenclave",
  Topic.Measurements,
  Claim.Executables,
  "The enclave is one that the policy names.",
  "Intel SDM volume 3D, MRENCLAVE",
  "Compare it with what your build gives; then add it to the policy, or refuse it.",
);
on(
  Check.SgxMrSigner,
  "sgx-mrsigner",
  Topic.Measurements,
  Claim.Executables,
  "The enclave's signer is one that the policy names.",
  "Intel SDM volume 3D, MRSIGNER",
  "Compare it with what your build gives; then add it to the policy, or refuse it.",
);
on(
  Check.SgxProductId,
  "sgx-product-id",
  Topic.Measurements,
  Claim.Executables,
  "The enclave's product id is one that the policy names.",
  "Intel SDM volume 3D, ISVPRODID",
  "Compare it with how the enclave was signed.",
);
on(
  Check.SgxSecurityVersion,
  "sgx-security-version",
  Topic.Measurements,
  Claim.Executables,
  "The enclave's security version is at least what the policy wants.",
  "Intel SDM volume 3D, ISVSVN",
  "Run a newer enclave.",
);
