/**
 * A driver for RISC-V CoVE guests in software: evidence of a forged platform, TSM and TVM. Linux has no such driver, so the
 * name is this project's own. Source: CoVE, sbi_covg_get_evidence.
 */

import { fileError } from "../errno.ts";
import { type CoveEvidenceOptions, type CovePlatform, createCovePlatform } from "../forge/cove.ts";
import type { Provider } from "./provider.ts";

/** Bytes of a challenge. */
const CHALLENGE = 64;

/** What the TVM runs on; all of it has defaults. */
export interface CoveGuestOptions {
  /** The platform; default one of its own, made when the first evidence is asked for. */
  platform?: CovePlatform | Promise<CovePlatform>;
  /** Form of the evidence; default tagged. */
  form?: CoveEvidenceOptions["form"];
}

/** Makes the driver. It fills inblob up with zeros to the 64 bytes of a challenge; there are no privilege levels. */
export function coveGuest({ platform, form = "tagged" }: CoveGuestOptions = {}): Provider {
  let made = platform;
  return {
    name: "tsmkit_cove_guest",
    privlevelFloor: 0,
    shows: () => false,
    async makeReport({ inblob }) {
      if (inblob.length > CHALLENGE) throw fileError("EINVAL");
      const challenge = new Uint8Array(CHALLENGE);
      challenge.set(inblob);
      made ??= createCovePlatform();
      return { outblob: await (await made).evidence({ challenge, form }) };
    },
  };
}
