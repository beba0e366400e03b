/** `tsm events`: shows an event log, replays it, compares what it comes to. */
import { INPUT, INPUT_MAX } from "../../arena";
import { eventsJson, eventsParse, eventsReset, eventsTable, eventsText } from "../../eventlog/doors";
import { expectRegister, wrong } from "../../eventlog/replay";
import { Code } from "../../fault";
import { REGISTER_SIZE } from "../../formats/eventLog";
import { Form, formats } from "../../formats/evidence";
import * as quoted from "../../formats/tdReport";
import * as reported from "../../formats/tdxReport";
import { entryOf, list } from "../../layout";
import { format, parse } from "../../parse/evidence";
import { evidenceAt, read } from "../../parse/read";
import { base, sectionAt, sectionCount } from "../../parse/sections";
import { dec, str } from "../../render/out";
import { Text } from "../../text";
import { canonical } from "../canonical";
import { NOT_GIVEN } from "../errno";
import { isStdin, kindOf } from "../files";
import { mustRead, readToInput } from "../input";
import { GIVEN, ROOTS, TEXT } from "../memory";
import { Opt, option, says, Takes, value } from "../options";
import { isText, pathOf } from "../paths";
import {
  colours,
  Exit,
  endFaultWith,
  endWithFault,
  faultWith,
  inputName,
  note,
  printLine,
  printRendered,
  stopWithFault,
  stopWithUsage,
} from "../say";
import { exit } from "../system";

/** Where the kernel has the log, and its ACPI table. */
const KERNEL_LOG: Text = "/sys/firmware/acpi/tables/data/CCEL";
const KERNEL_TABLE: Text = "/sys/firmware/acpi/tables/CCEL";

export const eventsOptions = list("events", "Options of tsm events.");
option(eventsOptions, Opt.Log, "--log", "file", Takes.Anything, "the log; - for stdin; default: the kernel's");
option(
  eventsOptions,
  Opt.Table,
  "--table",
  "file",
  Takes.Anything,
  "its ACPI table; default: the kernel's, with the kernel's log",
);
option(
  eventsOptions,
  Opt.Against,
  "--against",
  "evidence",
  Takes.Anything,
  "a TDX quote or TDREPORT whose registers the log must give; - for stdin",
);
option(
  eventsOptions,
  Opt.Reference,
  "--reference",
  "file",
  Takes.Anything,
  "a log of a boot that you know: where does this one differ?",
);
option(eventsOptions, Opt.Format, "--format", "form", Takes.Choice, "form of the output; default: text", "text json");

/** Is there something at a path? */
function isThere(path: usize): bool {
  return kindOf(path) >= 0;
}

/** Ends the program when more than one of the files is to come from stdin. */
function checkStdin(log: usize): void {
  let piped: u32 = u32(isStdin(log));
  for (let id = Opt.Table; id <= Opt.Reference; id++) {
    const path = value(id);
    if (path && isStdin(path)) piped++;
  }
  if (piped < 2) return;
  note();
  str("only one of the files can come from stdin");
  stopWithUsage();
}

/** The registers that a quote or a TDREPORT carries become what the log must give. */
function expectRegistersOf(path: usize): void {
  const length = readToInput(path);
  const size = read(Form.Auto, length);
  if (size < 0 || parse(evidenceAt, size) < 0) stopWithFault(path);
  for (let i = 0; i < sectionCount(); i++) {
    const section = sectionAt(i);
    const isQuote = section.layout == quoted.tdReport;
    if (!isQuote && section.layout != reported.tdInfo) continue;
    const at = base + section.at;
    expectRegister(0, (isQuote ? quoted.mrTd : reported.mrTd).of(at), REGISTER_SIZE);
    expectRegister(1, (isQuote ? quoted.rtmr0 : reported.rtmr0).of(at), REGISTER_SIZE);
    expectRegister(2, (isQuote ? quoted.rtmr1 : reported.rtmr1).of(at), REGISTER_SIZE);
    expectRegister(3, (isQuote ? quoted.rtmr2 : reported.rtmr2).of(at), REGISTER_SIZE);
    expectRegister(4, (isQuote ? quoted.rtmr3 : reported.rtmr3).of(at), REGISTER_SIZE);
    return;
  }
  note();
  inputName(path);
  str(": ");
  faultWith(Code.BadRequest);
  str("run-time registers come of a TDX quote or a TDREPORT, not of a ");
  str(entryOf(formats, format)!.name);
  endFaultWith(Code.BadRequest);
}

/** Ends the program when a result is a fault, which is told to be in a part of what was handed in. */
function check(result: i32, log: usize, what: Text): void {
  if (result >= 0) return;
  about(log, what);
  str(": ");
  endWithFault();
}

function about(log: usize, what: Text): void {
  note();
  inputName(log);
  str(": ");
  str(what);
}

/** Puts bytes into the input region, behind the first `at`. */
function put(log: usize, what: Text, from: usize, length: u32, at: u32): void {
  if (length <= INPUT_MAX - at) {
    memory.copy(INPUT + at, from, length);
    return;
  }
  note();
  inputName(log);
  str(": ");
  faultWith(Code.TooLarge);
  str(what);
  str(" has ");
  dec(length);
  str(" bytes, of ");
  dec(INPUT_MAX - at);
  endFaultWith(Code.TooLarge);
}

/** Runs the verb. */
export function events(): void {
  const named = value(Opt.Log);
  const log = named ? named : pathOf(KERNEL_LOG);
  checkStdin(log);
  const isKernels = isText(log, KERNEL_LOG);
  if (isKernels && !isThere(log) && kindOf(log) != -(<i32>NOT_GIVEN)) {
    note();
    str("this kernel has no event log at ");
    str(KERNEL_LOG);
    str(": name one with --log");
    stopWithUsage();
  }
  let table = value(Opt.Table);
  const kernelTable = pathOf(KERNEL_TABLE);
  if (!table && isKernels && isThere(kernelTable)) table = kernelTable;
  const reference = value(Opt.Reference);
  const against = value(Opt.Against);
  const tableLength = table ? mustRead(table, TEXT, INPUT_MAX) : 0;
  const referenceLength = reference ? mustRead(reference, GIVEN, INPUT_MAX) : 0;
  eventsReset();
  if (against) expectRegistersOf(against);
  const logLength = mustRead(log, ROOTS, INPUT_MAX);
  // An empty reference is one too, and no log.
  if (reference) {
    put(log, "the reference", GIVEN, referenceLength, 0);
    check(eventsParse(referenceLength, 0), log, "the reference");
  }
  if (table) {
    put(log, "the table", TEXT, tableLength, 0);
    check(eventsTable(tableLength), log, "the table");
  }
  put(log, "the log", ROOTS, logLength, 0);
  if (reference) put(log, "the reference", GIVEN, referenceLength, logLength);
  check(eventsParse(logLength, referenceLength), log, "the log");
  if (says(Opt.Format, "json")) {
    const size = eventsJson();
    check(size, log, "the log");
    printLine(canonical(size));
  } else {
    const size = eventsText(colours());
    check(size, log, "the log");
    printRendered(size);
  }
  if (wrong > 0) exit(Exit.Rejected);
}
