/**
 * What evidence of before was verified with, tried first: machines of a fleet share all but their keys, and an appraisal costs a
 * third of what finding out costs that nothing else is needed.
 */
import { isWhole } from "../../endorsements/judge.ts";
import type { Item, NeedKind } from "../../endorsements/need.ts";
import { TsmError } from "../../errors.ts";
import { type Appraisal, type AppraiseOptions, appraise, type VerifierOptions } from "../../verifier.ts";

/** Sets of endorsements that are kept, for as many kinds of machines. */
const SETS = 2;

/** Kinds that belong to one machine: they would be of no use to another. */
const OF_ONE_MACHINE: readonly NeedKind[] = ["vcek", "vlek", "pck"];

/** What can't be read, or is too much together, whoever looks closer will tell. */
function appraised(evidence: string, options: VerifierOptions & AppraiseOptions): Appraisal | undefined {
  try {
    return appraise(evidence, options);
  } catch (error) {
    if (error instanceof TsmError) return undefined;
    throw error;
  }
}

/** Sets of endorsements, the one that was of use last first. */
export class RecentEndorsements {
  #sets: (readonly Item[])[] = [];

  /**
   * Appraises with what is kept.
   *
   * @returns The appraisal, when it affirms and nothing was missing; else undefined, which says nothing of the evidence.
   */
  appraise(
    evidence: string,
    given: readonly Pick<Item, "bytes" | "name">[],
    how: Omit<VerifierOptions, "endorsements"> & AppraiseOptions,
  ): Appraisal | undefined {
    for (const set of this.#sets) {
      const appraisal = appraised(evidence, { ...how, endorsements: [...given, ...set] });
      if (appraisal?.verdict !== "affirming" || !isWhole(appraisal)) continue;
      this.#first(set);
      return appraisal;
    }
    return undefined;
  }

  /** Keeps what affirmed some evidence, but for what was given with it. */
  keep(items: readonly Item[]): void {
    this.#first(items.filter(({ from, name }) => from !== "given" && !(OF_ONE_MACHINE as string[]).includes(name)));
  }

  #first(set: readonly Item[]): void {
    this.#sets = [set, ...this.#sets.filter((one) => one !== set)].slice(0, SETS);
  }
}
