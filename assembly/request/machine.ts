/**
 * Asks a TSM for one report through the files of configfs-tsm, without ever touching a file: next() names one file
 * verb, the host does it, feed() takes its result. The rules live here once, for every host.
 *
 *     create → provider → [generation] → privlevel_floor → privlevel → service_* → inblob
 *            → outblob → [auxblob] → [manifestblob] → generation → remove → done, failed, or wait and create again
 *
 * Why it is race-proof. The kernel may call the driver twice for one read, and anybody may write to any entry. So a
 * report is believed only when the nonce and the privilege level inside it are the ones asked for; where a service of an SVSM
 * is, when it binds the nonce to the manifest that is read behind it. The generation is a
 * hint that tells an interfered request, which is made again, from a TSM that is broken. Where the report's format is
 * unknown, the generation must have advanced by exactly the writes made here. Whatever happens, the entry is removed last.
 */
import { EVIDENCE_MAX } from "../arena";
import { Code, fail, fault } from "../fault";
import { Attribute, Carries, INBLOB_MAX } from "../formats/configfs";
import { Errno } from "../formats/errno";
import { SVSM_VMPL } from "../formats/svsm";
import * as blame from "./blame";
import { isBound, isOfSvsm, isOpaque, isOwn, NO_PRIVLEVEL } from "./carried";
import { operation, Verb } from "./operation";
import { at, Bytes, lengthOf, Numbers, number, UNSET } from "./options";
import { isNumber, numberAt, numberOf, providerOf, writeNumber } from "./words";

/** What is done next, in the order of a request. */
const enum Step {
  Create,
  Provider,
  Start,
  Floor,
  Privlevel,
  ServiceProvider,
  ServiceGuid,
  ServiceVersion,
  Inblob,
  Outblob,
  Auxblob,
  Manifestblob,
  Generation,
  Probe,
  Remove,
  Wait,
  End,
}

/** What the outblob turned out to be. */
const enum Outblob {
  Unread,
  /** Carries this request's nonce and privilege level. */
  Own,
  /** Carries another's, or is torn, or could not be made from what stood in the entry. */
  Foreign,
  /** Its format is unknown: the generation decides. */
  Opaque,
  /** Attests a service: whether it is this request's own shows when the manifest is read. */
  Binding,
}

const FIRST_WAIT_MS: u32 = 4;
const LONGEST_WAIT_MS: u32 = 128;

let step: Step = Step.Create;
/** Generation that the entry began with, and the writes made to it since. */
let start: u64 = 0;
let writes: u32 = 0;
let carries: Carries = Carries.Unknown;
let outblob: Outblob = Outblob.Unread;
/** The floor that the provider told. */
let privlevel: u32 = NO_PRIVLEVEL;
/** Why this attempt failed, and on which attribute with which error number. */
let code: Code = Code.None;
let culprit: u32 = 0;
let errno: u32 = 0;
let got: u32 = 0;
let want: u32 = 0;
let cancelled: bool = false;
let random: u32 = 1;
/** The bytes that go into inblob, padded with zeros to {@link INBLOB_MAX}. */
const padded = memory.data(64, 16);
let paddedLength: u32 = 0;

/** Starts over with the options as they are. */
export function begin(): void {
  operation.attempt = 0;
  operation.leaked = 0;
  cancelled = false;
  random = <u32>number(Numbers.Seed) | 1;
  attempt();
}

function attempt(): void {
  step = Step.Create;
  writes = 0;
  start = 0;
  outblob = Outblob.Unread;
  privlevel = NO_PRIVLEVEL;
  code = Code.None;
  culprit = errno = got = want = 0;
  operation.attempt++;
  operation.moved = 0;
  operation.generation = 0;
}

/** Ends the attempt: the entry goes next. The first reason stands. */
function give(up: Code, attribute: u32 = 0, error: u32 = 0): void {
  if (code == Code.None) {
    code = up;
    culprit = attribute;
    errno = error;
  }
  step = Step.Remove;
}

/** The host does not want the report any more: remove the entry and fail. */
export function cancel(): void {
  if (step == Step.End) return;
  cancelled = true;
  code = Code.None;
  if (step == Step.Create || step == Step.Wait) step = Step.End;
  else give(Code.Cancelled);
}

function ask(verb: Verb, attribute: Attribute = Attribute.None, data: usize = 0, length: u32 = 0): Verb {
  operation.verb = verb;
  operation.attribute = attribute;
  operation.data = data;
  operation.length = length;
  return verb;
}

function write(attribute: Attribute, data: usize, length: u32): Verb {
  return ask(Verb.Write, attribute, data, length);
}

