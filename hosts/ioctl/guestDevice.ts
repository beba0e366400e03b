/** A guest device while it is open: commands by their names in the tables. */
import { list, type Value } from "../rows.ts";
import type { DeviceCalls } from "./device.ts";
import { openFailure } from "./failure.ts";

function row(command: string): Value {
  const found = list("ioctl").find(({ name }) => name === command);
  if (!found) throw new RangeError(`no command is called ${command}`);
  return found;
}

/** The device that a command is for. */
export function deviceOf(command: string): string {
  return row(command).text;
}

/** Calls a command with the address of its structure. Gives the negative of an error number when it fails. */
export type Call = (command: string, address: bigint) => Promise<number>;

/** Opens the device of a command, does work with it, and closes it. */
export async function withDevice<T>(calls: DeviceCalls, command: string, work: (call: Call) => Promise<T>): Promise<T> {
  const device = deviceOf(command);
  const descriptor = await calls.open(device);
  if (descriptor < 0) throw openFailure(device, -descriptor);
  try {
    return await work(async (name, address) => calls.ioctl(descriptor, row(name).value, address));
  } finally {
    calls.close(descriptor);
  }
}
