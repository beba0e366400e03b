/**
 * The verbs: a list, what each is called with, and how it runs. A new one is a row here, its options and its function in a
 * file of verbs/, its help in help.ts, and a case each in {@link optionsOf} and {@link run}.
 */
import { list, Row } from "../layout";
import { doctor, doctorOptions } from "./verbs/doctor";
import { events, eventsOptions } from "./verbs/events";
import { explain, explainOptions } from "./verbs/explain";
import { inspect, inspectOptions } from "./verbs/inspect";
import { report, reportOptions } from "./verbs/report";
import { unlock, unlockOptions } from "./verbs/unlock";
import { verify, verifyOptions } from "./verbs/verify";

export const enum Verb {
  Report = 1,
  Inspect,
  Verify,
  Explain,
  Doctor,
  Events,
  Unlock,
  Help,
}

/** Name, note = summary, text = what it does, more = its operand, extra = how many it has. */
export const verbs = list("verb", "Verbs of the command.");
verbs.entry(
  Verb.Report,
  "report",
  "ask this guest's TSM for a report that carries your nonce",
  "Asks the TSM of this guest for a report that carries your nonce, or the hash of your data.",
);
verbs.entry(
  Verb.Inspect,
  "inspect",
  "show what evidence says",
  "Shows what evidence says, field by field. Nothing is verified: anybody can write such bytes.",
  1,
).more = " [file]";
verbs.entry(
  Verb.Verify,
  "verify",
  "tell whether evidence can be trusted, and why",
  "Tells whether evidence is genuine, fresh and as your policy wants it: one verdict, with its reasons.",
  1,
).more = " [evidence]";
verbs.entry(
  Verb.Explain,
  "explain",
  "tell what a check of verify means",
  "Tells what a check means, where it comes from, and what to do when it fails.",
  1,
).more = " [check]";
verbs.entry(
  Verb.Doctor,
  "doctor",
  "say what a report lacks, and what mends it",
  "Looks at each way a report can be had, and says what is missing and which command mends it.",
);
verbs.entry(
  Verb.Events,
  "events",
  "show an event log, replay it, compare its registers",
  "Shows the events of a guest's log (CCEL), replays them, and compares what they come to.",
);
verbs.entry(
  Verb.Unlock,
  "unlock",
  "get a secret from a verifier that asks what runs here",
  "Gets a secret, such as the key of a disk, from a verifier outside: shows it evidence that carries a key, and opens what it seals to that key.",
);
verbs.entry(Verb.Help, "help", "show more about a command", "", 1).more = " [command]";

/** The options of a verb. */
export function optionsOf(verb: Row): Row {
  switch (<Verb>verb.at) {
    case Verb.Report:
      return reportOptions;
    case Verb.Inspect:
      return inspectOptions;
    case Verb.Verify:
      return verifyOptions;
    case Verb.Explain:
      return explainOptions;
    case Verb.Doctor:
      return doctorOptions;
    case Verb.Unlock:
      return unlockOptions;
    default:
      return eventsOptions;
  }
}

/** Runs a verb whose options have been read. */
export function run(verb: Row): void {
  switch (<Verb>verb.at) {
    case Verb.Report:
      return report();
    case Verb.Inspect:
      return inspect();
    case Verb.Verify:
      return verify();
    case Verb.Explain:
      return explain();
    case Verb.Doctor:
      return doctor();
    case Verb.Unlock:
      return unlock();
    default:
      return events();
  }
}

/** Verbs of the Node command that can't be had here, each with the reason. */
export const elsewhere = list("verbElsewhere", "Verbs that the Node command alone has; note = why.");
elsewhere.entry(
  0,
  "bundle",
  "making a bundle fetches from AMD and Intel, and WASI has no network; verify reads bundles here",
);
elsewhere.entry(
  0,
  "policy",
  "policies are written and checked by the Node command; verify holds evidence against them here",
);
elsewhere.entry(0, "rtmr", "registers are read and extended by the Node command; inspect shows those in evidence here");
elsewhere.entry(
  0,
  "mount",
  "serving files takes /dev/fuse, and WASI has no devices; report uses a tree that is mounted",
);
