/**
 * What this command keeps in memory besides the core's regions, behind the last of them. As there, nothing is ever allocated:
 * the sizes are limits, and what is larger is refused.
 *
 *     STORE      … the core's; while a report is requested, what was read (request/kept.ts)
 *     CALL       the arguments, the environment, the names of the directories that were handed over
 *     PATHS      paths and names that were put together
 *     TEXT       evidence, or a bundle, as it was read
 *     GIVEN      endorsements that the call names, file after file
 *     ROOTS      and roots to trust
 *     POLICY     the appraisal policy
 */
import { STORE_END } from "../arena";
import { ITEMS_SIZE_MAX } from "../bundle/items";
import { BUNDLE_MAX } from "../bundle/reader";

/** What is read in one go; reading stops within this much behind a limit. */
export const CHUNK: u32 = 64 << 10;
/** A chunk, and what vector loads may touch behind it. */
const SLACK: usize = <usize>CHUNK + 64;

/** Bytes of all arguments, of the whole environment, and of the directories' names, each with the pointers to them. */
export const CALL_MAX: u32 = 256 << 10;
/** Bytes of paths put together. */
export const PATHS_MAX: u32 = 1 << 20;
/** Bytes of a policy that are read; the core takes fewer. */
export const POLICY_MAX: u32 = 1 << 20;

export const CALL: usize = STORE_END + 64;
export const PATHS: usize = CALL + 3 * <usize>CALL_MAX;
export const TEXT: usize = PATHS + <usize>PATHS_MAX + SLACK;
export const GIVEN: usize = TEXT + <usize>BUNDLE_MAX + SLACK;
export const ROOTS: usize = GIVEN + <usize>ITEMS_SIZE_MAX + SLACK;
export const POLICY: usize = ROOTS + <usize>ITEMS_SIZE_MAX + SLACK;
export const END: usize = POLICY + <usize>POLICY_MAX + SLACK;
