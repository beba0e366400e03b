/**
 * What an appraisal policy may say, once: the members of its JSON document, from which the reader, the messages, the JSON
 * Schema, the TypeScript types and the documentation come. A policy is {"version": 1} with an object for each kind of
 * evidence, whose members are {@link policyMembers}.
 */
import { list } from "../layout";
import { Lifecycle } from "./cca";
import { CoveState } from "./cove";
import { TcbStatus } from "./tcbStatus";

/** Members of the document itself. */
export const enum Part {
  Schema = 0,
  Version = 1,
  Snp = 2,
  Intel = 3,
  Tdx = 4,
  Sgx = 5,
  Cca = 6,
  Svsm = 7,
  Azure = 8,
  Cove = 9,
}

export const policyParts = list("policyPart", "Members of a policy; text = what its value is.");
policyParts.entry(Part.Schema, "$schema", "Where an editor finds the JSON Schema of policies; not looked at.", "a string");
policyParts.entry(Part.Version, "version", "Version of this form of policies.", "1");
policyParts.entry(Part.Snp, "snp", "For AMD SEV-SNP reports.", "an object");
policyParts.entry(Part.Intel, "intel", "For the platform behind Intel quotes.", "an object");
policyParts.entry(Part.Tdx, "tdx", "For Intel TDX quotes.", "an object");
policyParts.entry(Part.Sgx, "sgx", "For Intel SGX quotes.", "an object");
policyParts.entry(Part.Cca, "cca", "For Arm CCA tokens.", "an object");
policyParts.entry(Part.Svsm, "svsm", "For the services of an SVSM, which SEV-SNP reports must then bind.", "an object");
policyParts.entry(Part.Azure, "azure", "For Azure HCL reports; what the hardware says in them is for snp, or for intel and tdx.", "an object");
policyParts.entry(Part.Cove, "cove", "For RISC-V CoVE evidence.", "an object");

/** The only version there is. */
export const POLICY_VERSION: u64 = 1;

export const policyDefaults = list("policyDefault", "What a policy says that says nothing; text = the policy.");
policyDefaults.entry(
  0,
  "default",
  "Members that are left out elsewhere ask for nothing, and allow nothing.",
  '{"version":1,"snp":{"signingKeys":["VCEK","VLEK"],"vmpls":[0]},"intel":{"tcbStatuses":["UpToDate"]},"cca":{"lifecycles":["secured"]},"cove":{"states":["secured"]}}',
);

/** What the value of a member is. */
export const enum Shape {
  /** false unless it is said. */
  Flag = 1,
  /** Its largest is 2^(8 * size) - 1. */
  Number = 2,
  /** Such numbers. */
  Numbers = 3,
  /** `size` bytes each. */
  Bytes = 4,
  Texts = 5,
  Version = 6,
  /** Members are {@link tcbParts}. */
  Tcb = 7,
  /** One of {@link PolicyNames} in place of the size. */
  Names = 8,
  /** Up to `size` bytes each, at most 255. */
  Hex = 9,
  /** In `size` bytes each, 16. */
  Guids = 10,
}

export const policyShapes = list("policyShape", "What the value of a policy's member is; note and text = how it is written, with sizes or names between them.");
policyShapes.entry(Shape.Flag, "flag", "true or false");
policyShapes.entry(Shape.Number, "number", "a number up to");
policyShapes.entry(Shape.Numbers, "numbers", "an array of numbers up to");
policyShapes.entry(Shape.Bytes, "bytes", "an array of strings of", " hex digits");
policyShapes.entry(Shape.Texts, "texts", "an array of strings of printable ASCII");
policyShapes.entry(Shape.Version, "version", "a string of two numbers up to 255 with a point between them");
policyShapes.entry(Shape.Tcb, "tcb", "an object of numbers up to 255, out of");
policyShapes.entry(Shape.Names, "names", "an array out of");
policyShapes.entry(Shape.Hex, "hex", "an array of strings of up to", " hex digits");
policyShapes.entry(Shape.Guids, "guids", "an array of", "GUIDs as 8-4-4-4-12 hex digits");