/** Names the next file verb; {@link operation} has its arguments. */
export function next(): Verb {
  if (step == Step.ServiceProvider && !isService()) step = Step.ServiceGuid;
  if (step == Step.ServiceGuid && lengthOf(Bytes.ServiceGuid) == 0) step = Step.ServiceVersion;
  if (step == Step.ServiceVersion && number(Numbers.ServiceManifestVersion) == UNSET) step = Step.Inblob;
  if (step == Step.Auxblob && number(Numbers.Aux) != 1) step = Step.Manifestblob;
  if (step == Step.Manifestblob && !isService()) step = Step.Generation;
  switch (step) {
    case Step.Create:
      return ask(Verb.Create);
    case Step.Provider:
      return ask(Verb.Read, Attribute.Provider);
    case Step.Start:
      return ask(Verb.Read, Attribute.Generation);
    case Step.Floor:
      return ask(Verb.Read, Attribute.PrivlevelFloor);
    case Step.Privlevel:
      return write(Attribute.Privlevel, numberAt, writeNumber(privlevel));
    case Step.ServiceProvider:
      return write(Attribute.ServiceProvider, at(Bytes.ServiceProvider), lengthOf(Bytes.ServiceProvider));
    case Step.ServiceGuid:
      return write(Attribute.ServiceGuid, at(Bytes.ServiceGuid), lengthOf(Bytes.ServiceGuid));
    case Step.ServiceVersion:
      return write(
        Attribute.ServiceManifestVersion,
        numberAt,
        writeNumber(<u32>number(Numbers.ServiceManifestVersion)),
      );
    case Step.Inblob:
      return write(Attribute.Inblob, padded, paddedLength);
    case Step.Outblob:
      return ask(Verb.Read, Attribute.Outblob);
    case Step.Auxblob:
      return ask(Verb.Read, Attribute.Auxblob);
    case Step.Manifestblob:
      return ask(Verb.Read, Attribute.Manifestblob);
    case Step.Generation:
      return ask(Verb.Read, Attribute.Generation);
    case Step.Probe:
      return ask(Verb.Read, Attribute.Provider);
    case Step.Remove:
      return ask(Verb.Remove);
    case Step.Wait:
      return ask(Verb.Wait);
    default:
      return end();
  }
}

/** Takes the result of the verb named last: bytes in the input region, or a negative error number. */
export function feed(result: i32): void {
  const error: u32 = result < 0 ? -result : 0;
  const length: u32 = result < 0 ? 0 : result;
  if (step == Step.Create) created(error);
  else if (step == Step.Provider) provided(length, error);
  else if (step == Step.Start) started(length, error);
  else if (step == Step.Floor) floored(length, error);
  else if (step >= Step.Privlevel && step <= Step.Inblob) wrote(error);
  else if (step == Step.Outblob) reported(length, error);
  else if (step == Step.Auxblob || step == Step.Manifestblob) supplemented(length, error);
  else if (step == Step.Generation) counted(length, error);
  else if (step == Step.Probe) probed(error);
  else if (step == Step.Remove) removed(error);
  else if (step == Step.Wait) attempt();
}

function created(error: u32): void {
  if (error == 0) step = Step.Provider;
  else {
    code = blame.ofCreate(error);
    errno = error;
    step = Step.End;
  }
}

function provided(length: u32, error: u32): void {
  if (error) return give(blame.ofRead(Attribute.Provider, error), Attribute.Provider, error);
  const row = providerOf(length);
  const limits = row ? row.size : (1 << 8) | INBLOB_MAX;
  carries = row ? <Carries>row.at : Carries.Unknown;
  const asked = lengthOf(Bytes.Inblob);
  if (asked == 0 || asked > (limits & 255)) {
    got = asked;
    want = limits & 255;
    return give(Code.NonceLength, Attribute.Inblob);
  }
  paddedLength = max(asked, limits >> 8);
  memory.fill(padded, 0, INBLOB_MAX);
  memory.copy(padded, at(Bytes.Inblob), asked);
  // A new entry begins at 0. Where the ledger decides, that is not taken on trust.
  step = carries == Carries.Unknown ? Step.Start : Step.Floor;
}

/** Reads a generation. Returns false when the attempt ends here. */
function generation(length: u32, error: u32): bool {
  if (error) give(blame.ofRead(Attribute.Generation, error), Attribute.Generation, error);
  else if (!isNumber(length)) give(Code.Device, Attribute.Generation);
  else operation.generation = numberOf(length);
  return step != Step.Remove;
}

function started(length: u32, error: u32): void {
  if (!generation(length, error)) return;
  start = operation.generation;
  step = Step.Floor;
}

