/**
 * Event logs of confidential guests: what firmware, boot loader and kernel measured into the run-time registers.
 * Source: UEFI 2.11 section 38 (registers, CCEL); ACPI 6.5 section 5.2.34 (CCEL); TCG PC Client Platform Firmware Profile 1.06
 * (PFP), sections 10.2 (records), 10.4 (types of events); UEFI 2.11 section 10 (device paths).
 */
import { layout, list } from "../layout";
import { Text } from "../text";

/** Events of one log, and algorithms of its header, at most. */
export const MAX_EVENTS: u32 = 1 << 13;
export const MAX_ALGORITHMS: u32 = 8;
/** Bytes of a measurement register: it is a SHA-384. */
export const REGISTER_SIZE: u32 = 48;
/** Registers that a log may name, the first of those in formats/register.ts. */
export const REGISTERS: u32 = 5;
/** The register of the initial contents, which no event extends. */
export const INITIAL: u32 = 0;
/** Stands where the register of the next event would, and ends the log. */
export const END: u32 = 0xffffffff;

export const ccelTable = layout("ccelTable", 56, "ACPI 6.5 section 5.2.34, CC event log table");
export const tableSignature = ccelTable.chars(0, 4, "signature", "CCEL.");
export const tableLength = ccelTable.uint(4, 4, "length", "Bytes of the table.");
ccelTable.uint(8, 1, "revision", "1.");
export const tableChecksum = ccelTable.uint(9, 1, "checksum", "Makes the sum of all bytes zero.");
ccelTable.chars(10, 6, "oemId", "Who made the table.");
ccelTable.chars(16, 8, "oemTableId", "What its maker calls it.");
ccelTable.uint(24, 4, "oemRevision", "Its maker's revision.");
ccelTable.chars(28, 4, "creatorId", "What wrote the table.");
ccelTable.uint(32, 4, "creatorRevision", "The writer's revision.");
export const ccType = ccelTable.uint(36, 1, "ccType", "Kind of the guest.").value(1, "SEV").value(2, "TDX");
export const ccSubtype = ccelTable.uint(37, 1, "ccSubtype", "Kind of the guest, in more detail.");
export const tableReserved = ccelTable.zero(38, 2);
export const laml = ccelTable.uint(40, 8, "logLength", "Bytes of the log's area (LAML).");
export const lasa = ccelTable.uint(48, 8, "logAddress", "Physical address of the area (LASA).");

export const header = layout("ccLogHeader", 32, "PFP 10.2.1, TCG_PCR_EVENT: the first record");
header.uint(0, 4, "register", "Means nothing here.");
export const headerType = header.uint(4, 4, "type", "EV_NO_ACTION.");
export const headerDigest = header.bytes(8, 20, "digest", "Must be zero.");
export const headerSize = header.uint(28, 4, "size", "Bytes of the data, a ccSpecId.");

export const specId = layout("ccSpecId", 28, "PFP 10.4.5.1, TCG_EfiSpecIDEvent; algorithms and vendor information follow");
export const signature = specId.chars(0, 15, "signature", "Spec ID Event03.");
export const signatureEnd = specId.zero(15, 1);
export const platformClass = specId.uint(16, 4, "platformClass", "0 client, 1 server.");
export const versionMinor = specId.uint(20, 1, "versionMinor", "0.");
export const versionMajor = specId.uint(21, 1, "versionMajor", "2.");
specId.uint(22, 1, "errata", "Errata of the specification.");
export const uintnSize = specId.uint(23, 1, "uintnSize", "1 for 32 bits, 2 for 64.");
export const algorithmCount = specId.uint(24, 4, "algorithmCount", "Algorithms that follow.");

export const algorithm = layout("ccAlgorithm", 4, "PFP 10.4.5.1, TCG_EfiSpecIdEventAlgorithmSize");
export const algorithmId = algorithm.uint(0, 2, "id", "TPM_ALG_ID.");
export const digestSize = algorithm.uint(2, 2, "size", "Bytes of a digest.");

export const vendorInfo = layout("ccVendorInfo", 0, "PFP 10.4.5.1, the end of TCG_EfiSpecIDEvent");
export const vendorInfoSize = vendorInfo.uint(0, 1, "size", "Bytes that follow.");
vendorInfo.bytes(1, 0, "info", "The vendor's.");

