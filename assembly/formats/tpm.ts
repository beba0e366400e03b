/**
 * What a TPM 2.0 signs of its registers. All numbers are big-endian.
 * Source: TCG, Trusted Platform Module Library, part 2: Structures, revision 1.59.
 *
 *     tpmAttest · tpmSigner · tpmExtraData · tpmClock · tpmPcrSelections, tpmPcrSelection … · tpmPcrDigest
 */
import { layout } from "../layout";

/** The first word of what a TPM made: 0xff, "TCG". */
export const TPM_GENERATED: u32 = 0xff544347;
/** Type of a structure that tells registers. */
export const ATTEST_QUOTE: u32 = 0x8018;
/** Identifiers of algorithms: RSASSA-PKCS1-v1_5, SHA-256. */
export const ALG_RSASSA: u32 = 0x0014;
export const ALG_SHA256: u32 = 0x000b;

export const tpmAttest = layout("tpmAttest", 6, "TPM 2.0 part 2, 10.12.8, TPMS_ATTEST");
export const magic = tpmAttest.uintBE(0, 4, "magic", "Tells what a TPM made from what it was given to sign.").value(TPM_GENERATED, "TPM_GENERATED_VALUE");
export const attestType = tpmAttest.uintBE(4, 2, "type", "What it attests.").value(ATTEST_QUOTE, "TPM_ST_ATTEST_QUOTE");

/** Bytes with their number in front. */
export const SIZED: u32 = 2;

export const tpmSigner = layout("tpmSigner", 0, "TPM 2.0 part 2, 10.5.3, TPM2B_NAME");
tpmSigner.uintBE(0, 2, "size", "Bytes of the name.");
tpmSigner.bytes(SIZED, 0, "qualifiedSigner", "Qualified name of the key that signs.");

export const tpmExtraData = layout("tpmExtraData", 0, "TPM 2.0 part 2, 10.4.3, TPM2B_DATA");
tpmExtraData.uintBE(0, 2, "size", "Bytes of the data.");
export const extraData = tpmExtraData.bytes(SIZED, 0, "extraData", "What the quote was asked for with: the nonce.").short().nonce();

export const tpmClock = layout("tpmClock", 25, "TPM 2.0 part 2, 10.11.1, TPMS_CLOCK_INFO, and firmwareVersion of TPMS_ATTEST");
tpmClock.uintBE(0, 8, "clock", "Milliseconds that the TPM has run.");
tpmClock.uintBE(8, 4, "resetCount", "Resets so far.").short();
tpmClock.uintBE(12, 4, "restartCount", "Restarts since the last reset.");
tpmClock.uintBE(16, 1, "safe", "1 when no greater clock was told before.");
tpmClock.uintBE(17, 8, "firmwareVersion", "Version of the TPM's firmware, as its vendor counts.");

export const tpmPcrSelections = layout("tpmPcrSelections", 4, "TPM 2.0 part 2, 10.9.7, TPML_PCR_SELECTION");
export const selectionCount = tpmPcrSelections.uintBE(0, 4, "count", "Banks that registers are selected of.");

export const tpmPcrSelection = layout("tpmPcrSelection", 0, "TPM 2.0 part 2, 10.6.2, TPMS_PCR_SELECTION");
const s = tpmPcrSelection;
export const selectionHash = s.uintBE(0, 2, "hash", "The bank.").value(0x0004, "SHA-1").value(ALG_SHA256, "SHA-256").value(0x000c, "SHA-384").value(0x000d, "SHA-512");
export const selectSize = s.uintBE(2, 1, "selectSize", "Bytes of the selection.");
export const selected = s.bytes(3, 0, "selected", "A bit for each register, the lowest of the first byte for register 0.").short();

export const tpmPcrDigest = layout("tpmPcrDigest", 0, "TPM 2.0 part 2, 10.12.1, TPMS_QUOTE_INFO");
tpmPcrDigest.uintBE(0, 2, "size", "Bytes of the digest.");
export const pcrDigest = tpmPcrDigest.bytes(SIZED, 0, "pcrDigest", "Digest of the selected registers, side by side.").short();

export const tpmSignature = layout("tpmSignature", 0, "TPM 2.0 part 2, 11.3.4, TPMT_SIGNATURE of RSASSA");
export const signatureScheme = tpmSignature.uintBE(0, 2, "scheme", "How it is signed.").value(ALG_RSASSA, "RSASSA");
export const signatureHash = tpmSignature.uintBE(2, 2, "hash", "Hash of what is signed.").value(ALG_SHA256, "SHA-256");
export const signatureSize = tpmSignature.uintBE(4, 2, "size", "Bytes of the signature.");
export const signature = tpmSignature.bytes(6, 0, "signature", "The signature.");

/** Registers of a TPM that quotes are about, and bytes of one of the SHA-256 bank. */
export const PCRS: u32 = 24;
export const PCR_SIZE: u32 = 32;

export const tpmPcr = layout("tpmPcr", 32, "TPM 2.0 part 1, 17, PCR operations");
export const pcrValue = tpmPcr.bytes(0, 32, "value", "Value of a register of the SHA-256 bank.");
