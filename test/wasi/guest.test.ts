/** `tsm events` and `tsm doctor` in WASI and in Node: what a guest tells of itself. */
import { mkdirSync, mkdtempSync, readdirSync, rmSync, symlinkSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { encodeCcelTable } from "../../hosts/forge/eventLog.ts";
import { createTdxPlatform, snp } from "../../hosts/forge/index.ts";
import { configfsEnv, directory, tsm } from "../cli/tsm.ts";
import { changed, forged, placesOf } from "../eventlog/logs.ts";
import { alike, wasm } from "./run.ts";

describe("events", () => {
  const { log, registers } = forged;
  let quote: Uint8Array;
  let tdReport: Uint8Array;
  beforeAll(async () => {
    const { runtime0: rtmr0, runtime1: rtmr1, runtime2: rtmr2, runtime3: rtmr3 } = registers;
    const fields = { rtmr0, rtmr1, rtmr2, rtmr3 };
    const machine = await createTdxPlatform();
    [quote, tdReport] = await Promise.all([machine.quote({ fields }), machine.tdReport({ td15: true })]);
  });

  function place() {
    const cwd = directory();
    const files = {
      log,
      quote,
      tdReport,
      table: encodeCcelTable(log.length),
      other: changed(log, placesOf(log)[7]?.digest ?? 0, 1, 2, 3),
      // Its event speaks in control characters and in Latin-1.
      strange: changed(log, placesOf(log)[0]?.data ?? 0, 0xe9, 0x7f, 0x0a, 0x09, 0x22),
      short: log.subarray(0, 100),
      empty: new Uint8Array(),
      large: new Uint8Array((4 << 20) + 100_000),
    };
    for (const [name, bytes] of Object.entries(files)) writeFileSync(join(cwd, name), bytes);
    return (args: string[], given = {}) => alike(["events", ...args], { cwd, ...given });
  }

  it.each([
    ["a log", ["--log", "log"], 0],
    ["a log as JSON", ["--log", "log", "--format", "json"], 0],
    ["a log that is odd, as JSON", ["--log", "strange", "--format", "json"], 0],
    ["a log and its table", ["--log", "log", "--table", "table", "--format", "json"], 0],
    ["a log and a quote", ["--log", "log", "--against", "quote"], 0],
    ["a log and a TDREPORT of another", ["--log", "log", "--against", "tdReport"], 2],
    ["a log and a reference", ["--log", "other", "--against", "quote", "--reference", "log"], 2],
    ["the same twice", ["--log", "log", "--reference", "log", "--format", "json"], 0],
  ])("%s", async (_, args, code) => {
    expect((await place()(args)).code).toBe(code);
  });

  it("from stdin, with colours", async () => {
    const run = place();
    await run(["--log", "-"], { stdin: log, env: { FORCE_COLOR: "1" } });
    await run(["--log", "log", "--against", "-"], { stdin: quote });
  });

  it.each([
    [["--log", "short"]],
    [["--log", "empty"]],
    [["--log", "large"]],
    [["--log", "missing"]],
    [["--log", "log", "--table", "log"]],
    [["--log", "log", "--reference", "short"]],
    [["--log", "log", "--reference", "large"]],
    [["--log", "log", "--against", "log"]],
    [["--log", "log", "--against", "missing"]],
    [[]],
  ])("refused: %j", async (args) => {
    const { code, out } = await place()(args);
    expect(code).not.toBe(0);
    expect(out).toBe("");
  });
});

describe("doctor", () => {
  const REPORTS = "sys/kernel/config/tsm/report";
  const MOUNT = "31 24 0:28 / /sys/kernel/config rw - configfs configfs rw\n";
  const made = mkdtempSync(join(tmpdir(), "tsm-wasi-"));
  const template = join(made, "report");
  beforeAll(async () => writeFileSync(template, (await snp()).report));
  afterAll(() => rmSync(made, { recursive: true }));

  type Files = Record<string, string>;

  /** A system of these files; `report` is a directory whose entries fill as in configfs. */
  function system(files: Files = { "proc/self/mountinfo": MOUNT }, fake: object = {}) {
    const root = directory();
    const reports = join(root, REPORTS);
    mkdirSync(reports, { recursive: true });
    for (const [path, content] of Object.entries(files)) {
      mkdirSync(dirname(join(root, path)), { recursive: true });
      writeFileSync(join(root, path), content);
    }
    return { root, reports, env: configfsEnv(reports, fake) };
  }

  interface Finding {
    check: string;
    state: string;
    says: string;
    mend?: string;
  }

  /** What a run tells as JSON, without what two runs, or two hosts, can't have in common. */
  function parts(out: string, root: string) {
    const same = (text: string) =>
      text
        .replaceAll(root, "ROOT")
        .replace(/it shows \S+/, "it shows …")
        .replace(/tsmkit-[\w.]*-[0-9a-f]{16}/g, "ENTRY");
    const { reportBy, configfs, ioctl, guest } = JSON.parse(out);
    const known = (findings: Finding[]) =>
      findings.map(({ mend, says, ...rest }) => ({
        ...rest,
        says: same(says),
        // There is no sudo around an engine, and no rtmr in WASI.
        ...(mend !== undefined && {
          mend: same(mend).replace(/^(sudo|run|tsm rtmr|tsm inspect).*/, "…"),
        }),
      }));
    return { reportBy, configfs: known(configfs), guest: known(guest), ioctl: known(ioctl) };
  }

  /** Runs both on a system each, and expects the same of them but for what takes ioctl. */
  async function same(files?: Files, fake: object = {}, args: string[] = []) {
    const [here, there] = [system(files, fake), system(files, fake)];
    const call = (root: string) => ["doctor", "--format", "json", "--root", root, ...args];
    const ended = await wasm(call(here.root), { env: here.env });
    const expected = await tsm(call(there.root), { env: there.env });
    expect(ended.err).toBe("");
    const { ioctl, ...found } = parts(ended.out, here.root);
    const { ioctl: _, ...others } = parts(expected.out, there.root);
    expect(found).toEqual(others);
    expect(ended.code).toBe(expected.code);
    expect(ioctl).toEqual([
      {
        check: "calls",
        state: "missing",
        says: "WASI has no ioctl: guest devices are neither seen nor asked here",
        mend: "npx -p tsmkit tsm doctor",
      },
    ]);
    expect(readdirSync(here.reports)).toEqual([]);
    return { ...ended, ...found };
  }

  const GUEST = {
    "proc/self/mountinfo": `22 1 0:1 / / rw - ext4 /dev/vda rw\n${MOUNT}`,
    "proc/sys/kernel/osrelease": "6.12.4-amd64\n",
    "proc/cpuinfo": "flags\t\t: fpu tdx_guest lm\n",
  };

  it.each([
    ["is well", undefined, {}, 0],
    ["is a guest", GUEST, {}, 0],
    ["has a floor", GUEST, { floor: 2 }, 0],
    ["has no configfs", { "proc/self/mountinfo": "", "proc/filesystems": "nodev\tconfigfs\n" }, {}, 4],
    ["has no configfs in its kernel", { "proc/self/mountinfo": "", "proc/filesystems": "nodev\tproc\n" }, {}, 4],
    ["is a container without it", { "proc/self/mountinfo": "", ".dockerenv": "" }, {}, 4],
    ["has it read-only", { "proc/self/mountinfo": MOUNT.replace(" rw -", " ro -") }, {}, 4],
    [
      "is a container that has it read-only",
      { "proc/self/mountinfo": MOUNT.replace(/rw\n$/, "ro\n"), ".dockerenv": "" },
      {},
      4,
    ],
    ["has no driver", GUEST, { fails: { mkdir: "ENXIO" } }, 4],
    ["fails", GUEST, { fails: { mkdir: "EIO" } }, 4],
    ["keeps an entry", undefined, { fails: { rmdir: "EBUSY" } }, 0],
    [
      "is Microsoft's",
      {
        "proc/self/mountinfo": MOUNT,
        "sys/class/dmi/id/sys_vendor": "Microsoft Corporation\n",
        "sys/class/tpm/tpm0/x": "",
      },
      {},
      0,
    ],
    [
      "has registers and a log",
      {
        ...GUEST,
        "sys/class/misc/tdx_guest/measurements/rtmr1:sha384": "1",
        "sys/class/misc/tdx_guest/measurements/mrtd": "1",
        "sys/class/misc/tdx_guest/measurements/other": "1",
        "sys/class/misc/a/dev": "",
        "sys/firmware/acpi/tables/CCEL": "1",
        "sys/firmware/acpi/tables/data/CCEL": "1",
      },
      {},
      0,
    ],
    ["shows no log", { ...GUEST, "sys/firmware/acpi/tables/CCEL": "1" }, {}, 0],
  ])("a system that %s", async (name, files, fake, code) => {
    if (name === "keeps an entry") {
      const { root, env, reports } = system(files, fake);
      const ended = await wasm(["doctor", "--root", root], { env });
      expect(ended.code).toBe(code);
      expect(ended.out).toContain(`the entry that asked could not be removed (EBUSY)\n`);
      expect(ended.out).toContain(`$ rmdir ${reports}/${readdirSync(reports)[0]}\n`);
      return;
    }
    expect((await same(files, fake)).code).toBe(code);
  });

  it("whose report directory is root's, or is not there", async () => {
    for (const mkdir of ["EACCES", "EROFS"]) {
      const { root, env } = system(GUEST, { fails: { mkdir } });
      const { code, out } = await wasm(["doctor", "--root", root], { env });
      expect(code).toBe(4);
      expect(out).toContain(
        `  broken   directory  ${mkdir === "EROFS" ? "it is mounted read-only" : "/sys/kernel/config/tsm/report is root's (EACCES)"}\n`,
      );
    }
    const root = directory();
    mkdirSync(join(root, "proc/self"), { recursive: true });
    writeFileSync(join(root, "proc/self/mountinfo"), MOUNT);
    for (const release of ["6.1.0", "6.12.0"]) {
      mkdirSync(join(root, "proc/sys/kernel"), { recursive: true });
      writeFileSync(join(root, "proc/sys/kernel/osrelease"), release);
      const args = ["doctor", "--format", "json", "--root", root];
      const [here, there] = [await wasm(args), await tsm(args)];
      expect(parts(here.out, root).configfs).toEqual(parts(there.out, root).configfs);
    }
  });

  it("is asked for a report when told to, and left as it was", async () => {
    const well = await same(undefined, { template }, ["--request"]);
    expect(well.configfs.find(({ check }) => check === "request")?.says).toMatch(/^a report of 1184 bytes came/);
    const broken = await same(undefined, { template, outblob: "empty" }, ["--request"]);
    expect(broken.configfs.find(({ check }) => check === "request")?.mend).toBe("on the host: systemctl restart qgsd");
    await same(undefined, { template, outblob: "EIO" }, ["--request"]);
  });

  it("as text, with colours", async () => {
    const [here, there] = [system(GUEST), system(GUEST)];
    const run = async (env: object) => {
      const ended = await wasm(["doctor", "--root", here.root], { env: { ...here.env, ...env } });
      const expected = await tsm(["doctor", "--root", there.root], { env: { ...there.env, ...env } });
      const part = (out: string) => out.split("\n\n")[0];
      expect(part(ended.out)).toBe(part(expected.out));
      expect(ended.out.split("\n").at(-2)).toBe(expected.out.split("\n").at(-2));
      return ended.out;
    };
    await run({});
    expect(await run({ FORCE_COLOR: "1" })).toContain("\x1b[32mok       \x1b[0m");
  });

  it("tells of entries that are there", async () => {
    const { root, reports, env } = system(GUEST);
    for (const name of ["mine", "tsmkit-4026531836.7.99-0123456789abcdef"]) {
      mkdirSync(join(reports, name));
      writeFileSync(join(reports, name, "provider"), "sev_guest\n");
    }
    const { code, out } = await wasm(["doctor", "--root", root], { env });
    expect(code).toBe(0);
    expect(out).toContain("mine is of other programs; left over, it blocks a reload of the driver\n");
    expect(out).toContain(`$ rmdir ${reports}/mine  (if nobody uses it)\n`);
    expect(out).toContain(
      "tsmkit-4026531836.7.99-0123456789abcdef is of tsmkit; whether its process lives is not seen here\n",
    );
  });

  it("says what it does not see", async () => {
    const { reports, env } = system();
    const { code, out } = await wasm(["doctor"], { env, preopens: { "/sys/kernel/config": join(reports, "../..") } });
    expect(out).toContain("  note     mount      it is not seen here: /proc/self/mountinfo lies in no directory");
    expect(out).toContain("  note     registers  it is not seen here: /sys/class/misc lies in no directory");
    expect(out).toContain("  note     event log  it is not seen here: ");
    // The directory is there and no configfs: nothing that this run has been given fakes one.
    expect(code).toBe(4);
    expect((await wasm(["doctor"], { preopens: {} })).out).toContain(
      "  missing  directory  /sys/kernel/config/tsm/report lies in no directory that was handed to this program\n",
    );
  });

  it("follows links, as /sys has them", async () => {
    const { root } = system({ ...GUEST, "sys/devices/virtual/misc/tdx_guest/measurements/rtmr0:sha384": "1" });
    mkdirSync(join(root, "sys/class/misc"), { recursive: true });
    symlinkSync("../../devices/virtual/misc/tdx_guest", join(root, "sys/class/misc/tdx_guest"));
    const { out } = await wasm(["doctor", "--root", root]);
    expect(out).toContain("  ok       registers  runtime0\n");
  });
});
