/** wit/events.wit */
import { OUTPUT } from "../arena";
import * as core from "../index";
import { arrived, release } from "./arrivals";
import { keepOutput, PAYLOAD, put, refuse, succeed } from "./crossing";
import { EventLog, ExpectedRegister, isSome } from "./records";

/** The item of a list that was refused. */
let refused: i32 = 0;

function takeTable(at: usize, length: usize): i32 {
  const taken = put(at, length);
  return taken < 0 ? taken : core.eventsTable(taken);
}

/** The cases of a register are the numbers that the core has for them. */
function takeRegisters(items: usize, count: u32): i32 {
  for (let i: u32 = 0; i < count; i++) {
    refused = i;
    const item = changetype<ExpectedRegister>(items + offsetof<ExpectedRegister>() * i);
    let taken = put(item.value, item.valueLength);
    if (taken >= 0) taken = core.eventsExpect(item.register, taken);
    if (taken < 0) return taken;
  }
  return 0;
}

/** The log, and behind it the reference, which by now is known to be one. */
function takeLog(at: usize, length: usize, reference: usize, referenceLength: usize): i32 {
  const taken = put(at, length);
  if (taken < 0) return taken;
  const more = put(reference, referenceLength, taken);
  return more < 0 ? more : core.eventsParse(taken, more);
}

function takeReference(at: usize, length: usize): i32 {
  const taken = put(at, length);
  return taken < 0 ? taken : core.eventsParse(taken, 0);
}

export function replay(
  log: usize,
  logLength: usize,
  hasTable: u32,
  table: usize,
  tableLength: usize,
  registers: usize,
  registerCount: u32,
  hasReference: u32,
  reference: usize,
  referenceLength: usize,
  colours: u32,
): usize {
  if (arrived() < 0) return refuse(null);
  core.eventsReset();
  if (!isSome(hasReference)) referenceLength = 0;
  else if (takeReference(reference, referenceLength) < 0) return refuse("reference");
  if (isSome(hasTable) && takeTable(table, tableLength) < 0) return refuse("table");
  if (takeRegisters(registers, registerCount) < 0) return refuse("registers", refused);
  const wrong = takeLog(log, logLength, reference, referenceLength);
  if (wrong < 0) return refuse("log");
  release();
  const json = core.eventsJson();
  if (json < 0) return refuse("log");
  const returned = succeed();
  const record = changetype<EventLog>(returned + PAYLOAD);
  record.wrong = wrong;
  record.json = keepOutput(json);
  record.jsonLength = json;
  const text = core.eventsText(isSome(colours));
  if (text < 0) return refuse("log");
  record.text = OUTPUT;
  record.textLength = text;
  return returned;
}
