/** What a request asks for, as the host sets it before the first next(). */
import { INPUT } from "../arena";
import { Code, fail } from "../fault";
import { INBLOB_MAX, PRIVLEVEL_MAX } from "../formats/configfs";

/** Options that are bytes. */
export const enum Bytes {
  Inblob = 0,
  ServiceProvider = 1,
  ServiceGuid = 2,
}

/** Options that are numbers. */
export const enum Numbers {
  /** Privilege level; without it the floor is taken. */
  Privlevel = 0,
  ServiceManifestVersion = 1,
  /** 1 to read auxblob too. */
  Aux = 2,
  /** How often the request is made at most. */
  Attempts = 3,
  /** Seed of the back-off's jitter. */
  Seed = 4,
}

/** Not set. */
export const UNSET: i64 = -1;
const SLOT: usize = 64;
const NUMBERS: i32 = 5;
const bytes = memory.data(3 * 64, 16);
const lengths = memory.data(3 * 4, 4);
const numbers = memory.data(5 * 8, 8);

/** Forgets everything. */
export function reset(): void {
  memory.fill(lengths, 0, 12);
  for (let i = 0; i < NUMBERS; i++) store<i64>(numbers + 8 * i, UNSET);
  store<i64>(numbers + 8 * Numbers.Attempts, 32);
  store<i64>(numbers + 8 * Numbers.Seed, 1);
}

export function at(option: Bytes): usize {
  return bytes + SLOT * <usize>option;
}
export function lengthOf(option: Bytes): u32 {
  return load<u32>(lengths + 4 * <usize>option);
}
export function number(option: Numbers): i64 {
  return load<i64>(numbers + 8 * <usize>option);
}

/** Takes `length` bytes of the input region. Returns 0, or a fault. */
export function setBytes(option: u32, length: u32): i32 {
  if (option == Bytes.Inblob && (length == 0 || length > INBLOB_MAX))
    return fail(Code.NonceLength, 0, length, INBLOB_MAX);
  if (option > <u32>Bytes.ServiceGuid || length == 0 || length > <u32>SLOT)
    return fail(Code.BadRequest, 0, length, length == 0 ? 1 : <u32>SLOT);
  memory.copy(at(<Bytes>option), INPUT, length);
  store<u32>(lengths + 4 * option, length);
  return 0;
}

/** Sets a number. Returns 0, or a fault. */
export function setNumber(option: u32, value: u32): i32 {
  if (option == Numbers.Privlevel && value > PRIVLEVEL_MAX) return fail(Code.PrivlevelTooLow, 0, value, PRIVLEVEL_MAX);
  if (option >= <u32>NUMBERS || (option == Numbers.Attempts && value == 0)) return fail(Code.BadRequest, 0, value, 1);
  store<i64>(numbers + 8 * option, value);
  return 0;
}
