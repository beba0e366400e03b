/**
 * Forges TDX and SGX evidence: one Intel machine with a trust domain and an enclave, whose quotes are signed under the
 * test root. Source: Intel TDX DCAP Quoting Library API A.3 and A.4; Intel SGX DCAP ECDSA Quoting Library API A.4.
 */
import { concat } from "../bytes.ts";
import { type IntelAuthorities, intelAuthorities } from "./authorities.ts";
import { type IntelAuthority, type PckIdentity, type PckIssuer, pckTemplate } from "./intelCertificates.ts";
import { QE_PROFILES, qeFields, type Tee } from "./qeProfile.ts";
import { encodeQuoteFront, QUOTE_BODIES, type QuoteBody, type QuoteVersion } from "./quote.ts";
import { type CertificationOptions, createQuotingEnclave, type QuotingEnclave } from "./quotingEnclave.ts";
import type { CertificateChain } from "./roots.ts";
import { assertKnown, type Fields, known, overlay, sizeOf } from "./sections.ts";
import { encodeTdReport, type TdReportOptions } from "./tdReport.ts";
import { generateKey, type Random, systemRandom } from "./webcrypto.ts";
import {
  type Authority,
  amended,
  type CertificateEdit,
  type CertificateTemplate,
  DEFAULT_VALIDITY,
  issue,
  type Validity,
} from "./x509.ts";

/** What a machine is made of; all of it has defaults. */
export interface TdxPlatformOptions {
  /** Who issues the PCK certificate; default the Platform CA. */
  issuer?: PckIssuer;
  /** What the PCK certificate says of the platform. */
  pck?: Partial<PckIdentity>;
  /** Fields of the trust domain (`tdReport`) that hold for every quote and TDREPORT. */
  td?: Fields;
  /** Fields of the enclave (`sgxReport`) that hold for every quote of it. */
  enclave?: Fields;
  /** Fields of the quoting enclaves' own reports (`sgxReport`) to set otherwise. */
  qe?: Fields;
  /** Window of the PCK certificate; default 2020 to 2049. */
  validity?: Validity;
  /** Changes the PCK certificate before it is signed. */
  amend?: (leaf: CertificateTemplate) => CertificateTemplate;
  /** More changes to the PCK certificate, behind `amend`. */
  leaf?: CertificateEdit;
  /** Who signs; default the test root's authorities. */
  authorities?: IntelAuthorities | Promise<IntelAuthorities>;
  /** Which of them signs the PCK certificate, if another than `issuer`, which then tells its form alone. */
  signedBy?: IntelAuthority;
  /** Certificates handed out, and put into quotes, in place of those of the chain. */
  swap?: Partial<CertificateChain>;
  /** Source of ids, measurements and authentication data. */
  random?: Random;
}

/** What one quote is asked for. */
export interface QuoteOptions {
  /** Default 4. */
  version?: QuoteVersion;
  /** Default: an enclave in version 3, a TDX 1.0 domain in 4, a TDX 1.5 domain in 5. */
  body?: QuoteBody;
  /** 64 bytes; default zero. */
  reportData?: Uint8Array;
  /** Fields of the body to set otherwise; the signature covers them. */
  fields?: Fields;
  /** Fields of the header to set otherwise. */
  header?: Fields;
  /** Changes header, descriptor and body before they are signed, where no field reaches. */
  beforeSigning?: (signed: Uint8Array) => void;
  /** Signs in place of the attestation key; ECDSA P-256. */
  signer?: CryptoKey;
  /** How the attestation key is certified, where that is to differ. */
  certification?: CertificationOptions;
}

/** One Intel machine: a trust domain, an enclave, and the quoting enclaves that sign for them. */
export interface TdxPlatform {
  readonly pck: PckIdentity;
  /** Who issues the PCK certificate. */
  readonly issuer: PckIssuer;
  /** PCK certificate, Platform CA or Processor CA, root. */
  readonly certificates: CertificateChain;
  /** Who signed the certificates, and signs collateral. */
  readonly authorities: IntelAuthorities;
  /** The PCK, as if it were one of them. */
  readonly signer: Authority;
  /** Makes a quote. Throws RangeError on a body the version does not have, and on fields that do not fit. */
  quote(options?: QuoteOptions): Promise<Uint8Array>;
  /** Makes a TDREPORT of the trust domain. */
  tdReport(options?: Omit<TdReportOptions, "cpuSvn" | "random">): Promise<Uint8Array>;
}

const DEFAULT_BODY = { 3: "sgx", 4: "td10", 5: "td15" } as const;

/** Bytes of ids that Intel gives platforms and quoting enclaves. */
const ID_SIZE = 16;

const utf8 = new TextEncoder();

