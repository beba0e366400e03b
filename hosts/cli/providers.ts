/** Where reports come from: the kernel's configfs, or a TSM in software; the first of a list that is there. */
import { Attester } from "../attester.ts";
import { TsmError } from "../errors.ts";
import { note } from "./io.ts";
import { UsageError } from "./usage.ts";

/** What `--provider` takes, and what it stands for. */
const PROVIDERS = {
  auto: "configfs",
  configfs: "configfs",
  software: "software:sev_guest",
  "software:sev_guest": "software:sev_guest",
  "software:tdx_guest": "software:tdx_guest",
} as const;

/** A place where reports are asked for. */
export type Place = (typeof PROVIDERS)[keyof typeof PROVIDERS];

/** A place that was opened. */
export interface Source {
  attester: Attester;
  /** Is it a TSM in software, whose reports prove nothing? */
  software: boolean;
  /** The report directory; empty for a TSM in software. */
  root: string;
}

/** Reads the argument of `--provider`: names with commas between them, the preferred one first. */
export function placesOf(list: string): Place[] {
  return list.split(",").map((name) => {
    const known = Object.keys(PROVIDERS) as (keyof typeof PROVIDERS)[];
    const provider = known.find((one) => one === name.trim());
    if (provider) return PROVIDERS[provider];
    throw new UsageError(`--provider: expected a list of ${known.join(", ")}, got ${JSON.stringify(name)}`);
  });
}

/** Opens a place; `root` is the report directory instead of the kernel's. */
function open(place: Place, root: string | undefined): Promise<Source> {
  return place === "configfs" ? configfs(root) : software(place);
}

async function configfs(root: string | undefined): Promise<Source> {
  const { NodeFiles, processOwner } = await import("../node/index.ts");
  const files = new NodeFiles(root);
  return { attester: new Attester(files, processOwner()), software: false, root: files.root };
}

async function software(place: Exclude<Place, "configfs">): Promise<Source> {
  const [{ softwareTsm }, { sevGuest }, { tdxGuest }] = await Promise.all([
    import("../software-tsm/index.ts"),
    import("../software-tsm/sevGuest.ts"),
    import("../software-tsm/tdxGuest.ts"),
  ]);
  note(`${place}: evidence of a TSM in software chains to a public test root and proves nothing`);
  const { files } = softwareTsm({ provider: place === "software:tdx_guest" ? tdxGuest() : sevGuest() });
  return { attester: new Attester(files), software: true, root: "" };
}

/** Codes that mean that there is no TSM, rather than that it failed. */
const ABSENT: readonly string[] = ["no-configfs", "no-provider"];

/** Runs work at the first place that has a TSM. Each that has none is told on stderr, with the reason. */
export async function atFirst<T>(
  places: readonly Place[],
  root: string | undefined,
  work: (source: Source) => Promise<T>,
): Promise<T> {
  const [place = "configfs", ...others] = places;
  try {
    return await work(await open(place, root));
  } catch (error) {
    if (others.length === 0 || !(error instanceof TsmError) || !ABSENT.includes(error.code)) throw error;
    note(`${place}: ${error.message}`);
    note(`falling back to ${others[0]}`);
    return atFirst(others, root, work);
  }
}
