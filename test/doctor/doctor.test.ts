/** What the doctor says of systems that lack one thing each; entries it makes are gone again, and nothing else changes. */
import { describe, expect, test } from "vitest";
import { type DoctorOptions, examine } from "../../hosts/doctor.ts";
import { fileError } from "../../hosts/errno.ts";
import type { ReportFiles } from "../../hosts/files.ts";
import { emptyOutblob, failing, sevGuest, softwareTsm, tdxGuest } from "../../hosts/software-tsm/index.ts";
import { type MemoryFile, MemorySystem } from "../registers/system.ts";

const REPORTS = "/sys/kernel/config/tsm/report";
const MOUNTED = "31 24 0:28 / /sys/kernel/config rw,nosuid shared:14 - configfs configfs rw\n";
const READ_ONLY = MOUNTED.replace(" rw,nosuid", " ro,nosuid");

/** A guest with all that there is. */
const WHOLE: Record<string, string | MemoryFile> = {
  "/proc/sys/kernel/osrelease": "6.18.1-amd64\n",
  "/proc/self/mountinfo": MOUNTED,
  "/proc/filesystems": "nodev\tconfigfs\n",
  [`${REPORTS}/.`]: "",
  "/dev/sev-guest": "",
  "/sys/class/misc/tdx_guest/measurements/rtmr0:sha384": { content: new Uint8Array(48) },
  "/sys/firmware/acpi/tables/CCEL": "CCEL",
  "/sys/firmware/acpi/tables/data/CCEL": "",
};

/** The whole guest without some files, and with others. */
function system(changes: Record<string, string | MemoryFile | undefined> = {}): MemorySystem {
  const files = Object.entries({ ...WHOLE, ...changes }).filter(([, file]) => file !== undefined);
  return new MemorySystem(Object.fromEntries(files) as Record<string, string | MemoryFile>);
}

interface Guest {
  files?: MemorySystem;
  reports?: ReportFiles;
  lack?: string;
  now?: Date;
  gone?: (id: string) => boolean;
}

async function look({ files = system(), reports, lack, now, gone }: Guest, options: DoctorOptions = {}) {
  const tsm = reports ?? softwareTsm({ provider: sevGuest() }).files;
  const made: string[] = [];
  const watched: ReportFiles = {
    ...tsm,
    list: () => tsm.list(),
    read: (entry, attribute) => tsm.read(entry, attribute),
    write: (entry, attribute, bytes) => tsm.write(entry, attribute, bytes),
    create: (entry) => {
      made.push(entry);
      return tsm.create(entry);
    },
    remove: (entry) => tsm.remove(entry),
  };
  const patient = {
    files,
    reports: watched,
    reportsAt: REPORTS,
    owner: { id: "me", isGone: gone ?? (() => false) },
    now: now ?? new Date("2030-01-02T03:04:05Z"),
    lackOfCalls: async () => lack,
    callsBy: "npm install koffi",
  };
  const diagnosis = await examine(patient, options);
  const all = [...diagnosis.configfs, ...diagnosis.ioctl, ...diagnosis.guest];
  return { ...diagnosis, made, find: (check: string) => all.filter((one) => one.check === check) };
}

/** Report files whose mkdir fails. */
function closed(errno: string): ReportFiles {
  const { files } = softwareTsm({ provider: sevGuest() });
  return {
    list: () => files.list(),
    read: (entry, attribute) => files.read(entry, attribute),
    write: (entry, attribute, bytes) => files.write(entry, attribute, bytes),
    remove: (entry) => files.remove(entry),
    create: () => {
      throw fileError(errno);
    },
  };
}

