/** `tsm.wasm`: the command tsm for WASI preview 1, on the same core. It finds the verb, reads its options and runs it. */
import "../formats/index";
import { OUTPUT } from "../arena";
import { Row } from "../layout";
import { char, dec, str } from "../render/out";
import { Text } from "../text";
import { argumentAt, argumentCount, takeCall } from "./call";
import { STDERR, writeAll } from "./files";
import { programHelp, verbHelp } from "./help";
import { CALL_MAX, END } from "./memory";
import { readOptions, refuseUnknown } from "./options";
import { isText } from "./paths";
import { Exit, note, printRendered, seeAlso, setVerb, stop, text } from "./say";
import { Suggestions, suggest } from "./suggest";
import { exit } from "./system";
import { elsewhere, optionsOf, run, Verb, verbs } from "./verbs";
import { printVersion } from "./version";

/** The row of a list that has a name; null when none has. */
function named(list: Row, name: usize): Row | null {
  for (let row = list.next; row.inLayout; row = row.next) if (isText(name, row.name)) return row;
  return null;
}

/** Is an option of the program among the arguments? It may stand anywhere before `--`. */
function isAsked(short: Text, long: Text): bool {
  for (let i: u32 = 1; i < argumentCount && !isText(argumentAt(i), "--"); i++) {
    if (isText(argumentAt(i), short) || isText(argumentAt(i), long)) return true;
  }
  return false;
}

/** Shows help on stderr, since it is shown in place of what was meant. */
function helpInstead(): void {
  writeAll(STDERR, OUTPUT, programHelp());
  exit(Exit.Usage);
}

/** Shows the help of the verb that is named, or of the program. */
function help(): void {
  if (argumentCount < 3) return printRendered(programHelp());
  const verb = named(verbs, argumentAt(2));
  if (verb && verb.at != <u32>Verb.Help) return printRendered(verbHelp(verb));
  const other = named(elsewhere, argumentAt(2));
  if (other) refuseElsewhere(other);
  helpInstead();
}

function refuseElsewhere(verb: Row): void {
  note();
  str("there is no ");
  str(verb.name);
  str(" in WASI: ");
  str(verb.note);
  stop(Exit.Usage);
}

function refuseCommand(name: usize): void {
  note();
  str("unknown command '");
  text(name);
  char(39);
  suggest(name, verbs, elsewhere, Suggestions.Words);
  char(10);
  seeAlso();
  stop(Exit.Usage);
}

/** What the engine runs. */
export function _start(): void {
  // The pages in asconfig.json must hold the whole map.
  if (END > (<usize>memory.size()) << 16) unreachable();
  if (!takeCall()) {
    note();
    str("the arguments have more than ");
    dec(CALL_MAX);
    str(" bytes");
    stop(Exit.Usage);
  }
  if (isAsked("-V", "--version")) return printVersion(isAsked("--verbose", "--verbose"));
  let first: u32 = 1;
  while (first < argumentCount && isText(argumentAt(first), "--verbose")) first++;
  if (first >= argumentCount) helpInstead();
  const name = argumentAt(first);
  if (isText(name, "-h") || isText(name, "--help")) return printRendered(programHelp());
  const verb = named(verbs, name);
  if (!verb) {
    const other = named(elsewhere, name);
    if (other) refuseElsewhere(other);
    if (load<u8>(name) == 45 && load<u8>(name, 1) != 0) refuseUnknown(null, name);
    refuseCommand(name);
    return;
  }
  if (verb.at == <u32>Verb.Help) return help();
  setVerb(name);
  if (!readOptions(optionsOf(verb), verb.name, verb.size, first + 1)) return printRendered(verbHelp(verb));
  run(verb);
}