export const record = layout("ccEvent", 12, "PFP 10.2.2, TCG_PCR_EVENT2; digests and data follow");
export const register = record.uint(0, 4, "register", "Register that the event extends; all ones end the log.");
export const eventType = record.uint(4, 4, "type", "Type of the event.");
export const digestCount = record.uint(8, 4, "digestCount", "Digests that follow, one by each algorithm.");

export const digestRecord = layout("ccDigest", 0, "PFP 10.2.2, TPMT_HA");
export const digestAlgorithm = digestRecord.uint(0, 2, "algorithm", "TPM_ALG_ID.");
digestRecord.bytes(2, 0, "digest", "What was extended.");

export const eventData = layout("ccEventData", 0, "PFP 10.2.2, the end of TCG_PCR_EVENT2");
export const eventSize = eventData.uint(0, 4, "size", "Bytes that follow.");
eventData.bytes(4, 0, "event", "Tells what was measured, by the type.");

export const filler = layout("ccFiller", 0, "What fills the log's area: UEFI 2.11 section 38 has FF; td-shim writes 00");
export const fill = filler.bytes(0, 0, "fill", "All bytes are the same.");

export const variable = layout("uefiVariable", 32, "PFP 10.2.6, UEFI_VARIABLE_DATA; name and value follow");
variable.bytes(0, 16, "vendor", "GUID of the name space.");
export const nameLength = variable.uint(16, 8, "nameLength", "Characters of the name, of 2 bytes.");
export const valueLength = variable.uint(24, 8, "valueLength", "Bytes of the value.");

export const image = layout("uefiImage", 32, "PFP 10.2.3, UEFI_IMAGE_LOAD_EVENT; its device path follows");
image.uint(0, 8, "location", "Where it was loaded.");
image.uint(8, 8, "size", "Bytes of it.");
image.uint(16, 8, "linkAddress", "Where it was linked for.");
export const pathLength = image.uint(24, 8, "pathLength", "Bytes of the device path.");

export const pathNode = layout("uefiPathNode", 4, "UEFI 2.11 section 10.3.1, EFI_DEVICE_PATH_PROTOCOL");
export const nodeType = pathNode.uint(0, 1, "type", "Kind of the node.");
export const nodeSubtype = pathNode.uint(1, 1, "subtype", "Kind among those of its type.");
export const nodeLength = pathNode.uint(2, 2, "length", "Bytes of the node, these four among them.");
/** Type and subtype of a node that is a file's path. */
export const MEDIA: u32 = 4;
export const FILE_PATH: u32 = 4;

export const blob = layout("uefiBlob", 1, "PFP 10.2.5 and 10.2.4, UEFI_PLATFORM_FIRMWARE_BLOB2, UEFI_HANDOFF_TABLE_POINTERS2");
export const descriptionSize = blob.uint(0, 1, "descriptionSize", "Bytes of the description, which follows.");

export const tag = layout("ccTag", 8, "PFP 10.4.2.2, TCG_PCClientTaggedEvent; its data follows");
export const tagId = tag.uint(0, 4, "id", "What the data is.");
export const tagSize = tag.uint(4, 4, "size", "Bytes of the data.");
/** The tag of what the attestation agent of Confidential Containers measures: AAEL. */
export const AGENT_TAG: u32 = 0x4141454c;

/** TPM_ALG_ID. */
export const enum Algorithm {
  Sha384 = 0x0c,
}

export const algorithms = list("ccAlgorithmId", "Hash functions of event logs by TPM_ALG_ID; extra = bytes of a digest.");
algorithms.entry(0x04, "SHA-1", "FIPS 180-4.", "", 20);
algorithms.entry(0x0b, "SHA-256", "FIPS 180-4.", "", 32);
algorithms.entry(Algorithm.Sha384, "SHA-384", "FIPS 180-4; the one that registers are made of.", "", 48);
algorithms.entry(0x0d, "SHA-512", "FIPS 180-4.", "", 64);
algorithms.entry(0x12, "SM3-256", "GB/T 32905-2016.", "", 32);
algorithms.entry(0x27, "SHA3-256", "FIPS 202.", "", 32);
algorithms.entry(0x28, "SHA3-384", "FIPS 202.", "", 48);
algorithms.entry(0x29, "SHA3-512", "FIPS 202.", "", 64);

