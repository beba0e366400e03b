/** `tsm doctor` below a directory that stands for the root of a system. */
import { mkdirSync, readdirSync, readFileSync, readlinkSync, writeFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { describe, expect, it } from "vitest";
import { snp } from "../../hosts/forge/index.ts";
import { configfsEnv, directory, tsm } from "./tsm.ts";

const REPORTS = "sys/kernel/config/tsm/report";
const MOUNT = "31 24 0:28 / /sys/kernel/config rw - configfs configfs rw\n";

/** A system of these files; `report` is a directory whose entries fill as in configfs. */
function system(files: Record<string, string> = { "proc/self/mountinfo": MOUNT }, fake: object = {}) {
  const root = directory();
  const report = join(root, REPORTS);
  mkdirSync(report, { recursive: true });
  for (const [path, content] of Object.entries(files)) {
    mkdirSync(dirname(join(root, path)), { recursive: true });
    writeFileSync(join(root, path), content);
  }
  const env = configfsEnv(report, fake);
  const verbs = () =>
    readFileSync(join(dirname(report), "verbs"), "utf8")
      .trim()
      .split("\n");
  return { report, verbs, doctor: (...args: string[]) => tsm(["doctor", "--root", root, ...args], { env }) };
}

describe("a system that is well", () => {
  it("ends with 0, and is left as it was", async () => {
    const { doctor, report, verbs } = system();
    const { code, out, err } = await doctor();
    expect({ code, err }).toEqual({ code: 0, err: "" });
    expect(out).toContain("  ok       mount      configfs is mounted at /sys/kernel/config, read-write\n");
    expect(out).toContain("  ok       provider   sev_guest: AMD SEV-SNP.\n");
    expect(out).toMatch(/\nA report can be had by configfs\.\n$/);
    expect(verbs()).toEqual(["mkdir", "rmdir"]);
    expect(readdirSync(report)).toEqual([]);
  });

  it("gives JSON to programs", async () => {
    const { doctor } = system();
    const { code, out } = await doctor("--format", "json");
    expect(code).toBe(0);
    const { reportBy, configfs, ioctl, guest } = JSON.parse(out);
    expect(reportBy).toBe("configfs");
    expect(configfs[0]).toEqual({ check: "mount", state: "ok", says: expect.any(String) });
    expect(ioctl[0]).toMatchObject({ check: "device", state: "missing", mend: expect.any(String) });
    expect(guest.map(({ check }: { check: string }) => check)).toEqual(["clock", "registers", "event log"]);
  });
});

describe("a system that lacks something", () => {
  it("ends with 4, and says what mends it", async () => {
    const { doctor } = system({ "proc/self/mountinfo": "", "proc/filesystems": "nodev\tconfigfs\n" });
    const { code, out, err } = await doctor();
    expect({ code, err }).toEqual({ code: 4, err: "" });
    const mend = `${" ".repeat(22)}$ mount -t configfs none /sys/kernel/config\n`;
    expect(out).toContain(`  missing  mount      configfs is not mounted\n${mend}`);
    expect(out).toMatch(/\nNo report can be had here\.\n$/);
  });

  it("asks for a report when told to, and leaves nothing behind", async () => {
    const template = join(directory(), "report");
    writeFileSync(template, (await snp()).report);
    const well = system(undefined, { template });
    expect((await well.doctor("--request")).out).toContain("  ok       request    a report of 1184 bytes came");
    const { doctor, report } = system(undefined, { template, outblob: "empty" });
    const { code, out } = await doctor("--request");
    expect(code).toBe(4);
    expect(out).toContain("(empty-outblob)");
    expect(readdirSync(report)).toEqual([]);
  });

  it("has the entries of killed processes swept", async () => {
    const { doctor, report } = system();
    // No process has started at this time.
    const namespace = readlinkSync("/proc/self/ns/pid").replace(/\D/g, "");
    const left = `tsmkit-${namespace}.${process.pid}.1-0123456789abcdef`;
    mkdirSync(join(report, left));
    writeFileSync(join(report, left, "provider"), "sev_guest\n");
    expect((await doctor()).out).toContain("$ tsm doctor --sweep\n");
    expect(readdirSync(report)).toEqual([left]);
    expect((await doctor("--sweep")).out).toContain(`removed what killed processes left behind: ${left}\n`);
    expect(readdirSync(report)).toEqual([]);
  });
});
