/** Runs every check in the realm that loads it: a page or a worker. */
import { evidenceChecks } from "./evidence.ts";
import { realmChecks } from "./realm.ts";
import { requestChecks } from "./requests.ts";
import { signatureChecks } from "./signatures.ts";

/** Checks by name; one that throws or rejects has failed. */
export type Checks = Record<string, () => unknown>;

/** What became of one check. */
export interface Result {
  name: string;
  /** Why it failed, with a stack; undefined when it passed. */
  error?: string;
}

/** Seconds a check may take. */
const LIMIT = 60;

/** Runs one check. */
async function attempt(name: string, check: () => unknown): Promise<Result> {
  let timer: ReturnType<typeof setTimeout> | undefined;
  const late = new Promise((_, reject) => {
    timer = setTimeout(() => reject(new Error(`not done after ${LIMIT} s`)), LIMIT * 1000);
  });
  try {
    // A check that throws at once rejects as well.
    await Promise.race([Promise.resolve().then(check), late]);
    return { name };
  } catch (error) {
    return { name, error: error instanceof Error ? (error.stack ?? error.message) : String(error) };
  } finally {
    clearTimeout(timer);
  }
}

/** Runs the checks one after the other. */
export async function runChecks(): Promise<Result[]> {
  const results: Result[] = [];
  const all = { ...evidenceChecks, ...requestChecks, ...signatureChecks, ...realmChecks };
  for (const [name, check] of Object.entries(all)) results.push(await attempt(name, check));
  return results;
}
