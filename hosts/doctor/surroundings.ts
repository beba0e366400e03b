/** Where the program runs: which kernel, which kind of guest, in a container or not, and whether the clock can be right. */
import { broken, type Finding, isThere, ok, type Patient, remark, textOf } from "./finding.ts";

/** What later checks ask about. */
export interface Surroundings {
  /** Major and minor version of Linux; 0 when /proc does not tell. */
  linux: [major: number, minor: number];
  /** The module of this guest's driver, where the processor tells which it is. */
  module: string | undefined;
  container: boolean;
}

const CONTAINERS = ["/.dockerenv", "/run/.containerenv"];

export async function surroundings(patient: Patient): Promise<Surroundings> {
  const release = await textOf(patient, "/proc/sys/kernel/osrelease");
  const [, major = 0, minor = 0] = /^(\d+)\.(\d+)/.exec(release) ?? [];
  return {
    linux: [Number(major), Number(minor)],
    module: await moduleOf(patient),
    container: await inContainer(patient),
  };
}

async function moduleOf(patient: Patient): Promise<string | undefined> {
  if (/\btdx_guest\b/.test(await textOf(patient, "/proc/cpuinfo"))) return "tdx-guest";
  return (await isThere(patient, "/sys/devices/system/cpu/sev/vmpl")) ? "sev-guest" : undefined;
}

async function inContainer(patient: Patient): Promise<boolean> {
  for (const path of CONTAINERS) if (await isThere(patient, path)) return true;
  // A Kubernetes pod has neither, as a rule.
  return isThere(patient, "/var/run/secrets/kubernetes.io");
}

/** Is Linux as new as that? An unknown version passes for new. */
export function isSince({ linux: [major, minor] }: Surroundings, wanted: [number, number]): boolean {
  return major === 0 || major > wanted[0] || (major === wanted[0] && minor >= wanted[1]);
}

/** The command that loads this guest's driver. */
export function modprobe({ module }: Surroundings): string {
  return module ? `modprobe ${module}` : "modprobe sev-guest || modprobe tdx-guest";
}

/** No clock is right that shows a time before this was written. */
const WRITTEN = Date.UTC(2026, 7, 1);

/** Initrds and restored guests start with a clock that nobody has set; certificates then look as if not yet valid. */
export function clock({ now }: Patient): Finding {
  const shown = `${now.toISOString().slice(0, 19)}Z`;
  return now.getTime() < WRITTEN
    ? broken("clock", `it shows ${shown}, before this program was written`, "chronyc -a makestep")
    : ok("clock", `it shows ${shown}`);
}

/** Microsoft's paravisor keeps the device to itself, and leaves a report in the NV memory of the virtual TPM. */
export async function paravisor(patient: Patient): Promise<Finding[]> {
  const vendor = await textOf(patient, "/sys/class/dmi/id/sys_vendor");
  if (vendor !== "Microsoft Corporation" || !(await isThere(patient, "/sys/class/tpm/tpm0"))) return [];
  const says =
    "this machine is Microsoft's and has a virtual TPM: a confidential one on Azure has a paravisor, which leaves its report " +
    "there and shows the guest no device";
  return [remark("paravisor", says, "tpm2_nvread -C o 0x01400001 > hcl-report.bin")];
}
