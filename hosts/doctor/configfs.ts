/** Can a report be had by configfs-tsm? Each step says what is missing; behind a failure nobody looks further. */
import { Attester } from "../attester.ts";
import { TsmError } from "../errors.ts";
import { CONFIGFS_REPORTS } from "../files.ts";
import { entryName, ownerOf } from "../owner.ts";
import { list } from "../rows.ts";
import { broken, type Finding, isSound, missing, ok, type Patient, remark, textOf, tried } from "./finding.ts";
import { isSince, modprobe, type Surroundings } from "./surroundings.ts";

const CONFIGFS = "/sys/kernel/config";
/** Linux that has configfs-tsm. */
const SINCE: [number, number] = [6, 7];
const AS_ROOT = "sudo tsm report …";

/** Looks step by step. The last finding is no `ok` when a report can't be had. */
export async function configfs(patient: Patient, around: Surroundings): Promise<Finding[]> {
  const findings: Finding[] = [];
  for (const step of [mount, directory, provider]) {
    const found = await step(patient, around);
    findings.push(...found);
    if (!isSound(found)) break;
  }
  return findings;
}

/** One line of mountinfo: field 5 is the mount point, 6 its options; type and options of the file system follow a dash. */
interface Mount {
  at: string;
  readOnly: boolean;
  type: string;
}

function mountsIn(text: string): Mount[] {
  return text.split("\n").flatMap((line) => {
    const [before = "", after = ""] = line.split(" - ");
    const fields = before.split(" ");
    const [type = "", , ofSystem = ""] = after.split(" ");
    const [at, options = ""] = [fields[4], fields[5]];
    const readOnly = `${options},${ofSystem}`.split(",").includes("ro");
    return at ? [{ at, readOnly, type }] : [];
  });
}

/** Is configfs mounted, and open for writing? */
async function mount(patient: Patient, { container }: Surroundings): Promise<Finding[]> {
  const all = mountsIn(await textOf(patient, "/proc/self/mountinfo"));
  // What was mounted last lies on top.
  const found = all.findLast(({ at, type }) => type === "configfs" && `${CONFIGFS_REPORTS}/`.startsWith(`${at}/`));
  if (!found) {
    if (container) {
      const mend = `docker run -v ${CONFIGFS}:${CONFIGFS} … (as root, on a host that has it)`;
      return [missing("mount", "this container has no configfs", mend)];
    }
    const known = /\bconfigfs$/m.test(await textOf(patient, "/proc/filesystems"));
    const mend = `${known ? "" : "modprobe configfs && "}mount -t configfs none ${CONFIGFS}`;
    return [missing("mount", "configfs is not mounted", mend)];
  }
  if (!found.readOnly) return [ok("mount", `configfs is mounted at ${found.at}, read-write`)];
  const mend = container ? `docker run -v ${CONFIGFS}:${CONFIGFS}:rw …` : `mount -o remount,rw ${found.at}`;
  return [broken("mount", `configfs is mounted at ${found.at} read-only`, mend)];
}

/** Is the report directory there, and open to this user? */
async function directory({ files }: Patient, around: Surroundings): Promise<Finding[]> {
  const { error } = await tried(() => files.access(CONFIGFS_REPORTS, "write"));
  if (error === undefined) return [ok("directory", `${CONFIGFS_REPORTS} is there, and this user may make entries`)];
  if (error === "EACCES" || error === "EPERM") {
    return [broken("directory", `${CONFIGFS_REPORTS} is root's (${error})`, AS_ROOT)];
  }
  if (error === "EROFS") return [broken("directory", "it is mounted read-only", `mount -o remount,rw ${CONFIGFS}`)];
  if (!isSince(around, SINCE)) {
    const linux = around.linux.join(".");
    return [missing("directory", `Linux ${linux} has no configfs-tsm: it came with 6.7. The guest device may do`)];
  }
  return [
    missing("directory", `${CONFIGFS_REPORTS} is not there (${error}): no TSM module is loaded`, modprobe(around)),
  ];
}

/** What an entry says of the driver behind it. */
interface Driver {
  name: string;
  floor: number | undefined;
}

