/**
 * The guest devices in software: the calls of an ioctl, answered in memory by the tables.
 * Source: Linux drivers/virt/coco/sev-guest/sev-guest.c and tdx-guest/tdx-guest.c.
 */
import { fileError } from "../errno.ts";
import { encodeSection, type FieldValue, fieldBytes, fieldNumber } from "../fields.ts";
import { FileError } from "../files.ts";
import { encodeTdReport } from "../forge/tdReport.ts";
import { digest } from "../forge/webcrypto.ts";
import type { DeviceCalls, Pinned } from "../ioctl/device.ts";
import { layout, list } from "../rows.ts";
import type { Provider, Report } from "./provider.ts";

/** What a command comes to, in place of what it would. */
export interface DeviceFault {
  /** The error that the driver gives, such as `EIO`. */
  errno?: string;
  /** What firmware and host said. */
  fwError?: number;
  vmmError?: number;
  /** What the firmware says inside its response, to a command that succeeds. */
  status?: number;
}

/** What stands behind the devices. */
export interface DevicesOptions {
  /** Makes what `/dev/sev-guest` gives, such as {@link sevGuest}; the device is not there without it. */
  sevGuest?: Provider;
  /** Makes what `/dev/tdx_guest` gives; `true` for forged TDREPORTs. The device is not there without it. */
  tdxGuest?: true | ((reportData: Uint8Array) => Promise<Uint8Array>);
  /** Asked before each command: what goes wrong with it? */
  fault?: (command: string) => DeviceFault | undefined;
  /** Bytes of certificates that the driver takes at most; default 16 KiB. */
  certsMax?: number;
}

const PAGE = 0x1000;
const FIRST_ADDRESS = 0x7000_0000_0000n;
const INVALID_LENGTH = 1;
const INVALID_PARAM = 0x16;

const encode = (name: string, values: Record<string, FieldValue>) => encodeSection(layout(name), 0, values);
const decode = (bytes: Uint8Array, name: string, field: string) => fieldNumber(bytes, layout(name), 0, field);
const part = (bytes: Uint8Array, name: string, field: string) => fieldBytes(bytes, layout(name), 0, field);
const setNumber = (bytes: Uint8Array, name: string, field: string, value: number) =>
  part(bytes, name, field).forEach((_, i, all) => {
    all[i] = value >>> (8 * i);
  });

/** Both devices, and the memory of the program that calls them. */
export class SoftwareDevices implements DeviceCalls {
  readonly #options: DevicesOptions;
  readonly #pinned: Pinned[] = [];
  readonly #open = new Map<number, string>();
  #next = 3;
  /** The commands that were called, by name. */
  readonly called: string[] = [];

  constructor(options: DevicesOptions) {
    this.#options = options;
  }

  /** How many descriptors are open. */
  get opened(): number {
    return this.#open.size;
  }

  open(path: string): number {
    const { sevGuest, tdxGuest } = this.#options;
    const there = (path === "/dev/sev-guest" && sevGuest) || (path === "/dev/tdx_guest" && tdxGuest);
    if (!there) return -fileError("ENOENT").errno;
    this.#open.set(this.#next, path);
    return this.#next++;
  }

  close(descriptor: number): void {
    this.#open.delete(descriptor);
  }

  pin(size: number): Pinned {
    return this.place(new Uint8Array(size));
  }

  /** Gives memory of the program an address. */
  place(bytes: Uint8Array): Pinned {
    const before = this.#pinned.at(-1);
    // A page that belongs to nobody lies between two blocks.
    const end = before ? before.address + BigInt(before.bytes.length + 2 * PAGE) : FIRST_ADDRESS;
    const pinned = { bytes, address: end - (end % BigInt(PAGE)) };
    this.#pinned.push(pinned);
    return pinned;
  }

  async ioctl(descriptor: number, command: number, address: bigint): Promise<number> {
    const device = this.#open.get(descriptor);
    const row = list("ioctl").find(({ value, text }) => value === command && text === device);
    try {
      if (!device) throw fileError("EBADF");
      if (!row) throw fileError("ENOTTY");
      this.called.push(row.name);
      const fault = this.#options.fault?.(row.name);
      if (row.name === "TDX_CMD_GET_REPORT0") await this.#tdReport(address, fault);
      else await this.#guestRequest(row.name, address, fault);
      return 0;
    } catch (error) {
      if (error instanceof FileError) return -error.errno;
      throw error;
    }
  }

