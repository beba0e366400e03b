/**
 * The certificates behind an Intel quote: root, Platform CA, Processor CA, and the PCK leaf with its SGX extension.
 * Names follow Intel's, except for the organisation, which says what they are.
 * Source: Intel SGX PCK Certificate and Certificate Revocation List Profile Specification.
 */
import * as der from "./der.ts";
import { toBigInt } from "./webcrypto.ts";
import {
  authorityKeyId,
  basicConstraints,
  type CertificateTemplate,
  crlDistributionPoint,
  DEFAULT_VALIDITY,
  ECDSA_SHA256,
  type Extension,
  extension,
  keyId,
  keyUsage,
  type Name,
  subjectKeyId,
  type Validity,
} from "./x509.ts";

/** The authorities: the root, and the issuers of PCK certificates. */
export type IntelAuthority = "intelRoot" | "platformCa" | "processorCa";

/** Who issues the PCK certificate: of multi-package platforms the Platform CA, of others the Processor CA. */
export type PckIssuer = "platformCa" | "processorCa";

const SGX = "1.2.840.113741.1.13.1";

const COMMON_NAMES = {
  intelRoot: "Intel SGX Root CA",
  platformCa: "Intel SGX PCK Platform CA",
  processorCa: "Intel SGX PCK Processor CA",
};

function name(CN: string): Name {
  return { CN, O: "tsmkit test root, not Intel", L: "Santa Clara", ST: "CA", C: "US" };
}

const rootCrl = crlDistributionPoint("https://tsmkit.invalid/IntelSGXRootCA.der");

/** An authority's certificate, before the root signs it. Keys are SubjectPublicKeyInfo, P-256. */
export async function authorityTemplate(
  authority: IntelAuthority,
  spki: Uint8Array,
  rootSpki: Uint8Array,
): Promise<CertificateTemplate> {
  const id = await keyId(spki);
  return {
    serial: toBigInt(id),
    algorithm: ECDSA_SHA256,
    issuer: name(COMMON_NAMES.intelRoot),
    validity: DEFAULT_VALIDITY,
    subject: name(COMMON_NAMES[authority]),
    spki,
    extensions: [
      authorityKeyId(await keyId(rootSpki)),
      rootCrl,
      subjectKeyId(id),
      keyUsage(0b110, 1),
      basicConstraints(authority === "intelRoot" ? 1 : 0),
    ],
  };
}

/** What the SGX extension of a PCK certificate says of a platform. */
export interface PckIdentity {
  /** 16 bytes. */
  ppid: Uint8Array;
  /** Security versions of the 16 TCB components. */
  components: Uint8Array;
  pceSvn: number;
  /** 16 bytes. */
  cpuSvn: Uint8Array;
  /** 2 bytes. */
  pceId: Uint8Array;
  /** 6 bytes. */
  fmspc: Uint8Array;
  /** 0 standard, 1 scalable, 2 scalable with integrity. */
  sgxType: number;
  /** 16 bytes; written by the Platform CA only, as are the next three. */
  platformInstanceId: Uint8Array;
  dynamicPlatform: boolean;
  cachedKeys: boolean;
  smtEnabled: boolean;
}

function sgxExtension(issuer: PckIssuer, pck: PckIdentity): Extension {
  const part = (arc: string, value: der.Der) => der.sequence(der.oid(`${SGX}.${arc}`), value);
  const tcb = der.sequence(
    ...Array.from(pck.components, (svn, i) => part(`2.${i + 1}`, der.integer(svn))),
    part("2.17", der.integer(pck.pceSvn)),
    part("2.18", der.octets(pck.cpuSvn)),
  );
  const parts = [
    part("1", der.octets(pck.ppid)),
    part("2", tcb),
    part("3", der.octets(pck.pceId)),
    part("4", der.octets(pck.fmspc)),
    part("5", der.enumerated(pck.sgxType)),
  ];
  if (issuer === "platformCa") {
    const configuration = der.sequence(
      part("7.1", der.boolean(pck.dynamicPlatform)),
      part("7.2", der.boolean(pck.cachedKeys)),
      part("7.3", der.boolean(pck.smtEnabled)),
    );
    parts.push(part("6", der.octets(pck.platformInstanceId)), part("7", configuration));
  }
  return extension(SGX, der.sequence(...parts));
}

/** What a PCK certificate says. Keys are SubjectPublicKeyInfo, P-256. */
export interface PckCertificate {
  issuer: PckIssuer;
  issuerSpki: Uint8Array;
  spki: Uint8Array;
  pck: PckIdentity;
  validity: Validity;
}

/** A PCK certificate, before its issuer signs it. */
export async function pckTemplate(certificate: PckCertificate): Promise<CertificateTemplate> {
  const { issuer, issuerSpki, spki, pck, validity } = certificate;
  const id = await keyId(spki);
  const ca = issuer === "platformCa" ? "platform" : "processor";
  return {
    serial: toBigInt(id),
    algorithm: ECDSA_SHA256,
    issuer: name(COMMON_NAMES[issuer]),
    validity,
    subject: name("Intel SGX PCK Certificate"),
    spki,
    extensions: [
      authorityKeyId(await keyId(issuerSpki)),
      crlDistributionPoint(`https://tsmkit.invalid/sgx/certification/v4/pckcrl?ca=${ca}&encoding=der`),
      subjectKeyId(id),
      keyUsage(0b11000000, 6),
      basicConstraints(),
      sgxExtension(issuer, pck),
    ],
  };
}