/** Where the names of {@link Shape.Names} come from. */
export const enum PolicyNames {
  SigningKeys = 1,
  GuestPolicy = 2,
  PlatformInfo = 3,
  TcbStatuses = 4,
  CcaLifecycles = 5,
  CoveStates = 6,
}

export const policyNames = list("policyNames", "Tables that a policy takes names from; extra = bits or values whose names it does not take, a bit each.");
policyNames.entry(PolicyNames.SigningKeys, "snpReport.keyInfo.signingKey", "An unsigned report is never taken.", "", 1 << 7);
policyNames.entry(PolicyNames.GuestPolicy, "snpReport.policy", "ABI versions are no single bits, and one bit is always set.", "", (1 << 0) | (1 << 8) | (1 << 17));
policyNames.entry(PolicyNames.PlatformInfo, "snpReport.platformInfo", "All of them.");
policyNames.entry(
  PolicyNames.TcbStatuses,
  "tcbStatus",
  "A platform that is revoked, or not known to Intel, is never taken.",
  "",
  (1 << TcbStatus.Revoked) | (1 << TcbStatus.NotSupported) | (1 << TcbStatus.TdxModuleMismatch),
);

policyNames.entry(
  PolicyNames.CcaLifecycles,
  "ccaPlatform.lifecycle.state",
  "A platform in another state has not been, or is no longer, in the hands of its owner.",
  "",
  (1 << Lifecycle.Unknown) | (1 << Lifecycle.Decommissioned),
);

policyNames.entry(PolicyNames.CoveStates, "covePlatform.state", "A platform that is not configured is none yet.", "", 1 << CoveState.NotConfigured);

/** Parts of a TCB_VERSION. */
export const enum TcbPart {
  Bootloader = 0,
  Tee = 1,
  Snp = 2,
  Microcode = 3,
  Fmc = 4,
}

export const tcbParts = list("policyTcbPart", "Parts of a TCB_VERSION that a policy asks for.");
tcbParts.entry(TcbPart.Bootloader, "bootloader", "Boot loader of the security processor.");
tcbParts.entry(TcbPart.Tee, "tee", "Operating system of the security processor.");
tcbParts.entry(TcbPart.Snp, "snp", "SNP firmware.");
tcbParts.entry(TcbPart.Microcode, "microcode", "Microcode patch level.");
tcbParts.entry(TcbPart.Fmc, "fmc", "First mutable code of the security processor; from Turin on.");

/** Members by number. */
export const enum Member {
  SnpSigningKeys,
  SnpCspIds,
  SnpChipIds,
  SnpAllowMaskedChipId,
  SnpRequireRevocation,
  SnpMinimumTcb,
  SnpMinimumLaunchTcb,
  SnpAllowProvisionalFirmware,
  SnpRequiredMitigations,
  SnpAllowDebug,
  SnpAllowMigrationAgent,
  SnpMinimumAbi,
  SnpRequirePolicy,
  SnpForbidPolicy,
  SnpRequirePlatform,
  SnpForbidPlatform,
  SnpRequireAliasCheck,
  SnpVmpls,
  SnpMeasurements,
  SnpHostData,
  SnpFamilyIds,
  SnpImageIds,
  SnpMinimumGuestSvn,
  SnpIdKeyDigests,
  SnpAuthorKeyDigests,
  SnpReportIdsMa,
  IntelTcbStatuses,
  IntelMinimumEvaluationNumber,
  TdxAllowDebug,
  TdxAllowMigration,
  TdxAllowSeptVe,
  TdxServiceDomains,
  TdxMrTd,
  TdxRtmr0,
  TdxRtmr1,
  TdxRtmr2,
  TdxRtmr3,
  TdxMrSeam,
  TdxMrConfigId,
  TdxMrOwner,
  TdxMrOwnerConfig,
  SgxAllowDebug,
  SgxMrEnclave,
  SgxMrSigner,
  SgxProductIds,
  SgxMinimumSecurityVersion,
  CcaLifecycles,
  CcaImplementationIds,
  CcaInstanceIds,
  CcaPlatformConfigs,
  CcaComponentMeasurements,
  CcaComponentSigners,
  CcaInitialMeasurements,
  CcaExtensible0,
  CcaExtensible1,
  CcaExtensible2,
  CcaExtensible3,
  CcaPersonalizationValues,
  SvsmRequiredServices,
  SvsmEkDigests,
  AzureRequireSecureBoot,
  AzureForbidConsole,
  AzureVmUniqueIds,
  AzureInitData,
  AzurePcr0,
  AzurePcr1,
  AzurePcr2,
  AzurePcr3,
  AzurePcr4,
  AzurePcr5,
  AzurePcr6,
  AzurePcr7,
  AzurePcr8,
  AzurePcr9,
  AzurePcr10,
  AzurePcr11,
  AzurePcr12,
  AzurePcr13,
  AzurePcr14,
  AzurePcr15,
  AzurePcr16,
  AzurePcr17,
  AzurePcr18,
  AzurePcr19,
  AzurePcr20,
  AzurePcr21,
  AzurePcr22,
  AzurePcr23,
  CoveStates,
  CoveManufacturers,
  CoveComponentMeasurements,
  CoveComponentSigners,
  CoveMeasurements,
  CoveIdentities,
  CoveFirmware,
  Count,
}