  /** The memory at an address. */
  #at(address: bigint, size: number): Uint8Array {
    for (const { bytes, address: start } of this.#pinned) {
      const at = Number(address - start);
      if (at >= 0 && at + size <= bytes.length) return bytes.subarray(at, at + size);
    }
    throw fileError("EFAULT");
  }

  /** The structure that a field of another one points to. */
  #behind(bytes: Uint8Array, name: string, field: string, size: number): Uint8Array {
    const pointer = part(bytes, name, field);
    return this.#at(new DataView(pointer.buffer, pointer.byteOffset).getBigUint64(0, true), size);
  }

  async #tdReport(address: bigint, fault: DeviceFault | undefined): Promise<void> {
    const request = this.#at(address, layout("tdxReportRequest").size);
    if (fault?.errno) throw fileError(fault.errno);
    const { tdxGuest } = this.#options;
    const reportData = part(request, "tdxReportRequest", "reportData").slice();
    const made = await (typeof tdxGuest === "function" ? tdxGuest(reportData) : encodeTdReport({ reportData }));
    part(request, "tdxReportRequest", "tdReport").set(made);
  }

  async #guestRequest(command: string, address: bigint, fault: DeviceFault = {}): Promise<void> {
    const envelope = this.#at(address, layout("snpGuestRequest").size);
    if (decode(envelope, "snpGuestRequest", "msgVersion") === 0) throw fileError("EINVAL");
    for (const word of ["fwError", "vmmError"] as const) {
      const value = fault[word];
      if (value !== undefined) setNumber(envelope, "snpGuestRequest", word, value);
    }
    if (fault.errno) throw fileError(fault.errno);
    if (command === "SNP_GET_DERIVED_KEY") await this.#derivedKey(envelope, fault.status);
    else await this.#report(command, envelope, fault.status);
  }

  /** A key that depends on all that it is asked for, as the firmware's does. */
  async #derivedKey(envelope: Uint8Array, status = 0): Promise<void> {
    const request = this.#behind(envelope, "snpGuestRequest", "reqData", layout("snpDerivedKeyRequest").size);
    const response = this.#behind(envelope, "snpGuestRequest", "respData", layout("snpDerivedKeyResponse").size);
    const key = await digest("SHA-256", request);
    response.set(encode("snpDerivedKeyResponse", { status, ...(status === 0 && { key }) }));
  }

  async #report(command: string, envelope: Uint8Array, status?: number): Promise<void> {
    const extended = command === "SNP_GET_EXT_REPORT";
    const size = layout(extended ? "snpExtReportRequest" : "snpReportRequest").size;
    const request = this.#behind(envelope, "snpGuestRequest", "reqData", size);
    const response = this.#behind(envelope, "snpGuestRequest", "respData", layout("snpReportResponse").size);
    const data = extended ? part(request, "snpExtReportRequest", "data") : request;
    const certs = extended ? decode(request, "snpExtReportRequest", "certsLength") : 0;
    if (certs % PAGE !== 0 || certs > (this.#options.certsMax ?? 4 * PAGE)) throw fileError("EINVAL");
    const made = status ? status : await this.#made(data);
    if (typeof made === "number") return response.set(encode("snpReportResponse", { status: made }));
    const { outblob, auxblob = new Uint8Array() } = made;
    if (extended && auxblob.length > certs) {
      setNumber(request, "snpExtReportRequest", "certsLength", Math.ceil(auxblob.length / PAGE) * PAGE);
      setNumber(envelope, "snpGuestRequest", "vmmError", INVALID_LENGTH);
      throw fileError("EIO");
    }
    if (extended) this.#behind(request, "snpExtReportRequest", "certsAddress", certs).set(auxblob);
    response.set(encode("snpReportResponse", { status: 0, reportSize: outblob.length }));
    part(response, "snpReportResponse", "report").set(outblob);
  }

  /** The report, or what the firmware says when the driver of configfs would say EINVAL. */
  async #made(request: Uint8Array): Promise<Report | number> {
    const services = { serviceProvider: undefined, serviceGuid: undefined, serviceManifestVersion: undefined };
    const inblob = part(request, "snpReportRequest", "userData").slice();
    const privlevel = decode(request, "snpReportRequest", "vmpl");
    try {
      return await (this.#options.sevGuest as Provider).makeReport({ inblob, privlevel, ...services });
    } catch (error) {
      if (error instanceof FileError && error.errno === fileError("EINVAL").errno) return INVALID_PARAM;
      throw error;
    }
  }
}
