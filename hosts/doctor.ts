/**
 * The doctor: each way a report can be had is looked at, and what is missing is named with the command that mends it. Nothing is
 * changed, but for an entry that is made where reading does not tell, and removed again.
 */
import { configfs, entries, request } from "./doctor/configfs.ts";
import { devices, eventLog, registers } from "./doctor/devices.ts";
import { type Finding, isSound, type Patient } from "./doctor/finding.ts";
import { clock, paravisor, surroundings } from "./doctor/surroundings.ts";

export type { Finding, Patient, State } from "./doctor/finding.ts";

/** What the doctor may do. */
export interface DoctorOptions {
  /** Ask for a report, too. */
  request?: boolean;
  /** Remove the entries of killed processes. */
  sweep?: boolean;
}

/** A way to a report. */
export type Way = "configfs" | "ioctl";

/** What was found. */
export interface Diagnosis {
  /** The way a report can be had; undefined when there is none. */
  reportBy: Way | undefined;
  configfs: Finding[];
  ioctl: Finding[];
  /** What bears on either, or on verifying. */
  guest: Finding[];
}

/** Looks at a system. */
export async function examine(patient: Patient, options: DoctorOptions = {}): Promise<Diagnosis> {
  const around = await surroundings(patient);
  const byConfigfs = await configfs(patient, around);
  if (options.request && isSound(byConfigfs)) byConfigfs.push(await request(patient));
  const byIoctl = await devices(patient, around);
  const reportBy = isSound(byConfigfs) ? "configfs" : isReport(byIoctl) ? "ioctl" : undefined;
  return {
    reportBy,
    configfs: [...byConfigfs, ...(await entries(patient, options.sweep ?? false))],
    ioctl: byIoctl,
    guest: [clock(patient), ...(await paravisor(patient)), await registers(patient, around), await eventLog(patient)],
  };
}

/** A TDREPORT, which is what a note is about, is no report for others. */
function isReport(findings: readonly Finding[]): boolean {
  return isSound(findings) && findings.some(({ check, state }) => check === "device" && state === "ok");
}
