/**
 * Forges evidence of Azure's confidential virtual machines: HCL reports around reports of forged hardware, and quotes of a
 * virtual TPM whose key the runtime claims name.
 * Source: Azure documentation, Confidential VM guest attestation design detail.
 */
import { encodeBase64Url } from "../base64.ts";
import { concat } from "../bytes.ts";
import { encodeHex } from "../hex.ts";
import { layout } from "../rows.ts";
import { encode, type Fields } from "./sections.ts";
import { createSnpPlatform, type SnpPlatform, type SnpReportOptions } from "./snp.ts";
import type { QuoteOptions, TdxPlatform } from "./tdx.ts";
import { PCRS, quoteTpm, type TpmQuoteOptions } from "./tpm.ts";
import { type Digest, digest, generatePkcs1Key, type Random, systemRandom } from "./webcrypto.ts";

/** A public key among the claims (RFC 7517). */
export interface RuntimeKey {
  kid: string;
  key_ops: string[];
  kty: string;
  e: string;
  n: string;
}

/** What the paravisor claims. */
export interface RuntimeClaims {
  keys: RuntimeKey[];
  "vm-configuration": Record<string, boolean | string | number>;
  "user-data": string;
}

/** What a machine is made of; all of it has defaults. */
export interface AzureMachineOptions {
  /** The hardware; default an SNP platform of its own. */
  platform?: SnpPlatform | TdxPlatform;
  /** Version of the header: 1, or with TDX 2. */
  version?: number;
  /** Hash of the claims in the report data; default SHA-256. */
  hash?: Exclude<Digest, "SHA-1">;
  /** Bits of the TPM's key; default 2048. */
  keyBits?: number;
  /** Changes the claims before they are hashed; text is taken as it is. */
  claims?: (claims: RuntimeClaims) => RuntimeClaims | string;
  /** Registers of the TPM, 24 of 32 bytes; default random, but for register 8, which is zero. */
  pcrs?: readonly Uint8Array[];
  /** Source of ids and registers. */
  random?: Random;
}

/** How the hardware's report is made, and what is around it. */
export interface HclReportOptions {
  /** SNP: fields of the report and the like; the report data is given by the claims unless it is set here. */
  snp?: SnpReportOptions;
  /** TDX: fields of the domain that differ from those of the platform. */
  td?: Fields;
  /** 64 bytes in place of the hash of the claims. */
  reportData?: Uint8Array;
  /** Fields of the header, and of the request behind the hardware's report, to set otherwise. */
  header?: Fields;
  request?: Fields;
  /** Bytes of the NV index, which zeros fill up; default 2600. */
  size?: number;
}

/** Evidence as attesters in the machine write it down: JSON. */
export interface AzureEvidence {
  version: number;
  hcl_report: string;
  tpm_quote: { message: string; signature: string; pcrs: string[] };
  vcek?: string;
  td_quote?: string;
}

/** A machine with its virtual TPM. */
export interface AzureMachine {
  readonly platform: SnpPlatform | TdxPlatform;
  /** The runtime claims, as they are hashed. */
  readonly claims: Uint8Array;
  /** The report data that the claims have. */
  readonly reportData: Uint8Array;
  /** Registers of the TPM. */
  readonly pcrs: readonly Uint8Array[];
  /** By which the TPM signs. */
  readonly attestationKey: CryptoKey;
  /** Makes the HCL report. */
  report(options?: HclReportOptions): Promise<Uint8Array>;
  /** Has the domain quoted; TDX alone. */
  tdQuote(options?: QuoteOptions): Promise<Uint8Array>;
  /** Makes the whole evidence, but for a nonce of the default options. */
  evidence(options?: TpmQuoteOptions & HclReportOptions): Promise<AzureEvidence>;
}

const isSnp = (platform: SnpPlatform | TdxPlatform): platform is SnpPlatform => "report" in platform;

const HASHES = { "SHA-256": 1, "SHA-384": 2, "SHA-512": 3 } as const;
const REPORT_TYPES = { snp: 2, tdx: 4 } as const;
const NV_SIZE = 2600;
const REPORT_DATA = 64;
function filled(bytes: Uint8Array, size: number): Uint8Array {
  const whole = new Uint8Array(Math.max(size, bytes.length));
  whole.set(bytes);
  return whole;
}

