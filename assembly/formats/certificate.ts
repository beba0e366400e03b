/**
 * What an X.509 certificate inside evidence says. Its fields lie where its encoding puts them, so the rows name what is
 * found by walking: each has a slot, and a shape instead of a size.
 * Source: RFC 5280 section 4.1; AMD 57230 section 3 (VCEK and VLEK extensions); Intel SGX PCK Certificate and CRL
 * Profile Specification, section 1.3.5.
 */
import { layout, list } from "../layout";

/** How a found value is shown. */
export const enum Shape {
  /** Opaque bytes. */
  Bytes = 1,
  /** Unsigned big-endian integer of at most 8 bytes. */
  Number = 2,
  /** DER BOOLEAN. */
  Flag = 3,
  /** Printable text. */
  Text = 4,
  /** UTCTime or GeneralizedTime. */
  Time = 5,
  /** Relative distinguished names. */
  Name = 6,
}

/** Places of found values; {@link certificate} has one row for each. */
export const enum Slot {
  Subject,
  Issuer,
  Serial,
  NotBefore,
  NotAfter,
  ProductName,
  HwId,
  CspId,
  BlSpl,
  TeeSpl,
  SnpSpl,
  UcodeSpl,
  FmcSpl,
  Fmspc,
  PceId,
  Ppid,
  SgxType,
  CpuSvn,
  PceSvn,
  TcbComponents,
  PlatformInstanceId,
  DynamicPlatform,
  CachedKeys,
  SmtEnabled,
  Count,
}

export const certificate = layout("certificate", 0, "RFC 5280 section 4.1, with AMD's and Intel's extensions");
const c = certificate;
c.found(Slot.Subject, Shape.Name, "subject", "Whose key it certifies.").short();
c.found(Slot.Issuer, Shape.Name, "issuer", "Who signed it.").short();
c.found(Slot.Serial, Shape.Bytes, "serialNumber", "Serial number, big-endian.");
c.found(Slot.NotBefore, Shape.Time, "notBefore", "Valid from.").short();
c.found(Slot.NotAfter, Shape.Time, "notAfter", "Valid until.").short();
c.found(Slot.ProductName, Shape.Text, "productName", "AMD: product and stepping.").optional();
c.found(Slot.HwId, Shape.Bytes, "hwId", "AMD: identity of the chip.").optional();
c.found(Slot.CspId, Shape.Text, "cspId", "AMD: cloud provider a VLEK is loaded for.").optional();
c.found(Slot.BlSpl, Shape.Number, "blSpl", "AMD: security version of the boot loader.").optional();
c.found(Slot.TeeSpl, Shape.Number, "teeSpl", "AMD: security version of the security processor's system.").optional();
c.found(Slot.SnpSpl, Shape.Number, "snpSpl", "AMD: security version of the SNP firmware.").optional();
c.found(Slot.UcodeSpl, Shape.Number, "ucodeSpl", "AMD: microcode patch level.").optional();
c.found(Slot.FmcSpl, Shape.Number, "fmcSpl", "AMD: security version of the first mutable code.").optional();
c.found(Slot.Fmspc, Shape.Bytes, "fmspc", "Intel: family, model, stepping, platform and custom SKU.").optional().short();
c.found(Slot.PceId, Shape.Bytes, "pceId", "Intel: id of the provisioning enclave.").optional();
c.found(Slot.Ppid, Shape.Bytes, "ppid", "Intel: platform provisioning id.").optional();
c.found(Slot.SgxType, Shape.Number, "sgxType", "Intel: 0 standard, 1 scalable, 2 scalable with integrity.").optional();
c.found(Slot.CpuSvn, Shape.Bytes, "cpuSvn", "Intel: security version of the processor.").optional();
c.found(Slot.PceSvn, Shape.Number, "pceSvn", "Intel: security version of the provisioning enclave.").optional();
c.found(Slot.TcbComponents, Shape.Bytes, "tcbComponents", "Intel: the 16 component security versions, one a byte.").optional();
c.found(Slot.PlatformInstanceId, Shape.Bytes, "platformInstanceId", "Intel: id of a multi-package platform.").optional();
c.found(Slot.DynamicPlatform, Shape.Flag, "dynamicPlatform", "Intel: packages may be added.").optional();
c.found(Slot.CachedKeys, Shape.Flag, "cachedKeys", "Intel: keys are cached by the registration service.").optional();
c.found(Slot.SmtEnabled, Shape.Flag, "smtEnabled", "Intel: SMT is on.").optional();

