/**
 * `/dev/sev-guest`: reports with and without the host's certificates, and derived keys.
 * Source: Linux include/uapi/linux/sev-guest.h, drivers/virt/coco/sev-guest/sev-guest.c.
 */
import { tsmError } from "../errors.ts";
import { fieldBytes, fieldNumber } from "../fields.ts";
import { layout, list } from "../rows.ts";
import { type DeviceCalls, Room } from "./device.ts";
import { firmwareFailure } from "./failure.ts";
import { withDevice } from "./guestDevice.ts";
import { encode, numberIn, type Patience, send } from "./guestRequest.ts";

const PAGE = 0x1000;
/** Room for certificates at first: what the driver takes at most, so that one request does as a rule. */
const CERTS = 4 * PAGE;
/** Room for certificates at most, whatever the host wants. */
const CERTS_MAX = 256 * PAGE;

/** What a report is asked for. */
export interface SnpReportRequest extends Patience {
  /** 64 bytes. */
  userData: Uint8Array;
  vmpl: number;
}

/** A report, and what came with it. */
export interface SnpAnswer {
  report: Uint8Array;
  /** The host's certificate table; undefined when it was not asked for or is empty. */
  certTable?: Uint8Array | undefined;
  /** Requests it took. */
  attempts: number;
}

/**
 * Asks for a report.
 *
 * @throws TsmError with the words of firmware, host or driver; `field` tells where they stood, `got` the number.
 */
export function snpReport(calls: DeviceCalls, { userData, vmpl, ...patience }: SnpReportRequest): Promise<SnpAnswer> {
  return withDevice(calls, "SNP_GET_REPORT", async (call) => {
    const room = new Room(calls, bytesOf("snpReportRequest", "snpReportResponse", "snpGuestRequest"));
    const request = room.put(encode("snpReportRequest", { userData, vmpl }));
    const response = room.take(layout("snpReportResponse").size);
    const { attempts, failed } = await send(call, "SNP_GET_REPORT", room, request.address, response.address, patience);
    if (failed) throw failed.error;
    return { report: reportIn(response.bytes), attempts };
  });
}

/**
 * Asks for a report and the host's certificate table. When the table needs more room than there was, it is asked for again
 * with as much as the host wants.
 *
 * @throws TsmError as {@link snpReport}.
 */
export function snpExtReport(
  calls: DeviceCalls,
  { userData, vmpl, ...patience }: SnpReportRequest,
): Promise<SnpAnswer> {
  return withDevice(calls, "SNP_GET_EXT_REPORT", async (call) => {
    const tooSmall = list("snpVmmError").find(({ name }) => name === "INVALID_LEN")?.value;
    let before = 0;
    for (let size = CERTS; ; ) {
      const room = new Room(calls, size + bytesOf("snpExtReportRequest", "snpReportResponse", "snpGuestRequest"));
      const certs = room.take(size);
      const data = encode("snpReportRequest", { userData, vmpl });
      const request = room.put(encode("snpExtReportRequest", { data, certsAddress: certs.address, certsLength: size }));
      const response = room.take(layout("snpReportResponse").size);
      const ended = await send(call, "SNP_GET_EXT_REPORT", room, request.address, response.address, patience);
      const { failed } = ended;
      const attempts = before + ended.attempts;
      if (!failed) return { report: reportIn(response.bytes), certTable: tableIn(certs.bytes), attempts };
      const wanted = numberIn(request.bytes, "snpExtReportRequest", "certsLength");
      if (failed.vmmError !== tooSmall || wanted <= size || wanted > CERTS_MAX) throw failed.error;
      before = attempts;
      size = wanted;
    }
  });
}