async function driverOf(patient: Patient, entry: string): Promise<Driver> {
  const read = async (attribute: string) =>
    new TextDecoder().decode(await patient.reports.read(entry, attribute)).trim();
  const name = await read("provider");
  const { value } = await tried(() => read("privlevel_floor"));
  return { name, floor: value === undefined ? undefined : Number(value) };
}

/** Asks an entry that is there, or else one that is made for it and removed again. */
async function provider(patient: Patient, around: Surroundings): Promise<Finding[]> {
  const { reports, reportsAt, owner } = patient;
  const { value: entries = [] } = await tried(() => reports.list());
  for (const entry of entries) {
    const { value } = await tried(() => driverOf(patient, entry));
    if (value) return ofDriver(value);
  }
  const entry = entryName(owner);
  const made = await tried(() => reports.create(entry));
  if (made.error === "ENXIO") return [missing("provider", "no TSM driver is registered", modprobe(around))];
  if (made.error === "EACCES" || made.error === "EPERM") {
    return [broken("provider", `this user may not make entries (${made.error})`, AS_ROOT)];
  }
  if (made.error !== undefined) return [broken("provider", `no entry can be made: ${made.error}`, "dmesg | tail")];
  const { value, error } = await tried(() => driverOf(patient, entry));
  const removed = await tried(() => reports.remove(entry));
  const findings = value
    ? ofDriver(value)
    : [broken("provider", `its entry has no provider (${error}): ${reportsAt} is no configfs-tsm`)];
  if (removed.error !== undefined) {
    const says = `the entry that asked could not be removed (${removed.error})`;
    findings.push(remark("entries", says, `rmdir ${reportsAt}/${entry}`));
  }
  return findings;
}

function ofDriver({ name, floor }: Driver): Finding[] {
  const title = list("configfsProvider").find((row) => row.name === name)?.note;
  const findings = [ok("provider", `${name}${title ? `: ${title}` : ", which is not known here."}`)];
  if (floor) {
    const says = `this guest runs at privilege level ${floor}, under an SVSM or a paravisor: a lower number is refused`;
    findings.push(remark("privlevel", says, `tsm report --privlevel ${floor} …  (or leave it out)`));
  }
  return findings;
}

/** Entries that nobody uses any more keep the driver from being unloaded. */
export async function entries({ reports, reportsAt, owner }: Patient, sweep: boolean): Promise<Finding[]> {
  const { value: all } = await tried(() => reports.list());
  if (!all) return [];
  const swept = sweep ? await new Attester(reports, owner).sweep() : [];
  const left = all.filter((entry) => !swept.includes(entry));
  const gone: string[] = [];
  const foreign: string[] = [];
  for (const entry of left) {
    const id = ownerOf(entry);
    if (id === undefined) foreign.push(entry);
    else if (await owner.isGone(id)) gone.push(entry);
  }
  const findings = swept.length
    ? [ok("entries", `removed what killed processes left behind: ${swept.join(", ")}`)]
    : [];
  if (gone.length) {
    const says = `killed processes left ${gone.join(", ")} behind, which blocks a reload of the driver`;
    findings.push(remark("entries", says, "tsm doctor --sweep"));
  }
  if (foreign.length) {
    const says = `${foreign.join(", ")} ${foreign.length > 1 ? "are" : "is"} of other programs; left over, it blocks a reload of the driver`;
    findings.push(remark("entries", says, `rmdir ${reportsAt}/${foreign[0]}  (if nobody uses it)`));
  }
  return findings.length ? findings : [ok("entries", "nothing is left behind")];
}

/** Milliseconds that a report may take: the quoting service of TDX has half a minute. */
const REQUEST_TIMEOUT = 60_000;

/** Asks for a report, since only that tells whether the quoting service on the host lives. */
export async function request({ reports, owner }: Patient): Promise<Finding> {
  const attester = new Attester(reports, owner);
  try {
    const nonce = crypto.getRandomValues(new Uint8Array(64));
    const { outblob } = await attester.request({ nonce, timeout: REQUEST_TIMEOUT });
    return ok("request", `a report of ${outblob.length} bytes came, with the nonce it was asked to carry`);
  } catch (error) {
    if (!(error instanceof TsmError)) throw error;
    const mend = error.code === "empty-outblob" ? "on the host: systemctl restart qgsd" : undefined;
    return broken("request", `${error.message} (${error.code})`, mend);
  } finally {
    await attester.settled();
  }
}
