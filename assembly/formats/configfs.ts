/**
 * The files of a configfs-tsm report entry, and the providers behind them.
 * Source: Linux Documentation/ABI/testing/configfs-tsm-report, drivers/virt/coco/guest/report.c; modes and errors as
 * measured on Linux 6.12 and 7.2.
 */
import { list } from "../layout";

/** Attributes of report/<entry>/. */
export const enum Attribute {
  None = 0,
  Inblob = 1,
  Outblob = 2,
  Auxblob = 3,
  Manifestblob = 4,
  Generation = 5,
  Provider = 6,
  Privlevel = 7,
  PrivlevelFloor = 8,
  ServiceProvider = 9,
  ServiceGuid = 10,
  ServiceManifestVersion = 11,
}

/** Entry name = file name, text = kind (binary or text), extra = mode. */
export const attributes = list("configfsAttribute", "Files of a report entry; text = binary or text, extra = mode.");
attributes.entry(Attribute.Inblob, "inblob", "Up to 64 bytes that the report will carry.", "binary", 0o200);
attributes.entry(Attribute.Outblob, "outblob", "The report, quote or token.", "binary", 0o444);
attributes.entry(Attribute.Auxblob, "auxblob", "What comes with it, such as certificates.", "binary", 0o444);
attributes.entry(Attribute.Manifestblob, "manifestblob", "Manifest of a service behind the report.", "binary", 0o444);
attributes.entry(Attribute.Generation, "generation", "Counts the writes to this entry.", "text", 0o444);
attributes.entry(Attribute.Provider, "provider", "Name of the TSM driver.", "text", 0o444);
attributes.entry(Attribute.Privlevel, "privlevel", "Privilege level to attest, 0 (highest) to 3.", "text", 0o200);
attributes.entry(Attribute.PrivlevelFloor, "privlevel_floor", "Lowest number privlevel accepts.", "text", 0o444);
attributes.entry(Attribute.ServiceProvider, "service_provider", "Service to attest, such as svsm.", "text", 0o200);
attributes.entry(Attribute.ServiceGuid, "service_guid", "One service by GUID; none means all.", "text", 0o200);
attributes.entry(Attribute.ServiceManifestVersion, "service_manifest_version", "Manifest version wanted.", "text", 0o200);

/** Bytes that inblob takes at most. */
export const INBLOB_MAX: u32 = 64;
/** Highest privlevel. */
export const PRIVLEVEL_MAX: u32 = 3;

/** What a provider puts into outblob. */
export const enum Carries {
  Unknown = 0,
  SnpReport = 1,
  Quote = 2,
  CcaToken = 3,
}

/** Entry name = provider text, value = {@link Carries}, extra = least << 8 | most bytes of inblob. */
export const providers = list("configfsProvider", "TSM drivers of Linux; extra = least << 8 | most bytes of inblob.");
providers.entry(Carries.SnpReport, "sev_guest", "AMD SEV-SNP.", "", (64 << 8) | 64);
providers.entry(Carries.Quote, "tdx_guest", "Intel TDX.", "", (64 << 8) | 64);
providers.entry(Carries.CcaToken, "arm_cca_guest", "Arm CCA.", "", (32 << 8) | 64);
