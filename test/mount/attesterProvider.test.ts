/** Reports from an attester, as a driver of the kernel gives them: what it shows, what it refuses, its errors. */
import { describe, expect, it } from "vitest";
import { Attester } from "../../hosts/attester.ts";
import { TsmError } from "../../hosts/errors.ts";
import { attesterProvider } from "../../hosts/mount/attesterProvider.ts";
import { list } from "../../hosts/rows.ts";
import {
  failing,
  type Provider,
  type ReportRequest,
  sevGuest,
  softwareTsm,
  tdxGuest,
} from "../../hosts/software-tsm/index.ts";
import { errorOf } from "../class/device.ts";

/** The provider over an attester that was asked once. */
async function asked(attester: Pick<Attester, "request">): Promise<Provider> {
  return attesterProvider(attester, await attester.request({ nonce: new Uint8Array(64), aux: true }));
}

const over = (provider: Provider) => asked(new Attester(softwareTsm({ provider }).files));
const shown = ({ shows }: Provider) =>
  list("configfsAttribute")
    .map(({ name }) => name)
    .filter(shows);

const request = (more: Partial<ReportRequest> = {}): ReportRequest => ({
  inblob: new Uint8Array(64).fill(7),
  privlevel: undefined,
  serviceProvider: undefined,
  serviceGuid: undefined,
  serviceManifestVersion: undefined,
  ...more,
});

describe("a provider over an attester", () => {
  it.each([
    ["sev_guest", sevGuest(), 0, ["auxblob", "privlevel", "privlevel_floor"]],
    ["tdx_guest", tdxGuest(), 0, []],
    [
      "sev_guest",
      sevGuest({ privlevelFloor: 2, svsm: true }),
      2,
      [
        "auxblob",
        "manifestblob",
        "privlevel",
        "privlevel_floor",
        "service_provider",
        "service_guid",
        "service_manifest_version",
      ],
    ],
  ])("shows what %s shows", async (name, provider, floor, attributes) => {
    const seen = await over(provider);
    expect([seen.name, seen.privlevelFloor, shown(seen)]).toEqual([name, floor, attributes]);
  });

  it("hands over what the driver gave", async () => {
    const driver = sevGuest();
    const { outblob, auxblob } = await (await over(driver)).makeReport(request({ privlevel: 1 }));
    expect(outblob).toHaveLength(1184);
    expect(auxblob).toEqual((await driver.makeReport(request())).auxblob);
  });

  it("takes as many bytes as the driver, though an attester would fill them up", async () => {
    const seen = await over(sevGuest());
    for (const length of [0, 1, 32, 63, 65]) {
      expect(await errorOf(() => seen.makeReport(request({ inblob: new Uint8Array(length) })))).toBe("EINVAL");
    }
  });

  it.each([
    ["EINVAL", "EINVAL"],
    ["EIO", "EIO"],
    ["ENXIO", "ENXIO"],
    ["ETIMEDOUT", "ETIMEDOUT"],
    ["EACCES", "EACCES"],
  ])("fails with the driver's %s", async (name, error) => {
    let works = true;
    const seen = await over(failing(sevGuest(), name, () => !works));
    works = false;
    expect(await errorOf(() => seen.makeReport(request()))).toBe(error);
  });

  it.each([
    ["busy", "EBUSY"],
    ["conflict", "EBUSY"],
    ["timed-out", "ETIMEDOUT"],
    ["refused", "EINVAL"],
    ["provider-gone", "ENXIO"],
    ["keys-wiped", "EIO"],
    ["empty-outblob", "EIO"],
  ] as const)("says of %s, which no file gave: %s", async (code, error) => {
    const working = new Attester(softwareTsm({ provider: sevGuest() }).files);
    let failure: Error | undefined;
    const seen = await asked({
      request: async (options) => {
        if (failure) throw failure;
        return working.request(options);
      },
    });
    failure = new TsmError(code, "made up");
    expect(await errorOf(() => seen.makeReport(request()))).toBe(error);
    failure = new TypeError("a bug");
    await expect(seen.makeReport(request())).rejects.toThrow(TypeError);
  });

  it("asks for the service that was asked for", async () => {
    const services: unknown[] = [];
    const working = new Attester(softwareTsm({ provider: sevGuest({ privlevelFloor: 1 }) }).files);
    const seen = await asked({
      request: async (options) => {
        services.push(options.service);
        return working.request({ ...options, service: undefined } as never);
      },
    });
    const guid = "c476f1eb-0123-45a5-9641-b4e7dde5bfe3";
    await seen.makeReport(request({ privlevel: 1, serviceProvider: "svsm" }));
    await seen.makeReport(
      request({ privlevel: 1, serviceProvider: "svsm", serviceGuid: guid, serviceManifestVersion: 2 }),
    );
    expect(services).toEqual([undefined, { provider: "svsm" }, { provider: "svsm", guid, manifestVersion: 2 }]);
  });
});
