/**
 * AMD SEV-SNP ATTESTATION_REPORT, 1184 bytes, all integers little-endian.
 * Source: AMD 56860, SEV Secure Nested Paging Firmware ABI, section 7.3 (MSG_REPORT_RSP) and tables of POLICY,
 * PLATFORM_INFO and TCB_VERSION.
 *
 * Layout versions are the report's own: 2, 3, 4 (as 3) and 5. A report of a newer version is read with the rows of
 * {@link SNP_NEWEST} and its reserved bytes are shown, not judged.
 */
import { layout } from "../layout";

/** The newest version whose every byte is known. */
export const SNP_NEWEST: u32 = 5;

/** Bits of the policy that an appraisal asks for by name. */
export const enum PolicyBit {
  ReservedMbo = 17,
  MigrateMa = 18,
  Debug = 19,
}
/** Bits of platformInfo. */
export const enum PlatformBit {
  AliasCheckComplete = 5,
}
/** Bits of keyInfo; the signing key takes three. */
export const enum KeyBit {
  AuthorKeyEn = 0,
  SigningKey = 2,
}
/** Keys that sign. */
export const enum SigningKey {
  Vcek = 0,
  Vlek = 1,
  None = 7,
}

export const snpReport = layout("snpReport", 0x4a0, "AMD 56860 section 7.3, ATTESTATION_REPORT");
const r = snpReport;

export const version = r.uint(0x000, 4, "version", "Version of this report's layout.").short();
export const guestSvn = r.uint(0x004, 4, "guestSvn", "Security version of the guest, from the ID block.");
export const policy = r
  .uint(0x008, 8, "policy", "What the guest's owner allowed at launch.")
  .short()
  .bits(0, 8, "abiMinor", "Least minor version of the firmware ABI.")
  .bits(8, 8, "abiMajor", "Least major version of the firmware ABI.")
  .bit(16, "smt", "The guest may run on cores with SMT.")
  .bit(PolicyBit.ReservedMbo, "reservedMbo", "Reserved, must be one.")
  .bit(PolicyBit.MigrateMa, "migrateMa", "The guest may be tied to a migration agent.")
  .bit(PolicyBit.Debug, "debug", "The host may decrypt the guest's memory.")
  .bit(20, "singleSocket", "The guest runs on one socket only.")
  .bit(21, "cxlAllow", "CXL devices and memory may be present.")
  .bit(22, "memAes256Xts", "Memory must be encrypted with AES-256-XTS.")
  .bit(23, "raplDis", "Running average power limit must be off.")
  .bit(24, "ciphertextHidingDram", "Ciphertext hiding for DRAM must be on.")
  .bit(25, "pageSwapDisable", "Guest page move, swap-out and swap-in are refused.");
export const familyId = r.bytes(0x010, 16, "familyId", "Family of the guest, from the ID block.");
export const imageId = r.bytes(0x020, 16, "imageId", "Image of the guest, from the ID block.");
export const vmpl = r.uint(0x030, 4, "vmpl", "Privilege level the report was asked for: 0 (highest) to 3.").short();
export const signatureAlgo = r.uint(0x034, 4, "signatureAlgo", "How the report is signed.").value(0, "invalid").value(1, "ECDSA P-384 with SHA-384");
export const currentTcb = r.bytes(0x038, 8, "currentTcb", "TCB_VERSION of the firmware that runs now.");
export const platformInfo = r
  .uint(0x040, 8, "platformInfo", "State of the platform.")
  .bit(0, "smtEn", "SMT is on.")
  .bit(1, "tsmeEn", "Transparent memory encryption is on.")
  .bit(2, "eccEn", "ECC memory is in use.")
  .bit(3, "raplDis", "Running average power limit is off.")
  .bit(4, "ciphertextHidingDramEn", "Ciphertext hiding for DRAM is on.")
  .bit(PlatformBit.AliasCheckComplete, "aliasCheckComplete", "Memory was checked for aliases since the last reset (BadRAM).")
  .bit(7, "tioEn", "SEV-TIO is on.");
