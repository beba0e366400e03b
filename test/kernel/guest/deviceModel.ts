/** What is behind /dev/sev-guest and /dev/tdx_guest: a forged chip, or whatever a test puts there. */
import { createHash } from "node:crypto";
import { createSnpPlatform, createTdxPlatform, type SnpPlatform, type TdxPlatform } from "tsmkit/forge";
import { sevGuest } from "tsmkit/software-tsm";
import { behindKernel } from "./checks.ts";
import { type DeviceAnswer, type DeviceModel, type DeviceQuestion, Devices, Kind } from "./protocol.ts";

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

/** Works with both devices of a machine of its own, or with those named; `fault` is what is answered in place of it. */
export const withDevices =
  (work: (snp: SnpPlatform) => Promise<void>, fault?: DeviceAnswer, devices = Devices.sevGuest | Devices.tdxGuest) =>
  async () => {
    const [snp, tdx] = await Promise.all([createSnpPlatform(), createTdxPlatform()]);
    const model = { ...devicesOf(snp, tdx, fault), devices };
    await behindKernel(sevGuest({ platform: snp }), () => work(snp), model);
  };
