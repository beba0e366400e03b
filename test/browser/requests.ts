/** Checks on requests over the software TSM. */
import { Attester, inspect } from "tsmkit";
import { failing, interfere, type Provider, sevGuest, slow, softwareTsm, tdxGuest } from "tsmkit/software-tsm";
import { closedGate } from "../gate.ts";
import { randomBytes, seeded } from "../random.ts";
import { equal, has, refusal, reportDataOf } from "./expect.ts";
import type { Checks } from "./run.ts";

const random = seeded(20);
const nonce = randomBytes(random, 64);

function tsm(provider: Provider) {
  const { files } = softwareTsm({ provider });
  return { files, attester: new Attester(files) };
}

export const requestChecks: Checks = {
  "a request of SEV-SNP carries the nonce and brings the certificates": async () => {
    const { attester, files } = tsm(sevGuest());
    const evidence = await attester.request({ nonce, privlevel: 1, aux: true });
    has(evidence, { provider: "sev_guest", privlevel: 1, attempts: 1, interfered: false });
    equal(reportDataOf(evidence.outblob), nonce);
    equal(evidence.auxblob && inspect(evidence.auxblob).format, "snp-cert-table");
    equal(await files.list(), []);
  },

  "a request of TDX carries the nonce": async () => {
    const { attester, files } = tsm(tdxGuest());
    const evidence = await attester.request({ nonce });
    has(evidence, { provider: "tdx_guest", attempts: 1, generation: 1n });
    equal(reportDataOf(evidence.outblob), nonce);
    equal(await files.list(), []);
  },

  "a request carries the hash of data": async () => {
    const data = new TextEncoder().encode("tsmkit");
    const { outblob } = await tsm(sevGuest()).attester.request({ data, hash: "SHA-512" });
    equal(reportDataOf(outblob), new Uint8Array(await crypto.subtle.digest("SHA-512", data)));
  },

  "20 requesters at once get their own nonces though another rewrites their entries": async () => {
    const { files } = softwareTsm({ provider: slow(sevGuest(), 2) });
    const interferer = interfere(files, { random: seeded(3) });
    const nonces = Array.from({ length: 20 }, () => randomBytes(random, 64));
    let left = nonces.length;
    const evidence = await Promise.all(
      nonces.map(async (own) => {
        const made = await new Attester(files).request({ nonce: own });
        // It would starve the last few: they are all it has to choose from.
        if (--left === nonces.length / 2) interferer.stop();
        return made;
      }),
    );
    await interferer.stop();
    equal(
      evidence.map(({ outblob }) => reportDataOf(outblob)),
      nonces,
    );
    equal(interferer.writes > 0, true);
    equal(await files.list(), []);
  },

  "a request that is aborted lets go at once and is cleaned up": async () => {
    const gate = closedGate();
    const stop = new AbortController();
    const delay = () => {
      stop.abort();
      return gate.opened;
    };
    const { attester, files } = tsm(slow(sevGuest(), 0, delay));
    const error = await refusal(() => attester.request({ nonce, signal: stop.signal }));
    has(error, { code: "cancelled", group: "again" });
    equal((await files.list()).length, 1);
    gate.open();
    equal(await attester.settled(), []);
    equal(await files.list(), []);
  },

  "a request that takes too long times out": async () => {
    const gate = closedGate();
    const { attester } = tsm(slow(sevGuest(), 0, () => gate.opened));
    const error = await refusal(() => attester.request({ nonce, timeout: 20 }));
    has(error, { code: "timed-out", group: "again" });
    gate.open();
    await attester.settled();
  },

  "a request that fails says why, where and what to do": async () => {
    const { attester, files } = tsm(failing(sevGuest(), "EIO"));
    has(await refusal(() => attester.request({ nonce })), {
      name: "TsmError",
      code: "device",
      group: "stop",
      errno: 5,
      attribute: "outblob",
    });
    has(await refusal(() => attester.request({ nonce: new Uint8Array(65) })), { code: "nonce-length", group: "fix" });
    equal(await files.list(), []);
  },
};
