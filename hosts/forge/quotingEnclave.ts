/**
 * A quoting enclave in software: its attestation key, its own report over that key signed by the PCK, and the
 * certification data every quote of it carries.
 * Source: Intel SGX DCAP ECDSA Quoting Library API A.4; Intel TDX DCAP Quoting Library API A.3 and A.4.
 */

import { concat } from "../bytes.ts";
import { toPem } from "../pem.ts";
import { keyBits } from "./der.ts";
import type { CertificateChain } from "./roots.ts";
import { encode, type Fields, overlay, padded } from "./sections.ts";
import { digest, generateKey, type Random, signEcdsa } from "./webcrypto.ts";

/** Kinds of certification data in use (certType). */
const CertType = { pckChain: 5, qeReport: 6 } as const;

/** Quotes wrap the QE report into certification data of its own from this version on. */
const WRAPPED_SINCE = 4;

/** Authentication data as Intel's quoting enclaves have it. */
const AUTH_DATA_SIZE = 32;

/** How a quote's own key is certified, where that is to differ; lengths and digests follow. */
export interface CertificationOptions {
  /** Fields of the enclave's report to set otherwise, even the digest that binds the attestation key. */
  qe?: Fields;
  /** Changes the enclave's report before it is signed, where no field reaches. */
  beforeSigning?: (qeReport: Uint8Array) => void;
  /** Signs the enclave's report in place of the PCK; ECDSA P-256. */
  signer?: CryptoKey;
  /** Authentication data, up to 65535 bytes; default 32 random ones. */
  authData?: Uint8Array;
  /** The certification data; default the PCK chain as PEM of leaf, intermediate and root. */
  certData?: (chain: CertificateChain) => string | Uint8Array;
  /** certType of it; default 5. */
  certType?: number;
  /** certType of what wraps it from version 4 on; default 6. */
  outerCertType?: number;
}

/** What a quoting enclave is made of. */
export interface QuotingEnclaveOptions {
  /** The platform's PCK: it signs the enclave's report. */
  pck: CryptoKey;
  /** The PCK's chain. */
  chain: CertificateChain;
  /** Fields of the enclave's report. */
  fields: Fields;
  /** Fields of it to set otherwise, even the digest that binds the attestation key. */
  overrides?: Fields | undefined;
  random: Random;
}

/** What to do otherwise in one quote. */
export interface SealOptions {
  certification?: CertificationOptions | undefined;
  /** Signs the quote in place of the attestation key. */
  signer?: CryptoKey | undefined;
}

/** Signs quotes. */
export interface QuotingEnclave {
  /** X and Y of the attestation key. */
  readonly attestationKey: Uint8Array;
  /** What follows the bytes that are signed: the length of the signature data, and these. */
  seal(version: number, signed: Uint8Array, options?: SealOptions): Promise<Uint8Array>;
}

function certification(certType: number, data: Uint8Array): Uint8Array {
  return concat([encode("certificationData", 0, { certType, certSize: data.length }), data]);
}

/** PEM of a PCK chain in the order that quotes have it. */
function pckPem({ leaf, intermediate, root }: CertificateChain): string {
  return [leaf, intermediate, root].map(toPem).join("");
}

/** Makes a quoting enclave with a fresh attestation key. */
export async function createQuotingEnclave(options: QuotingEnclaveOptions): Promise<QuotingEnclave> {
  const { pck, chain, fields, overrides, random } = options;
  const { privateKey, spki } = await generateKey("P-256");
  const attestationKey = keyBits(spki).subarray(1);
  const ownAuthData = random(AUTH_DATA_SIZE);

  /** From the enclave's report to its certification data. */
  async function certify(asked: CertificationOptions = {}): Promise<Uint8Array> {
    const { authData = ownAuthData, certData = pckPem, certType = CertType.pckChain, signer = pck } = asked;
    const binding = await digest("SHA-256", concat([attestationKey, authData]));
    const reportData = padded("sgxReport", 0, "reportData", binding);
    const qeReport = encode("sgxReport", 0, overlay(fields, { reportData }, overrides, asked.qe));
    asked.beforeSigning?.(qeReport);
    const data = certData(chain);
    const qeReportSignature = await signEcdsa(signer, "SHA-256", qeReport);
    return concat([
      qeReport,
      encode("qeReportSignature", 0, { qeReportSignature }),
      encode("qeAuthData", 0, { size: authData.length, authData }),
      certification(certType, typeof data === "string" ? new TextEncoder().encode(data) : data),
    ]);
  }

  const usual = await certify();
  return {
    attestationKey,
    async seal(version, signed, { certification: asked, signer = privateKey } = {}) {
      const signature = await signEcdsa(signer, "SHA-256", signed);
      const inner = asked ? await certify(asked) : usual;
      const data = concat([
        encode("quoteSignature", version, { signature, attestationKey }),
        version < WRAPPED_SINCE ? inner : certification(asked?.outerCertType ?? CertType.qeReport, inner),
      ]);
      return concat([encode("quoteSignatureLength", version, { signatureDataLen: data.length }), data]);
    },
  };
}
