/** What of all that verification goes by stops to hold, and when. */
import type { Item } from "./endorsements/need.ts";
import { type Appraisal, type EvidenceInput, Verifier } from "./verifier.ts";

/** When something stops to hold, and the check that tells so. */
export interface Expiry {
  /** ISO 8601. */
  validUntil: string;
  /** The check that fails a second later. */
  check: string;
}

/** Appraises at a time, without a nonce and by the default policy, of which no expiry is. */
type AppraiseAt = (seconds: number) => Appraisal;

function appraiser(evidence: EvidenceInput, items: Iterable<Pick<Item, "bytes" | "name">>): AppraiseAt {
  const verifier = new Verifier({ endorsements: items });
  return (seconds) => verifier.appraise(evidence, { noNonce: true, at: new Date(1000 * seconds) });
}

const nowSeconds = (): number => Math.floor(Date.now() / 1000);

/** Checks that fail. */
function failing({ outcomes }: Appraisal): Set<string> {
  return new Set(outcomes.flatMap(({ check, outcome }) => (outcome === "contraindicated" ? [check] : [])));
}

/**
 * What expires first of all that verification goes by: the check whose outcome turns when the time has come. Undefined when
 * nothing expires, since nothing is there.
 */
export function expiryOf(
  evidence: EvidenceInput,
  endorsements: Iterable<Pick<Item, "bytes" | "name">>,
): Expiry | undefined {
  const at = appraiser(evidence, endorsements);
  const { validUntil } = at(nowSeconds());
  if (validUntil === undefined) return undefined;
  const last = Date.parse(validUntil) / 1000;
  const before = failing(at(last));
  const check = [...failing(at(last + 1))].find((name) => !before.has(name));
  return check === undefined ? undefined : { validUntil, check };
}

/** The checks that fail at a time, without a nonce and by the default policy: dates are not all that they are about. */
export function failuresAt(
  evidence: EvidenceInput,
  endorsements: Iterable<Pick<Item, "bytes" | "name">>,
  time: Date,
): string[] {
  return [...failing(appraiser(evidence, endorsements)(Math.floor(time.getTime() / 1000)))];
}

/** Seconds that are looked ahead: until all that vendors give has expired. */
const AHEAD = 60 * 365.25 * 86_400;

/** Writes a time as the core does. */
const iso = (seconds: number): string => new Date(1000 * seconds).toISOString().replace(".000Z", "Z");

/**
 * All that expires from a time on, the first first. The core is asked at one time after another, by halves: what has expired
 * stays so, so that two times with the same failing checks have no expiry between them.
 */
export function expiriesOf(
  evidence: EvidenceInput,
  endorsements: Iterable<Pick<Item, "bytes" | "name">>,
  from: Date = new Date(),
): Expiry[] {
  const at = appraiser(evidence, endorsements);
  const found: Expiry[] = [];
  const halve = (low: number, atLow: Set<string>, high: number, atHigh: Set<string>): void => {
    const turned = [...atHigh].filter((check) => !atLow.has(check));
    if (turned.length === 0) return;
    if (high - low <= 1) {
      for (const check of turned) found.push({ validUntil: iso(low), check });
      return;
    }
    const middle = Math.floor((low + high) / 2);
    const atMiddle = failing(at(middle));
    halve(low, atLow, middle, atMiddle);
    halve(middle, atMiddle, high, atHigh);
  };
  const low = Math.floor(from.getTime() / 1000);
  halve(low, failing(at(low)), low + AHEAD, failing(at(low + AHEAD)));
  return found;
}
