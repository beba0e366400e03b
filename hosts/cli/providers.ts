/** Where reports come from: the kernel's configfs, its guest devices, or a TSM in software; the first of a list that is there. */
import { Attester } from "../attester.ts";
import { TsmError } from "../errors.ts";
import type { Provider } from "../software-tsm/provider.ts";
import { note } from "./io.ts";
import { UsageError } from "./usage.ts";

/** What `--provider` takes, and what it stands for. */
const PROVIDERS = {
  auto: ["configfs", "ioctl"],
  configfs: ["configfs"],
  ioctl: ["ioctl"],
  software: ["software:sev_guest"],
  "software:sev_guest": ["software:sev_guest"],
  "software:tdx_guest": ["software:tdx_guest"],
  "software:arm_cca_guest": ["software:arm_cca_guest"],
  "software:svsm": ["software:svsm"],
  "software:tsmkit_cove_guest": ["software:tsmkit_cove_guest"],
} as const;

/** A place where reports are asked for. */
export type Place = (typeof PROVIDERS)[keyof typeof PROVIDERS][number];

/** What the TDX device gives, and why it may not be what was wanted. */
export const NO_QUOTE =
  "this is a TDREPORT, which only this machine can check. A quote, which others verify, takes configfs-tsm: " +
  "Linux 6.7 or later, with the module tdx-guest";

/** A place that was opened. */
export interface Source {
  place: Place;
  attester: Pick<Attester, "request" | "settled">;
  /** Is it a TSM in software, whose reports prove nothing? */
  software: boolean;
  /** The driver of that. */
  provider?: Provider;
  /** The report directory; empty where there is none. */
  root: string;
}

/**
 * Reads the argument of `--provider`: names with commas between them, the preferred one first. Who names a report directory
 * means that one: `auto` is configfs alone then.
 */
export function placesOf(list: string, root: string | undefined): Place[] {
  return list.split(",").flatMap((name): readonly Place[] => {
    const known = Object.keys(PROVIDERS) as (keyof typeof PROVIDERS)[];
    const provider = known.find((one) => one === name.trim());
    if (provider === "auto" && root !== undefined) return PROVIDERS.configfs;
    if (provider) return PROVIDERS[provider];
    throw new UsageError(`--provider: expected a list of ${known.join(", ")}, got ${JSON.stringify(name)}`);
  });
}

/** Opens a place; `root` is the report directory instead of the kernel's. */
function open(place: Place, root: string | undefined): Promise<Source> {
  if (place === "configfs") return configfs(root);
  return place === "ioctl" ? ioctl() : software(place);
}

async function configfs(root: string | undefined): Promise<Source> {
  const { NodeFiles, processOwner } = await import("../node/index.ts");
  const files = new NodeFiles(root);
  return { place: "configfs", attester: new Attester(files, processOwner()), software: false, root: files.root };
}

async function ioctl(): Promise<Source> {
  const { ioctlAttester } = await import("../ioctl/node.ts");
  return { place: "ioctl", attester: ioctlAttester(), software: false, root: "" };
}

/** What makes the reports of a TSM in software. */
async function driverOf(place: Exclude<Place, "configfs" | "ioctl">): Promise<Provider> {
  if (place === "software:tdx_guest") return (await import("../software-tsm/tdxGuest.ts")).tdxGuest();
  if (place === "software:arm_cca_guest") return (await import("../software-tsm/armCcaGuest.ts")).armCcaGuest();
  if (place === "software:tsmkit_cove_guest") return (await import("../software-tsm/coveGuest.ts")).coveGuest();
  return (await import("../software-tsm/sevGuest.ts")).sevGuest({ svsm: place === "software:svsm" });
}

async function software(place: Exclude<Place, "configfs" | "ioctl">): Promise<Source> {
  const { softwareTsm } = await import("../software-tsm/index.ts");
  note(`${place}: evidence of a TSM in software chains to a public test root and proves nothing`);
  const provider = await driverOf(place);
  const { files } = softwareTsm({ provider });
  return { place, attester: new Attester(files), software: true, provider, root: "" };
}

/** Codes that mean that there is no TSM, rather than that it failed. */
const ABSENT: readonly string[] = ["no-configfs", "no-provider", "no-device"];
/** Codes that keep this program from it, and leave the hope that the devices are open to it. */
const CLOSED: readonly string[] = ["permission", "read-only", "no-ffi"];

/** Is it an error of ours with one of these codes? */
const isOneOf = (error: unknown, codes: readonly string[]): error is TsmError =>
  error instanceof TsmError && codes.includes(error.code);

/**
 * Runs work at the first place that has a TSM. Where there is a choice, stderr tells what was taken, and why. A TSM in
 * software never stands in for one that is there and closed to this program.
 */
export async function atFirst<T>(
  places: readonly Place[],
  root: string | undefined,
  work: (source: Source) => Promise<T>,
): Promise<T> {
  let closed: TsmError | undefined;
  for (let i = 0; ; i++) {
    const place = places[i] as Place;
    try {
      const result = await work(await open(place, root));
      if (i === 0 && places.length > 1) note(`took ${place}, the first of ${places.join(", ")}`);
      return result;
    } catch (error) {
      const absent = isOneOf(error, ABSENT);
      if (!closed && isOneOf(error, CLOSED)) closed = error;
      const next = places[i + 1];
      const goesOn = next === "ioctl" ? absent || closed === error : absent && !closed;
      if (!next || !goesOn) throw absent && closed ? closed : error;
      note(`${place}: ${(error as TsmError).message}`);
      note(`falling back to ${next}`);
    }
  }
}