/** What a derived key is made of. */
export interface DerivedKeyOptions extends Patience {
  /** The key that it is derived from: `vcek`, the default, stands for the VLEK where the host loaded one. */
  rootKey?: "vcek" | "vmrk";
  /** What is mixed in: the key changes with each of these. */
  mix?: readonly ("policy" | "imageId" | "familyId" | "measurement" | "guestSvn" | "tcbVersion")[];
  /** Privilege level that the key is for; 0 when left out. */
  vmpl?: number;
  /** Security version of the guest, at most its own; 0 when left out. */
  guestSvn?: number;
  /** TCB version, at most the committed one; 0 when left out. */
  tcbVersion?: bigint;
}

/**
 * Asks for a key of 32 bytes that only this guest on this platform gets, as far as what is mixed in tells guests apart.
 * Derived from a VLEK it is the same on every machine of a fleet that has it.
 *
 * @throws TsmError as {@link snpReport}.
 */
export function snpDerivedKey(calls: DeviceCalls, options: DerivedKeyOptions = {}): Promise<Uint8Array> {
  const { rootKey = "vcek", mix = [], vmpl = 0, guestSvn = 0, tcbVersion = 0n, ...patience } = options;
  const roots = layout("snpDerivedKeyRequest").fields.find(({ name }) => name === "rootKeySelect")?.values;
  const rootKeySelect = roots?.find(({ name }) => name === rootKey)?.value;
  if (rootKeySelect === undefined) throw tsmError("bad-request", `rootKey is ${JSON.stringify(rootKey)}`);
  const guestFieldSelect = Object.fromEntries(mix.map((name) => [name, true]));
  const fields = { rootKeySelect, guestFieldSelect, vmpl, guestSvn, tcbVersion };
  return withDevice(calls, "SNP_GET_DERIVED_KEY", async (call) => {
    const room = new Room(calls, bytesOf("snpDerivedKeyRequest", "snpDerivedKeyResponse", "snpGuestRequest"));
    const request = room.put(encode("snpDerivedKeyRequest", fields));
    const response = room.take(layout("snpDerivedKeyResponse").size);
    const { failed } = await send(call, "SNP_GET_DERIVED_KEY", room, request.address, response.address, patience);
    if (failed) throw failed.error;
    assertOk(response.bytes, "snpDerivedKeyResponse");
    const key = fieldBytes(response.bytes, layout("snpDerivedKeyResponse"), 0, "key").slice();
    room.wipe();
    return key;
  });
}

/** Bytes of a room for these structures. */
function bytesOf(...names: string[]): number {
  return names.reduce((size, name) => size + layout(name).size, 0);
}

/** The driver calls it a success when the firmware answered, whatever the answer. */
function assertOk(response: Uint8Array, name: string): void {
  const status = numberIn(response, name, "status");
  if (status !== 0) throw firmwareFailure(status, `${name}.status`);
}

/** The report in a response. */
function reportIn(response: Uint8Array): Uint8Array {
  assertOk(response, "snpReportResponse");
  const size = numberIn(response, "snpReportResponse", "reportSize");
  const room = fieldBytes(response, layout("snpReportResponse"), 0, "report");
  if (size > room.length) {
    const facts = { field: "snpReportResponse.reportSize", got: size, want: room.length };
    throw tsmError("bad-outblob", `it says that its report has ${size} bytes, of at most ${room.length}`, facts);
  }
  return room.slice(0, size);
}

/** The table in the room for certificates, up to where it ends; one that makes no sense goes out as it was read. */
function tableIn(room: Uint8Array): Uint8Array | undefined {
  const entry = layout("snpCertEntry");
  let end = 0;
  for (let at = 0; at + entry.size <= room.length && end <= room.length; at += entry.size) {
    if (fieldBytes(room, entry, 0, "guid", at).every((byte) => byte === 0)) {
      return at === 0 ? undefined : room.slice(0, Math.max(end, at + entry.size));
    }
    end = Math.max(end, fieldNumber(room, entry, 0, "offset", at) + fieldNumber(room, entry, 0, "length", at));
  }
  return room.slice();
}
