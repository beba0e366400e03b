/**
 * The certificates behind an Intel quote and its collateral: root, Platform CA, Processor CA, the PCK leaf with its SGX
 * extension, and the signer of TCB info and enclave identities.
 * Names follow Intel's, except for the organisation, which says what they are.
 * Source: Intel SGX PCK Certificate and Certificate Revocation List Profile Specification.
 */
import { ECDSA_SHA256 } from "./algorithms.ts";
import * as der from "./der.ts";
import { toBigInt } from "./webcrypto.ts";
import {
  type Authority,
  authorityKeyId,
  basicConstraints,
  type CertificateTemplate,
  crlDistributionPoint,
  DEFAULT_VALIDITY,
  type Extension,
  extension,
  keyId,
  keyUsage,
  type Name,
  type Principal,
  subjectKeyId,
  type Validity,
} from "./x509.ts";

/** The authorities: the root, the issuers of PCK certificates, and the signer of collateral. */
export type IntelAuthority = "intelRoot" | "platformCa" | "processorCa" | "tcbSigning";

/** Who issues the PCK certificate: of multi-package platforms the Platform CA, of others the Processor CA. */
export type PckIssuer = "platformCa" | "processorCa";

const SGX = "1.2.840.113741.1.13.1";

const COMMON_NAMES = {
  intelRoot: "Intel SGX Root CA",
  platformCa: "Intel SGX PCK Platform CA",
  processorCa: "Intel SGX PCK Processor CA",
  tcbSigning: "Intel SGX TCB Signing",
};

function name(CN: string): Name {
  return { CN, O: "tsmkit test root, not Intel", L: "Santa Clara", ST: "CA", C: "US" };
}

const rootCrl = crlDistributionPoint("https://tsmkit.invalid/IntelSGXRootCA.der");

/** digitalSignature and nonRepudiation. */
const signer = keyUsage(0b11000000, 6);
/** keyCertSign and cRLSign. */
const certifier = keyUsage(0b110, 1);

/** Key usage and basic constraints by authority. */
const RIGHTS: Readonly<Record<IntelAuthority, Extension[]>> = {
  intelRoot: [certifier, basicConstraints(1)],
  platformCa: [certifier, basicConstraints(0)],
  processorCa: [certifier, basicConstraints(0)],
  tcbSigning: [signer, basicConstraints()],
};

/** An authority's certificate, before its issuer signs it; without an issuer it is its own, as the root is. */
export async function authorityTemplate(
  authority: IntelAuthority,
  spki: Uint8Array,
  issuer?: Principal,
): Promise<CertificateTemplate> {
  const id = await keyId(spki);
  const subject = name(COMMON_NAMES[authority]);
  return {
    serial: toBigInt(id),
    algorithm: ECDSA_SHA256,
    issuer: issuer?.name ?? subject,
    validity: DEFAULT_VALIDITY,
    subject,
    spki,
    extensions: [
      authorityKeyId(issuer ? await keyId(issuer.spki) : id),
      rootCrl,
      subjectKeyId(id),
      ...RIGHTS[authority],
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

/** What a PCK certificate is made of. */
export interface PckCertificate {
  /** The form of the certificate. */
  form: PckIssuer;
  issuer: Authority;
  /** SubjectPublicKeyInfo, P-256. */
  spki: Uint8Array;
  pck: PckIdentity;
  validity: Validity;
}

/** A PCK certificate, before its issuer signs it. */
export async function pckTemplate({ form, issuer, spki, pck, validity }: PckCertificate): Promise<CertificateTemplate> {
  const id = await keyId(spki);
  const ca = form === "platformCa" ? "platform" : "processor";
  return {
    serial: toBigInt(id),
    algorithm: issuer.algorithm,
    issuer: issuer.name,
    validity,
    subject: name("Intel SGX PCK Certificate"),
    spki,
    extensions: [
      authorityKeyId(await keyId(issuer.spki)),
      crlDistributionPoint(`https://tsmkit.invalid/sgx/certification/v4/pckcrl?ca=${ca}&encoding=der`),
      subjectKeyId(id),
      signer,
      basicConstraints(),
      sgxExtension(form, pck),
    ],
  };
}
