/**
 * Replays an event log: each event's verdict, what the registers come to, and where they differ from what was expected.
 * R = SHA-384(R | digest), from zeros: UEFI 2.11 section 38.
 */
import { INPUT, INPUT_MAX } from "../arena";
import { equal } from "../bytes";
import { digest, Hash } from "../crypto/hash";
import { Code, fail } from "../fault";
import * as f from "../formats/eventLog";
import { Log } from "./log";
import { isSecureBoot, judge } from "./proof";
import { checkArea } from "./table";

/** One register. */
@unmanaged
export class Register {
  /** Events that extended it. */
  events: u32;
  /** Did one of them separate? */
  separated: bool;
  /** Is a value expected? */
  expected: bool;
  /** The first events that differ from those of the reference, in this log and in that; 0 where there is none. */
  differs: u32;
  reference: u32;

  /** What the events come to. */
  get value(): usize {
    return changetype<usize>(this) + offsetof<Register>();
  }
  /** What is expected. */
  get want(): usize {
    return this.value + f.REGISTER_SIZE;
  }
  /** Does it hold what is expected, as far as events tell? */
  agrees(i: u32): bool {
    return i == f.INITIAL || !this.expected || equal(this.value, this.want, f.REGISTER_SIZE);
  }
}

const STRIDE: u32 = <u32>offsetof<Register>() + 2 * f.REGISTER_SIZE;
const registers = memory.data(<i32>(f.REGISTERS * STRIDE), 16);
const verdicts = memory.data(f.MAX_EVENTS);
const extended = memory.data(2 * f.REGISTER_SIZE, 16);

/** The log, and the one that it is compared with. */
export const log = changetype<Log>(memory.data(offsetof<Log>(), 8));
const reference = changetype<Log>(memory.data(offsetof<Log>(), 8));
/** Events of the log parsed last, and its bytes without what fills it. */
export let events: u32 = 0;
export let used: u32 = 0;
/** How many things are wrong with it, and how many suspicious. */
export let wrong: u32 = 0;
export let suspicious: u32 = 0;
let parsed: bool = false;

export function registerAt(i: u32): Register {
  return changetype<Register>(registers + i * STRIDE);
}
/** The verdict on event `number`. */
export function verdictOf(number: u32): f.Verdict {
  return load<u8>(verdicts + number - 1);
}
/** Is there a log to be shown? */
export function isParsed(): bool {
  return parsed;
}

/** Forgets what is expected. */
export function forgetExpected(): void {
  parsed = false;
  for (let i: u32 = 0; i < f.REGISTERS; i++) registerAt(i).expected = false;
}

/** Expects a register to hold the bytes at p. Returns 0, or a fault. */
export function expectRegister(i: u32, p: usize, length: u32): i32 {
  if (i >= f.REGISTERS || length != f.REGISTER_SIZE) return fail(Code.BadRequest, 0, length, f.REGISTER_SIZE);
  const register = registerAt(i);
  register.expected = true;
  memory.copy(register.want, p, f.REGISTER_SIZE);
  return 0;
}

function extend(register: Register, event: Log): void {
  register.events++;
  memory.copy(extended, register.value, f.REGISTER_SIZE);
  memory.copy(extended + f.REGISTER_SIZE, event.digest, f.REGISTER_SIZE);
  digest(Hash.Sha384, extended, 2 * f.REGISTER_SIZE, register.value);
}

/** The verdict on the event under the cursor: its own bytes first, then its place among the others. */
function verdictNow(register: Register): f.Verdict {
  const verdict = judge(log);
  if (verdict == f.Verdict.Contradicted) return verdict;
  if (log.type == f.EventType.Separator) {
    const before = register.separated;
    register.separated = true;
    return before ? f.Verdict.Repeated : verdict;
  }
  return register.separated && isSecureBoot(log) ? f.Verdict.Late : verdict;
}

function replayAll(): i32 {
  let step = log.next();
  for (; step > 0; step = log.next()) {
    const register = registerAt(log.register);
    const verdict = verdictNow(register);
    store<u8>(verdicts + log.number - 1, <u8>verdict);
    if (verdict == f.Verdict.Contradicted) wrong++;
    else if (verdict > f.Verdict.Contradicted) suspicious++;
    if (log.type != f.EventType.NoAction) extend(register, log);
  }
  events = log.number;
  used = log.end;
  return step;
}

/** Goes to the next event that extends a register. Returns its number, 0 when there is none, or a fault. */
function nextOf(which: Log, register: u32): i32 {
  let step = which.next();
  while (step > 0 && (which.register != register || which.type == f.EventType.NoAction)) step = which.next();
  return step > 0 ? which.number : step;
}

/** Finds the first event of a register by which the logs differ. */
function compare(i: u32): i32 {
  log.rewind();
  reference.rewind();
  for (;;) {
    const here = nextOf(log, i);
    const there = nextOf(reference, i);
    if (there < 0) return there;
    if (!here && !there) return 0;
    if (here && there && equal(log.digest, reference.digest, f.REGISTER_SIZE)) continue;
    const register = registerAt(i);
    register.differs = here;
    register.reference = there;
    return 1;
  }
}

/**
 * Parses and replays `length` bytes of the input region, and compares with the log in the `more` bytes behind them, unless
 * there are none. Returns how many things are wrong, or a fault.
 */
export function replay(length: u32, more: u32): i32 {
  parsed = false;
  wrong = suspicious = 0;
  if (length > INPUT_MAX || more > INPUT_MAX - length) return fail(Code.TooLarge, 0, length, INPUT_MAX);
  for (let i: u32 = 0; i < f.REGISTERS; i++) {
    const register = registerAt(i);
    register.events = register.differs = register.reference = 0;
    register.separated = false;
    memory.fill(register.value, 0, f.REGISTER_SIZE);
  }
  let fault = checkArea(length);
  if (fault == 0) fault = log.open(INPUT, length);
  if (fault == 0) fault = replayAll();
  if (fault < 0) return fault;
  if (more) {
    fault = reference.open(INPUT + length, more);
    for (let i: u32 = 0; fault >= 0 && i < f.REGISTERS; i++) {
      fault = compare(i);
      if (fault > 0) wrong++;
    }
    if (fault < 0) return fault;
  }
  for (let i: u32 = 0; i < f.REGISTERS; i++) if (!registerAt(i).agrees(i)) wrong++;
  parsed = true;
  return wrong;
}
