/** What the tests of the JSON reader call: a document is read into a run of events that a test can make a value of. */
import { INPUT, OUTPUT } from "../../../assembly/arena";
import * as json from "../../../assembly/json/reader";

export { inputAt, outputAt } from "../../core/probe/regions";

/** Events, 12 bytes: kind, and the bytes of the value, counted from the start. A string is followed by what it says. */
const enum Event {
  Object = 1,
  Array,
  Name,
  String,
  Number,
  True,
  False,
  Null,
  End,
}

let out: usize = OUTPUT;

export function problem(): i32 {
  return json.problem;
}
export function problemAt(): u32 {
  return <u32>(json.problemAt - INPUT);
}

function emit(kind: Event, from: usize, to: usize): void {
  store<u32>(out, kind);
  store<u32>(out, <u32>(from - INPUT), 4);
  store<u32>(out, <u32>(to - INPUT), 8);
  out += 12;
}

function emitString(kind: Event): void {
  emit(kind, json.from, json.to);
  const length = json.copyString(out + 4);
  store<u32>(out, <u32>length);
  out += 4 + length;
}

function walk(): void {
  const c = json.peek();
  const start = json.at;
  if (c == 123) {
    emit(Event.Object, start, start);
    if (json.object()) {
      while (json.member()) {
        emitString(Event.Name);
        walk();
      }
    }
    emit(Event.End, start, json.at);
  } else if (c == 91) {
    emit(Event.Array, start, start);
    if (json.array()) while (json.element()) walk();
    emit(Event.End, start, json.at);
  } else if (c == 34) {
    if (json.string()) emitString(Event.String);
  } else if (c == 110 && json.isNull()) {
    emit(Event.Null, start, json.at);
  } else if (c == 116 || c == 102) {
    const value = json.boolean();
    emit(value ? Event.True : Event.False, start, json.at);
  } else {
    json.skip();
    emit(Event.Number, start, json.at);
  }
}

/** Reads the input value by value. Returns the bytes of the events, or -1. */
export function read(length: u32): i32 {
  out = OUTPUT;
  json.begin(INPUT, INPUT + length);
  walk();
  return json.finish() ? <i32>(out - OUTPUT) : -1;
}

/** Reads over the input as a whole. */
export function check(length: u32): bool {
  json.begin(INPUT, INPUT + length);
  json.skip();
  return json.finish();
}

/** Reads the input as an unsigned integer. */
export function unsigned(length: u32, most: u64): u64 {
  json.begin(INPUT, INPUT + length);
  const value = json.unsigned(most);
  json.finish();
  return value;
}

/** Does the string in the input say "svn"? */
export function saysSvn(length: u32): bool {
  json.begin(INPUT, INPUT + length);
  return json.string() && json.stringIs("svn");
}

/** Resolves the string in the input in place. Returns its bytes, which begin behind the quote. */
export function resolveInPlace(length: u32): u32 {
  json.begin(INPUT, INPUT + length);
  return json.string() ? <u32>json.copyString(json.from) : 0;
}
