/**
 * An ioctl that every Linux since 6.7 has for everybody, and whose structure points to another one: PAGEMAP_SCAN. Shows that
 * a runtime's calls, addresses and error numbers are right, without a guest device.
 * Source: Linux include/uapi/linux/fs.h, struct pm_scan_arg.
 */
import type { DeviceCalls } from "../../hosts/ioctl/device.ts";

const PAGEMAP = "/proc/self/pagemap";
const PAGEMAP_SCAN = 0xc0606610;
const PAGE = 4096n;
const PRESENT = 1n << 3n;
/** Numbers of 8 bytes in the structure. */
const ARGUMENT = { size: 0, start: 2, end: 3, vec: 5, vecLength: 6, mask: 9, returned: 11 };

/** Why the kernel here can't be asked; undefined when it can. */
export async function lack(calls: DeviceCalls): Promise<string | undefined> {
  const pagemap = await calls.open(PAGEMAP);
  if (pagemap < 0) return `${PAGEMAP} can't be opened: errno ${-pagemap}`;
  const result = await calls.ioctl(pagemap, PAGEMAP_SCAN, 8n);
  calls.close(pagemap);
  return result === -25 ? "this Linux has no PAGEMAP_SCAN, which came with 6.7" : undefined;
}

/** What went wrong, one sentence each; nothing when all is right. */
export async function problems(calls: DeviceCalls): Promise<string[]> {
  const wrong: string[] = [];
  const expect = (what: string, got: unknown, want: unknown) => {
    if (got !== want) wrong.push(`${what}: expected ${want}, got ${got}`);
  };
  expect("a device that isn't there", await calls.open("/dev/tsmkit-none"), -2);
  const nothing = await calls.open("/dev/null");
  const unused = calls.pin(8);
  expect("a command that /dev/null does not know", await calls.ioctl(nothing, 0xc0205300, unused.address), -25);
  calls.close(nothing);

  const pagemap = await calls.open(PAGEMAP);
  const scanned = calls.pin(Number(8n * PAGE));
  scanned.bytes.fill(7);
  const start = ((scanned.address + PAGE - 1n) / PAGE) * PAGE;
  const region = calls.pin(24);
  const argument = calls.pin(96);
  const values = {
    size: 96n,
    start,
    end: start + 4n * PAGE,
    vec: region.address,
    vecLength: 1n,
    mask: PRESENT,
    returned: PRESENT,
  };
  const view = new DataView(argument.bytes.buffer, argument.bytes.byteOffset);
  for (const [name, at] of Object.entries(ARGUMENT))
    view.setBigUint64(8 * at, values[name as keyof typeof values], true);
  expect("regions found", await calls.ioctl(pagemap, PAGEMAP_SCAN, argument.address), 1);
  const found = new DataView(region.bytes.buffer, region.bytes.byteOffset);
  expect("the region's start", found.getBigUint64(0, true), start);
  expect("the region's end", found.getBigUint64(8, true), start + 4n * PAGE);
  expect("an address that is none", await calls.ioctl(pagemap, PAGEMAP_SCAN, 8n), -14);
  calls.close(pagemap);
  expect("a descriptor that is closed", await calls.ioctl(pagemap, PAGEMAP_SCAN, argument.address), -9);
  return wrong;
}