/** Entry value = number of the register, as in formats/register.ts; extra = a bit for each PCR. */
export const registerPcrs = list("registerPcrs", "PCRs of a TPM that map to a measurement register: UEFI 2.11 table 38.4; extra = one bit each.");
registerPcrs.entry(0, "pcr0", "Firmware's code.", "", 0x0001);
registerPcrs.entry(1, "pcr1And7", "Firmware's configuration, Secure Boot.", "", 0x0082);
registerPcrs.entry(2, "pcr2To6", "What firmware loads and starts.", "", 0x007c);
registerPcrs.entry(3, "pcr8To15", "Boot loader, kernel, their command lines.", "", 0xff00);

/** What an event's data must give its digest by. */
export const enum Rule {
  /** The data only tells about what was measured. */
  None = 0,
  /** The digest is the hash of the data. */
  Data = 1,
  /** It is the hash of the data, or of the variable's value. */
  Value = 2,
  /** Of what GRUB ran, it is the hash of the text behind the prefix. */
  Grub = 3,
  /** Of what the attestation agent measured, it is the hash of the data. */
  Tag = 4,
  /** The digest is zero, and nothing is extended. */
  Zero = 5,
}

/** How an event's data is read, to be shown. */
export const enum Reading {
  Bytes = 0,
  Text = 1,
  Variable = 2,
  Image = 3,
  Blob = 4,
  Tag = 5,
}

export const enum EventType {
  NoAction = 3,
  Separator = 4,
  DriverConfig = 0x80000001,
}

export const eventTypes = list("eventType", "Types of events: PFP 10.4.1; text = what the digest is of, extra = rule | reading << 4.");
function on(type: u32, name: Text, note: Text, rule: Rule = Rule.None, reading: Reading = Reading.Bytes): void {
  eventTypes.entry(type, name, note, ruleText(rule), rule | (reading << 4));
}
function ruleText(rule: Rule): Text {
  if (rule == Rule.Data) return "data";
  if (rule == Rule.Value) return "data or value";
  if (rule == Rule.Grub) return "text behind GRUB's prefix";
  if (rule == Rule.Tag) return "data, of the agent's";
  return rule == Rule.Zero ? "zero" : "";
}
on(0x00, "EV_PREBOOT_CERT", "Reserved.");
on(0x01, "EV_POST_CODE", "Firmware's code or tables.", Rule.None, Reading.Text);
on(EventType.NoAction, "EV_NO_ACTION", "Nothing is extended.", Rule.Zero, Reading.Text);
on(EventType.Separator, "EV_SEPARATOR", "What firmware measures ends here.", Rule.Data);
on(0x05, "EV_ACTION", "Something happened.", Rule.Data, Reading.Text);
on(0x06, "EV_EVENT_TAG", "Measured by the system or an application.", Rule.Tag, Reading.Tag);
on(0x07, "EV_S_CRTM_CONTENTS", "Code that measures first.", Rule.None, Reading.Text);
on(0x08, "EV_S_CRTM_VERSION", "Version of that code.", Rule.Data);
on(0x09, "EV_CPU_MICROCODE", "Microcode.", Rule.None, Reading.Text);
on(0x0a, "EV_PLATFORM_CONFIG_FLAGS", "Configuration, such as ACPI tables.", Rule.None, Reading.Text);
on(0x0b, "EV_TABLE_OF_DEVICES", "Table of devices.");
on(0x0c, "EV_COMPACT_HASH", "As the boot loader means it.", Rule.None, Reading.Text);
on(0x0d, "EV_IPL", "What the boot loader ran or read.", Rule.Grub, Reading.Text);
on(0x0e, "EV_IPL_PARTITION_DATA", "Partition table.");
on(0x0f, "EV_NONHOST_CODE", "Code of other processors.");
on(0x10, "EV_NONHOST_CONFIG", "Their configuration.");
on(0x11, "EV_NONHOST_INFO", "That there are such.");
on(0x12, "EV_OMIT_BOOT_DEVICE_EVENTS", "Events of boot devices are left out.", Rule.Data, Reading.Text);
on(EventType.DriverConfig, "EV_EFI_VARIABLE_DRIVER_CONFIG", "Variable of firmware or Secure Boot.", Rule.Data, Reading.Variable);
on(0x80000002, "EV_EFI_VARIABLE_BOOT", "Variable of booting.", Rule.Value, Reading.Variable);
on(0x80000003, "EV_EFI_BOOT_SERVICES_APPLICATION", "Application that was loaded.", Rule.None, Reading.Image);
on(0x80000004, "EV_EFI_BOOT_SERVICES_DRIVER", "Driver that was loaded.", Rule.None, Reading.Image);
on(0x80000005, "EV_EFI_RUNTIME_SERVICES_DRIVER", "Driver that stays.", Rule.None, Reading.Image);
on(0x80000006, "EV_EFI_GPT_EVENT", "Partition table.", Rule.Data);
on(0x80000007, "EV_EFI_ACTION", "Something happened.", Rule.Data, Reading.Text);
on(0x80000008, "EV_EFI_PLATFORM_FIRMWARE_BLOB", "Part of firmware.");
on(0x80000009, "EV_EFI_HANDOFF_TABLES", "Tables for the system.");
on(0x8000000a, "EV_EFI_PLATFORM_FIRMWARE_BLOB2", "Part of firmware, by name.", Rule.None, Reading.Blob);
on(0x8000000b, "EV_EFI_HANDOFF_TABLES2", "Tables for the system, by name.", Rule.None, Reading.Blob);
on(0x8000000c, "EV_EFI_VARIABLE_BOOT2", "Variable of booting.", Rule.Data, Reading.Variable);
on(0x8000000d, "EV_EFI_GPT_EVENT2", "Partition table.", Rule.Data);
on(0x80000010, "EV_EFI_HCRTM_EVENT", "Code that measures first.", Rule.None, Reading.Text);
on(0x800000e0, "EV_EFI_VARIABLE_AUTHORITY", "Key that allowed an image.", Rule.Data, Reading.Variable);
on(0x800000e1, "EV_EFI_SPDM_FIRMWARE_BLOB", "Firmware of a device.");
on(0x800000e2, "EV_EFI_SPDM_FIRMWARE_CONFIG", "Configuration of a device.");
on(0x800000e3, "EV_EFI_SPDM_DEVICE_POLICY", "Which devices are taken.", Rule.Data, Reading.Variable);
on(0x800000e4, "EV_EFI_SPDM_DEVICE_AUTHORITY", "Key that allowed a device.", Rule.Data, Reading.Variable);

