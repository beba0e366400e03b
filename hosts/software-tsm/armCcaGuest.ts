/**
 * The `arm_cca_guest` driver in software: tokens of a forged platform and realm.
 * Source: Linux drivers/virt/coco/arm-cca-guest/arm-cca-guest.c, arm_cca_report_new.
 */

import { fileError } from "../errno.ts";
import { type CcaPlatform, createCcaPlatform } from "../forge/cca.ts";
import { list } from "../rows.ts";
import type { Provider } from "./provider.ts";

const NAME = "arm_cca_guest";

/** What the realm runs on; all of it has defaults. */
export interface ArmCcaGuestOptions {
  /** The platform; default one of its own, made when the first token is asked for. */
  platform?: CcaPlatform | Promise<CcaPlatform>;
}

/** Makes the driver. A token fails with EINVAL when inblob has fewer than 32 bytes; there are no privilege levels. */
export function armCcaGuest({ platform }: ArmCcaGuestOptions = {}): Provider {
  const { extra = 0 } = list("configfsProvider").find(({ name }) => name === NAME) ?? {};
  const [least, most] = [extra >> 8, extra & 255];
  let made = platform;
  return {
    name: NAME,
    privlevelFloor: 0,
    shows: () => false,
    async makeReport({ inblob }) {
      if (inblob.length < least || inblob.length > most) throw fileError("EINVAL");
      // The realm manager takes 64 bytes: the driver fills up with zeros.
      const challenge = new Uint8Array(most);
      challenge.set(inblob);
      made ??= createCcaPlatform();
      return { outblob: await (await made).token({ challenge }) };
    },
  };
}
