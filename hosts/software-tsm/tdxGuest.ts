/**
 * The `tdx_guest` driver in software: TDX quotes of a forged machine.
 * Source: Linux drivers/virt/coco/tdx-guest/tdx-guest.c, tdx_report_new.
 */

import { fileError } from "../errno.ts";
import { sizeOf } from "../forge/sections.ts";
import { createTdxPlatform, type TdxPlatform } from "../forge/tdx.ts";
import type { Provider } from "./provider.ts";

/** What the trust domain runs on; all of it has defaults. */
export interface TdxGuestOptions {
  /** The machine; default one of its own, made when the first quote is asked for. */
  platform?: TdxPlatform | Promise<TdxPlatform>;
  /** Version of the quotes; default 4. */
  version?: 4 | 5;
  /** Does a version 5 quote carry a TDX 1.5 body? Default true. Version 4 has none. */
  td15?: boolean;
}

/** Makes the driver. A quote fails with EINVAL when inblob is not 64 bytes; there are no privilege levels. */
export function tdxGuest(options: TdxGuestOptions = {}): Provider {
  const { version = 4, td15 = version === 5 } = options;
  const body = td15 ? "td15" : "td10";
  let { platform } = options;
  return {
    name: "tdx_guest",
    privlevelFloor: 0,
    shows: () => false,
    async makeReport({ inblob }) {
      if (inblob.length !== sizeOf("reportMac", 0, "reportData")) throw fileError("EINVAL");
      platform ??= createTdxPlatform();
      const { quote } = await platform;
      return { outblob: await quote({ version, body, reportData: inblob }) };
    },
  };
}