describe("a guest that lacks nothing", () => {
  test("is well, and its TSM is as it was", async () => {
    const { files } = softwareTsm({ provider: sevGuest() });
    const { reportBy, configfs, ioctl, guest, made } = await look({ reports: files });
    expect(reportBy).toBe("configfs");
    expect([...configfs, ...ioctl, ...guest].map(({ check, state }) => `${check} ${state}`)).toEqual([
      ...["mount ok", "directory ok", "provider ok", "entries ok"],
      ...["device ok", "calls ok"],
      ...["clock ok", "registers ok", "event log ok"],
    ]);
    expect(made).toHaveLength(1);
    expect(await files.list()).toEqual([]);
  });

  test("needs no entry made when one is there to be read", async () => {
    const { files } = softwareTsm({ provider: sevGuest({ privlevelFloor: 2 }) });
    await files.create("other");
    const { made, find } = await look({ reports: files });
    expect(made).toEqual([]);
    expect(find("provider")).toEqual([{ check: "provider", state: "ok", says: "sev_guest: AMD SEV-SNP." }]);
    expect(find("privlevel")[0]).toMatchObject({ state: "note", mend: expect.stringContaining("--privlevel 2") });
    expect(await files.list()).toEqual(["other"]);
  });

  test("may have a provider that is not known", async () => {
    const provider = { ...sevGuest(), name: "new_guest" };
    const { find, reportBy } = await look({ reports: softwareTsm({ provider }).files });
    expect(find("provider")[0]).toMatchObject({ state: "ok", says: "new_guest, which is not known here." });
    expect(reportBy).toBe("configfs");
  });
});

/** Without a device configfs alone decides. */
const ONLY_CONFIGFS = { "/dev/sev-guest": undefined };
describe("no report by configfs", () => {
  test.each<[string, Record<string, string | MemoryFile | undefined>, string, string, string]>([
    ["not mounted", { "/proc/self/mountinfo": "" }, "mount", "missing", "mount -t configfs none /sys/kernel/config"],
    [
      "not mounted, and not known to the kernel",
      { "/proc/self/mountinfo": "", "/proc/filesystems": "ext4" },
      "mount",
      "missing",
      "modprobe configfs && mount -t configfs none /sys/kernel/config",
    ],
    [
      "not in this container",
      { "/proc/self/mountinfo": "", "/.dockerenv": "" },
      "mount",
      "missing",
      "docker run -v /sys/kernel/config:/sys/kernel/config …",
    ],
    [
      "not in this pod",
      { "/proc/self/mountinfo": "", "/var/run/secrets/kubernetes.io/token": "" },
      "mount",
      "missing",
      "docker run -v",
    ],
    [
      "mounted read-only",
      { "/proc/self/mountinfo": READ_ONLY },
      "mount",
      "broken",
      "mount -o remount,rw /sys/kernel/config",
    ],
    [
      "covered by a read-only mount",
      { "/proc/self/mountinfo": `${MOUNTED}${READ_ONLY}` },
      "mount",
      "broken",
      "remount,rw",
    ],
    [
      "read-only in this container",
      { "/proc/self/mountinfo": READ_ONLY, "/run/.containerenv": "" },
      "mount",
      "broken",
      "/sys/kernel/config:rw",
    ],
    ["no module", { [`${REPORTS}/.`]: undefined }, "directory", "missing", "modprobe sev-guest || modprobe tdx-guest"],
    [
      "no module of TDX",
      { [`${REPORTS}/.`]: undefined, "/proc/cpuinfo": "flags\t\t: fpu tdx_guest sse\n" },
      "directory",
      "missing",
      "modprobe tdx-guest",
    ],
    [
      "no module of SNP",
      { [`${REPORTS}/.`]: undefined, "/sys/devices/system/cpu/sev/vmpl": "0" },
      "directory",
      "missing",
      "modprobe sev-guest",
    ],
    ["permission", { [REPORTS]: { writeError: "EACCES" } }, "directory", "broken", "sudo tsm report"],
    ["an open mount", { [REPORTS]: { writeError: "EROFS" } }, "directory", "broken", "remount,rw"],
  ])("%s", async (_, changes, check, state, mend) => {
    const { reportBy, find, made } = await look({ files: system({ ...ONLY_CONFIGFS, ...changes }) });
    expect(reportBy).toBeUndefined();
    expect(find(check)).toEqual([{ check, state, says: expect.any(String), mend: expect.stringContaining(mend) }]);
    expect(made).toEqual([]);
  });

  test("a Linux that is too old", async () => {
    const files = system({
      ...ONLY_CONFIGFS,
      [`${REPORTS}/.`]: undefined,
      "/sys/class/misc/tdx_guest/measurements/rtmr0:sha384": undefined,
      "/proc/sys/kernel/osrelease": "6.1.0-32\n",
    });
    const { find } = await look({ files });
    expect(find("directory")).toEqual([
      { check: "directory", state: "missing", says: expect.stringContaining("Linux 6.1 has no configfs-tsm") },
    ]);
    expect(find("registers")[0]?.says).toContain("they came with 6.16");
  });

  test.each([
    ["ENXIO", "missing", "modprobe"],
    ["EACCES", "broken", "sudo tsm report"],
    ["ENOMEM", "broken", "dmesg"],
  ])("no driver: mkdir gives %s", async (errno, state, mend) => {
    const { find, reportBy } = await look({ files: system(ONLY_CONFIGFS), reports: closed(errno) });
    expect(find("provider")[0]).toMatchObject({ state, mend: expect.stringContaining(mend) });
    expect(reportBy).toBeUndefined();
  });

  test("a directory that is something else", async () => {
    const { files } = softwareTsm({ provider: sevGuest() });
    const reports = {
      ...closed("EIO"),
      create: (entry: string) => files.create(entry),
      read: () => {
        throw fileError("ENOENT");
      },
    };
    const { find } = await look({ files: system(ONLY_CONFIGFS), reports });
    expect(find("provider")[0]).toMatchObject({ state: "broken", says: expect.stringContaining("is no configfs-tsm") });
  });

  test("and an entry that can't be removed is told of", async () => {
    const { files } = softwareTsm({ provider: sevGuest() });
    const remove = () => {
      throw fileError("EBUSY");
    };
    const reports = { ...closed("EIO"), create: (entry: string) => files.create(entry), remove };
    const { find, made } = await look({ reports });
    expect(find("entries")[0]).toMatchObject({ state: "note", mend: `rmdir ${REPORTS}/${made[0]}` });
  });
});

