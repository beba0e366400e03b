/**
 * Forges quotes of a TPM 2.0, and the values of registers that they are about.
 * Source: TCG, Trusted Platform Module Library, part 2: Structures, 10.12.8 (TPMS_ATTEST) and 11.3.4 (TPMT_SIGNATURE).
 */
import { concat } from "../bytes.ts";
import { encode, type Fields } from "./sections.ts";
import { digest, type Random, signPkcs1, systemRandom } from "./webcrypto.ts";

/** Registers of a TPM. */
export const PCRS = 24;

/** What a quote is asked for. */
export interface TpmQuoteOptions {
  /** Up to 64 bytes that the quote carries; default none. */
  nonce?: Uint8Array;
  /** Registers that it is about; default all. */
  select?: readonly number[];
  /** Fields of TPMS_ATTEST, of its clock and of its selection to set otherwise. */
  fields?: { attest?: Fields; clock?: Fields; selection?: Fields };
  /** Digest of the registers in place of the right one. */
  pcrDigest?: Uint8Array;
  /** Signs in place of the attestation key; RSASSA-PKCS1-v1_5 with SHA-256. */
  signer?: CryptoKey;
  /** Write the signature as a TPMT_SIGNATURE, not as the number alone. */
  structured?: boolean;
  /** Source of name and clock. */
  random?: Random;
}

/** A quote with all that it takes to check it. */
export interface TpmQuote {
  /** TPMS_ATTEST. */
  message: Uint8Array;
  signature: Uint8Array;
  /** Values of the selected registers, from the lowest on. */
  pcrs: Uint8Array[];
}

const VERSION = 0;

/** Bytes with their number in front. */
function sized(layout: string, field: string, bytes: Uint8Array): Uint8Array {
  return encode(layout, VERSION, { size: bytes.length, [field]: bytes });
}

function selectionOf(registers: readonly number[]): Uint8Array {
  const bits = new Uint8Array(PCRS / 8);
  for (const register of registers) bits[register >> 3] = (bits[register >> 3] ?? 0) | (1 << (register & 7));
  return bits;
}

/** Numbers of algorithms. */
const SHA256 = 0x000b;
const RSASSA = 0x0014;

/** Bytes of a digest, its algorithm in front, as the name of a key. */
const NAME_SIZE = 34;

/** Quotes registers of the SHA-256 bank, each of 32 bytes, under a key for RSASSA-PKCS1-v1_5 with SHA-256. */
export async function quoteTpm(
  registers: readonly Uint8Array[],
  key: CryptoKey,
  options: TpmQuoteOptions = {},
): Promise<TpmQuote> {
  const { nonce = new Uint8Array(), select = [...registers.keys()], fields = {}, random = systemRandom } = options;
  const pcrs = [...select].sort((a, b) => a - b).map((i) => registers[i] ?? new Uint8Array(32));
  const selected = selectionOf(select);
  const message = concat([
    encode("tpmAttest", VERSION, { magic: 0xff544347, type: 0x8018, ...fields.attest }),
    sized("tpmSigner", "qualifiedSigner", random(NAME_SIZE)),
    sized("tpmExtraData", "extraData", nonce),
    encode("tpmClock", VERSION, { clock: 1_000_000, resetCount: 1, safe: 1, ...fields.clock }),
    encode("tpmPcrSelections", VERSION, { count: 1 }),
    encode("tpmPcrSelection", VERSION, { hash: SHA256, selectSize: selected.length, selected, ...fields.selection }),
    sized("tpmPcrDigest", "pcrDigest", options.pcrDigest ?? (await digest("SHA-256", concat(pcrs)))),
  ]);
  const signature = await signPkcs1(options.signer ?? key, message);
  const structure = { scheme: RSASSA, hash: SHA256, size: signature.length, signature };
  return { message, pcrs, signature: options.structured ? encode("tpmSignature", VERSION, structure) : signature };
}