export const policyMembers = list("policyMember", "Members of the objects of a policy; text = the object, extra = shape | size << 8.");
const m = policyMembers;
const BYTES_16: u32 = Shape.Bytes | (16 << 8);
const BYTES_32: u32 = Shape.Bytes | (32 << 8);
const BYTES_48: u32 = Shape.Bytes | (48 << 8);
const HEX_64: u32 = Shape.Hex | (64 << 8);

m.entry(Member.SnpSigningKeys, "signingKeys", "Kinds of keys that may have signed; VCEK and VLEK unless told.", "snp", Shape.Names | (PolicyNames.SigningKeys << 8));
m.entry(Member.SnpCspIds, "cspIds", "Cloud providers whose VLEKs are taken; any unless told.", "snp", Shape.Texts);
m.entry(Member.SnpChipIds, "chipIds", "Chips that are taken; any unless told.", "snp", Shape.Bytes | (64 << 8));
m.entry(Member.SnpAllowMaskedChipId, "allowMaskedChipId", "Take reports whose chip id the host masks, so that the certificate can't be bound to the chip.", "snp", Shape.Flag);
m.entry(Member.SnpRequireRevocation, "requireRevocation", "Demand a current revocation list of AMD's root; else one is looked at when it is there.", "snp", Shape.Flag);
m.entry(Member.SnpMinimumTcb, "minimumTcb", "Least reported TCB, part by part.", "snp", Shape.Tcb);
m.entry(Member.SnpMinimumLaunchTcb, "minimumLaunchTcb", "Least TCB at launch, part by part.", "snp", Shape.Tcb);
m.entry(Member.SnpAllowProvisionalFirmware, "allowProvisionalFirmware", "Take firmware that is not committed yet, and can be rolled back.", "snp", Shape.Flag);
m.entry(Member.SnpRequiredMitigations, "requiredMitigations", "Bits of the mitigation vectors that must be set, at launch and now.", "snp", Shape.Number | (6 << 8));
m.entry(Member.SnpAllowDebug, "allowDebug", "Take guests whose memory the host may decrypt.", "snp", Shape.Flag);
m.entry(Member.SnpAllowMigrationAgent, "allowMigrationAgent", "Take guests that may be tied to a migration agent.", "snp", Shape.Flag);
m.entry(Member.SnpMinimumAbi, "minimumAbi", "Least firmware ABI that the guest's policy asks for.", "snp", Shape.Version);
m.entry(Member.SnpRequirePolicy, "requirePolicy", "Bits of the guest's policy that must be set.", "snp", Shape.Names | (PolicyNames.GuestPolicy << 8));
m.entry(Member.SnpForbidPolicy, "forbidPolicy", "Bits of the guest's policy that must not be set.", "snp", Shape.Names | (PolicyNames.GuestPolicy << 8));
m.entry(Member.SnpRequirePlatform, "requirePlatform", "Bits of platformInfo that must be set.", "snp", Shape.Names | (PolicyNames.PlatformInfo << 8));
m.entry(Member.SnpForbidPlatform, "forbidPlatform", "Bits of platformInfo that must not be set.", "snp", Shape.Names | (PolicyNames.PlatformInfo << 8));
m.entry(Member.SnpRequireAliasCheck, "requireAliasCheck", "Demand that memory was checked for aliases (BadRAM); else its absence is told.", "snp", Shape.Flag);
m.entry(Member.SnpVmpls, "vmpls", "Privilege levels that reports may be asked for from; 0 unless told.", "snp", Shape.Numbers | (1 << 8));
m.entry(Member.SnpMeasurements, "measurements", "Launch measurements that are taken.", "snp", BYTES_48);
m.entry(Member.SnpHostData, "hostData", "Host data that is taken.", "snp", BYTES_32);
m.entry(Member.SnpFamilyIds, "familyIds", "Family ids of ID blocks that are taken.", "snp", BYTES_16);
m.entry(Member.SnpImageIds, "imageIds", "Image ids of ID blocks that are taken.", "snp", BYTES_16);
m.entry(Member.SnpMinimumGuestSvn, "minimumGuestSvn", "Least security version of the ID block.", "snp", Shape.Number | (4 << 8));
m.entry(Member.SnpIdKeyDigests, "idKeyDigests", "SHA-384 of ID keys that are taken.", "snp", BYTES_48);
m.entry(Member.SnpAuthorKeyDigests, "authorKeyDigests", "SHA-384 of author keys that are taken.", "snp", BYTES_48);
m.entry(Member.SnpReportIdsMa, "reportIdsMa", "Report ids of migration agents that are taken.", "snp", BYTES_32);
m.entry(Member.IntelTcbStatuses, "tcbStatuses", "TCB statuses that are taken; UpToDate unless told. Revoked never is.", "intel", Shape.Names | (PolicyNames.TcbStatuses << 8));
m.entry(Member.IntelMinimumEvaluationNumber, "minimumEvaluationNumber", "Least tcbEvaluationDataNumber of collateral.", "intel", Shape.Number | (4 << 8));
m.entry(Member.TdxAllowDebug, "allowDebug", "Take domains whose memory the host may read and write.", "tdx", Shape.Flag);
m.entry(Member.TdxAllowMigration, "allowMigration", "Take domains that may be migrated.", "tdx", Shape.Flag);
m.entry(Member.TdxAllowSeptVe, "allowSeptVe", "Take domains without SEPT_VE_DISABLE.", "tdx", Shape.Flag);
m.entry(Member.TdxServiceDomains, "serviceDomains", "Digests of service domains that may be bound; none unless told.", "tdx", BYTES_48);
m.entry(Member.TdxMrTd, "mrTd", "Launch measurements that are taken.", "tdx", BYTES_48);
m.entry(Member.TdxRtmr0, "rtmr0", "Values of run-time register 0 that are taken.", "tdx", BYTES_48);
m.entry(Member.TdxRtmr1, "rtmr1", "Values of run-time register 1 that are taken.", "tdx", BYTES_48);
m.entry(Member.TdxRtmr2, "rtmr2", "Values of run-time register 2 that are taken.", "tdx", BYTES_48);
m.entry(Member.TdxRtmr3, "rtmr3", "Values of run-time register 3 that are taken.", "tdx", BYTES_48);
m.entry(Member.TdxMrSeam, "mrSeam", "Measurements of TDX modules that are taken.", "tdx", BYTES_48);
m.entry(Member.TdxMrConfigId, "mrConfigId", "Configuration ids that are taken.", "tdx", BYTES_48);
m.entry(Member.TdxMrOwner, "mrOwner", "Owners that are taken.", "tdx", BYTES_48);
m.entry(Member.TdxMrOwnerConfig, "mrOwnerConfig", "Owners' configurations that are taken.", "tdx", BYTES_48);
m.entry(Member.SgxAllowDebug, "allowDebug", "Take enclaves whose memory the host may read and write.", "sgx", Shape.Flag);
m.entry(Member.SgxMrEnclave, "mrEnclave", "Measurements of enclaves that are taken.", "sgx", BYTES_32);
m.entry(Member.SgxMrSigner, "mrSigner", "Signers of enclaves that are taken.", "sgx", BYTES_32);
m.entry(Member.SgxProductIds, "productIds", "Product ids of enclaves that are taken.", "sgx", Shape.Numbers | (2 << 8));
m.entry(Member.SgxMinimumSecurityVersion, "minimumSecurityVersion", "Least security version of the enclave.", "sgx", Shape.Number | (2 << 8));
m.entry(Member.CcaLifecycles, "lifecycles", "States of the platform's life that are taken; secured unless told.", "cca", Shape.Names | (PolicyNames.CcaLifecycles << 8));
m.entry(Member.CcaImplementationIds, "implementationIds", "Kinds of platforms that are taken; any unless told.", "cca", BYTES_32);
m.entry(Member.CcaInstanceIds, "instanceIds", "Platforms that are taken; any unless told.", "cca", Shape.Bytes | (33 << 8));
m.entry(Member.CcaPlatformConfigs, "platformConfigs", "Configurations of platforms that are taken.", "cca", Shape.Hex | (255 << 8));
m.entry(Member.CcaComponentMeasurements, "componentMeasurements", "Digests of firmware that are taken; the platform must have no other.", "cca", HEX_64);
m.entry(Member.CcaComponentSigners, "componentSigners", "Signers of firmware that are taken; the platform must have no other.", "cca", HEX_64);
m.entry(Member.CcaInitialMeasurements, "initialMeasurements", "Launch measurements of realms that are taken.", "cca", HEX_64);
m.entry(Member.CcaExtensible0, "extensible0", "Values of extensible measurement 0 that are taken.", "cca", HEX_64);
m.entry(Member.CcaExtensible1, "extensible1", "Values of extensible measurement 1 that are taken.", "cca", HEX_64);
m.entry(Member.CcaExtensible2, "extensible2", "Values of extensible measurement 2 that are taken.", "cca", HEX_64);
m.entry(Member.CcaExtensible3, "extensible3", "Values of extensible measurement 3 that are taken.", "cca", HEX_64);
m.entry(Member.CcaPersonalizationValues, "personalizationValues", "Personalization values of realms that are taken.", "cca", Shape.Bytes | (64 << 8));
m.entry(Member.SvsmRequiredServices, "requiredServices", "Services that must be attested, all of them, by GUID.", "svsm", Shape.Guids | (16 << 8));
m.entry(Member.SvsmEkDigests, "ekDigests", "SHA-256 of the public areas (TPMT_PUBLIC) of endorsement keys that are taken.", "svsm", BYTES_32);
m.entry(Member.AzureRequireSecureBoot, "requireSecureBoot", "Demand that the firmware starts only what is signed; else its absence is told.", "azure", Shape.Flag);
m.entry(Member.AzureForbidConsole, "forbidConsole", "Refuse machines that have a serial console.", "azure", Shape.Flag);
m.entry(Member.AzureVmUniqueIds, "vmUniqueIds", "Virtual machines that are taken, by vmUniqueId; any unless told.", "azure", Shape.Texts);
m.entry(Member.AzureInitData, "initData", "SHA-256 of data that guests may be started with; PCR 8 is extended with it, once.", "azure", BYTES_32);
m.entry(Member.AzurePcr0, "pcr0", "Values of PCR 0 that are taken: firmware code.", "azure", BYTES_32);
m.entry(Member.AzurePcr1, "pcr1", "Values of PCR 1 that are taken: the machine's set-up.", "azure", BYTES_32);
m.entry(Member.AzurePcr2, "pcr2", "Values of PCR 2 that are taken: drivers of devices.", "azure", BYTES_32);
m.entry(Member.AzurePcr3, "pcr3", "Values of PCR 3 that are taken: their set-up.", "azure", BYTES_32);
m.entry(Member.AzurePcr4, "pcr4", "Values of PCR 4 that are taken: boot loaders.", "azure", BYTES_32);
m.entry(Member.AzurePcr5, "pcr5", "Values of PCR 5 that are taken: the boot loaders' set-up.", "azure", BYTES_32);
m.entry(Member.AzurePcr6, "pcr6", "Values of PCR 6 that are taken: the platform's maker's use.", "azure", BYTES_32);
m.entry(Member.AzurePcr7, "pcr7", "Values of PCR 7 that are taken: the set-up of secure boot.", "azure", BYTES_32);
m.entry(Member.AzurePcr8, "pcr8", "Values of PCR 8 that are taken: the boot loader's commands, or data of the guest.", "azure", BYTES_32);
m.entry(Member.AzurePcr9, "pcr9", "Values of PCR 9 that are taken: files that the boot loader read.", "azure", BYTES_32);
m.entry(Member.AzurePcr10, "pcr10", "Values of PCR 10 that are taken: Linux IMA.", "azure", BYTES_32);
m.entry(Member.AzurePcr11, "pcr11", "Values of PCR 11 that are taken: unified kernel images.", "azure", BYTES_32);
m.entry(Member.AzurePcr12, "pcr12", "Values of PCR 12 that are taken: their command lines.", "azure", BYTES_32);
m.entry(Member.AzurePcr13, "pcr13", "Values of PCR 13 that are taken: their extensions.", "azure", BYTES_32);
m.entry(Member.AzurePcr14, "pcr14", "Values of PCR 14 that are taken: keys of shim.", "azure", BYTES_32);
m.entry(Member.AzurePcr15, "pcr15", "Values of PCR 15 that are taken: the system's identity.", "azure", BYTES_32);
m.entry(Member.AzurePcr16, "pcr16", "Values of PCR 16 that are taken: debugging.", "azure", BYTES_32);
m.entry(Member.AzurePcr17, "pcr17", "Values of PCR 17 that are taken: dynamic launches.", "azure", BYTES_32);
m.entry(Member.AzurePcr18, "pcr18", "Values of PCR 18 that are taken: dynamic launches.", "azure", BYTES_32);
m.entry(Member.AzurePcr19, "pcr19", "Values of PCR 19 that are taken: dynamic launches.", "azure", BYTES_32);
m.entry(Member.AzurePcr20, "pcr20", "Values of PCR 20 that are taken: dynamic launches.", "azure", BYTES_32);
m.entry(Member.AzurePcr21, "pcr21", "Values of PCR 21 that are taken: dynamic launches.", "azure", BYTES_32);
m.entry(Member.AzurePcr22, "pcr22", "Values of PCR 22 that are taken: dynamic launches.", "azure", BYTES_32);
m.entry(Member.AzurePcr23, "pcr23", "Values of PCR 23 that are taken: applications.", "azure", BYTES_32);
m.entry(Member.CoveStates, "states", "States of the platform, and of layers of DICE, that are taken; secured unless told.", "cove", Shape.Names | (PolicyNames.CoveStates << 8));
m.entry(Member.CoveManufacturers, "manufacturerIds", "Makers of platforms that are taken; any unless told.", "cove", Shape.Bytes | (64 << 8));
m.entry(Member.CoveComponentMeasurements, "componentMeasurements", "Digests of firmware, TSM driver and TSM that are taken; there must be no other.", "cove", HEX_64);
m.entry(Member.CoveComponentSigners, "componentSigners", "Signers of these that are taken; there must be no other.", "cove", HEX_64);
m.entry(Member.CoveMeasurements, "measurements", "Values of the TVM's registers that are taken; there must be no other.", "cove", HEX_64);
m.entry(Member.CoveIdentities, "identities", "Identities that a host may give a TVM.", "cove", Shape.Bytes | (64 << 8));
m.entry(Member.CoveFirmware, "firmware", "Digests that layers of DICE may have; there must be no other.", "cove", HEX_64);