describe("a request", () => {
  test("is not made unless it is asked for", async () => {
    expect((await look({})).find("request")).toEqual([]);
  });

  test("that succeeds says so", async () => {
    const { files } = softwareTsm({ provider: sevGuest() });
    const { find, reportBy } = await look({ reports: files }, { request: true });
    expect(find("request")[0]).toMatchObject({ state: "ok", says: expect.stringContaining("1184 bytes") });
    expect(reportBy).toBe("configfs");
    expect(await files.list()).toEqual([]);
  });

  test("that gets nothing tells of the quoting service", async () => {
    const { files } = softwareTsm({ provider: emptyOutblob(tdxGuest()) });
    const { find, reportBy } = await look({ files: system(ONLY_CONFIGFS), reports: files }, { request: true });
    expect(find("request")[0]).toMatchObject({ state: "broken", mend: expect.stringContaining("qgsd") });
    expect(find("request")[0]?.says).toContain("(empty-outblob)");
    expect(reportBy).toBeUndefined();
  });

  test("that fails says why", async () => {
    const { files } = softwareTsm({ provider: failing(sevGuest(), "EIO") });
    const { find } = await look({ reports: files }, { request: true });
    expect(find("request")[0]).toMatchObject({ state: "broken", says: expect.stringContaining("(device)") });
  });
});

describe("entries", () => {
  const DEAD = "tsmkit-4026531836.7.500-0123456789abcdef";
  const ALIVE = "tsmkit-4026531836.8.600-0123456789abcdef";
  const gone = (id: string) => id.includes(".7.");

  async function left(...names: string[]) {
    const { files } = softwareTsm({ provider: sevGuest() });
    for (const name of names) await files.create(name);
    return files;
  }

  test("of killed processes are told of, and stay", async () => {
    const reports = await left(DEAD, ALIVE);
    const { find } = await look({ reports, gone });
    expect(find("entries")).toEqual([
      { check: "entries", state: "note", says: expect.stringContaining(DEAD), mend: "tsm doctor --sweep" },
    ]);
    expect(find("entries")[0]?.says).not.toContain(ALIVE);
    expect(await reports.list()).toEqual([DEAD, ALIVE]);
  });

  test("of killed processes are swept when that is asked for, and no others", async () => {
    const reports = await left(DEAD, ALIVE, "com.intel.dcap");
    const { find } = await look({ reports, gone }, { sweep: true });
    expect(find("entries").map(({ state }) => state)).toEqual(["ok", "note"]);
    expect(find("entries")[0]?.says).toContain(DEAD);
    expect(find("entries")[1]).toMatchObject({ mend: `rmdir ${REPORTS}/com.intel.dcap  (if nobody uses it)` });
    expect(await reports.list()).toEqual([ALIVE, "com.intel.dcap"]);
  });
});

