/** `tsm report` over guest devices: what is taken and why, what comes out, and what is said when it fails. */
import { describe, expect, it } from "vitest";
import { inspect } from "../../hosts/index.ts";
import { configfs, directory, tsm } from "./tsm.ts";

const PRELOAD = new URL("devices.mjs", import.meta.url).href;
const NONCE = ["--nonce", "00ff"];

/** Runs `tsm report` where these devices are. */
function report(devices: Record<string, unknown>, ...args: string[]) {
  const env = { NODE_OPTIONS: `--import=${PRELOAD}`, TSM_DEVICES: JSON.stringify(devices) };
  return tsm(["report", ...NONCE, ...args], { env });
}

describe("the choice", () => {
  it("is the device where there is no configfs, and stderr says why", async () => {
    const { code, out, err } = await report({ sevGuest: true, floor: 1 }, "--aux");
    expect(code, err).toBe(0);
    const { provider, privlevel, generation, software, outblob, auxblob } = JSON.parse(out);
    expect({ provider, privlevel, generation, software }).toEqual({ provider: "sev_guest", privlevel: 1 });
    expect([inspect(outblob).format, inspect(auxblob).format]).toEqual(["snp-report", "snp-cert-table"]);
    expect(err).toMatch(
      /^tsm: configfs: there is no configfs report directory: ENOENT .*\ntsm: falling back to ioctl\n$/,
    );
  });

  it("is the device alone when that is asked for, and nothing is said", async () => {
    const { code, err } = await report({ sevGuest: true }, "--provider", "ioctl");
    expect({ code, err }).toEqual({ code: 0, err: "" });
  });

  it("says what was taken when the first of several is there", async () => {
    const { code, err } = await report({ sevGuest: true }, "--provider", "ioctl,software");
    expect({ code, err }).toEqual({ code: 0, err: "tsm: took ioctl, the first of ioctl, software:sev_guest\n" });
  });

  it("is software only where nothing is, and only when asked for", async () => {
    const none = await report({});
    expect(none).toMatchObject({ code: 4, out: "" });
    expect(none.err).toContain("neither /dev/sev-guest nor /dev/tdx_guest");
    expect(none.err).toContain("code no-device; to try it without a TSM: --provider auto,software");
    const asked = await report({}, "--provider", "auto,software");
    expect(asked.code).toBe(0);
    expect(asked.err).toContain("tsm: falling back to ioctl\ntsm: ioctl: there is no guest device");
    expect(asked.err).toContain("tsm: falling back to software:sev_guest\n");
    const failing = await report({ sevGuest: true, fault: { errno: "ENOTTY" } }, "--provider", "auto,software");
    expect(failing).toMatchObject({ code: 4, out: "" });
  });

  it("is no software where a device is closed, or koffi is missing", async () => {
    const closed = await report({ sevGuest: true, open: "EACCES" }, "--provider", "ioctl,software");
    expect(closed).toMatchObject({ code: 4, out: "" });
    expect(closed.err).toContain("/dev/sev-guest: EACCES. Run as root");
    const without = await report({ sevGuest: true, koffi: false }, "--provider", "ioctl,software");
    expect(without).toMatchObject({ code: 4, out: "" });
    expect(without.err).toContain("koffi is not installed. Node: npm install koffi.");
    expect(without.err).toContain("code no-ffi");
  });

  it("never leaves a report directory that was named", async () => {
    const { code, err } = await report({ sevGuest: true }, "--entry-root", directory());
    expect(code).toBe(4);
    expect(err).toContain("code no-configfs");
  });

  it("tries the device where configfs is closed, and tells of that when there is no device", async () => {
    const fake = configfs({ fails: { mkdir: "EACCES" } });
    const args = ["report", ...NONCE, "--provider", "configfs,ioctl", "--entry-root", fake.root];
    const { code, err } = await tsm(args, { env: fake.env });
    expect(code).toBe(4);
    expect(err).toContain("tsm: configfs: permission denied");
    expect(err).toContain("tsm: falling back to ioctl\n");
    expect(err).toMatch(/\n {2}code permission\n$/);
  });
});

describe("a TDREPORT", () => {
  it("comes with the word that it is no quote", async () => {
    const { code, out, err } = await report({ tdxGuest: true }, "--provider", "ioctl", "--format", "text");
    expect(code).toBe(0);
    expect(out).toContain("Intel TDREPORT");
    expect(out).not.toContain("generation");
    expect(err).toContain("this is a TDREPORT, which only this machine can check");
    expect(err).toContain("configfs-tsm");
  });
});

it.each([
  ["the firmware", { errno: "EIO", fwError: 0x15 }, 4, "the firmware says UNSUPPORTED (0x15)", "firmware"],
  ["the host", { errno: "EIO", vmmError: 1 }, 4, "the host says INVALID_LEN (0x1)", "host-refused"],
  ["the driver", { errno: "ENOTTY" }, 4, "(VMPCK) after an earlier failure", "keys-wiped"],
  ["parameters", { status: 0x16 }, 1, "the firmware says INVALID_PARAM (0x16)", "refused"],
])("%s is told, with what to do", async (_, fault, exit, message, code) => {
  const ended = await report({ sevGuest: true, fault }, "--provider", "ioctl");
  expect({ code: ended.code, out: ended.out }).toEqual({ code: exit, out: "" });
  expect(ended.err).toContain(message);
  expect(ended.err).toContain(`\n  code ${code}`);
  expect(ended.err).not.toContain("    at ");
});
