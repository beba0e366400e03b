/** What appraises for a service: in this thread, or in threads of its own. What goes in and comes out is plain data. */
import { EndorsementCache } from "../../endorsements/cache.ts";
import type { Fetch } from "../../endorsements/fetcher.ts";
import type { Item } from "../../endorsements/need.ts";
import { type ErrorFacts, TsmError } from "../../errors.ts";
import type { ErrorCode, EvidenceForm } from "../../formats.ts";
import { appraiseOnline, missingError, missingFor } from "../../online.ts";
import type { Appraisal } from "../../verifier.ts";
import { cacheStorage } from "../store/cacheStorage.ts";
import type { SharedStore } from "../store/store.ts";
import { RecentEndorsements } from "./recent.ts";

/** Evidence to be appraised. */
export interface AppraisalTask {
  evidence: string;
  form: EvidenceForm;
  endorsements: Pick<Item, "bytes" | "name">[];
  /** What it must carry; undefined: the caller said that there is no nonce. */
  nonce?: Uint8Array;
  /** Milliseconds since 1970. */
  at: number;
}

/** An error as data, for it crosses threads. */
export interface FaultData extends Pick<ErrorFacts, "at" | "field" | "got" | "want"> {
  code: ErrorCode;
  message: string;
}

/** What came of a task. */
export interface AppraisalResult {
  /** Absent when the evidence, or what came with it, can't be read. */
  appraisal?: Appraisal;
  /** Why it is not affirmed, when the evidence is not to blame: something can't be had. Or why it can't be read. */
  fault?: FaultData;
  /** Kinds of endorsements that were fetched. */
  fetched: string[];
}

/** Appraises evidence. */
export interface Appraiser {
  /** Tasks that it takes at once, those that wait among them; whoever brings more has to wait. */
  readonly capacity: number;
  /** @throws TsmError `timed-out`. */
  appraise(task: AppraisalTask): Promise<AppraisalResult>;
  /** Tasks that wait for a thread. */
  waiting(): number;
  close(): Promise<void>;
}

/** What evidence is held against; structured clone takes it. */
export interface AppraiserOptions {
  /** The appraisal policy as JSON; the defaults when left out. */
  policy?: string;
  endorsements?: Pick<Item, "bytes" | "name">[];
  trustRoots?: Pick<Item, "bytes" | "name">[];
  offline?: boolean;
  kds?: string;
  pcs?: string;
  /** Milliseconds that endorsements are waited for. */
  timeout?: number;
}

/** Tasks in one thread at once: most of them wait for collateral. */
const CAPACITY = 256;

function faultData(error: unknown): FaultData {
  if (!(error instanceof TsmError)) throw error;
  const { code, message, at, field, got, want } = error;
  return {
    code,
    message,
    ...(at !== undefined && { at }),
    ...(field !== undefined && { field }),
    ...(got !== undefined && { got }),
    ...(want !== undefined && { want }),
  };
}

/** The error that was data. */
export function faultOf({ code, message, ...facts }: FaultData): TsmError {
  return new TsmError(code, message, facts);
}

/**
 * Appraises in this thread, and keeps collateral in the store.
 *
 * @param fetch `globalThis.fetch` when left out.
 */
export function threadAppraiser(
  options: AppraiserOptions,
  store: SharedStore,
  fetch?: Fetch,
  onCacheError?: (error: unknown) => void,
): Appraiser {
  const { policy, endorsements = [], trustRoots = [], offline, kds, pcs, timeout } = options;
  const sources = {
    ...(offline && { offline }),
    ...(kds !== undefined && { kds }),
    ...(pcs !== undefined && { pcs }),
    ...(timeout !== undefined && { timeout }),
  };
  const cache = new EndorsementCache(cacheStorage(store), onCacheError);
  const recent = new RecentEndorsements();
  const appraise = async ({ evidence, form, nonce, at, ...task }: AppraisalTask): Promise<AppraisalResult> => {
    const fetched: string[] = [];
    const given = [...task.endorsements, ...endorsements];
    const how = {
      form,
      at: new Date(at),
      trustRoots,
      ...(nonce ? { nonce } : { noNonce: true as const }),
      ...(policy !== undefined && { policy }),
    };
    try {
      const known = recent.appraise(evidence, given, how);
      if (known) return { appraisal: known, fetched };
      const { appraisal, items, missing } = await appraiseOnline(evidence, {
        ...sources,
        ...how,
        cache,
        endorsements: given,
        onFetch: ({ kind }) => fetched.push(kind),
        ...(fetch && { fetch }),
      });
      if (appraisal.verdict === "affirming") recent.keep(items);
      const lacking = appraisal.verdict === "affirming" ? undefined : missingFor(appraisal, missing);
      return { appraisal, fetched, ...(lacking && { fault: faultData(missingError(lacking)) }) };
    } catch (error) {
      return { fault: faultData(error), fetched };
    }
  };
  return { capacity: CAPACITY, appraise, waiting: () => 0, close: async () => {} };
}
