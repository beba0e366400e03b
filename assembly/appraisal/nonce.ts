/** What nonce the evidence must carry, and whether it does. */
import { equal } from "../bytes";
import { Code, fail } from "../fault";
import { Check } from "../formats/checks";
import { INBLOB_MAX } from "../formats/configfs";
import { Outcome } from "../formats/outcome";
import { nonceAt, nonceIsExact, nonceSize, takeNonce } from "../parse/nonce";
import { base } from "../parse/sections";
import { find } from "./outcomes";
import { carriedFor } from "./svsm";

/** What was said of the nonce. */
export const enum Expectation {
  /** Nothing: an appraisal without it is not whole. */
  Unsaid = 0,
  /** These bytes. */
  Given = 1,
  /** That none is expected. */
  Waived = 2,
}

/** The bytes that the evidence must carry, filled with zeros. */
const EXPECTED: usize = memory.data(64, 16);
let expectedLength: u32 = 0;
let expectation: Expectation = Expectation.Unsaid;

/** Expects up to 64 bytes at p, or none. Returns 0, or a fault. */
export function expect(said: Expectation, p: usize, length: u32): i32 {
  if (length > INBLOB_MAX || (said == Expectation.Given && length == 0)) {
    return fail(Code.NonceLength, 0, length, INBLOB_MAX);
  }
  memory.fill(EXPECTED, 0, INBLOB_MAX);
  memory.copy(EXPECTED, p, length);
  expectedLength = length;
  expectation = said;
  return 0;
}

/** Is a nonce waited for, or was nothing said of it? */
export function isNonceAsked(): bool {
  return expectation != Expectation.Waived;
}

/** The row about the nonce of what is in hand. What has none can't be told from an old one: the row is none. Returns its outcome. */
export function findNonce(): Outcome {
  takeNonce();
  const carried = carriedFor(EXPECTED);
  const given = expectation == Expectation.Given;
  // A fixed field that takes as many bytes as any nonce has zeros behind a shorter one; another has the nonce itself.
  const wanted: u32 = nonceSize == INBLOB_MAX && !nonceIsExact ? INBLOB_MAX : expectedLength;
  const same = given && nonceSize == wanted && equal(nonceAt, carried, wanted);
  const outcome = !given || nonceAt == 0 ? Outcome.None : same ? Outcome.Affirming : Outcome.Contraindicated;
  const finding = find(Check.Nonce, outcome, isNonceAsked());
  if (given) finding.expected.hex(carried, wanted);
  if (nonceAt == 0) {
    finding.actual.text("not in this evidence");
    return outcome;
  }
  finding.actual.hex(nonceAt, nonceSize);
  finding.bytes(<u32>(nonceAt - base), nonceSize);
  return outcome;
}
