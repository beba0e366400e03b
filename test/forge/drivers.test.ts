import { createHash } from "node:crypto";
import { describe, expect, it } from "vitest";
import { createSnpPlatform, createSvsm, type Svsm } from "../../hosts/forge/index.ts";
import { list } from "../../hosts/rows.ts";
import type { Provider, ReportRequest } from "../../hosts/software-tsm/provider.ts";
import { sevGuest } from "../../hosts/software-tsm/sevGuest.ts";
import { tdxGuest } from "../../hosts/software-tsm/tdxGuest.ts";
import { hex, part, readQuote, u16, u32, verifySnp } from "./read.ts";

const inblob = Uint8Array.from({ length: 64 }, (_, i) => 3 * i);

function ask(provider: Provider, request: Partial<ReportRequest> = {}) {
  return provider.makeReport({
    inblob,
    privlevel: undefined,
    serviceProvider: undefined,
    serviceGuid: undefined,
    serviceManifestVersion: undefined,
    ...request,
  });
}

const VTPM = "c476f1eb-0123-45a5-9641-b4e7dde5bfe3";
const EINVAL = { name: "FileError", errno: 22 };
const OPTIONAL = list("configfsAttribute")
  .map(({ name }) => name)
  .filter((name) => !["inblob", "outblob", "generation", "provider"].includes(name));

const shown = (provider: Provider) => OPTIONAL.filter((name) => provider.shows(name));

describe("sev_guest", () => {
  it("gives a report and the chip's certificates", async () => {
    const platform = await createSnpPlatform({ product: "Turin" });
    const { outblob, auxblob, manifestblob } = await ask(sevGuest({ platform, version: 3 }), { privlevel: 1 });
    expect([outblob.length, u32(outblob, 0), u32(outblob, 0x30)]).toEqual([1184, 3, 1]);
    expect(hex(part(outblob, 0x50, 64))).toBe(hex(inblob));
    expect(verifySnp(outblob, platform.certificates.leaf)).toBe(true);
    expect(auxblob).toEqual(platform.certTable);
    expect(manifestblob).toBeUndefined();
  });

  it("keeps one chip, and privlevel 0 when none was written", async () => {
    const provider = sevGuest();
    expect([provider.name, provider.privlevelFloor]).toEqual(["sev_guest", 0]);
    const [one, two] = [await ask(provider), await ask(provider)];
    expect(u32(one.outblob, 0x30)).toBe(0);
    expect(hex(part(one.outblob, 0x1a0, 64))).toBe(hex(part(two.outblob, 0x1a0, 64)));
    expect(one.auxblob).toEqual(two.auxblob);
  });

  it("gives the certificates the host has, even none", async () => {
    expect((await ask(sevGuest({ certTable: new Uint8Array() }))).auxblob?.length).toBe(0);
  });

  it.each([0, 32, 63, 65])("refuses an inblob of %i bytes", async (length) => {
    await expect(ask(sevGuest(), { inblob: new Uint8Array(length) })).rejects.toMatchObject(EINVAL);
  });

  it("refuses a privlevel below the floor, the unwritten one too", async () => {
    const provider = sevGuest({ privlevelFloor: 2 });
    expect(provider.privlevelFloor).toBe(2);
    await expect(ask(provider)).rejects.toMatchObject(EINVAL);
    await expect(ask(provider, { privlevel: 1 })).rejects.toMatchObject(EINVAL);
    expect(u32((await ask(provider, { privlevel: 2 })).outblob, 0x30)).toBe(2);
  });

  it("shows services only under an SVSM, which has privilege level 0 to itself", () => {
    expect(shown(sevGuest())).toEqual(["auxblob", "privlevel", "privlevel_floor"]);
    expect(shown(sevGuest({ svsm: true }))).toEqual(OPTIONAL);
    expect(sevGuest({ svsm: true }).privlevelFloor).toBe(2);
  });

  it.each([
    ["all services", {}, ({ manifest }: Svsm) => manifest],
    [
      "all services, for the GUID of zeros",
      { serviceGuid: undefined, serviceManifestVersion: 0 },
      ({ manifest }: Svsm) => manifest,
    ],
    ["one service", { serviceGuid: VTPM }, ({ ek }: Svsm) => ek],
    [
      "one service, by a GUID in capitals",
      { serviceGuid: VTPM.toUpperCase(), serviceManifestVersion: 0 },
      ({ ek }: Svsm) => ek,
    ],
  ] as const)("attests %s by a report of the SVSM's own", async (_, request, wanted) => {
    const [platform, svsm] = await Promise.all([createSnpPlatform(), createSvsm()]);
    const provider = sevGuest({ platform, svsm });
    // Whatever level was written, the report is from level 0.
    const { outblob, auxblob, manifestblob } = await ask(provider, {
      serviceProvider: "svsm",
      privlevel: 3,
      ...request,
    });
    expect(manifestblob).toEqual(wanted(svsm));
    const bound = createHash("sha512").update(inblob).update(wanted(svsm)).digest("hex");
    expect(hex(part(outblob, 0x50, 64))).toBe(bound);
    expect(u32(outblob, 0x30)).toBe(0);
    expect(verifySnp(outblob, platform.certificates.leaf)).toBe(true);
    expect(auxblob).toEqual(platform.certTable);
  });

  it.each([
    ["another provider of services", { serviceProvider: "svsn" }],
    ["a service that is not there", { serviceGuid: "c476f1eb-0123-45a5-9641-b4e7dde5bfe4" }],
    ["a service without a manifest of its own", { serviceGuid: "a4453a59-9e1b-4787-a033-1986d6adbe55" }],
    ["a version of a manifest that there is none of", { serviceGuid: VTPM, serviceManifestVersion: 1 }],
    ["an inblob that is too short", { inblob: new Uint8Array(63) }],
  ])("refuses %s", async (_, request) => {
    await expect(ask(sevGuest({ svsm: true }), { serviceProvider: "svsm", ...request })).rejects.toMatchObject(EINVAL);
  });

  it("has no services without an SVSM", async () => {
    await expect(ask(sevGuest(), { serviceProvider: "svsm" })).rejects.toMatchObject(EINVAL);
  });
});

describe("tdx_guest", () => {
  it.each([
    [{}, 4, 584],
    [{ version: 5 }, 5, 648],
    [{ version: 5, td15: false }, 5, 584],
  ] as const)("gives a quote as asked: %j", async (options, version, bodySize) => {
    const { outblob, auxblob } = await ask(tdxGuest(options));
    const { body } = readQuote(outblob);
    expect([u16(outblob, 0), body.length]).toEqual([version, bodySize]);
    expect(hex(part(body, 520, 64))).toBe(hex(inblob));
    expect(auxblob).toBeUndefined();
  });

  it("keeps one machine", async () => {
    const provider = tdxGuest();
    expect([provider.name, provider.privlevelFloor]).toEqual(["tdx_guest", 0]);
    const [one, two] = [readQuote((await ask(provider)).outblob), readQuote((await ask(provider)).outblob)];
    expect(hex(one.attestationKey)).toBe(hex(two.attestationKey));
    expect(one.pem).toBe(two.pem);
  });

  it("shows nothing but what every provider does", () => {
    expect(shown(tdxGuest())).toEqual([]);
  });

  it.each([0, 63, 65])("refuses an inblob of %i bytes", async (length) => {
    await expect(ask(tdxGuest(), { inblob: new Uint8Array(length) })).rejects.toMatchObject(EINVAL);
  });
});
