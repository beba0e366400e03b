/** Forged event logs for the tests, and where the parts of their records lie. */
import { type EventTemplate, encodeEventLog, imageData, tagData, variableData } from "../../hosts/forge/eventLog.ts";

/** A boot that has an event of every rule: what is proven, what is described, what extends nothing. */
export const boot: EventTemplate[] = [
  { register: "runtime0", type: "EV_NO_ACTION", data: "StartupLocality" },
  {
    register: "runtime0",
    type: "EV_EFI_PLATFORM_FIRMWARE_BLOB2",
    data: "\x03Fv1................",
    measured: "firmware",
  },
  { register: "runtime0", type: "EV_EFI_VARIABLE_DRIVER_CONFIG", data: variableData("SecureBoot", Uint8Array.of(1)) },
  { register: "runtime0", type: "EV_SEPARATOR", data: new Uint8Array(4) },
  {
    register: "runtime0",
    type: "EV_EFI_VARIABLE_BOOT",
    data: variableData("BootOrder", Uint8Array.of(0, 0)),
    measured: Uint8Array.of(0, 0),
  },
  { register: "runtime1", type: "EV_EFI_ACTION", data: "Calling EFI Application from Boot Option" },
  {
    register: "runtime1",
    type: "EV_EFI_BOOT_SERVICES_APPLICATION",
    data: imageData("\\EFI\\BOOT.EFI"),
    measured: "pe",
  },
  { register: "runtime2", type: "EV_IPL", data: "grub_cmd: set default=2\0", measured: "set default=2" },
  { register: "runtime2", type: "EV_IPL", data: "/vmlinuz\0", measured: "kernel" },
  { register: "runtime2", type: "EV_EVENT_TAG", data: tagData(0x8f3b22ed, "LoadOptions\0"), measured: "options" },
  { register: "runtime3", type: "EV_EVENT_TAG", data: tagData(0x4141454c, "coco.example PullImage {}") },
];

/** The boot's log, and what its registers come to. */
export const forged = await encodeEventLog(boot);

/** Where the parts of each record lie: of a log that has SHA-384 alone. */
export function placesOf(log: Uint8Array) {
  const view = new DataView(log.buffer, log.byteOffset, log.length);
  const places: { at: number; digest: number; size: number; data: number; end: number }[] = [];
  let at = 32 + view.getUint32(28, true);
  while (at < log.length && view.getUint32(at, true) !== 0xffffffff) {
    const data = at + 66;
    const end = data + view.getUint32(at + 62, true);
    places.push({ at, digest: at + 14, size: at + 62, data, end });
    at = end;
  }
  return places;
}

/** A copy with some bytes changed. */
export function changed(bytes: Uint8Array, at: number, ...values: number[]): Uint8Array {
  const copy = bytes.slice();
  copy.set(values, at);
  return copy;
}

/** A u32 as it stands in a log. */
export const u32 = (value: number): number[] => [0, 8, 16, 24].map((shift) => (value >>> shift) & 255);
