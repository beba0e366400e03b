/** The rows of appraisals by the names of their checks. */
import { type Appraisal, appraise, type OutcomeName, type VerifierOptions } from "../../hosts/verifier.ts";

/** When everything that the forge makes is valid. */
export const AT = new Date("2026-01-01T00:00:00Z");

/** Outcomes by check. */
export type Rows = Record<string, OutcomeName>;

/** All rows. */
export function rows({ outcomes }: Appraisal): Rows {
  return Object.fromEntries(outcomes.map(({ check, outcome }) => [check, outcome]));
}

/** The rows that keep evidence from being affirmed: they count, and don't affirm. */
export function wrong({ outcomes }: Appraisal): Rows {
  const against = outcomes.filter(({ required, outcome }) => required && outcome !== "affirming");
  return Object.fromEntries(against.map(({ check, outcome }) => [check, outcome]));
}

/** The rows of an appraisal that are not those of another one; `absent` when it does not have the row. */
export function changes(before: Appraisal, after: Appraisal): Record<string, OutcomeName | "absent"> {
  const [old, now] = [rows(before), rows(after)];
  const names = new Set([...Object.keys(old), ...Object.keys(now)]);
  const pairs = [...names].filter((check) => old[check] !== now[check]);
  return Object.fromEntries(pairs.map((check) => [check, now[check] ?? "absent"]));
}

/** One row. */
export function row(appraisal: Appraisal, check: string) {
  const found = appraisal.outcomes.find((outcome) => outcome.check === check);
  if (!found) throw new RangeError(`no row ${check}`);
  return found;
}

/** Appraises at {@link AT} without a nonce. */
export function judge(evidence: Uint8Array, options: VerifierOptions, at = AT): Appraisal {
  return appraise(evidence, { ...options, noNonce: true, at });
}