function floored(length: u32, error: u32): void {
  const asked = number(Numbers.Privlevel);
  if (error == Errno.ENOENT) {
    // This provider has no privilege levels.
    if (asked != UNSET) return give(Code.NoAttribute, Attribute.Privlevel, error);
    operation.privlevel = NO_PRIVLEVEL;
    step = Step.ServiceProvider;
    return;
  }
  if (error) return give(blame.ofRead(Attribute.PrivlevelFloor, error), Attribute.PrivlevelFloor, error);
  if (!isNumber(length)) return give(Code.Device, Attribute.PrivlevelFloor);
  const floor = <u32>numberOf(length);
  if (asked != UNSET && <u32>asked < floor) {
    got = <u32>asked;
    want = floor;
    return give(Code.PrivlevelTooLow, Attribute.Privlevel);
  }
  privlevel = asked == UNSET ? floor : <u32>asked;
  operation.privlevel = privlevel;
  step = Step.Privlevel;
}

function wrote(error: u32): void {
  // A failed write may have been counted or half done: the entry is worth nothing any more.
  if (error) return give(blame.ofWrite(<Attribute>operation.attribute, error), operation.attribute, error);
  writes++;
  step++;
}

/** A blob could not be read: the TSM refuses what was asked, or another's write took its place; the generation tells. */
function unmade(attribute: Attribute, error: u32): void {
  give(blame.ofRead(attribute, error), attribute, error);
  if (error == Errno.ENXIO) step = Step.Probe;
  if (error != Errno.EINVAL) return;
  outblob = Outblob.Foreign;
  step = Step.Generation;
}

/** ENXIO on a blob: the driver went away, or its firmware failed. Where it went away, its name can't be read either. */
function probed(error: u32): void {
  if (error != Errno.ENXIO) code = Code.Device;
  step = Step.Remove;
}

function reported(length: u32, error: u32): void {
  if (error) return unmade(Attribute.Outblob, error);
  if (length == 0) return give(Code.EmptyOutblob, Attribute.Outblob);
  if (length > EVIDENCE_MAX) {
    got = length;
    want = EVIDENCE_MAX;
    return give(Code.BadOutblob, Attribute.Outblob);
  }
  if (isOpaque(carries, length)) outblob = Outblob.Opaque;
  else if (isService()) outblob = isOfSvsm(length) ? Outblob.Binding : Outblob.Foreign;
  else outblob = isOwn(carries, length, padded, privlevel) ? Outblob.Own : Outblob.Foreign;
  step = Step.Auxblob;
}

/** Is a service asked for? */
function isService(): bool {
  return lengthOf(Bytes.ServiceProvider) > 0;
}

function supplemented(length: u32, error: u32): void {
  const attribute = <Attribute>operation.attribute;
  // ENOENT: this provider has no such file.
  if (error && error != Errno.ENOENT) return unmade(attribute, error);
  step++;
  if (attribute != Attribute.Manifestblob || outblob != Outblob.Binding) return;
  outblob = isBound(length, padded) ? Outblob.Own : Outblob.Foreign;
  operation.privlevel = SVSM_VMPL;
}

function counted(length: u32, error: u32): void {
  if (!generation(length, error)) return;
  // Counters wrap, on 32-bit kernels at 2^32: the low half of the difference is exact on all.
  operation.moved = u32(<u32>(operation.generation - start) != writes);
  step = Step.Remove;
  if (outblob == Outblob.Own) return;
  if (operation.moved) {
    code = Code.Conflict;
    culprit = Attribute.Outblob;
    errno = 0;
  } else if (outblob == Outblob.Foreign) give(Code.BadOutblob, Attribute.Outblob);
}

function removed(error: u32): void {
  if (error && error != Errno.ENOENT) operation.leaked = error;
  // ENOENT on a file and on its entry: the file was not missing, somebody removed the entry.
  if (error == Errno.ENOENT && errno == Errno.ENOENT && (code == Code.NoConfigfs || code == Code.NoAttribute)) {
    code = Code.EntryGone;
  }
  const retry = code == Code.Conflict || code == Code.Busy || code == Code.EntryGone;
  if (!retry || <i64>operation.attempt >= number(Numbers.Attempts) || operation.leaked) {
    step = Step.End;
    return;
  }
  const most = min(LONGEST_WAIT_MS, FIRST_WAIT_MS << min<u32>(operation.attempt - 1, 16));
  random ^= random << 13;
  random ^= random >> 17;
  random ^= random << 5;
  operation.waitMs = 1 + (random % most);
  step = Step.Wait;
}

/** The request is over: fills the fault record when it failed. */
function end(): Verb {
  if (cancelled) code = Code.Cancelled;
  if (code == Code.None) return ask(Verb.Done);
  fail(code, 0, got, want);
  fault.attribute = culprit;
  fault.errno = errno;
  return ask(Verb.Failed);
}
