/** What a failed ioctl means: the words of the firmware, of the host or of the driver, as an error with its remedy. */
import { errnoName } from "../errno.ts";
import { type ErrorFacts, TsmError, tsmError } from "../errors.ts";
import type { ErrorCode } from "../formats.ts";
import { list, type Value } from "../rows.ts";

const hex = (n: number) => `0x${n.toString(16)}`;
const rowOf = (name: string, value: number) => list(name).find((row) => row.value === value);

/** The error that a row of a table stands for: its fault, who says so, its sentence and its remedy. */
function told(row: Value, who: string, facts: ErrorFacts): TsmError {
  const fault = rowOf("fault", row.extra);
  return new TsmError(fault?.name as ErrorCode, `${fault?.text}: ${who}: ${row.text}. ${row.note}`, facts);
}

/** A status of AMD's firmware, as it stood in a field. */
export function firmwareFailure(status: number, field: string, errno?: number): TsmError {
  const facts: ErrorFacts = { field, got: status, ...(errno !== undefined && { errno }) };
  const row = rowOf("snpFirmwareStatus", status);
  return row
    ? told(row, `the firmware says ${row.name} (${hex(status)})`, facts)
    : tsmError("firmware", `it says ${hex(status)}, which is not known here`, facts);
}

/** A word of the host. */
function hostFailure(word: number, errno: number): TsmError {
  const facts: ErrorFacts = { field: "snpGuestRequest.vmmError", got: word, errno };
  const row = rowOf("snpVmmError", word);
  return row
    ? told(row, `the host says ${row.name} (${hex(word)})`, facts)
    : tsmError("host-refused", `it says ${hex(word)}, which is not known here`, facts);
}

/** The lists that say what the errors of a device mean. */
export type Driver = "sevGuestError" | "tdxGuestError";

/** An error number of a driver. */
export function driverFailure(driver: Driver, device: string, errno: number): TsmError {
  const row = rowOf(driver, errno);
  return row
    ? told(row, `${device} says ${row.name}`, { errno })
    : tsmError("device", `${device} says ${errnoName(errno)}`, { errno });
}

/** Words that mean that nobody was asked: none, and what drivers old and new preset. */
const NOT_ASKED: readonly number[] = [0, 0xff, 0xffffffff];

/** A guest request that failed. The host's word comes before the firmware's, which it may have kept from the firmware. */
export function guestRequestFailure(device: string, errno: number, fwError: number, vmmError: number): TsmError {
  // Only with this number the two words mean anything.
  if (errnoName(errno) === "EIO") {
    if (!NOT_ASKED.includes(vmmError)) return hostFailure(vmmError, errno);
    if (!NOT_ASKED.includes(fwError)) return firmwareFailure(fwError, "snpGuestRequest.fwError", errno);
  }
  return driverFailure("sevGuestError", device, errno);
}

const OPENING: Record<string, ErrorCode> = {
  EACCES: "permission",
  EPERM: "permission",
  ENOENT: "no-device",
  ENXIO: "no-device",
  ENODEV: "no-device",
  EBUSY: "busy",
};

/** A device that can't be opened. */
export function openFailure(device: string, errno: number): TsmError {
  const name = errnoName(errno);
  return tsmError(OPENING[name] ?? "errno", `${device}: ${name}`, { errno });
}
