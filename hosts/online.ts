/** Verification with endorsements from wherever they are: what was given, a cache, AMD's and Intel's services. */
import { type Collected, type CollectOptions, collect, type Missing } from "./endorsements/collect.ts";
import { type Fetch, Fetcher } from "./endorsements/fetcher.ts";
import { checksOf, judgeOf } from "./endorsements/judge.ts";
import type { Endorsement, Item, NeedOptions } from "./endorsements/need.ts";
import { needsOf } from "./endorsements/plan.ts";
import { type TsmError, tsmError } from "./errors.ts";
import { inspect } from "./inspect.ts";
import {
  type Appraisal,
  type AppraiseOptions,
  appraise,
  type EvidenceInput,
  evidenceInput,
  NotAffirmedError,
  type VerifierOptions,
} from "./verifier.ts";

/** Where endorsements come from, and how long they are waited for. */
export interface FetchOptions
  extends NeedOptions,
    Pick<CollectOptions, "cache" | "offline" | "onFetch" | "timeout" | "signal">,
    Pick<VerifierOptions, "endorsements" | "trustRoots">,
    Pick<AppraiseOptions, "at" | "form"> {
  /** `globalThis.fetch` when left out. All calls with the same function share its queue, retries and silences. */
  fetch?: Fetch;
}

/** Queues of the functions that fetch. */
const fetchers = new WeakMap<Fetch, Fetcher>();

function fetcherOf(fetch: Fetch): Fetcher {
  const fetcher = fetchers.get(fetch) ?? new Fetcher({ fetch });
  fetchers.set(fetch, fetcher);
  return fetcher;
}

const encoder = new TextEncoder();

function itemOf(given: Endorsement, i: number): Item {
  const name = `endorsement ${i + 1}`;
  if (typeof given === "string") return { bytes: encoder.encode(given), name, from: "given" };
  return given instanceof Uint8Array ? { bytes: given, name, from: "given" } : { ...given, from: "given" };
}

/**
 * Gathers what the verification of some evidence needs. What is given, or comes with the evidence, is not asked for; the
 * cache is asked first. What can't be had does not fail the call: `missing` tells what and why, and the appraisal tells
 * whether it matters.
 *
 * @throws TsmError when the evidence is malformed, `bad-endorsement` for a given one that can't be read, `cancelled`.
 */
export async function fetchEndorsements(evidence: EvidenceInput, options: FetchOptions = {}): Promise<Collected> {
  const { endorsements = [], fetch, at, form, trustRoots, ...rest } = options;
  const how = { ...(at && { at }), ...(form && { form }) };
  const needs = needsOf(inspect(evidenceInput(evidence), form ? { form } : {}), rest);
  const judge = judgeOf(evidence, { ...how, ...(trustRoots && { trustRoots }) });
  const given = [...endorsements].map(itemOf);
  return collect(needs, judge, { ...rest, given, ...(fetch && { fetcher: fetcherOf(fetch) }) });
}

/** Failures that say nothing of the evidence: the same call may succeed later. */
const PASSING: readonly string[] = ["unreachable", "throttled", "bad-answer"];

/**
 * What is to blame for a verdict that does not affirm: something that is missing, when it could be another with it; undefined
 * when the evidence itself is.
 */
export function missingFor({ outcomes }: Appraisal, missing: readonly Missing[]): Missing | undefined {
  const failing = outcomes.filter(({ required, outcome }) => required && outcome !== "affirming");
  const spoiled = ({ need }: Missing, check: string) => checksOf(need.kind).includes(check);
  const passing = missing.filter(({ error }) => PASSING.includes(error.code));
  const isExcused = (check: string) => passing.some((one) => spoiled(one, check));
  const wrong = failing.filter(({ outcome }) => outcome === "contraindicated" || outcome === "warning");
  if (!wrong.every(({ check }) => isExcused(check))) return undefined;
  return missing.find((one) => failing.some(({ check }) => spoiled(one, check)));
}

/** The error for something that is missing. */
export function missingError({ need, error }: Missing): TsmError {
  const { kind, url } = need;
  return tsmError(error.code, `${kind}${url === undefined ? "" : ` from ${url}`}: ${error.message}`, { cause: error });
}

/** An appraisal, and what it went by. */
export interface OnlineAppraisal extends Collected {
  appraisal: Appraisal;
}

/** Gathers what is needed, and makes every check that can be made. Throws as {@link fetchEndorsements}. */
export async function appraiseOnline(
  evidence: EvidenceInput,
  options: FetchOptions & VerifierOptions & AppraiseOptions,
): Promise<OnlineAppraisal> {
  // They are gone through twice, which not everything that can be gone through allows.
  const trustRoots = [...(options.trustRoots ?? [])];
  const collected = await fetchEndorsements(evidence, { ...options, trustRoots });
  return { ...collected, appraisal: appraise(evidence, { ...options, trustRoots, endorsements: collected.items }) };
}

/**
 * Gathers what is needed, and verifies.
 *
 * @throws NotAffirmedError when the evidence is not affirmed; TsmError `unreachable`, `throttled`, `not-found`, `bad-answer`,
 *   `offline`, `unfetchable` when what is missing is to blame; else as {@link fetchEndorsements}.
 */
export async function verifyOnline(
  evidence: EvidenceInput,
  options: FetchOptions & VerifierOptions & AppraiseOptions,
): Promise<Appraisal> {
  const { appraisal, missing } = await appraiseOnline(evidence, options);
  if (appraisal.verdict === "affirming") return appraisal;
  const lacking = missingFor(appraisal, missing);
  throw lacking ? missingError(lacking) : new NotAffirmedError(appraisal);
}
