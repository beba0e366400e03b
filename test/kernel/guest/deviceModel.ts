/** What is behind /dev/sev-guest and /dev/tdx_guest: a forged chip, or whatever a test puts there. */
import { createHash } from "node:crypto";
import type { SnpPlatform, TdxPlatform } from "tsmkit/forge";
import { type DeviceAnswer, type DeviceModel, type DeviceQuestion, Devices, Kind } from "./channel.ts";

/** The bytes of a derived key. */
export const KEY_SIZE = 32;

const registerFields = (rtmrs: Uint8Array[]) =>
  Object.fromEntries(rtmrs.map((value, i): [string, Uint8Array] => [`rtmr${i}`, value]));

/** Both devices; `fault` answers in place of the chips when there is one. */
export function devicesOf(snp: SnpPlatform, tdx: TdxPlatform, fault?: DeviceAnswer): DeviceModel {
  async function blobs({ kind, privlevel, input, rtmrs }: DeviceQuestion): Promise<Uint8Array[]> {
    switch (kind) {
      case Kind.snpReport:
        return [await snp.report({ vmpl: privlevel, reportData: input })];
      case Kind.snpExtReport:
        return [await snp.report({ vmpl: privlevel, reportData: input }), snp.certTable];
      case Kind.snpKey:
        // The same request gives the same key on the same chip.
        return [createHash("sha256").update(snp.hwId).update(input).digest().subarray(0, KEY_SIZE)];
      case Kind.tdxReport:
        return [await tdx.tdReport({ td15: true, reportData: input, fields: registerFields(rtmrs) })];
      default:
        throw new Error(`no device asks question ${kind}`);
    }
  }
  return {
    devices: Devices.sevGuest | Devices.tdxGuest,
    answer: async (question) => fault ?? { blobs: await blobs(question) },
  };
}
