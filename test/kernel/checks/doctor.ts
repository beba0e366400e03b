/** `tsm doctor` inside of the guest: what it says when all is well, and of each thing that the suite can take away. */
import { execFile } from "node:child_process";
import { promisify } from "node:util";
import { emptyOutblob, sevGuest, tdxGuest } from "tsmkit/software-tsm";
import { equal } from "../../browser/expect.ts";
import { behindKernel, type Checks, entries } from "../guest/checks.ts";
import { NOBODY, tsm } from "../guest/command.ts";
import { withDevices } from "../guest/deviceModel.ts";
import { say } from "../guest/results.ts";

const sh = promisify(execFile);

interface Finding {
  check: string;
  state: string;
  says: string;
  mend?: string;
}

interface Diagnosis {
  reportBy?: string;
  configfs: Finding[];
  ioctl: Finding[];
}

/** What it says, with these options; `expected` is its exit code. */
async function doctor(expected: number, options: string[] = [], uid = 0): Promise<Diagnosis> {
  const { out } = await tsm(["doctor", "--format", "json", ...options], expected, uid);
  return JSON.parse(out);
}

/** The finding of a check, which must be there. */
function found(findings: Finding[], check: string): Finding {
  const finding = findings.find((one) => one.check === check);
  if (!finding) throw new Error(`no finding ${check} in ${JSON.stringify(findings)}`);
  return finding;
}

export const doctorChecks: Checks = {
  "tsm doctor finds the driver, asks it, and leaves nothing": withDevices(async () => {
    const { reportBy, configfs, ioctl } = await doctor(0, ["--request"]);
    equal(reportBy, "configfs");
    equal(
      configfs.map(({ check, state }) => [check, state]),
      ["mount", "directory", "provider", "request", "entries"].map((check) => [check, "ok"]),
    );
    equal(found(ioctl, "device").state, "ok");
    equal(found(ioctl, "calls").state, "ok");
    const { out } = await tsm(["doctor"]);
    say({ note: `$ tsm doctor\n${out}` });
  }),

  "tsm doctor tells that no driver is registered": async () => {
    const { reportBy, configfs } = await doctor(4);
    equal(reportBy, undefined);
    equal(found(configfs, "provider").state, "missing");
    equal(/modprobe/.test(found(configfs, "provider").mend ?? ""), true);
    equal(entries(), []);
  },

  "tsm doctor tells that a quoting service is dead": () =>
    behindKernel(emptyOutblob(tdxGuest()), async () => {
      const { configfs } = await doctor(4, ["--request"]);
      const { state, mend = "" } = found(configfs, "request");
      equal(state, "broken");
      equal(/qgs/.test(mend), true);
    }),

  "tsm doctor tells another user whom it takes": withDevices(async () => {
    const { reportBy, configfs, ioctl } = await doctor(4, [], NOBODY);
    equal(reportBy, undefined);
    for (const finding of [found(configfs, "directory"), found(ioctl, "device")]) {
      equal(finding.state, "broken");
      equal(/sudo/.test(finding.mend ?? ""), true);
    }
  }),

  "tsm doctor tells of a privilege level above 0": () =>
    behindKernel(sevGuest({ privlevelFloor: 2 }), async () => {
      const { configfs } = await doctor(0);
      equal(/level 2/.test(found(configfs, "privlevel").says), true);
    }),

  "tsm doctor tells that configfs is not mounted, and its command mounts it": async () => {
    // Lazily, since the truth table's program may still work below it.
    await sh("umount", ["-l", "/sys/kernel/config"]);
    try {
      const { configfs } = await doctor(4);
      const { state, mend = "" } = found(configfs, "mount");
      equal(state, "missing");
      await sh("sh", ["-c", mend]);
      await behindKernel(sevGuest(), async () => equal((await doctor(0)).reportBy, "configfs"));
    } finally {
      // For the checks that follow; refused when it is mounted again.
      await sh("mount", ["-t", "configfs", "none", "/sys/kernel/config"]).catch(() => undefined);
    }
  },
};