export const grubPrefixes = list("grubPrefix", "What GRUB writes before what it measures: GRUB manual, Measured Boot.");
grubPrefixes.entry(1, "grub_cmd: ", "A command.");
grubPrefixes.entry(2, "kernel_cmdline: ", "A kernel's command line.");
grubPrefixes.entry(3, "module_cmdline: ", "A module's command line.");

export const secureBootVariables = list("secureBootVariable", "Variables that Secure Boot is made of: PFP 3.3.4.8. They are measured before the separator.");
secureBootVariables.entry(1, "SecureBoot", "Is it on?");
secureBootVariables.entry(2, "PK", "The platform's key.");
secureBootVariables.entry(3, "KEK", "Keys that may change the lists.");
secureBootVariables.entry(4, "db", "What may run.");
secureBootVariables.entry(5, "dbx", "What may not.");

/** What an event's own bytes say for it or against it. */
export const enum Verdict {
  Described = 0,
  Partial = 1,
  Proven = 2,
  Unmeasured = 3,
  /** Something is wrong. */
  Contradicted = 4,
  /** From here on something is suspicious. */
  Repeated = 5,
  Late = 6,
}

export const verdicts = list("eventVerdict", "What an event's own bytes say for it or against it: contradicted is wrong, what follows it is suspicious.");
verdicts.entry(Verdict.Described, "described", "The data only tells of what was measured; nothing proves it.");
verdicts.entry(Verdict.Partial, "partial", "A part of the data gives the digest: a variable's value, or the text behind GRUB's prefix. Nothing proves the rest.");
verdicts.entry(Verdict.Proven, "proven", "The data gives the digest.");
verdicts.entry(Verdict.Unmeasured, "unmeasured", "It extends no register.");
verdicts.entry(Verdict.Contradicted, "contradicted", "The data does not give the digest, and must.");
verdicts.entry(Verdict.Repeated, "repeated", "The register has had a separator before. Some firmware writes two into runtime0, where PCR 1 and 7 meet.");
verdicts.entry(Verdict.Late, "late", "A variable of Secure Boot, behind the separator of its register.");
