/**
 * Forges TDX and SGX evidence: one Intel machine with a trust domain and an enclave, whose quotes are signed under the
 * test root. Source: Intel TDX DCAP Quoting Library API A.3 and A.4; Intel SGX DCAP ECDSA Quoting Library API A.4.
 */
import { concat } from "../bytes.ts";
import { type PckIdentity, type PckIssuer, pckTemplate } from "./intelCertificates.ts";
import { encodeQuoteFront, QUOTE_BODIES, type QuoteBody, type QuoteVersion } from "./quote.ts";
import { createQuotingEnclave, type QuotingEnclave } from "./quotingEnclave.ts";
import { type CertificateChain, intelCertificate, intelKey } from "./roots.ts";
import { assertKnown, type Fields, known, overlay, sizeOf } from "./sections.ts";
import { encodeTdReport, type TdReportOptions } from "./tdReport.ts";
import { digest, generateKey, type Random, systemRandom } from "./webcrypto.ts";
import { type CertificateTemplate, DEFAULT_VALIDITY, issue, spkiOf, toPem, type Validity } from "./x509.ts";

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
}

/** One Intel machine: a trust domain, an enclave, and the quoting enclaves that sign for them. */
export interface TdxPlatform {
  readonly pck: PckIdentity;
  /** PCK certificate, Platform CA or Processor CA, root. */
  readonly certificates: CertificateChain;
  /** Makes a quote. Throws RangeError on a body the version does not have, and on fields that do not fit. */
  quote(options?: QuoteOptions): Promise<Uint8Array>;
  /** Makes a TDREPORT of the trust domain. */
  tdReport(options?: Omit<TdReportOptions, "cpuSvn" | "random">): Promise<Uint8Array>;
}

const DEFAULT_BODY = { 3: "sgx", 4: "td10", 5: "td15" } as const;

/** Product id and security version of the quoting enclaves, as Intel numbers its own. */
const QE = {
  sgx: { isvProdId: 1, isvSvn: 10 },
  tdx: { isvProdId: 2, isvSvn: 7 },
};

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
  const { privateKey, spki } = await generateKey("P-256");
  const intermediate = intelCertificate(issuer);
  const template = await pckTemplate({ issuer, issuerSpki: spkiOf(intermediate), spki, pck, validity });
  const leaf = await issue(options.amend?.(template) ?? template, await intelKey(issuer));
  const certificates = { leaf, intermediate, root: intelCertificate("intelRoot") };
  const pem = [leaf, intermediate, certificates.root].map(toPem).join("");

  const td = overlay(domainFields(random), options.td);
  const enclave = overlay(enclaveFields(random, pck.cpuSvn), options.enclave);
  const qe = {
    ...enclaveFields(random, pck.cpuSvn),
    attributes: { init: true, mode64Bit: true, provisionKey: true },
    mrSigner: await digest("SHA-256", utf8.encode("tsmkit test quoting enclave")),
  };
  const qeId = random(ID_SIZE);
  const enclaves = new Map<keyof typeof QE, Promise<QuotingEnclave>>();

  function quotingEnclave(tee: keyof typeof QE): Promise<QuotingEnclave> {
    const fields = { ...qe, ...QE[tee] };
    const made =
      enclaves.get(tee) ?? createQuotingEnclave({ pck: privateKey, pem, fields, overrides: options.qe, random });
    enclaves.set(tee, made);
    return made;
  }

  return {
    pck,
    certificates,
    async quote({ version = 4, body = DEFAULT_BODY[version], reportData, fields, header, beforeSigning } = {}) {
      const kind = QUOTE_BODIES[body];
      const guest = kind.tee === "sgx" ? enclave : known(kind.layout, kind.version, td);
      const signed = encodeQuoteFront({
        version,
        body,
        qeId,
        qeSvn: QE[kind.tee].isvSvn,
        pceSvn: pck.pceSvn,
        header,
        fields: overlay(guest, reportData && { reportData }, fields),
      });
      beforeSigning?.(signed);
      const { seal } = await quotingEnclave(kind.tee);
      return concat([signed, await seal(version, signed)]);
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
