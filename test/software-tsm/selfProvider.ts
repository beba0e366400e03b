/**
 * The provider that the kernel was measured with, in its mode without a daemon: outblob tells which call made it and
 * what was asked for, and from byte 32 on it carries inblob.
 */

import { fileError } from "../../hosts/errno.ts";
import type { Provider } from "../../hosts/software-tsm/index.ts";

const INBLOB_AT = 32;
const SMALLEST = 96;

/** Its knobs, the module's parameters. */
export class SelfProvider implements Provider {
  readonly name = "tsm_test";
  readonly privlevelFloor: number;
  /** Shows service_* and manifestblob. */
  readonly #svsm: boolean;
  outLength = 96;
  auxLength = 0;
  /** Name of the error to fail with; empty for none. */
  failWith = "";
  /** Waited for by every report. */
  gate: () => Promise<void> = async () => {};
  /** Reports asked for, and reports that came to an end. */
  calls = 0;
  ended = 0;

  constructor({ floor = 0, svsm = true } = {}) {
    this.privlevelFloor = floor;
    this.#svsm = svsm;
  }

  shows(attribute: string): boolean {
    return this.#svsm || !(attribute.startsWith("service_") || attribute === "manifestblob");
  }

  makeReport: Provider["makeReport"] = async ({ inblob, privlevel = 0 }) => {
    this.calls += 1;
    const call = this.calls;
    try {
      await this.gate();
      if (this.failWith) throw fileError(this.failWith);
      const outblob = new Uint8Array(Math.max(this.outLength, SMALLEST));
      outblob.set(new TextEncoder().encode(`SELF n=${call} pl=${privlevel} len=${inblob.length}`));
      outblob.set(inblob, INBLOB_AT);
      return {
        outblob: outblob.subarray(0, this.outLength),
        auxblob: new Uint8Array(this.auxLength).fill(0xa5),
      };
    } finally {
      this.ended += 1;
    }
  };
}
