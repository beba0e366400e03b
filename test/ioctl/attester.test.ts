/** Reports over devices in software: what is asked of them, what comes out, and what is checked. */
import { afterEach, describe, expect, test, vi } from "vitest";
import { createSnpPlatform } from "../../hosts/forge/snp.ts";
import { inspect } from "../../hosts/index.ts";
import { IoctlAttester, snpDerivedKey } from "../../hosts/ioctl/index.ts";
import { type DevicesOptions, failing, SoftwareDevices, sevGuest } from "../../hosts/software-tsm/index.ts";

const platform = createSnpPlatform();
const NONCE = Uint8Array.from({ length: 32 }, (_, i) => i + 1);

function over(options: DevicesOptions) {
  const devices = new SoftwareDevices(options);
  return { devices, attester: new IoctlAttester(devices) };
}
const snp = (options: Partial<DevicesOptions> = {}, guest = {}) =>
  over({ sevGuest: sevGuest({ platform, ...guest }), ...options });

/** A certificate table of more bytes than a page, or than the driver takes. */
async function largeTable(size: number): Promise<Uint8Array> {
  const { certTable } = await platform;
  const table = new Uint8Array(size);
  table.set(certTable);
  // The last certificate is as long as the table.
  const entries = new DataView(table.buffer);
  entries.setUint32(2 * 24 + 20, size - entries.getUint32(2 * 24 + 16, true), true);
  return table;
}

afterEach(() => {
  vi.useRealTimers();
});

describe("an SNP report", () => {
  test("carries the nonce, filled with zeros, at level 0", async () => {
    const { devices, attester } = snp();
    const evidence = await attester.request({ nonce: NONCE });
    expect(evidence).toMatchObject({ provider: "sev_guest", privlevel: 0, attempts: 1, interfered: false });
    expect([evidence.auxblob, evidence.manifestblob, evidence.generation]).toEqual([undefined, undefined, undefined]);
    expect(evidence.outblob.length).toBe(1184);
    const fields = inspect(evidence.outblob).sections[0]?.fields as { reportData: string } | undefined;
    expect(fields?.reportData).toBe(Buffer.from(NONCE).toString("hex").padEnd(128, "0"));
    expect(evidence.reportData).toMatchObject({ length: 32, hash: undefined });
    expect(devices.called).toEqual(["SNP_GET_REPORT"]);
    expect(devices.opened).toBe(0);
  });

  test("carries the hash of data", async () => {
    const { attester } = snp();
    const data = new TextEncoder().encode("key");
    const { reportData } = await attester.request({ data, hash: "SHA-384" });
    expect(reportData.bytes.subarray(0, 48)).toEqual(new Uint8Array(await crypto.subtle.digest("SHA-384", data)));
    expect(reportData).toMatchObject({ length: 48, hash: "SHA-384" });
  });

  test("comes with the host's certificates, and without the empty room behind them", async () => {
    const { devices, attester } = snp();
    const { auxblob } = await attester.request({ nonce: NONCE, aux: true });
    expect(auxblob).toEqual((await platform).certTable);
    expect(devices.called).toEqual(["SNP_GET_EXT_REPORT"]);
  });

  test("comes alone from a host that has no certificates", async () => {
    const { attester } = snp({}, { certTable: new Uint8Array() });
    expect((await attester.request({ nonce: NONCE, aux: true })).auxblob).toBeUndefined();
  });

  test("is of the level that was asked for, or of the first that the firmware does not refuse", async () => {
    const { devices, attester } = snp({}, { privlevelFloor: 2 });
    expect(await attester.request({ nonce: NONCE, privlevel: 3 })).toMatchObject({ privlevel: 3, attempts: 1 });
    expect(await attester.request({ nonce: NONCE })).toMatchObject({ privlevel: 2, attempts: 3 });
    expect(devices.called.length).toBe(4);
    await expect(attester.request({ nonce: NONCE, privlevel: 1 })).rejects.toMatchObject({
      code: "refused",
      field: "snpReportResponse.status",
      got: 0x16,
    });
  });
});

