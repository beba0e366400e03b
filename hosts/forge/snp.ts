/**
 * Forges SEV-SNP evidence: one chip with one guest, whose reports are signed by an endorsement key under the test root.
 * Source: AMD 56860, SEV Secure Nested Paging Firmware ABI, section 7.3; AMD 57230.
 */
import { ECDSA_SHA384 } from "./algorithms.ts";
import { type AmdAuthority, type Claims, type EndorsementKey, endorsementTemplate } from "./amdCertificates.ts";
import { type AmdAuthorities, amdAuthorities } from "./authorities.ts";
import type { CertificateChain } from "./roots.ts";
import { encode, type Fields, fieldOf, known, overlay, padded, sizeOf } from "./sections.ts";
import { encodeCertTable } from "./snpCertTable.ts";
import { encodeTcb, type ProductProfile, SNP_PRODUCTS, type SnpProduct, type Tcb } from "./snpProducts.ts";
import { generateKey, type Random, signEcdsa, systemRandom } from "./webcrypto.ts";
import {
  type Authority,
  amended,
  type CertificateEdit,
  type CertificateTemplate,
  DEFAULT_VALIDITY,
  issue,
  type Validity,
} from "./x509.ts";

/** What a chip and its guest are made of; all of it has defaults. */
export interface SnpPlatformOptions {
  /** Default Milan. */
  product?: SnpProduct;
  /** The key that signs; default VCEK. */
  key?: EndorsementKey;
  /** The bytes of CHIP_ID in use (64, on Turin 8); default random. */
  chipId?: Uint8Array;
  /** Parts of the TCB to set otherwise than the product's default. */
  tcb?: Tcb;
  /** Cloud provider named by a VLEK. */
  cspId?: string;
  /** Report fields of the guest that hold for every report; named bits change single bits. */
  fields?: Fields;
  /** Window of the endorsement certificate; default 2020 to 2049. */
  validity?: Validity;
  /** Changes the endorsement certificate before it is signed. */
  amend?: (leaf: CertificateTemplate) => CertificateTemplate;
  /** More changes to the endorsement certificate, behind `amend`. */
  leaf?: CertificateEdit;
  /** What the endorsement certificate says in place of what is true of the chip. */
  claims?: Partial<Claims>;
  /** Who signs; default the test root's authorities for the product. Those of another product, or others, make others. */
  authorities?: AmdAuthorities | Promise<AmdAuthorities>;
  /** Which of them issues the endorsement certificate; default the ASK for a VCEK, the ASVK for a VLEK. */
  issuer?: AmdAuthority;
  /** Certificates handed out in place of those of the chain. */
  swap?: Partial<CertificateChain>;
  /** Reports say nothing of the chip: CHIP_ID is zero, while the certificate stays as it is. */
  maskChipId?: boolean;
  /** Source of chip id, measurement and report id. */
  random?: Random;
}

/** What one report is asked for. */
export interface SnpReportOptions {
  /** Version of the report, 2 or more; default 5. */
  version?: number;
  /** 64 bytes; default zero. */
  reportData?: Uint8Array;
  /** Default 0. */
  vmpl?: number;
  /** Report fields to set otherwise; the signature covers them. */
  fields?: Fields;
  /** Changes the report's bytes before they are signed, where no field reaches. */
  beforeSigning?: (report: Uint8Array) => void;
  /** Signs in place of the endorsement key; ECDSA P-384. */
  signer?: CryptoKey;
}

/** One chip with one guest. */
export interface SnpPlatform {
  readonly product: SnpProduct;
  readonly key: EndorsementKey;
  /** CHIP_ID as in reports. */
  readonly chipId: Uint8Array;
  /** The chip's id, masked in reports or not: its bytes in use. */
  readonly hwId: Uint8Array;
  /** The TCB the key is derived from. */
  readonly tcb: Tcb;
  /** VCEK, ASK, ARK; or VLEK, ASVK, ARK. */
  readonly certificates: CertificateChain;
  /** The same as a certificate table. */
  readonly certTable: Uint8Array;
  /** Who signed the certificates; `createCrl(authorities.ark)` makes their revocation list. */
  readonly authorities: AmdAuthorities;
  /** The endorsement key, as if it were one of them. */
  readonly signer: Authority;
  /** Signs a report of 1184 bytes. Throws RangeError on fields the version does not have or that do not fit. */
  report(options?: SnpReportOptions): Promise<Uint8Array>;
}

const FORMAT = "snpReport";
/** All versions have the fields that are looked up without one. */
const ANY = 0;

