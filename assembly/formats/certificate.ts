/**
 * What an X.509 certificate inside evidence says. Its fields lie where its encoding puts them, so the rows name what is
 * found by walking: each has a slot, and a shape instead of a size.
 * Source: RFC 5280 section 4.1; TCG DICE Attestation Architecture 1.1 section 6.1; AMD 57230 section 3 (VCEK and VLEK extensions); Intel SGX PCK Certificate and CRL
 * Profile Specification, section 1.3.5.
 */
import { layout, list } from "../layout";
import { Shape } from "./found";

/** Places of found values; {@link certificate} has one row for each that is shown. */
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
  /** From here on: read, and not shown. */
  Tcb,
  Configuration,
  SgxExtensions,
  StructVersion,
  Spl4,
  Spl5,
  Spl6,
  Spl7,
  SubjectKeyId,
  AuthorityKeyId,
  KeyUsage,
  BasicConstraints,
  CrlDistribution,
  DiceTcbInfo,
  DiceMultiTcbInfo,
  DiceUeid,
  DiceUccs,
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

/**
 * Entry value = slot, text = DER of the OID, extra = tag of the value and, above it, its bytes: of an OCTET STRING exactly,
 * of a text, and of a number without its sign, at most; 0 for any.
 */
export const oids = list("certificateOid", "What is shown, by OID; value = slot, text = DER of the OID, extra = bytes << 8 | tag.");
oids.entry(Slot.ProductName, "productName", "1.3.6.1.4.1.3704.1.2", "2b060104019c780102", 0x4016);
oids.entry(Slot.BlSpl, "blSpl", "1.3.6.1.4.1.3704.1.3.1", "2b060104019c78010301", 0x0102);
oids.entry(Slot.TeeSpl, "teeSpl", "1.3.6.1.4.1.3704.1.3.2", "2b060104019c78010302", 0x0102);
oids.entry(Slot.SnpSpl, "snpSpl", "1.3.6.1.4.1.3704.1.3.3", "2b060104019c78010303", 0x0102);
oids.entry(Slot.UcodeSpl, "ucodeSpl", "1.3.6.1.4.1.3704.1.3.8", "2b060104019c78010308", 0x0102);
oids.entry(Slot.FmcSpl, "fmcSpl", "1.3.6.1.4.1.3704.1.3.9", "2b060104019c78010309", 0x0102);
oids.entry(Slot.HwId, "hwId", "1.3.6.1.4.1.3704.1.4, bare bytes or an OCTET STRING", "2b060104019c780104", 0x4000);
oids.entry(Slot.CspId, "cspId", "1.3.6.1.4.1.3704.1.5", "2b060104019c780105", 0xff16);
oids.entry(Slot.Ppid, "ppid", "1.2.840.113741.1.13.1.1", "2a864886f84d010d0101", 0x1004);
oids.entry(Slot.PceSvn, "pceSvn", "1.2.840.113741.1.13.1.2.17", "2a864886f84d010d010211", 0x0202);
oids.entry(Slot.CpuSvn, "cpuSvn", "1.2.840.113741.1.13.1.2.18", "2a864886f84d010d010212", 0x1004);
oids.entry(Slot.PceId, "pceId", "1.2.840.113741.1.13.1.3", "2a864886f84d010d0103", 0x0204);
oids.entry(Slot.Fmspc, "fmspc", "1.2.840.113741.1.13.1.4", "2a864886f84d010d0104", 0x0604);
oids.entry(Slot.SgxType, "sgxType", "1.2.840.113741.1.13.1.5", "2a864886f84d010d0105", 0x010a);
oids.entry(Slot.PlatformInstanceId, "platformInstanceId", "1.2.840.113741.1.13.1.6", "2a864886f84d010d0106", 0x1004);
oids.entry(Slot.DynamicPlatform, "dynamicPlatform", "1.2.840.113741.1.13.1.7.1", "2a864886f84d010d010701", 0x0101);
oids.entry(Slot.CachedKeys, "cachedKeys", "1.2.840.113741.1.13.1.7.2", "2a864886f84d010d010702", 0x0101);
oids.entry(Slot.SmtEnabled, "smtEnabled", "1.2.840.113741.1.13.1.7.3", "2a864886f84d010d010703", 0x0101);