/** The bytes of an id as Azure writes it. */
function guid(bytes: Uint8Array): string {
  const digits = encodeHex(bytes).toUpperCase();
  return digits.replace(/^(.{8})(.{4})(.{4})(.{4})(.{12})$/, "$1-$2-$3-$4-$5");
}

async function claimsOf(key: JsonWebKey, random: Random): Promise<RuntimeClaims> {
  const numbers = { kty: "RSA", e: key.e ?? "", n: key.n ?? "" };
  return {
    keys: [
      { kid: "HCLAkPub", key_ops: ["sign"], ...numbers },
      // Nobody uses it here, so that any number does.
      { kid: "HCLEkPub", key_ops: ["encrypt"], ...numbers, n: encodeBase64Url(random(256)) },
    ],
    "vm-configuration": {
      "console-enabled": true,
      "secure-boot": true,
      "tpm-enabled": true,
      vmUniqueId: guid(random(16)),
    },
    "user-data": "00".repeat(REPORT_DATA),
  };
}

/** Makes a machine with a virtual TPM. */
export async function createAzureMachine(options: AzureMachineOptions = {}): Promise<AzureMachine> {
  const { platform = await createSnpPlatform(), hash = "SHA-256", keyBits = 2048, random = systemRandom } = options;
  const tee = isSnp(platform) ? "snp" : "tdx";
  const version = options.version ?? (tee === "snp" ? 1 : 2);
  const { privateKey, jwk } = await generatePkcs1Key(keyBits);
  const given = await claimsOf(jwk, random);
  const said = options.claims?.(given) ?? given;
  const claims = new TextEncoder().encode(typeof said === "string" ? said : JSON.stringify(said));
  const reportData = filled(await digest(hash, claims), REPORT_DATA);
  const pcrs = options.pcrs ?? Array.from({ length: PCRS }, (_, i) => (i === 8 ? new Uint8Array(32) : random(32)));

  async function report(asked: HclReportOptions = {}): Promise<Uint8Array> {
    const data = asked.reportData ?? reportData;
    const hardware = isSnp(platform)
      ? await platform.report({ version: 3, reportData: data, ...asked.snp })
      : await platform.tdReport({ reportData: data, ...(asked.td && { fields: asked.td }) });
    // The place has room for the larger of the two kinds of reports.
    const place = layout("snpReport").size;
    const dataSize = layout("hclRequest").size + claims.length;
    const header = {
      signature: 0x414c4348,
      version,
      reportSize: layout("hclHeader").size + place + dataSize,
      requestType: 2,
      ...asked.header,
    };
    const request = {
      dataSize,
      version: 1,
      reportType: REPORT_TYPES[tee],
      hashType: HASHES[hash],
      claimsSize: claims.length,
      ...asked.request,
    };
    const parts = [encode("hclHeader", 0, header), filled(hardware, place), encode("hclRequest", 0, request), claims];
    return filled(concat(parts), asked.size ?? NV_SIZE);
  }

  async function tdQuote(asked: QuoteOptions = {}): Promise<Uint8Array> {
    if (isSnp(platform)) throw new RangeError("an SNP platform has no quotes");
    return platform.quote({ reportData, ...asked });
  }

  return {
    platform,
    claims,
    reportData,
    pcrs,
    attestationKey: privateKey,
    report,
    tdQuote,
    async evidence(asked = {}) {
      const quote = await quoteTpm(pcrs, privateKey, asked);
      return {
        version: 1,
        hcl_report: encodeBase64Url(await report(asked)),
        tpm_quote: {
          message: encodeHex(quote.message),
          signature: encodeHex(quote.signature),
          pcrs: quote.pcrs.map(encodeHex),
        },
        ...(isSnp(platform)
          ? { vcek: encodeBase64Url(platform.certificates.leaf) }
          : { td_quote: encodeBase64Url(await tdQuote()) }),
      };
    },
  };
}