function firmwareFields([major, minor, build]: ProductProfile["firmware"]): Fields {
  return {
    currentMajor: major,
    currentMinor: minor,
    currentBuild: build,
    committedMajor: major,
    committedMinor: minor,
    committedBuild: build,
  };
}

/** Makes a chip with its endorsement key and certificate. */
export async function createSnpPlatform(options: SnpPlatformOptions = {}): Promise<SnpPlatform> {
  const { product = "Milan", key = "VCEK", cspId = "tsmkit test cloud" } = options;
  const { validity = DEFAULT_VALIDITY, random = systemRandom, issuer = key === "VCEK" ? "ask" : "asvk" } = options;
  const profile = SNP_PRODUCTS[product];
  const tcb = { ...profile.tcb, ...options.tcb };
  const tcbVersion = encodeTcb(product, tcb);
  const hwId = options.chipId ?? random(profile.hwIdSize ?? sizeOf(FORMAT, ANY, "chipId"));
  const chipId = padded(FORMAT, ANY, "chipId", options.maskChipId ? new Uint8Array() : hwId);

  const authorities = await (options.authorities ?? amdAuthorities(product));
  const { privateKey, spki } = await generateKey("P-384");
  const productName = key === "VCEK" ? profile.productName : product;
  const claims = { structVersion: profile.structVersion, productName, tcb, hwId, cspId, ...options.claims };
  const endorsement = { product, key, issuer: authorities[issuer], spki, claims, validity };
  const template = amended(endorsementTemplate(endorsement), options, options.leaf);
  const certificate = await issue(template, authorities[issuer].privateKey, options.leaf);
  const certificates: CertificateChain = {
    leaf: certificate,
    intermediate: authorities[issuer].certificate,
    root: authorities.ark.certificate,
    ...options.swap,
  };

  const guest: Fields = {
    policy: { smt: true, reservedMbo: true },
    signatureAlgo: 1,
    currentTcb: tcbVersion,
    platformInfo: { smtEn: true, eccEn: true, aliasCheckComplete: true },
    keyInfo: { signingKey: key === "VCEK" ? 0 : 1 },
    measurement: random(sizeOf(FORMAT, ANY, "measurement")),
    reportId: random(sizeOf(FORMAT, ANY, "reportId")),
    reportIdMa: new Uint8Array(sizeOf(FORMAT, ANY, "reportIdMa")).fill(0xff),
    reportedTcb: tcbVersion,
    ...profile.cpuid,
    chipId,
    committedTcb: tcbVersion,
    ...firmwareFields(profile.firmware),
    launchTcb: tcbVersion,
    launchMitVector: profile.mitigations,
    currentMitVector: profile.mitigations,
  };

  return {
    product,
    key,
    chipId,
    hwId,
    tcb,
    certificates,
    authorities,
    signer: { name: template.subject, spki, privateKey, algorithm: ECDSA_SHA384, certificate },
    certTable: encodeCertTable([
      [key.toLowerCase(), certificates.leaf],
      ["ask", certificates.intermediate],
      ["ark", certificates.root],
    ]),
    async report({ version = 5, reportData, vmpl = 0, fields, beforeSigning, signer = privateKey } = {}) {
      const asked: Fields = { version, vmpl, ...(reportData && { reportData }) };
      const values = overlay(known(FORMAT, version, guest), asked, options.fields, fields);
      const report = encode(FORMAT, version, values);
      beforeSigning?.(report);
      const signed = report.subarray(0, fieldOf(FORMAT, version, "signatureR").at);
      const signature = (await signEcdsa(signer, "SHA-384", signed)).reverse();
      const half = signature.length / 2;
      for (const [name, part] of [
        ["signatureR", signature.subarray(half)],
        ["signatureS", signature.subarray(0, half)],
      ] as const) {
        if (!(name in values)) report.set(part, fieldOf(FORMAT, version, name).at);
      }
      return report;
    },
  };
}

/** Evidence of one guest on a chip of its own. */
export interface SnpEvidence {
  platform: SnpPlatform;
  report: Uint8Array;
  certTable: Uint8Array;
  certificates: CertificateChain;
}

/** Makes a chip and one report of it. */
export async function snp(options: SnpPlatformOptions & SnpReportOptions = {}): Promise<SnpEvidence> {
  const platform = await createSnpPlatform(options);
  const report = await platform.report(options);
  return { platform, report, certTable: platform.certTable, certificates: platform.certificates };
}