/** Entry value = slot, text = DER of the OID, extra = 1 when the value is wrapped in an encoding of its own. */
export const oids = list("certificateOid", "Extensions by OID; value = slot, text = DER of the OID, extra = wrapped.");
oids.entry(Slot.ProductName, "productName", "1.3.6.1.4.1.3704.1.2", "2b060104019c780102", 1);
oids.entry(Slot.BlSpl, "blSpl", "1.3.6.1.4.1.3704.1.3.1", "2b060104019c78010301", 1);
oids.entry(Slot.TeeSpl, "teeSpl", "1.3.6.1.4.1.3704.1.3.2", "2b060104019c78010302", 1);
oids.entry(Slot.SnpSpl, "snpSpl", "1.3.6.1.4.1.3704.1.3.3", "2b060104019c78010303", 1);
oids.entry(Slot.UcodeSpl, "ucodeSpl", "1.3.6.1.4.1.3704.1.3.8", "2b060104019c78010308", 1);
oids.entry(Slot.FmcSpl, "fmcSpl", "1.3.6.1.4.1.3704.1.3.9", "2b060104019c78010309", 1);
oids.entry(Slot.HwId, "hwId", "1.3.6.1.4.1.3704.1.4, bare bytes", "2b060104019c780104");
oids.entry(Slot.CspId, "cspId", "1.3.6.1.4.1.3704.1.5", "2b060104019c780105", 1);
oids.entry(Slot.Ppid, "ppid", "1.2.840.113741.1.13.1.1", "2a864886f84d010d0101");
oids.entry(Slot.PceSvn, "pceSvn", "1.2.840.113741.1.13.1.2.17", "2a864886f84d010d010211");
oids.entry(Slot.CpuSvn, "cpuSvn", "1.2.840.113741.1.13.1.2.18", "2a864886f84d010d010212");
oids.entry(Slot.PceId, "pceId", "1.2.840.113741.1.13.1.3", "2a864886f84d010d0103");
oids.entry(Slot.Fmspc, "fmspc", "1.2.840.113741.1.13.1.4", "2a864886f84d010d0104");
oids.entry(Slot.SgxType, "sgxType", "1.2.840.113741.1.13.1.5", "2a864886f84d010d0105");
oids.entry(Slot.PlatformInstanceId, "platformInstanceId", "1.2.840.113741.1.13.1.6", "2a864886f84d010d0106");
oids.entry(Slot.DynamicPlatform, "dynamicPlatform", "1.2.840.113741.1.13.1.7.1", "2a864886f84d010d010701");
oids.entry(Slot.CachedKeys, "cachedKeys", "1.2.840.113741.1.13.1.7.2", "2a864886f84d010d010702");
oids.entry(Slot.SmtEnabled, "smtEnabled", "1.2.840.113741.1.13.1.7.3", "2a864886f84d010d010703");

/** OIDs whose value is a sequence of further pairs of OID and value, or of component versions. */
export const oidGroups = list("certificateGroup", "OIDs that hold groups; text = DER of the OID.");
oidGroups.entry(1, "sgxExtensions", "Intel's extension: 1.2.840.113741.1.13.1", "2a864886f84d010d01");
oidGroups.entry(2, "tcb", "Its component versions: 1.2.840.113741.1.13.1.2.1 to .16", "2a864886f84d010d0102");

/** Attribute types of names: text = DER of the OID. */
export const nameTypes = list("nameType", "Attribute types of names; text = DER of the OID.");
nameTypes.entry(1, "CN", "commonName", "550403");
nameTypes.entry(2, "C", "countryName", "550406");
nameTypes.entry(3, "L", "localityName", "550407");
nameTypes.entry(4, "ST", "stateOrProvinceName", "550408");
nameTypes.entry(5, "O", "organizationName", "55040a");
nameTypes.entry(6, "OU", "organizationalUnitName", "55040b");