describe("room for certificates", () => {
  test("grows to what the host wants", async () => {
    const certTable = await largeTable(0x4321);
    const { devices, attester } = snp({ certsMax: 0x10000 }, { certTable });
    const { auxblob, attempts } = await attester.request({ nonce: NONCE, aux: true });
    expect({ size: auxblob?.length, attempts }).toEqual({ size: 0x4321, attempts: 2 });
    expect(devices.called).toEqual(["SNP_GET_EXT_REPORT", "SNP_GET_EXT_REPORT"]);
  });

  test("is what the driver takes at most", async () => {
    const { attester } = snp({}, { certTable: await largeTable(0x4321) });
    const request = attester.request({ nonce: NONCE, aux: true, privlevel: 0 });
    await expect(request).rejects.toMatchObject({ code: "refused", errno: 22 });
    await expect(request).rejects.toThrow("Ask without certificates");
  });

  test("does not follow a host that wants no more than there was", async () => {
    const { devices, attester } = snp({ fault: () => ({ errno: "EIO", vmmError: 1 }) });
    await expect(attester.request({ nonce: NONCE, aux: true })).rejects.toMatchObject({ code: "host-refused", got: 1 });
    expect(devices.called.length).toBe(1);
  });

  test("that makes no sense goes out as it is", async () => {
    const certTable = await largeTable(0x2000);
    new DataView(certTable.buffer).setUint32(20, 0xfffffff0, true);
    const { attester } = snp({}, { certTable });
    const { auxblob } = await attester.request({ nonce: NONCE, aux: true });
    expect(auxblob?.length).toBe(0x4000);
  });
});

describe("busy firmware", () => {
  /** Firmware that is busy so many times. */
  const busy = (times: number) => {
    let left = times;
    return snp({ fault: () => (left-- > 0 ? { errno: "EIO", vmmError: 2 } : undefined) });
  };

  test("is asked again, with growing waits", async () => {
    vi.useFakeTimers({ toFake: ["setTimeout", "clearTimeout", "Date"] });
    const { devices, attester } = busy(3);
    const calls: number[] = [];
    const { ioctl } = devices;
    devices.ioctl = (...call) => {
      calls.push(Date.now());
      return ioctl.apply(devices, call);
    };
    const request = attester.request({ nonce: NONCE });
    await vi.advanceTimersByTimeAsync(10_000);
    expect(await request).toMatchObject({ attempts: 4 });
    const waits = calls.slice(1).map((at, i) => at - (calls[i] ?? 0));
    for (const [i, most] of [125, 250, 500].entries()) {
      expect(waits[i]).toBeGreaterThanOrEqual(most / 2 - 1);
      expect(waits[i]).toBeLessThanOrEqual(most);
    }
  });

  test("is left alone after so many attempts", async () => {
    vi.useFakeTimers({ toFake: ["setTimeout", "clearTimeout"] });
    const { devices, attester } = busy(100);
    const request = expect(attester.request({ nonce: NONCE, attempts: 5 })).rejects.toMatchObject({ code: "busy" });
    await vi.advanceTimersByTimeAsync(60_000);
    await request;
    expect(devices.called.length).toBe(5);
  });

  test("can be given up while it is waited for", async () => {
    const { devices, attester } = busy(100);
    await expect(attester.request({ nonce: NONCE, timeout: 20 })).rejects.toMatchObject({ code: "timed-out" });
    await attester.settled();
    expect(devices.called.length).toBe(1);
    expect(devices.opened).toBe(0);
  });
});

describe("a TDREPORT", () => {
  test("carries the nonce, and is no quote", async () => {
    const { devices, attester } = over({ tdxGuest: true });
    const evidence = await attester.request({ nonce: NONCE, aux: true });
    expect(evidence).toMatchObject({ provider: "tdx_guest", privlevel: undefined, auxblob: undefined });
    expect(inspect(evidence.outblob).format).toBe("td-report");
    expect(devices.called).toEqual(["TDX_CMD_GET_REPORT0"]);
    expect(devices.opened).toBe(0);
  });

  test("has no privilege level", async () => {
    const { attester } = over({ tdxGuest: true });
    await expect(attester.request({ nonce: NONCE, privlevel: 0 })).rejects.toMatchObject({ code: "no-attribute" });
  });
});

