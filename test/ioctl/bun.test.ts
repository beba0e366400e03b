/** Calls of Bun through bun:ffi, on the real kernel. */
import { describe, expect, test } from "vitest";
import { BunDevices } from "../../hosts/ioctl/bun.ts";
import { lack, problems } from "./pagemap.ts";

const isBun = process.versions.bun !== undefined;
const devices = isBun && process.platform === "linux" ? await BunDevices.load() : undefined;
const why = devices ? await lack(devices) : isBun ? "this is no Linux" : "this is not Bun";

describe.skipIf(why)(`bun:ffi${why ? ` (SKIPPED: ${why})` : ""}`, () => {
  test("calls, addresses and error numbers are right", async () => {
    expect(devices && (await problems(devices))).toEqual([]);
  });
});
