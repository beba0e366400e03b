/** Requests to providers behind the kernel: what arrives there, and what is heard of one that fails or misbehaves. */
import { createSnpPlatform } from "tsmkit/forge";
import { configfsAttester } from "tsmkit/node";
import {
  emptyOutblob,
  failing,
  type Provider,
  type ReportRequest,
  resized,
  sevGuest,
  slow,
  tdxGuest,
  times,
} from "tsmkit/software-tsm";
import { equal, has, refusal, reportDataOf } from "../../browser/expect.ts";
import { behindKernel, type Checks } from "../guest/checks.ts";

const nonce = new Uint8Array(64).fill(0x5a);
const GUID = "c476f1eb-0123-45a5-9641-b4e7dde5bfe3";

/** Behind the kernel, a request fails like this. */
const fails = (provider: Provider, expected: object) => () =>
  behindKernel(provider, async () => {
    has(await refusal(() => configfsAttester().request({ nonce })), expected);
  });

/** Longer than either kernel lets anybody read: TSM_REPORT_OUTBLOB_MAX. */
const TOO_LONG = (16 << 20) + 1;

export const providerChecks: Checks = {
  "EIO of a provider is a failed device": fails(failing(sevGuest(), "EIO"), { code: "device", errno: 5 }),
  "ETIMEDOUT of a provider is a timeout": fails(failing(tdxGuest(), "ETIMEDOUT"), { code: "timed-out", errno: 110 }),
  "EINVAL of a provider is a refusal": fails(failing(sevGuest(), "EINVAL"), { code: "refused", errno: 22 }),
  "an outblob of no bytes is no report": fails(emptyOutblob(tdxGuest()), { code: "empty-outblob" }),
  "an outblob that is cut is broken": fails(
    resized(sevGuest(), () => 1000),
    { code: "bad-outblob" },
  ),
  "an outblob too long for the kernel is EFBIG": fails(
    resized(sevGuest(), () => TOO_LONG),
    { code: "errno", errno: 27 },
  ),

  "EBUSY is asked again": () =>
    behindKernel(failing(sevGuest(), "EBUSY", times(2)), async () => {
      const { outblob } = await configfsAttester().request({ nonce });
      equal(reportDataOf(outblob), nonce);
    }),

  "a privilege level below the floor is refused by the kernel's number": () =>
    behindKernel(sevGuest({ privlevelFloor: 2 }), async () => {
      const attester = configfsAttester();
      has(await refusal(() => attester.request({ nonce, privlevel: 1 })), { code: "privlevel-floor" });
      equal((await attester.request({ nonce })).privlevel, 2);
    }),

  "a service is asked for by its attributes, and gives its manifest": async () => {
    const { report } = await createSnpPlatform();
    const manifest = Uint8Array.of(1, 2, 3);
    const seen: ReportRequest[] = [];
    const svsm: Provider = {
      ...sevGuest({ svsm: true }),
      async makeReport(request) {
        seen.push(request);
        return { outblob: await report({ reportData: request.inblob }), manifestblob: manifest };
      },
    };
    await behindKernel(svsm, async () => {
      const service = { provider: "svsm", guid: GUID, manifestVersion: 7 };
      equal((await configfsAttester().request({ nonce, service })).manifestblob, manifest);
    });
    equal(seen.length, 1);
    const asked = { serviceProvider: "svsm", serviceGuid: GUID, serviceManifestVersion: 7 };
    has(seen[0] ?? {}, asked);
  },

  "a request that is given up removes its entry when the report is there": () =>
    behindKernel(slow(sevGuest(), 1000), async () => {
      const attester = configfsAttester();
      has(await refusal(() => attester.request({ nonce, timeout: 300 })), { code: "timed-out" });
      equal(await attester.settled(), []);
    }),
};
