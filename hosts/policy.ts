/** Writes an appraisal policy from evidence that is known to be good. */
import { tsmError } from "./errors.ts";
import type {
  AppraisalPolicy,
  AzurePolicy,
  CcaPolicy,
  CovePolicy,
  HclClaims,
  MinimumTcb,
  SgxPolicy,
  SgxReport,
  SnpPolicy,
  SnpReport,
  SvsmPolicy,
  TdReport,
  TdxPolicy,
} from "./formats.ts";
import { fieldsIn, hardwareReport, type Inspection, inspect, type ReadOptions } from "./inspect.ts";
import { valueName } from "./rows.ts";

/** A policy, and what there is to say about it. */
export interface PolicyDraft {
  policy: AppraisalPolicy;
  /** A sentence or two for all that weakens the policy, and for all that makes it refuse this very evidence. */
  warnings: string[];
}

/** Evidence says what a policy has to take: notes a warning if so. */
type Needs = (needed: boolean, warning: string) => true | undefined;

const isZero = (hex: string): boolean => /^0*$/.test(hex);

/** The value as a list; undefined when it is not set. */
function listed(hex = ""): string[] | undefined {
  return isZero(hex) ? undefined : [hex];
}

/** Leaves out what is undefined. */
function said<T extends object>(members: { [K in keyof T]: T[K] | undefined }): T {
  return Object.fromEntries(Object.entries(members).filter(([, value]) => value !== undefined)) as T;
}

/** Parts of the reported TCB; undefined when the product is not known. */
function reportedTcb(evidence: Inspection): MinimumTcb | undefined {
  const turin = fieldsIn(evidence, "snpTcbTurin", "reportedTcb");
  const tcb = turin ?? fieldsIn(evidence, "snpTcb", "reportedTcb");
  if (!tcb) return undefined;
  const { bootloader, tee, snp, microcode } = tcb;
  return said<MinimumTcb>({ bootloader, tee, snp, microcode, fmc: turin?.fmc });
}

/** Is the firmware that runs another one than what is committed? */
function isProvisional(report: SnpReport): boolean {
  const current = [report.currentMajor, report.currentMinor, report.currentBuild, report.currentTcb];
  const committed = [report.committedMajor, report.committedMinor, report.committedBuild, report.committedTcb];
  return current.some((value, i) => value !== committed[i]);
}

/** Values of keyInfo.signingKey. */
const VCEK = 0;
const UNSIGNED = 7;
/** Privilege levels of guests. */
const VMPLS = 4;

function snpPolicy(report: SnpReport, tcb: MinimumTcb | undefined, needs: Needs): SnpPolicy {
  const { policy, keyInfo, vmpl } = report;
  const abi = `${policy.abiMajor}.${policy.abiMinor}`;
  needs(
    policy.debug,
    "The host may decrypt the guest's memory (DEBUG). The policy does not take that: launch without it.",
  );
  needs(keyInfo.signingKey === UNSIGNED, "The report is not signed. No policy takes that.");
  needs(vmpl >= VMPLS, "The host asked for the report. The policy does not take that: ask for one in the guest.");
  needs(
    vmpl > 0 && vmpl < VMPLS,
    `The report was asked for at VMPL ${vmpl}. The policy takes that level and no other.`,
  );
  needs(!tcb, "The report does not say of which product it is, so the policy asks for no TCB.");
  return said<SnpPolicy>({
    measurements: [report.measurement],
    hostData: listed(report.hostData),
    familyIds: listed(report.familyId),
    imageIds: listed(report.imageId),
    minimumGuestSvn: report.guestSvn || undefined,
    idKeyDigests: listed(report.idKeyDigest),
    authorKeyDigests: keyInfo.authorKeyEn ? listed(report.authorKeyDigest) : undefined,
    minimumTcb: tcb,
    minimumAbi: abi === "0.0" ? undefined : abi,
    vmpls: vmpl < VMPLS ? [vmpl] : undefined,
    reportIdsMa: /^f*$/.test(report.reportIdMa) ? undefined : [report.reportIdMa],
    allowMigrationAgent: needs(
      policy.migrateMa,
      "The guest may be tied to a migration agent, which then has its memory (MIGRATE_MA). The policy takes that.",
    ),
    allowMaskedChipId: needs(
      keyInfo.signingKey === VCEK && isZero(report.chipId),
      "The host masks the chip id, so that the certificate can't be bound to the chip. The policy takes that.",
    ),
    allowProvisionalFirmware: needs(
      isProvisional(report),
      "The firmware that runs is not committed, so that the host can go back to an older one. The policy takes that.",
    ),
  });
}

/** What a quote or a TDREPORT says of a trust domain. */
type Domain = Omit<TdReport, "teeTcbSvn" | "mrSignerSeam" | "seamAttributes" | "teeTcbSvn2" | "xfam" | "reportData">;

