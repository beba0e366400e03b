/** Reads what a call names, and fetches what it doesn't: evidence, bundles, certificates, collateral. */
import { BUNDLE_MAX, isBundle, readBundle } from "../bundle.ts";
import { sharedCore } from "../core.ts";
import type { Missing } from "../endorsements/collect.ts";
import { directoryCache } from "../endorsements/directory.ts";
import { readGiven } from "../endorsements/files.ts";
import type { Item } from "../endorsements/need.ts";
import { TsmError } from "../errors.ts";
import type { EvidenceForm } from "../formats.ts";
import type { FetchOptions } from "../online.ts";
import { list } from "../rows.ts";
import { Verifier } from "../verifier.ts";
import { inputName, inWords, naming, note, readInput } from "./io.ts";
import type { FetchCall, GivenCall, SourceCall } from "./sources.ts";
import { UsageError } from "./usage.ts";

/** Evidence as it was read, with what came along in a bundle. */
export interface EvidenceFile {
  evidence: Uint8Array | string;
  form: EvidenceForm;
  items: Item[];
  /** The file as it came. */
  input: Uint8Array;
}

/** Reads evidence from a file or `-`; it may be a bundle. */
export async function readEvidence(file: string | undefined, form: EvidenceForm): Promise<EvidenceFile> {
  if (file === undefined && process.stdin.isTTY) throw new UsageError("name a file, or pipe the evidence in");
  const path = file ?? "-";
  const input = await readInput(path, BUNDLE_MAX);
  if (form !== "auto" || !isBundle(input)) return { evidence: input, form, items: [], input };
  const bundle = await naming(inputName(path), () => readBundle(input));
  return { evidence: bundle.evidence, form: "json", items: bundle.endorsements, input };
}

/** Reads files and directories. What can't be taken is an error when it was named, and left out of a directory. */
async function readFiles(paths: readonly string[] = [], take: "endorse" | "trustRoot" = "endorse"): Promise<Item[]> {
  const items = await readGiven(paths).catch((error) => {
    throw inWords("read what was given", error);
  });
  const probe = new Verifier({}, sharedCore());
  return items.filter((item) => {
    try {
      probe[take](item);
      return true;
    } catch (error) {
      if (!(error instanceof TsmError) || error.code !== "bad-endorsement" || paths.includes(item.name)) throw error;
      note(`${item.name} is left out: it is no endorsement`);
      return false;
    }
  });
}

/** Endorsements, and where the rest comes from. */
export type Sources = FetchOptions & { endorsements: Item[]; trustRoots: Item[] };

/** The files that a call names: endorsements, and roots to trust. */
export async function readGivenFiles(call: GivenCall): Promise<{ endorsements: Item[]; trustRoots: Item[] }> {
  const endorsements = await readFiles([...(call.certs ?? []), ...(call.collateral ?? [])]);
  return { endorsements, trustRoots: await readFiles(call.trustRoot, "trustRoot") };
}

/** What a call says of services to fetch from. */
export function servicesOf({ offline, kds, pcs, timeout }: FetchCall): FetchCall {
  return {
    ...(offline && { offline }),
    ...(kds !== undefined && { kds }),
    ...(pcs !== undefined && { pcs }),
    ...(timeout !== undefined && { timeout }),
  };
}

/** What a call says of endorsements, for a piece of evidence. */
export async function sourcesOf(call: SourceCall, { form, items }: EvidenceFile): Promise<Sources> {
  const { cache, at } = call;
  const { endorsements, trustRoots } = await readGivenFiles(call);
  const onError = (error: unknown) => note(`the cache does not work: ${(error as Error).message}`);
  return {
    form,
    endorsements: [...endorsements, ...items],
    trustRoots,
    onFetch: ({ kind, url }) => note(`fetching ${kind} from ${url}`),
    ...(cache !== false && { cache: directoryCache(cache, onError) }),
    ...servicesOf(call),
    ...(at && { at }),
  };
}

/** Tells what could not be had, and why. */
export function tellMissing(missing: readonly Missing[]): void {
  for (const { need, error } of missing) {
    note(`without ${need.kind}: ${error.message}${need.url === undefined ? "" : ` (${need.url})`}`);
  }
}

/** Tells what to do about something that is missing. */
export function tellRemedy({ error }: Missing): void {
  const remedy = list("fault").find(({ name }) => name === error.code)?.note;
  note(`${remedy}\n  code ${error.code}`);
}
