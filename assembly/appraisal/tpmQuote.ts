/** A quote of a virtual TPM under the key that an HCL report names. TPM 2.0 part 2, 10.12.8; part 3, 18.4; RFC 8017, 8.2.2. */
import { equal } from "../bytes";
import { digest, Hash } from "../crypto/hash";
import { BITS_MAX, BITS_MIN, bitsOf } from "../crypto/rsa/message";
import { verifyPkcs1 } from "../crypto/rsa/pkcs1";
import { Check } from "../formats/checks";
import { Blob } from "../formats/evidenceJson";
import { AK_KID, KeySlot } from "../formats/hcl";
import { Outcome } from "../formats/outcome";
import * as tpm from "../formats/tpm";
import { CLAIMS, claimsSizeOf } from "../parse/hcl";
import { hasAttestationKey, keyAt, keyLength } from "../parse/hclClaims";
import { blobAt, blobLength } from "../parse/json";
import { broughtLength, parseBrought } from "../parse/read";
import { base, sectionOf, total } from "../parse/sections";
import { findPcrPolicy, hasPcrPolicy } from "./azurePolicy";
import { findNonce, isNonceAsked } from "./nonce";
import { find } from "./outcomes";

const DIGEST: usize = memory.data(32, 16);

/** The key by which the TPM signs: its numbers, big-endian; 0 for none that may be trusted. */
let modulus: usize = 0;
let modulusLength: u32 = 0;
let exponent: usize = 0;
let exponentLength: u32 = 0;

/** Takes the key out of the claims of the report in hand; not before the hardware vouches for them, which `bound` tells. */
export function findAttestationKey(bound: bool): void {
  modulus = 0;
  const bits =
    hasAttestationKey() && keyAt(KeySlot.Modulus) ? bitsOf(keyAt(KeySlot.Modulus), keyLength(KeySlot.Modulus)) : 0;
  const fits = bits >= BITS_MIN && bits <= BITS_MAX && keyAt(KeySlot.Exponent) != 0;
  const finding = find(
    Check.HclAttestationKey,
    !bound ? Outcome.None : fits ? Outcome.Affirming : Outcome.Contraindicated,
  );
  finding.expected.text(AK_KID);
  if (!bound) finding.actual.text("not looked at: the hardware does not vouch for the claims");
  else if (fits) finding.actual.count(bits, "bits, RSA");
  else finding.actual.text("not one RSA key of 2048 to 4096 bits");
  finding.bytes(CLAIMS, claimsSizeOf(base));
  if (!bound || !fits) return;
  modulus = keyAt(KeySlot.Modulus);
  modulusLength = keyLength(KeySlot.Modulus);
  exponent = keyAt(KeySlot.Exponent);
  exponentLength = keyLength(KeySlot.Exponent);
}

/** Where the number of the signature starts: it comes alone, or as a TPMT_SIGNATURE of RSASSA with SHA-256; 0 for neither. */
function signatureAt(): usize {
  const p = blobAt(Blob.TpmSignature);
  const length = blobLength(Blob.TpmSignature);
  if (length == modulusLength) return p;
  if (length != modulusLength + tpm.signature.at || tpm.signatureSize.be16(p) != modulusLength) return 0;
  const known = tpm.signatureScheme.be16(p) == tpm.ALG_RSASSA && tpm.signatureHash.be16(p) == tpm.ALG_SHA256;
  return known ? tpm.signature.of(p) : 0;
}

/** The quote in hand is signed by the key, over its bytes as they were received. */
function findSignature(): void {
  const there = broughtLength(Blob.TpmSignature) > 0;
  let outcome = Outcome.None;
  if (modulus && there) {
    const at = signatureAt();
    digest(Hash.Sha256, base, total, DIGEST);
    const holds =
      at != 0 && verifyPkcs1(Hash.Sha256, modulus, modulusLength, exponent, exponentLength, at, modulusLength, DIGEST);
    outcome = holds ? Outcome.Affirming : Outcome.Contraindicated;
  }
  const finding = find(Check.TpmSignature, outcome);
  if (!there) finding.actual.text("no signature");
  else if (!modulus) finding.actual.text("no key that may be trusted");
  else finding.actual.text(outcome == Outcome.Affirming ? "holds" : "does not hold");
  finding.bytes(0, total);
}

/** Registers of the SHA-256 bank that the quote in hand is about, a bit each; 0 when it is about other banks. */
function selectedPcrs(): u32 {
  const selection = sectionOf(tpm.tpmPcrSelection);
  if (!selection || tpm.selectionCount.be32(base + sectionOf(tpm.tpmPcrSelections)!.at) != 1) return 0;
  const p = base + selection.at;
  if (tpm.selectionHash.be16(p) != tpm.ALG_SHA256 || tpm.selectSize.u8(p) != tpm.PCRS / 8) return 0;
  return load<u32>(tpm.selected.of(p)) & ((1 << tpm.PCRS) - 1);
}

/** The values beside the quote in hand are those that it is about. Returns the registers whose values can be relied on. */
function findPcrs(): u32 {
  const registers = selectedPcrs();
  const there = broughtLength(Blob.TpmPcrs) > 0;
  const section = sectionOf(tpm.tpmPcrDigest)!;
  const quoted = tpm.pcrDigest.of(base + section.at);
  const size = section.size - tpm.pcrDigest.at;
  const length = blobLength(Blob.TpmPcrs);
  let holds = registers != 0 && length == tpm.PCR_SIZE * <u32>popcnt(registers) && size == tpm.PCR_SIZE;
  if (there) {
    digest(Hash.Sha256, blobAt(Blob.TpmPcrs), length, DIGEST);
    holds = holds && equal(DIGEST, quoted, tpm.PCR_SIZE);
  }
  const outcome = !there ? Outcome.None : holds ? Outcome.Affirming : Outcome.Contraindicated;
  const finding = find(Check.TpmPcrs, outcome, there || hasPcrPolicy());
  finding.expected.hex(quoted, size);
  if (!there) finding.actual.text("no values");
  else if (registers == 0) finding.actual.text("the quote is not about the SHA-256 bank alone");
  else if (length != tpm.PCR_SIZE * <u32>popcnt(registers)) finding.actual.count(length / tpm.PCR_SIZE, "values");
  else finding.actual.hex(DIGEST, tpm.PCR_SIZE);
  finding.bytes(section.at, section.size);
  return there && holds ? registers : 0;
}

/** The rows about the quote beside the report. Without one nothing tells when the report was asked for. Returns a fault, or 0. */
export function findTpmQuote(): i32 {
  const there = parseBrought(Blob.TpmMessage);
  if (there < 0) return there;
  findNonce();
  if (there == 0) {
    find(Check.TpmSignature, Outcome.None, isNonceAsked()).actual.text("no quote");
    findPcrPolicy(0);
    return 0;
  }
  findSignature();
  const registers = findPcrs();
  const fault = parseBrought(Blob.TpmPcrs);
  if (fault < 0) return fault;
  findPcrPolicy(registers);
  return 0;
}
