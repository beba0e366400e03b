/** How long a request may take, as timers of hosts see it. */
import { expect, test } from "vitest";
import { Attester } from "../../hosts/attester.ts";
import { sevGuest, slow, softwareTsm } from "../../hosts/software-tsm/index.ts";

test.each([2 ** 31, Number.MAX_SAFE_INTEGER, Number.POSITIVE_INFINITY])(
  "a timeout of %d ms is no limit",
  async (timeout) => {
    const { files } = softwareTsm({ provider: slow(sevGuest(), 30) });
    const evidence = await new Attester(files).request({ nonce: Uint8Array.of(1), timeout });
    expect(evidence.attempts).toBe(1);
  },
);