function domainOf(evidence: Inspection): Domain | undefined {
  const [module, domain] = [fieldsIn(evidence, "teeTcbInfo"), fieldsIn(evidence, "tdInfo")];
  if (!module || !domain) return fieldsIn(evidence, "tdReport");
  const { servTdHash: mrServiceTd = "", ...rest } = domain;
  return { ...rest, mrSeam: module.mrSeam, mrServiceTd };
}

function tdxPolicy({ tdAttributes, ...domain }: Domain, needs: Needs): TdxPolicy {
  const isUntrusted = tdAttributes.debug || tdAttributes.tudReserved !== 0;
  needs(
    isUntrusted,
    "The host may read and write the domain's memory (DEBUG). The policy does not take that: launch without it.",
  );
  return said<TdxPolicy>({
    mrTd: [domain.mrTd],
    rtmr0: [domain.rtmr0],
    rtmr1: [domain.rtmr1],
    rtmr2: [domain.rtmr2],
    rtmr3: listed(domain.rtmr3),
    mrSeam: [domain.mrSeam],
    mrConfigId: listed(domain.mrConfigId),
    mrOwner: listed(domain.mrOwner),
    mrOwnerConfig: listed(domain.mrOwnerConfig),
    serviceDomains:
      needs(
        !isZero(domain.mrServiceTd ?? ""),
        "A service domain is bound, which can reach into this one. The policy takes that.",
      ) && listed(domain.mrServiceTd),
    allowMigration: needs(tdAttributes.migratable, "The domain may be migrated. The policy takes that."),
    allowSeptVe: needs(
      !tdAttributes.septVeDisable,
      "The host can inject exceptions for pages that are not accepted (no SEPT_VE_DISABLE). The policy takes that.",
    ),
  });
}

function sgxPolicy(report: SgxReport, needs: Needs): SgxPolicy {
  const { attributes, mrEnclave, mrSigner, isvProdId, isvSvn } = report;
  needs(
    attributes.debug,
    "The host may read and write the enclave's memory (DEBUG). The policy does not take that: launch without it.",
  );
  return said<SgxPolicy>({
    mrEnclave: [mrEnclave],
    mrSigner: [mrSigner],
    productIds: [isvProdId],
    minimumSecurityVersion: isvSvn || undefined,
  });
}

/** The state of a CCA platform whose owner can rely on it. */
const CCA_SECURED = 3;

function ccaPolicy({ sections }: Inspection, needs: Needs): CcaPolicy | undefined {
  const claims = sections.find((section) => section.layout === "ccaPlatform")?.fields;
  const realm = sections.find((section) => section.layout === "ccaRealm")?.fields;
  if (!claims || !realm) return undefined;
  const { state } = claims.lifecycle;
  const components = sections.flatMap((section) => (section.layout === "ccaSwComponent" ? [section.fields] : []));
  const unique = (values: string[]) => [...new Set(values)];
  needs(
    state !== CCA_SECURED,
    `The platform is not secured: its state is ${valueName(state, "ccaPlatform", "lifecycle", "state")}. The policy does not take that.`,
  );
  const [extensible0, extensible1, extensible2, extensible3] = realm.extensibleMeasurements.map((value) =>
    listed(value),
  );
  return said<CcaPolicy>({
    implementationIds: [claims.implementationId],
    platformConfigs: claims.config === "" ? undefined : [claims.config],
    componentMeasurements: unique(components.map(({ measurementValue }) => measurementValue)),
    componentSigners: unique(components.map(({ signerId }) => signerId)),
    initialMeasurements: [realm.initialMeasurement],
    extensible0,
    extensible1,
    extensible2,
    extensible3,
    personalizationValues: listed(realm.personalizationValue),
  });
}

/** What a manifest says of the SVSM's services; the manifest of a single one does not say whose it is. */
function svsmPolicy({ sections, ekDigest }: Inspection): SvsmPolicy | undefined {
  const guids = sections.flatMap((section) => (section.layout === "svsmService" ? [section.fields.guid] : []));
  if (guids.length === 0 && ekDigest === undefined) return undefined;
  return said<SvsmPolicy>({
    requiredServices: guids.length > 0 ? guids : undefined,
    ekDigests: ekDigest === undefined ? undefined : [ekDigest],
  });
}

/** Registers that firmware and boot loaders extend, which stay the same while the system runs. */
const BOOT_PCRS = [0, 1, 2, 3, 4, 5, 6, 7];