describe("no report", () => {
  test("without a device", async () => {
    const request = over({}).attester.request({ nonce: NONCE });
    await expect(request).rejects.toMatchObject({ code: "no-device", errno: 2, exitCode: 4 });
    await expect(request).rejects.toThrow("neither /dev/sev-guest nor /dev/tdx_guest");
  });

  test.each([
    ["EACCES", "permission"],
    ["EBUSY", "busy"],
    ["ENODEV", "no-device"],
    ["EIO", "errno"],
  ])("from a device that can't be opened: %s is %s", async (name, code) => {
    const { devices, attester } = snp();
    const errno = { EACCES: 13, EBUSY: 16, ENODEV: 19, EIO: 5 }[name] as number;
    devices.open = () => -errno;
    await expect(attester.request({ nonce: NONCE })).rejects.toMatchObject({ code, errno });
  });

  test.each([
    ["no nonce", { nonce: new Uint8Array() }, "nonce-length"],
    ["too long a nonce", { nonce: new Uint8Array(65) }, "nonce-length"],
    ["a nonce in digits", { nonce: "00" as unknown as Uint8Array }, "bad-request"],
    ["a level that is none", { nonce: NONCE, privlevel: 4 }, "privlevel-floor"],
    ["a service", { nonce: NONCE, service: { provider: "svsm" } }, "no-attribute"],
  ])("for %s", async (_, options, code) => {
    const { devices, attester } = snp();
    await expect(attester.request(options)).rejects.toMatchObject({ code, group: "fix" });
    expect(devices.called).toEqual([]);
  });

  test.each([
    ["other bytes", (report: Uint8Array) => report.fill(9, 0x50, 0x51), "it carries other bytes"],
    ["another level", (report: Uint8Array) => report.fill(3, 0x30, 0x31), "it is of privilege level 3"],
    ["what is no report", (report: Uint8Array) => report.fill(0), "it can't be read"],
  ])("of %s", async (_, edit, message) => {
    const guest = sevGuest({ platform });
    const makeReport: typeof guest.makeReport = async (request) => {
      const { outblob } = await guest.makeReport(request);
      edit(outblob);
      return { outblob };
    };
    const { attester } = over({ sevGuest: { ...guest, makeReport } });
    const request = attester.request({ nonce: NONCE });
    await expect(request).rejects.toMatchObject({ code: "bad-outblob" });
    await expect(request).rejects.toThrow(message);
  });

  test("after it was cancelled, and the next is made", async () => {
    const { attester } = snp();
    const signal = AbortSignal.abort();
    await expect(attester.request({ nonce: NONCE, signal })).rejects.toMatchObject({ code: "cancelled" });
    expect(await attester.request({ nonce: NONCE })).toMatchObject({ attempts: 1 });
  });

  test("when a runtime fails otherwise: as it is, and the device is closed", async () => {
    const { devices, attester } = over({ sevGuest: failing(sevGuest({ platform }), "EIO") });
    devices.ioctl = () => Promise.reject(new TypeError("bug"));
    await expect(attester.request({ nonce: NONCE })).rejects.toThrow(TypeError);
    expect(devices.opened).toBe(0);
  });
});

describe("a derived key", () => {
  test("depends on what is mixed in", async () => {
    const { devices } = snp();
    const keys = await Promise.all([
      snpDerivedKey(devices),
      snpDerivedKey(devices),
      snpDerivedKey(devices, { mix: ["measurement"] }),
      snpDerivedKey(devices, { rootKey: "vmrk" }),
      snpDerivedKey(devices, { mix: ["guestSvn"], guestSvn: 1 }),
      snpDerivedKey(devices, { mix: ["tcbVersion"], tcbVersion: 0xd500_0000_0000_0004n }),
      snpDerivedKey(devices, { vmpl: 1 }),
    ]);
    const hex = keys.map((key) => Buffer.from(key).toString("hex"));
    expect(hex[0]).toMatch(/^[0-9a-f]{64}$/);
    expect(new Set(hex).size).toBe(6);
    expect(devices.opened).toBe(0);
  });

  test.each([
    ["the firmware refuses", { status: 0x27 }, { code: "refused", field: "snpDerivedKeyResponse.status" }],
    ["the guest's policy forbids", { errno: "EIO", fwError: 7 }, { code: "refused", field: "snpGuestRequest.fwError" }],
  ])("that %s", async (_, fault, facts) => {
    const { devices } = snp({ fault: () => fault });
    await expect(snpDerivedKey(devices)).rejects.toMatchObject(facts);
  });

  test("of no such root key", () => {
    const { devices } = snp();
    expect(() => snpDerivedKey(devices, { rootKey: "none" as "vcek" })).toThrow("rootKey");
  });
});