function identity(random: Random, issuer: PckIssuer, given: Partial<PckIdentity> = {}): PckIdentity {
  const components = given.components ?? Uint8Array.of(4, 4, 2, 2, 2, 1, 0, 3, 0, 0, 0, 0, 0, 0, 0, 0);
  return {
    ppid: random(ID_SIZE),
    components,
    pceSvn: 13,
    cpuSvn: components,
    pceId: Uint8Array.of(0, 0),
    fmspc: utf8.encode("tsmkit"),
    sgxType: issuer === "platformCa" ? 1 : 0,
    platformInstanceId: random(ID_SIZE),
    dynamicPlatform: true,
    cachedKeys: false,
    smtEnabled: true,
    ...given,
  };
}

function domainFields(random: Random): Fields {
  const measurement = () => random(sizeOf("tdReport", QUOTE_BODIES.td15.version, "mrTd"));
  const teeTcbSvn = Uint8Array.of(11, 1, 4, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0);
  return {
    teeTcbSvn,
    mrSeam: measurement(),
    tdAttributes: { septVeDisable: true },
    xfam: 0x602e7,
    mrTd: measurement(),
    rtmr0: measurement(),
    rtmr1: measurement(),
    rtmr2: measurement(),
    teeTcbSvn2: teeTcbSvn,
  };
}

function enclaveFields(random: Random, cpuSvn: Uint8Array): Fields {
  const measurement = () => random(sizeOf("sgxReport", QUOTE_BODIES.sgx.version, "mrEnclave"));
  return {
    cpuSvn,
    attributes: { init: true, mode64Bit: true },
    xfrm: 0xe7,
    mrEnclave: measurement(),
    mrSigner: measurement(),
    isvProdId: 1,
    isvSvn: 1,
  };
}

/** Makes a machine with its PCK and certificate. */
export async function createTdxPlatform(options: TdxPlatformOptions = {}): Promise<TdxPlatform> {
  const { issuer = "platformCa", validity = DEFAULT_VALIDITY, random = systemRandom } = options;
  assertKnown("tdReport", QUOTE_BODIES.td15.version, options.td);
  const pck = identity(random, issuer, options.pck);
  const authorities = await (options.authorities ?? intelAuthorities());
  const by = authorities[options.signedBy ?? issuer];
  const { privateKey, spki } = await generateKey("P-256");
  const base = await pckTemplate({ form: issuer, issuer: by, spki, pck, validity });
  const template = amended(base, options, options.leaf);
  const certificate = await issue(template, by.privateKey, options.leaf);
  const certificates: CertificateChain = {
    leaf: certificate,
    intermediate: by.certificate,
    root: authorities.intelRoot.certificate,
    ...options.swap,
  };

  const td = overlay(domainFields(random), options.td);
  const enclave = overlay(enclaveFields(random, pck.cpuSvn), options.enclave);
  const qeEnclave = enclaveFields(random, pck.cpuSvn);
  const qeId = random(ID_SIZE);
  const enclaves = new Map<Tee, Promise<QuotingEnclave>>();

  function quotingEnclave(tee: Tee): Promise<QuotingEnclave> {
    const make = async () => {
      const fields = { ...qeEnclave, ...(await qeFields(tee)) };
      return createQuotingEnclave({ pck: privateKey, chain: certificates, fields, overrides: options.qe, random });
    };
    const made = enclaves.get(tee) ?? make();
    enclaves.set(tee, made);
    return made;
  }

  return {
    pck,
    issuer,
    certificates,
    authorities,
    signer: { name: template.subject, spki, privateKey, algorithm: by.algorithm, certificate },
    async quote(asked = {}) {
      const { version = 4, body = DEFAULT_BODY[version], reportData, fields, header } = asked;
      const kind = QUOTE_BODIES[body];
      const guest = kind.tee === "sgx" ? enclave : known(kind.layout, kind.version, td);
      const signed = encodeQuoteFront({
        version,
        body,
        qeId,
        qeSvn: QE_PROFILES[kind.tee].isvSvn,
        pceSvn: pck.pceSvn,
        header,
        fields: overlay(guest, reportData && { reportData }, fields),
      });
      asked.beforeSigning?.(signed);
      const { seal } = await quotingEnclave(kind.tee);
      return concat([signed, await seal(version, signed, asked)]);
    },
    tdReport({ fields, ...asked } = {}) {
      return encodeTdReport({ ...asked, cpuSvn: pck.cpuSvn, fields: overlay(td, fields), random });
    },
  };
}

/** Evidence of one guest on a machine of its own. */
export interface TdxEvidence {
  platform: TdxPlatform;
  quote: Uint8Array;
  certificates: CertificateChain;
}

/** Makes a machine and one quote of it. */
export async function tdx(options: TdxPlatformOptions & QuoteOptions = {}): Promise<TdxEvidence> {
  const platform = await createTdxPlatform(options);
  return { platform, quote: await platform.quote(options), certificates: platform.certificates };
}

/** Makes a machine and one SGX quote of it, version 3 unless told otherwise. */
export function sgx(options: TdxPlatformOptions & Omit<QuoteOptions, "body"> = {}): Promise<TdxEvidence> {
  return tdx({ version: 3, ...options, body: "sgx" });
}