/** Values of a virtual TPM's registers, by number; none without a quote of the SHA-256 bank, and all that it is about. */
function pcrsOf({ parts = {} }: Inspection): Map<number, string> {
  const [quote, values] = [parts["tpm_quote.message"], parts["tpm_quote.pcrs"]];
  const selected = (quote && fieldsIn(quote, "tpmPcrSelection")?.selected) ?? "";
  const bits = (selected.match(/../g) ?? []).flatMap((byte, i) =>
    [...Array(8).keys()].filter((bit) => (Number.parseInt(byte, 16) >> bit) & 1).map((bit) => 8 * i + bit),
  );
  const told = values?.sections.map(({ fields }) => ("value" in fields ? String(fields.value) : "")) ?? [];
  return new Map(bits.length === told.length ? bits.map((register, i) => [register, told[i] ?? ""]) : []);
}

function azurePolicy(claims: HclClaims, pcrs: Map<number, string>, needs: Needs): AzurePolicy {
  const { secureBoot, vmUniqueId } = claims;
  needs(!secureBoot, "The machine's firmware starts what nobody signed (secure boot is off). The policy takes that.");
  const registers = BOOT_PCRS.filter((i) => pcrs.has(i)).map((i) => [`pcr${i}`, listed(pcrs.get(i))]);
  return said<AzurePolicy>({
    requireSecureBoot: secureBoot || undefined,
    vmUniqueIds: vmUniqueId === undefined ? undefined : [vmUniqueId],
    ...Object.fromEntries(registers),
  });
}

/** The state of a CoVE platform under regular operation. */
const COVE_SECURED = 2;

function covePolicy({ sections }: Inspection, needs: Needs): CovePolicy | undefined {
  const platform = sections.find((section) => section.layout === "covePlatform")?.fields;
  const tvm = sections.find((section) => section.layout === "coveTvm")?.fields;
  const components = sections.flatMap((section) => (section.layout === "coveSwComponent" ? [section.fields] : []));
  const registers = sections.flatMap((section) => (section.layout === "coveMeasurement" ? [section.fields.value] : []));
  const fwids = sections.flatMap((section) => (section.layout === "diceFwid" ? [section.fields.digest] : []));
  const layers = sections.flatMap((section) => (section.layout === "diceTcbInfo" ? [section.fields] : []));
  if (!platform && layers.length === 0) return undefined;
  needs(
    (platform !== undefined && platform.state !== COVE_SECURED) ||
      layers.some(({ flags }) => flags && (flags.notConfigured || flags.notSecure || flags.recovery || flags.debug)),
    "The platform, or a layer of it, is not secured. The policy does not take that.",
  );
  const several = (values: string[]) => (values.length === 0 ? undefined : [...new Set(values)]);
  return said<CovePolicy>({
    manufacturerIds: platform && [platform.manufacturerId],
    componentMeasurements: several(components.map(({ measurementValue }) => measurementValue)),
    componentSigners: several(components.map(({ signer }) => signer)),
    measurements: several(registers),
    identities: listed(tvm?.identity),
    firmware: several(fwids),
  });
}

/**
 * Writes a policy that takes what this evidence says and no other guest or enclave. The evidence is read, not verified.
 * Debugging is never taken, whatever the evidence says.
 *
 * @param evidence A report, a quote, a TDREPORT, a CCA token, CoVE evidence, DICE certificates or an Azure HCL report, in any
 * form.
 * @throws TsmError as `inspect`; `bad-request` for what says nothing of a guest, such as a certificate table.
 */
export function policyFrom(evidence: Uint8Array | string, options: Pick<ReadOptions, "form"> = {}): PolicyDraft {
  const whole = inspect(evidence, options);
  // Of Azure the hardware's report in the HCL report.
  const inspection = hardwareReport(whole) ?? whole;
  const claims = fieldsIn(whole, "hclClaims", "claims");
  const warnings: string[] = [];
  const needs: Needs = (needed, warning) => {
    if (!needed) return undefined;
    warnings.push(warning);
    return true;
  };
  const report = fieldsIn(inspection, "snpReport");
  const domain = domainOf(inspection);
  const enclave = fieldsIn(inspection, "sgxReport");
  const cca = ccaPolicy(inspection, needs);
  const cove = covePolicy(inspection, needs);
  if (!report && !domain && !enclave && !cca && !cove) {
    throw tsmError("bad-request", `a policy comes of a report, a quote or a token, not of a ${inspection.format}`);
  }
  const policy = said<AppraisalPolicy>({
    version: 1,
    snp: report && snpPolicy(report, reportedTcb(inspection), needs),
    tdx: domain && tdxPolicy(domain, needs),
    sgx: enclave && sgxPolicy(enclave, needs),
    cca,
    cove,
    svsm: inspection.manifestblob && svsmPolicy(inspection.manifestblob),
    azure: claims && azurePolicy(claims, pcrsOf(whole), needs),
  });
  return { policy, warnings };
}