describe("devices", () => {
  const noConfigfs = { "/proc/self/mountinfo": "" };

  test("stand in for configfs", async () => {
    expect((await look({ files: system(noConfigfs) })).reportBy).toBe("ioctl");
  });

  test("that give TDREPORTs don't", async () => {
    const files = system({ ...noConfigfs, "/dev/sev-guest": undefined, "/dev/tdx_guest": "" });
    const { reportBy, find } = await look({ files });
    expect(reportBy).toBeUndefined();
    expect(find("device")[0]).toMatchObject({ state: "note", says: expect.stringContaining("no quote") });
  });

  test("are of no use to a program that can't call them", async () => {
    const { reportBy, find } = await look({ files: system(noConfigfs), lack: "koffi is not installed" });
    expect(reportBy).toBeUndefined();
    const says = "koffi is not installed";
    expect(find("calls")).toEqual([{ check: "calls", state: "missing", says, mend: "npm install koffi" }]);
  });

  test.each([
    ["closed to this user", { "/dev/sev-guest": { writeError: "EACCES" } }, "broken", "sudo"],
    ["not there", { "/dev/sev-guest": undefined }, "missing", "modprobe"],
    ["not in this container", { "/dev/sev-guest": undefined, "/.dockerenv": "" }, "missing", "--device"],
  ])("may be %s", async (_, changes, state, mend) => {
    const { find, reportBy } = await look({ files: system({ ...noConfigfs, ...changes }) });
    expect(find("device")[0]).toMatchObject({ state, mend: expect.stringContaining(mend) });
    expect(reportBy).toBeUndefined();
  });
});

describe("the guest", () => {
  test("has a clock that can't be right", async () => {
    const { find, reportBy } = await look({ now: new Date(0) });
    expect(find("clock")[0]).toMatchObject({ state: "broken", says: expect.stringContaining("1970-01-01T00:00:00Z") });
    expect(reportBy).toBe("configfs");
  });

  test("is Azure's, under a paravisor", async () => {
    const azure = { "/sys/class/dmi/id/sys_vendor": "Microsoft Corporation\n", "/sys/class/tpm/tpm0/dev": "10:224" };
    const { find } = await look({ files: system(azure) });
    expect(find("paravisor")[0]).toMatchObject({ state: "note", mend: expect.stringContaining("0x01400001") });
    const other = await look({ files: system({ "/sys/class/tpm/tpm0/dev": "" }) });
    expect(other.find("paravisor")).toEqual([]);
  });

  const LOG = "/sys/firmware/acpi/tables/data/CCEL";
  test.each<[string, Record<string, MemoryFile | undefined>, string, string]>([
    ["no event log", { "/sys/firmware/acpi/tables/CCEL": undefined, [LOG]: undefined }, "event log", "note"],
    ["an event log that is not shown", { [LOG]: undefined }, "event log", "note"],
    ["an event log that is root's", { [LOG]: { error: "EACCES" } }, "event log", "broken"],
    ["no registers", { "/sys/class/misc/tdx_guest/measurements/rtmr0:sha384": undefined }, "registers", "note"],
    [
      "registers that are root's",
      { "/sys/class/misc/tdx_guest/measurements/rtmr0:sha384": { error: "EACCES" } },
      "registers",
      "broken",
    ],
  ])("has %s", async (_, changes, check, state) => {
    const { find } = await look({ files: system(changes) });
    expect(find(check)[0]?.state).toBe(state);
  });
});
