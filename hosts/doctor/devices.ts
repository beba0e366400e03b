/** The guest devices, and what else the kernel shows of a guest: measurement registers and the event log. */
import { TsmError } from "../errors.ts";
import { MeasurementRegisters } from "../registers.ts";
import { broken, type Finding, isThere, missing, ok, type Patient, remark, tried } from "./finding.ts";
import { isSince, modprobe, type Surroundings } from "./surroundings.ts";

const SEV_GUEST = "/dev/sev-guest";
const TDX_GUEST = "/dev/tdx_guest";

/** What stands in the way of ioctl calls, device by device. A report can be had when nothing of it is missing or broken. */
export async function devices(patient: Patient, around: Surroundings): Promise<Finding[]> {
  const findings: Finding[] = [];
  for (const device of [SEV_GUEST, TDX_GUEST]) {
    const { error } = await tried(() => patient.files.access(device, "write"));
    if (error === "ENOENT" || error === "ENXIO" || error === "ENODEV") continue;
    if (error !== undefined)
      findings.push(broken("device", `${device} is closed to this user (${error})`, "sudo tsm report …"));
    else if (device === TDX_GUEST) {
      findings.push(remark("device", `${device} is there; it gives a TDREPORT, and no quote that others can verify`));
    } else findings.push(ok("device", `${device} is there`));
  }
  if (findings.length === 0) {
    const mend = around.container ? `docker run --device ${SEV_GUEST} …` : modprobe(around);
    return [missing("device", `there is neither ${SEV_GUEST} nor ${TDX_GUEST}`, mend)];
  }
  const lack = await patient.lackOfCalls();
  findings.push(lack ? missing("calls", lack, patient.callsBy) : ok("calls", "this program can make ioctl calls"));
  return findings;
}

/** Does the kernel show measurement registers? */
export async function registers({ files }: Patient, around: Surroundings): Promise<Finding> {
  try {
    const all = await new MeasurementRegisters(files).list();
    return ok("registers", all.map(({ name }) => name).join(", "));
  } catch (error) {
    if (!(error instanceof TsmError)) throw error;
    if (error.code !== "no-registers") return broken("registers", error.message);
    const old = !isSince(around, [6, 16]);
    const why = old ? `Linux ${around.linux.join(".")} shows none: they came with 6.16` : "the kernel shows none";
    return remark("registers", `${why}; a quote has their values too`, "tsm rtmr list --from quote.bin");
  }
}

const CCEL = "/sys/firmware/acpi/tables/CCEL";
const CCEL_LOG = "/sys/firmware/acpi/tables/data/CCEL";

/** Does the firmware hand over an event log? */
export async function eventLog(patient: Patient): Promise<Finding> {
  if (!(await isThere(patient, CCEL))) return remark("event log", "the firmware hands over none (no ACPI table CCEL)");
  const { error } = await tried(() => patient.files.access(CCEL_LOG, "read"));
  if (error === undefined) return ok("event log", `${CCEL_LOG} is there`);
  return error === "ENOENT"
    ? remark("event log", `the table CCEL is there, and ${CCEL_LOG} is not: this kernel does not show it`)
    : broken("event log", `${CCEL_LOG} is closed to this user (${error})`, "sudo tsm events");
}
