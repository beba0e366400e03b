/**
 * A quoting enclave in software: its attestation key, its own report over that key signed by the PCK, and the
 * certification data every quote of it carries.
 * Source: Intel SGX DCAP ECDSA Quoting Library API A.4; Intel TDX DCAP Quoting Library API A.3 and A.4.
 */
import { concat } from "../bytes.ts";
import { keyBits } from "./der.ts";
import { encode, type Fields, overlay, padded } from "./sections.ts";
import { digest, generateKey, type Random, signEcdsa } from "./webcrypto.ts";

/** Kinds of certification data in use (certType). */
const CertType = { pckChain: 5, qeReport: 6 } as const;

/** Quotes wrap the QE report into certification data of its own from this version on. */
const WRAPPED_SINCE = 4;

/** Authentication data as Intel's quoting enclaves have it. */
const AUTH_DATA_SIZE = 32;

/** What a quoting enclave is made of. */
export interface QuotingEnclaveOptions {
  /** The platform's PCK: it signs the enclave's report. */
  pck: CryptoKey;
  /** PEM of the PCK chain, leaf first. */
  pem: string;
  /** Fields of the enclave's report. */
  fields: Fields;
  /** Fields of it to set otherwise, even the digest that binds the attestation key. */
  overrides?: Fields | undefined;
  random: Random;
}

/** Signs quotes. */
export interface QuotingEnclave {
  /** X and Y of the attestation key. */
  readonly attestationKey: Uint8Array;
  /** What follows the bytes that are signed: the length of the signature data, and these. */
  seal(version: number, signed: Uint8Array): Promise<Uint8Array>;
}

function certification(certType: number, data: Uint8Array): Uint8Array {
  return concat([encode("certificationData", 0, { certType, certSize: data.length }), data]);
}

/** Makes a quoting enclave with a fresh attestation key. */
export async function createQuotingEnclave(options: QuotingEnclaveOptions): Promise<QuotingEnclave> {
  const { pck, pem, fields, overrides, random } = options;
  const { privateKey, spki } = await generateKey("P-256");
  const attestationKey = keyBits(spki).subarray(1);
  const authData = random(AUTH_DATA_SIZE);

  const reportData = padded("sgxReport", 0, "reportData", await digest("SHA-256", concat([attestationKey, authData])));
  const qeReport = encode("sgxReport", 0, overlay(fields, { reportData }, overrides));
  const qeReportSignature = await signEcdsa(pck, "SHA-256", qeReport);
  const qeCertification = concat([
    qeReport,
    encode("qeReportSignature", 0, { qeReportSignature }),
    encode("qeAuthData", 0, { size: authData.length, authData }),
    certification(CertType.pckChain, new TextEncoder().encode(pem)),
  ]);

  return {
    attestationKey,
    async seal(version, signed) {
      const signature = await signEcdsa(privateKey, "SHA-256", signed);
      const data = concat([
        encode("quoteSignature", version, { signature, attestationKey }),
        version < WRAPPED_SINCE ? qeCertification : certification(CertType.qeReport, qeCertification),
      ]);
      return concat([encode("quoteSignatureLength", version, { signatureDataLen: data.length }), data]);
    },
  };
}
