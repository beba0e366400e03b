/** The platform in plain words: what kind of guest, on what, and who may look into it. Read from the evidence, not verified. */
import { fieldsIn, hardwareReport, type Inspection } from "../../inspect.ts";
import { list, valueName } from "../../rows.ts";

/** One thing to know. */
export interface Trait {
  term: string;
  words: string;
  /** It weakens what the evidence is worth. */
  caution: boolean;
}

const fine = (term: string, words: string): Trait => ({ term, words, caution: false });
const trait = (term: string, caution: boolean, bad: string, good: string): Trait => ({
  term,
  words: caution ? bad : good,
  caution,
});

const DEBUG = ["On: the host may read and change the memory.", "Off: the host can't read the memory."] as const;

/** Values of keyInfo.signingKey. */
const KEYS: Record<number, string> = {
  0: "VCEK: the key of this chip, at this TCB.",
  1: "VLEK: a key that AMD gave the cloud provider.",
  7: "None: the report is not signed.",
};

/** VMPLs from here on are the host's own requests. */
const VMPLS = 4;

function snpTraits(inspection: Inspection): Trait[] {
  const report = fieldsIn(inspection, "snpReport");
  if (!report) return [];
  const { policy, vmpl, keyInfo, platformInfo } = report;
  const level = vmpl < VMPLS ? `${vmpl}${vmpl === 0 ? ", the most privileged of the guest" : ""}.` : "The host asked.";
  return [
    fine("Product", `${inspection.product ?? "unknown"}.`),
    trait("Debugging", policy.debug, ...DEBUG),
    trait("Asked for at VMPL", vmpl > 0, level, level),
    trait(
      "Migration",
      policy.migrateMa,
      "A migration agent may be tied to it, and has its memory then.",
      "No migration agent.",
    ),
    trait(
      "Signed by",
      keyInfo.signingKey > 1,
      KEYS[keyInfo.signingKey] ?? "An unknown key.",
      KEYS[keyInfo.signingKey] ?? "",
    ),
    trait("Chip id", /^0*$/.test(report.chipId), "Masked by the host.", "Shown."),
    trait("SMT", false, "", platformInfo.smtEn ? "On: two threads share a core." : "Off."),
  ];
}

function tdTraits(inspection: Inspection): Trait[] {
  const attributes = fieldsIn(inspection, "tdReport")?.tdAttributes ?? fieldsIn(inspection, "tdInfo")?.tdAttributes;
  if (!attributes) return [];
  const { debug, migratable, septVeDisable } = attributes;
  return [
    trait("Debugging", debug, ...DEBUG),
    trait("Migration", migratable, "The domain may be migrated.", "The domain may not be migrated."),
    trait(
      "Injected exceptions",
      !septVeDisable,
      "The host can inject them for pages that are not accepted.",
      "Switched off.",
    ),
  ];
}

function enclaveTraits(inspection: Inspection): Trait[] {
  const report = fieldsIn(inspection, "sgxReport");
  if (!report) return [];
  return [
    trait("Debugging", report.attributes.debug, ...DEBUG),
    fine("Product id and version", `${report.isvProdId}, ${report.isvSvn}.`),
  ];
}

/** States of a platform's life in which its owner can rely on it. */
const SECURED = 3;

function ccaTraits({ sections }: Inspection): Trait[] {
  const claims = sections.find((section) => section.layout === "ccaPlatform")?.fields;
  if (!claims) return [];
  const { state } = claims.lifecycle;
  const name = valueName(state, "ccaPlatform", "lifecycle", "state");
  return [
    trait("State of the platform's life", state !== SECURED, `${name}.`, `${name}.`),
    fine("Profile", `${claims.profile}.`),
    fine("Kind of platform (implementation id)", `${claims.implementationId}.`),
  ];
}

/** The state of a platform under regular operation. */
const COVE_SECURED = 2;

function coveTraits({ sections }: Inspection): Trait[] {
  const claims = sections.find((section) => section.layout === "covePlatform")?.fields;
  if (!claims) return [];
  const name = valueName(claims.state, "covePlatform", "state");
  return [
    trait("State of the platform", claims.state !== COVE_SECURED, `${name}.`, `${name}.`),
    fine("Maker of the platform", `${claims.manufacturerId}.`),
  ];
}

function pckTraits({ sections }: Inspection): Trait[] {
  const pck = sections.find(({ layout, fields }) => layout === "certificate" && "fmspc" in fields);
  if (pck?.layout !== "certificate" || pck.fields.fmspc === undefined) return [];
  return [fine("Kind of platform (FMSPC)", `${pck.fields.fmspc}.`)];
}

function azureTraits(inspection: Inspection): Trait[] {
  const claims = fieldsIn(inspection, "hclClaims", "claims");
  if (!claims) return [];
  const { secureBoot = false, consoleEnabled = true, vmUniqueId = "not told" } = claims;
  return [
    fine("Virtual machine", `${vmUniqueId}.`),
    trait("Secure boot", !secureBoot, "Off: the firmware starts what nobody signed.", "On."),
    fine("Serial console", consoleEnabled ? "There is one, or it is not told." : "None."),
    trait(
      "Asked for by a nonce",
      !inspection.parts?.["tpm_quote.message"],
      "No quote of the virtual TPM: the report is as old as the boot.",
      "A quote of the virtual TPM carries it.",
    ),
  ];
}

/** What there is to know. */
export function traitsOf(inspection: Inspection): Trait[] {
  const { format, version } = inspection;
  const hardware = hardwareReport(inspection) ?? inspection;
  const name = list("format").find((row) => row.name === format)?.text ?? format;
  return [
    fine("Evidence", version === 0 ? `${name}.` : `${name}, version ${version}.`),
    ...azureTraits(inspection),
    ...snpTraits(hardware),
    ...tdTraits(hardware),
    ...enclaveTraits(inspection),
    ...ccaTraits(inspection),
    ...coveTraits(inspection),
    ...pckTraits(inspection.parts?.td_quote ?? inspection),
  ];
}