export const otherOids = list("certificateOtherOid", "What is read and not shown, by OID; columns as of certificateOid.");
otherOids.entry(Slot.Tcb, "tcb", "1.2.840.113741.1.13.1.2; its component versions are .1 to .16 below it", "2a864886f84d010d0102", 0x30);
otherOids.entry(Slot.Configuration, "configuration", "1.2.840.113741.1.13.1.7", "2a864886f84d010d0107", 0x30);
otherOids.entry(Slot.SgxExtensions, "sgxExtensions", "1.2.840.113741.1.13.1", "2a864886f84d010d01", 0x30);
otherOids.entry(Slot.StructVersion, "structVersion", "1.3.6.1.4.1.3704.1.1", "2b060104019c780101", 0x0102);
otherOids.entry(Slot.Spl4, "spl4", "1.3.6.1.4.1.3704.1.3.4", "2b060104019c78010304", 0x0102);
otherOids.entry(Slot.Spl5, "spl5", "1.3.6.1.4.1.3704.1.3.5", "2b060104019c78010305", 0x0102);
otherOids.entry(Slot.Spl6, "spl6", "1.3.6.1.4.1.3704.1.3.6", "2b060104019c78010306", 0x0102);
otherOids.entry(Slot.Spl7, "spl7", "1.3.6.1.4.1.3704.1.3.7", "2b060104019c78010307", 0x0102);
otherOids.entry(Slot.SubjectKeyId, "subjectKeyId", "2.5.29.14", "551d0e", 0x04);
otherOids.entry(Slot.AuthorityKeyId, "authorityKeyId", "2.5.29.35", "551d23", 0x30);
otherOids.entry(Slot.KeyUsage, "keyUsage", "2.5.29.15", "551d0f", 0x03);
otherOids.entry(Slot.BasicConstraints, "basicConstraints", "2.5.29.19", "551d13", 0x30);
otherOids.entry(Slot.CrlDistribution, "crlDistribution", "2.5.29.31", "551d1f", 0x30);
otherOids.entry(Slot.DiceTcbInfo, "diceTcbInfo", "2.23.133.5.4.1, see dice.ts", "678105050401", 0x30);
otherOids.entry(Slot.DiceTcbInfo, "diceTcbInfoOfSalus", "2.23.133.5.4, by which Salus calls the same", "6781050504", 0x30);
otherOids.entry(Slot.DiceUeid, "diceUeid", "2.23.133.5.4.4", "678105050404", 0x30);
otherOids.entry(Slot.DiceMultiTcbInfo, "diceMultiTcbInfo", "2.23.133.5.4.5", "678105050405", 0x30);
otherOids.entry(Slot.DiceUccs, "diceUccsEvidence", "2.23.133.5.4.6, bare CBOR or SEQUENCE { OCTET STRING }", "678105050406");

/** Bits of keyUsage as they lie in its first byte: RFC 5280 section 4.2.1.3. */
export const enum Usage {
  CertificateSign = 0x04,
  CrlSign = 0x02,
}

/** Extensions of revocation lists and of their entries: RFC 5280 sections 5.2 and 5.3. */
export const enum CrlExtension {
  Number = 1,
  AuthorityKeyId = 2,
  Reason = 3,
}

export const crlOids = list("crlOid", "Extensions of revocation lists that are known; text = DER of the OID.");
crlOids.entry(CrlExtension.Number, "crlNumber", "2.5.29.20", "551d14");
crlOids.entry(CrlExtension.AuthorityKeyId, "authorityKeyId", "2.5.29.35", "551d23");
crlOids.entry(CrlExtension.Reason, "reasonCode", "2.5.29.21", "551d15");

/** Attribute types of names: text = DER of the OID. */
export const nameTypes = list("nameType", "Attribute types of names; text = DER of the OID.");
nameTypes.entry(1, "CN", "commonName", "550403");
nameTypes.entry(2, "C", "countryName", "550406");
nameTypes.entry(3, "L", "localityName", "550407");
nameTypes.entry(4, "ST", "stateOrProvinceName", "550408");
nameTypes.entry(5, "O", "organizationName", "55040a");
nameTypes.entry(6, "OU", "organizationalUnitName", "55040b");
nameTypes.entry(7, "SN", "surname, where Salus puts the id of a CDI", "550404");
nameTypes.entry(8, "serialNumber", "serialNumber", "550405");

/** Why a certificate or a revocation list is not taken. */
export const enum Problem {
  Encoding = 1,
  TooLarge,
  Version,
  Serial,
  Algorithm,
  OtherAlgorithm,
  Name,
  Time,
  Key,
  UniqueId,
  Extension,
  Duplicate,
  Critical,
  TooMany,
  Value,
  Missing,
  Pem,
  Attribute,
}

export const problems = list("certificateProblem", "Why a certificate or a revocation list is not taken.");
problems.entry(Problem.Encoding, "encoding", "It is not in DER: a tag or a length is wrong, or something is left over.");
problems.entry(Problem.TooLarge, "tooLarge", "It is larger than is taken.");
problems.entry(Problem.Version, "version", "It is no certificate of version 3, no revocation list of version 2, or no request of version 1.");
problems.entry(Problem.Serial, "serial", "The serial number is negative, not minimal or longer than 20 bytes.");
problems.entry(Problem.Algorithm, "algorithm", "The signature algorithm, or its parameters, is not known here.");
problems.entry(Problem.OtherAlgorithm, "otherAlgorithm", "What is signed names another signature algorithm than stands beside the signature.");
problems.entry(Problem.Name, "name", "A name is not a run of single attributes with text.");
problems.entry(Problem.Time, "time", "A time is missing, in another form than RFC 5280 has for its year, or no real date.");
problems.entry(Problem.Key, "key", "The public key is malformed, or of a kind or size that is not taken.");
problems.entry(Problem.UniqueId, "uniqueId", "It has unique identifiers.");
problems.entry(Problem.Extension, "extension", "An extension is not OID, critical or not, and value.");
problems.entry(Problem.Duplicate, "duplicate", "An extension or an attribute, or a part of one, is there twice.");
problems.entry(Problem.Critical, "critical", "A critical extension is not known here.");
problems.entry(Problem.TooMany, "tooMany", "It has more extensions than are taken.");
problems.entry(Problem.Value, "value", "The value of an extension has another type, size or range than its OID wants.");
problems.entry(Problem.Missing, "missing", "Intel's extension lacks a part that it must have.");
problems.entry(Problem.Pem, "pem", "It is no PEM block with this label, or something stands beside the blocks.");
problems.entry(Problem.Attribute, "attribute", "An attribute of a request is not OID and values.");
