/** Measurement registers in sysfs, from Linux 6.16 on: by file verbs, by `tsm rtmr`, and in a TDREPORT of the device. */
import { createHash } from "node:crypto";
import { open, readdir, readFile } from "node:fs/promises";
import { join } from "node:path";
import { decodeHex, encodeHex, inspect, registersIn } from "tsmkit";
import { createSnpPlatform, createTdxPlatform } from "tsmkit/forge";
import { tdReport } from "tsmkit/ioctl";
import { NodeDevices } from "tsmkit/ioctl/node";
import { tdxGuest } from "tsmkit/software-tsm";
import { equal } from "../../browser/expect.ts";
import { behindKernel, type Checks } from "../guest/checks.ts";
import { tsm } from "../guest/command.ts";
import { devicesOf } from "../guest/deviceModel.ts";

const FOLDER = "/sys/class/misc/tdx_guest/measurements";
const NAMES = ["mrconfigid", "mrtd:sha384", "rtmr0:sha384", "rtmr1:sha384", "rtmr2:sha384", "rtmr3:sha384"];

/** Works with the devices of a machine of its own. */
const withRegisters = (work: () => Promise<void>) => async () => {
  const [snp, tdx] = await Promise.all([createSnpPlatform(), createTdxPlatform()]);
  await behindKernel(tdxGuest({ platform: tdx }), work, devicesOf(snp, tdx));
};

/** One write of a register, which extends it. */
async function write(name: string, bytes: Uint8Array): Promise<void> {
  const file = await open(join(FOLDER, name), "r+");
  try {
    await file.write(bytes);
  } finally {
    await file.close();
  }
}

/** For kernels that show none. */
export const noRegisterChecks: Checks = {
  "tsm rtmr tells that the kernel shows no registers": async () => {
    const { err } = await tsm(["rtmr", "list"], 4);
    equal(/code no-registers/.test(err), true);
  },
};

export const registerChecks: Checks = {
  "a register is extended by a write": withRegisters(async () => {
    equal((await readdir(FOLDER)).sort(), NAMES);
    const [before, data] = [await readFile(join(FOLDER, "rtmr2:sha384")), new Uint8Array(48).fill(7)];
    await write("rtmr2:sha384", data);
    const after = await readFile(join(FOLDER, "rtmr2:sha384"));
    equal(Uint8Array.from(after), Uint8Array.from(createHash("sha384").update(before).update(data).digest()));
  }),

  "a write of another length is EINVAL": withRegisters(async () => {
    const code = await write("rtmr2:sha384", new Uint8Array(47)).catch((error) => error.code);
    equal(code, "EINVAL");
  }),

  "tsm rtmr lists, reads and extends registers, and the device's TDREPORT has them": withRegisters(async () => {
    const all = JSON.parse((await tsm(["rtmr", "list", "--format", "json"])).out);
    const may = all.map(({ name, extendable }: { name: string; extendable: boolean }) => [name, extendable]);
    const runtime = ["runtime0", "runtime1", "runtime2", "runtime3"].map((name) => [name, true]);
    equal(may, [["initial", false], ...runtime, ["config", false]]);

    const digest = new Uint8Array(48).fill(9);
    const call = ["rtmr", "extend", "runtime3", "--digest", encodeHex(digest), "--format", "json"];
    const { before, after, interfered } = JSON.parse((await tsm(call)).out);
    equal(interfered, false);
    equal(after, createHash("sha384").update(decodeHex(before)).update(digest).digest("hex"));
    equal((await tsm(["rtmr", "read", "runtime3"])).out, `${after}\n`);

    const report = await tdReport(new NodeDevices(), new Uint8Array(64));
    equal(registersIn(inspect(report)).find(({ name }) => name === "runtime3")?.value, after);
  }),

  "tsm rtmr does not extend what is fixed": withRegisters(async () => {
    const { err } = await tsm(["rtmr", "extend", "initial", "--digest", "00".repeat(48)], 1);
    equal(/code not-extendable/.test(err), true);
  }),
};
