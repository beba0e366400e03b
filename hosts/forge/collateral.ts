/**
 * Collateral for the forge's Intel machines: TCB info, the quoting enclave's identity, revocation lists, and the chains
 * of who signed them. Source: Intel PCS API version 4.
 */

import { encodeHex } from "../hex.ts";
import { toPem } from "../pem.ts";
import type { IntelAuthorities } from "./authorities.ts";
import { type CrlOptions, createCrl } from "./crl.ts";
import { type EnclaveIdentity, enclaveIdentityTemplate } from "./enclaveIdentity.ts";
import type { Tee } from "./qeProfile.ts";
import { type JsonEdit, type SignedJson, signJson } from "./signedJson.ts";
import { type TcbInfo, tcbInfoTemplate } from "./tcbInfo.ts";
import type { TdxPlatform } from "./tdx.ts";
import { type Authority, DEFAULT_VALIDITY, type Validity } from "./x509.ts";

/** What collateral says; all of it has defaults, under which a machine of the forge is up to date. */
export interface CollateralOptions {
  /** From issueDate to nextUpdate of TCB info and identity; default 2020 to 2049. */
  window?: Validity;
  /** tcbEvaluationDataNumber of both; default 17. */
  evaluationNumber?: number;
  tcbInfo?: JsonEdit<TcbInfo>;
  qeIdentity?: JsonEdit<EnclaveIdentity>;
  /** The list of the CA that issued the machine's PCK certificate. */
  pckCrl?: CrlOptions;
  /** The root's list. */
  rootCrl?: CrlOptions;
  /** Who signs; default those that signed for the machine. */
  authorities?: IntelAuthorities | Promise<IntelAuthorities>;
}

/** Collateral as PCS gives it, item by item. Chains are PEM, the signer first, the root last. */
export interface IntelCollateral {
  tcbInfo: SignedJson;
  tcbInfoIssuerChain: string;
  qeIdentity: SignedJson;
  qeIdentityIssuerChain: string;
  /** DER. */
  pckCrl: Uint8Array;
  pckCrlIssuerChain: string;
  /** DER. */
  rootCaCrl: Uint8Array;
}

async function collateral(tee: Tee, platform: TdxPlatform, options: CollateralOptions): Promise<IntelCollateral> {
  const { window = DEFAULT_VALIDITY, evaluationNumber = 17 } = options;
  const authorities = await (options.authorities ?? platform.authorities);
  const { intelRoot, tcbSigning, [platform.issuer]: ca } = authorities;
  const chain = ({ certificate }: Authority) => toPem(certificate) + toPem(intelRoot.certificate);
  const tcbInfo = tcbInfoTemplate({ tee, pck: platform.pck, window, evaluationNumber });
  const qeIdentity = await enclaveIdentityTemplate({ tee, window, evaluationNumber });
  return {
    tcbInfo: await signJson(tcbInfo, tcbSigning.privateKey, options.tcbInfo),
    tcbInfoIssuerChain: chain(tcbSigning),
    qeIdentity: await signJson(qeIdentity, tcbSigning.privateKey, options.qeIdentity),
    qeIdentityIssuerChain: chain(tcbSigning),
    pckCrl: await createCrl(ca, options.pckCrl),
    pckCrlIssuerChain: chain(ca),
    rootCaCrl: await createCrl(intelRoot, options.rootCrl),
  };
}

/** Makes collateral for the TDX quotes of a machine. */
export function tdxCollateral(platform: TdxPlatform, options: CollateralOptions = {}): Promise<IntelCollateral> {
  return collateral("tdx", platform, options);
}

/** Makes collateral for the SGX quotes of a machine. */
export function sgxCollateral(platform: TdxPlatform, options: CollateralOptions = {}): Promise<IntelCollateral> {
  return collateral("sgx", platform, options);
}

/** Collateral as one JSON object, in the form that dcap-qvl reads and writes; lists are DER in hex. */
export interface CollateralFile {
  pck_crl_issuer_chain: string;
  root_ca_crl: string;
  pck_crl: string;
  tcb_info_issuer_chain: string;
  tcb_info: string;
  tcb_info_signature: string;
  qe_identity_issuer_chain: string;
  qe_identity: string;
  qe_identity_signature: string;
}

/** Collateral in the one-file form. */
export function toCollateralFile(items: IntelCollateral): CollateralFile {
  return {
    pck_crl_issuer_chain: items.pckCrlIssuerChain,
    root_ca_crl: encodeHex(items.rootCaCrl),
    pck_crl: encodeHex(items.pckCrl),
    tcb_info_issuer_chain: items.tcbInfoIssuerChain,
    tcb_info: items.tcbInfo.json,
    tcb_info_signature: items.tcbInfo.signature,
    qe_identity_issuer_chain: items.qeIdentityIssuerChain,
    qe_identity: items.qeIdentity.json,
    qe_identity_signature: items.qeIdentity.signature,
  };
}
