/** The checks of AMD SEV-SNP reports, in the list of checks.ts. */
import { Check, on } from "./checks";
import { Claim, Topic } from "./outcome";

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