export const keyInfo = r
  .uint(0x048, 4, "keyInfo", "Which key signed, and what was asked to be left out.")
  .short()
  .bit(KeyBit.AuthorKeyEn, "authorKeyEn", "authorKeyDigest is set.")
  .bit(1, "maskChipKey", "The host asked not to sign with the chip's key.")
  .bits(KeyBit.SigningKey, 3, "signingKey", "The key that signed this report.")
  .value(SigningKey.Vcek, "VCEK", "Versioned chip endorsement key.")
  .value(SigningKey.Vlek, "VLEK", "Versioned loaded endorsement key.")
  .value(SigningKey.None, "none", "The report is not signed.");
r.zero(0x04c, 4);
export const reportData = r.bytes(0x050, 64, "reportData", "What the guest passed in: its nonce.").short().nonce();
export const measurement = r.bytes(0x090, 48, "measurement", "SHA-384 digest of the guest at launch.").short();
export const hostData = r.bytes(0x0c0, 32, "hostData", "What the host passed in at launch.").short();
export const idKeyDigest = r.bytes(0x0e0, 48, "idKeyDigest", "SHA-384 of the key that signed the ID block.");
export const authorKeyDigest = r.bytes(0x110, 48, "authorKeyDigest", "SHA-384 of the key that certified the ID key.");
export const reportId = r.bytes(0x140, 32, "reportId", "Identity of this guest's report context.");
export const reportIdMa = r.bytes(0x160, 32, "reportIdMa", "Report id of the migration agent; all FF when none.");
export const reportedTcb = r.bytes(0x180, 8, "reportedTcb", "TCB_VERSION that the signing key is derived from.").short();
r.zero(0x188, 24).upTo(2);
export const cpuidFamId = r.uint(0x188, 1, "cpuidFamId", "CPUID family, base and extended added.").from(3);
export const cpuidModId = r.uint(0x189, 1, "cpuidModId", "CPUID model, base and extended joined.").from(3);
export const cpuidStep = r.uint(0x18a, 1, "cpuidStep", "CPUID stepping.").from(3);
r.zero(0x18b, 21).from(3);
export const chipId = r.bytes(0x1a0, 64, "chipId", "Identity of the chip; zero when the host masks it.").short();
export const committedTcb = r.bytes(0x1e0, 8, "committedTcb", "TCB_VERSION below which firmware can't be rolled back.");
export const currentBuild = r.uint(0x1e8, 1, "currentBuild", "Build of the firmware that runs now.");
export const currentMinor = r.uint(0x1e9, 1, "currentMinor", "Minor version of the firmware that runs now.");
export const currentMajor = r.uint(0x1ea, 1, "currentMajor", "Major version of the firmware that runs now.");
r.zero(0x1eb, 1);
export const committedBuild = r.uint(0x1ec, 1, "committedBuild", "Build of the committed firmware.");
export const committedMinor = r.uint(0x1ed, 1, "committedMinor", "Minor version of the committed firmware.");
export const committedMajor = r.uint(0x1ee, 1, "committedMajor", "Major version of the committed firmware.");
r.zero(0x1ef, 1);
export const launchTcb = r.bytes(0x1f0, 8, "launchTcb", "TCB_VERSION when the guest was launched or imported.");
r.zero(0x1f8, 168).upTo(4);
export const launchMitVector = r.uint(0x1f8, 8, "launchMitVector", "Mitigations verified when the guest was launched.").from(5);
export const currentMitVector = r.uint(0x200, 8, "currentMitVector", "Mitigations verified now.").from(5);
r.zero(0x208, 152).from(5);
export const signatureR = r.bytes(0x2a0, 72, "signatureR", "ECDSA R, little-endian, 48 significant bytes.");
export const signatureS = r.bytes(0x2e8, 72, "signatureS", "ECDSA S, little-endian, 48 significant bytes.");
r.zero(0x330, 368);

/** The signature covers the bytes before it. */
export const SNP_SIGNED: u32 = 0x2a0;
