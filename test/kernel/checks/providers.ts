/** Requests to providers behind the kernel: what arrives there, and what is heard of one that fails or misbehaves. */
import type { ServiceRequest } from "tsmkit";
import { bindManifest, createSnpPlatform, createSvsm } from "tsmkit/forge";
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
import { closedGate } from "../../gate.ts";
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

  "the services of an SVSM are attested: all of them, and one": async () => {
    const svsm = await createSvsm();
    await behindKernel(sevGuest({ svsm }), async () => {
      const attester = configfsAttester();
      const all = await attester.request({ nonce, aux: true, service: { provider: "svsm" } });
      equal(all.manifestblob, svsm.manifest);
      equal(reportDataOf(all.outblob), await bindManifest(nonce, svsm.manifest));
      equal([all.privlevel, all.generation], [0, 3n]);
      const one = await attester.request({ nonce, service: { provider: "svsm", guid: GUID, manifestVersion: 0 } });
      equal(one.manifestblob, svsm.ek);
      equal(reportDataOf(one.outblob), await bindManifest(nonce, svsm.ek));
    });
  },

  "what a service is asked for arrives as it was written": async () => {
    const real = sevGuest({ svsm: true });
    const seen: ReportRequest[] = [];
    const watched: Provider = {
      ...real,
      makeReport(request) {
        seen.push(request);
        return real.makeReport(request);
      },
    };
    await behindKernel(watched, async () => {
      const service = { provider: "svsm", guid: GUID.toUpperCase(), manifestVersion: 7 };
      // There is no version 7, which the provider says and the kernel hands on.
      has(await refusal(() => configfsAttester().request({ nonce, service })), { code: "refused", errno: 22 });
    });
    equal(seen.length, 1);
    has(seen[0] ?? {}, { serviceProvider: "svsm", serviceGuid: GUID, serviceManifestVersion: 7 });
  },

  "services that are not there are refused": () =>
    behindKernel(sevGuest({ svsm: true }), async () => {
      const attester = configfsAttester();
      const refused = async (service: ServiceRequest, expected: object) =>
        has(await refusal(() => attester.request({ nonce, service })), expected);
      await refused({ provider: "svsn" }, { code: "refused", errno: 22 });
      await refused({ provider: "svsm", guid: GUID.replace("c", "d") }, { code: "refused", errno: 22 });
      await refused({ provider: "svsm", guid: "c476f1eb" }, { code: "refused", attribute: "service_guid", errno: 22 });
    }),

  "without an SVSM there is nothing to ask for services by": () =>
    behindKernel(sevGuest(), async () => {
      const asked = () => configfsAttester().request({ nonce, service: { provider: "svsm" } });
      has(await refusal(asked), { code: "no-attribute", attribute: "service_provider" });
    }),

  "a manifest that the report does not bind is no evidence": async () => {
    const { report } = await createSnpPlatform();
    const loose: Provider = {
      ...sevGuest({ svsm: true }),
      makeReport: async ({ inblob }) => ({ outblob: await report({ reportData: inblob }), manifestblob: inblob }),
    };
    await behindKernel(loose, async () => {
      const asked = () => configfsAttester().request({ nonce, service: { provider: "svsm" } });
      has(await refusal(asked), { code: "bad-outblob" });
    });
  },

  "a request that is given up removes its entry when the report is there": () => {
    const report = closedGate();
    return behindKernel(
      slow(sevGuest(), 0, () => report.opened),
      async () => {
        const attester = configfsAttester();
        has(await refusal(() => attester.request({ nonce, timeout: 300 })), { code: "timed-out" });
        report.open();
        equal(await attester.settled(), []);
      },
    );
  },
};
