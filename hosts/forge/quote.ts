/**
 * The signed part of Intel quotes: header, descriptor, body.
 * Source: Intel SGX DCAP ECDSA Quoting Library API A.4 (version 3); Intel TDX DCAP Quoting Library API A.3 and A.4
 * (versions 4 and 5).
 */
import { concat } from "../bytes.ts";
import { decodeHex } from "../hex.ts";
import { list } from "../rows.ts";
import type { Tee } from "./qeProfile.ts";
import { encode, type Fields, known, overlay, padded } from "./sections.ts";

/** Versions of quotes. */
export type QuoteVersion = 3 | 4 | 5;

/** What a quote is about: an enclave, a TDX 1.0 domain or a TDX 1.5 domain. */
export type QuoteBody = "sgx" | "td10" | "td15";

interface BodyKind {
  tee: Tee;
  layout: "sgxReport" | "tdReport";
  /** Layout version. */
  version: number;
  /** Type in a descriptor. */
  bodyType: number;
  /** Versions of quotes that may carry it. */
  carriers: readonly QuoteVersion[];
}

/** The bodies by name. */
export const QUOTE_BODIES: Readonly<Record<QuoteBody, BodyKind>> = {
  sgx: { tee: "sgx", layout: "sgxReport", version: 0, bodyType: 1, carriers: [3, 4, 5] },
  td10: { tee: "tdx", layout: "tdReport", version: 10, bodyType: 2, carriers: [4, 5] },
  td15: { tee: "tdx", layout: "tdReport", version: 15, bodyType: 3, carriers: [5] },
};

/** teeType of a header. */
const TEE_TYPE = { sgx: 0, tdx: 0x81 };

/** attKeyType of ECDSA P-256 with SHA-256. */
const ECDSA_P256 = 2;

/** The security versions of QE and PCE are in the header up to this version, then zero. */
const SVN_UP_TO = 3;

/** A descriptor lies in front of the body from this version on. */
const DESCRIBED_SINCE = 5;

/** The part of a quote that is signed. */
export interface QuoteFront {
  version: QuoteVersion;
  body: QuoteBody;
  /** Id of the quoting enclave, 16 bytes. */
  qeId: Uint8Array;
  qeSvn: number;
  pceSvn: number;
  /** Fields of the header to set otherwise. */
  header?: Fields | undefined;
  /** Fields of the body. */
  fields: Fields;
}

/** Lays out header, descriptor and body. Throws RangeError on a body the version does not have. */
export function encodeQuoteFront({ version, body, qeId, qeSvn, pceSvn, header, fields }: QuoteFront): Uint8Array {
  const kind = QUOTE_BODIES[body];
  if (!kind.carriers.includes(version)) throw new RangeError(`a version ${version} quote has no body ${body}`);
  const vendor = list("qeVendor").find(({ name }) => name === "Intel")?.text ?? "";
  const defaults = known("quoteHeader", version, {
    version,
    attKeyType: ECDSA_P256,
    teeType: TEE_TYPE[kind.tee],
    ...(version <= SVN_UP_TO && { qeSvn, pceSvn }),
    qeVendorId: decodeHex(vendor),
    userData: padded("quoteHeader", version, "userData", qeId),
  });
  const section = encode(kind.layout, kind.version, fields);
  const descriptor = { bodyType: kind.bodyType, bodySize: section.length };
  return concat([
    encode("quoteHeader", version, overlay(defaults, header)),
    version < DESCRIBED_SINCE ? new Uint8Array() : encode("quoteBodyDescriptor", version, descriptor),
    section,
  ]);
}
