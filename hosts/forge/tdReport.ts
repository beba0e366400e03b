/**
 * Forges TDREPORTs. Nobody but the CPU that made one can check its MAC, so a random one is as good as any.
 * Source: Intel TDX module base specification, TDREPORT_STRUCT, REPORTMACSTRUCT, TEE_TCB_INFO, TDINFO_STRUCT.
 */
import { concat } from "../bytes.ts";
import { QUOTE_BODIES } from "./quote.ts";
import { assertKnown, encode, type Fields, known, overlay, sizeOf } from "./sections.ts";
import { digest, type Random, systemRandom } from "./webcrypto.ts";

/**
 * Bytes of TEE_TCB_INFO, the part of its 256-byte place that teeTcbInfoHash covers.
 * Source: Intel TDX module, TDREPORT_STRUCT: TEE_TCB_INFO at 256 has 239 bytes, 17 reserved bytes follow it.
 */
export const TEE_TCB_INFO_SIZE = 239;

/** Bits of `valid`, one per 8 bytes of TEE_TCB_INFO: up to the module's measurement, and from TDX 1.5 on teeTcbSvn2. */
const VALID_10 = 0x1ff;
const VALID_15 = 0x301ff;

/** What a TDREPORT says. */
export interface TdReportOptions {
  /** Does the module speak TDX 1.5? Default false. */
  td15?: boolean;
  /** Security version of the processor, 16 bytes; default zero. */
  cpuSvn?: Uint8Array;
  /** 64 bytes; default zero. */
  reportData?: Uint8Array;
  /** The domain's measurements and attributes, under the names of the quote body `tdReport`. */
  fields?: Fields;
  /** Fields of REPORTMACSTRUCT to set otherwise. */
  mac?: Fields;
  /** Source of the MAC. */
  random?: Random;
}

/** Makes a TDREPORT of 1024 bytes whose two digests are right. */
export async function encodeTdReport(options: TdReportOptions = {}): Promise<Uint8Array> {
  const { td15 = false, cpuSvn, reportData, fields = {}, random = systemRandom } = options;
  assertKnown("tdReport", QUOTE_BODIES.td15.version, fields);
  const { mrServiceTd, teeTcbSvn2, ...common } = fields;
  const servTdHash = td15 && mrServiceTd instanceof Uint8Array && mrServiceTd.some(Boolean) ? mrServiceTd : undefined;
  const version = servTdHash ? 1 : 0;

  const tcb = encode("teeTcbInfo", version, {
    valid: td15 ? VALID_15 : VALID_10,
    ...known("teeTcbInfo", version, common),
    ...(td15 && teeTcbSvn2 !== undefined && { teeTcbSvn2 }),
  });
  const info = encode("tdInfo", version, { ...known("tdInfo", version, common), ...(servTdHash && { servTdHash }) });
  const mac: Fields = {
    type: 0x81,
    version,
    ...(cpuSvn && { cpuSvn }),
    teeTcbInfoHash: await digest("SHA-384", tcb.subarray(0, TEE_TCB_INFO_SIZE)),
    teeInfoHash: await digest("SHA-384", info),
    ...known("reportMac", version, common),
    ...(reportData && { reportData }),
    mac: random(sizeOf("reportMac", version, "mac")),
  };
  return concat([encode("reportMac", version, overlay(mac, options.mac)), tcb, info]);
}
