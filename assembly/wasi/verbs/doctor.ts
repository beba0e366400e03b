/** `tsm doctor`: what stands between this machine and a report, and what mends it, as far as WASI lets a program see. */
import { INPUT } from "../../arena";
import { Code, fault, faults } from "../../fault";
import { Attribute, INBLOB_MAX } from "../../formats/configfs";
import { entryOf, list } from "../../layout";
import { writeMessage } from "../../render/message";
import { char, dec, str } from "../../render/out";
import { keptLength } from "../../request/kept";
import { operation, Verb } from "../../request/operation";
import * as machine from "../../request/options";
import { findConfigfs, findEntries } from "../doctor/configfs";
import { find, findingsJson, findingsText, findText, isSound, Part, State, said, say } from "../doctor/finding";
import { findEventLog, findRegisters } from "../doctor/guest";
import { findClock, findParavisor, inRoot, lookRound } from "../doctor/surroundings";
import { REPORTS, request, timedOut } from "../entry";
import { has, Opt, option, says, Takes, value } from "../options";
import { pathOf } from "../paths";
import { colours, Exit, printRendered } from "../say";
import { exit, random } from "../system";

export const doctorOptions = list("doctor", "Options of tsm doctor.");
option(doctorOptions, Opt.Request, "--request", "", Takes.Nothing, "also ask for a report");
option(
  doctorOptions,
  Opt.Sweep,
  "--sweep",
  "",
  Takes.Refused,
  "",
  "which processes live is not told to a program of WASI; the Node command sweeps",
);
option(doctorOptions, Opt.Root, "--root", "dir", Takes.Anything, "look below this directory instead of /");
option(doctorOptions, Opt.Format, "--format", "form", Takes.Choice, "form of the output; default: text", "text json");

/** Milliseconds that a report may take: the quoting service of TDX has half a minute. */
const TIMEOUT: u32 = 60_000;

/** Asks for a report, since only that tells whether the quoting service on the host lives. */
function findRequest(): void {
  machine.reset();
  random(INPUT, INBLOB_MAX);
  machine.setBytes(machine.Bytes.Inblob, INBLOB_MAX);
  request(inRoot(REPORTS), TIMEOUT);
  say();
  if (operation.verb == <u32>Verb.Done) {
    str("a report of ");
    dec(keptLength(Attribute.Outblob));
    str(" bytes came, with the nonce it was asked to carry");
    return find(Part.Configfs, "request", State.Ok, said());
  }
  const row = entryOf(faults, timedOut ? <u32>Code.TimedOut : fault.code)!;
  if (timedOut) {
    str(row.text);
    str(": after 60000 ms. ");
    str(row.note);
  } else writeMessage();
  str(" (");
  str(row.name);
  char(41);
  const says = said();
  find(
    Part.Configfs,
    "request",
    State.Broken,
    says,
    row.at == <u32>Code.EmptyOutblob ? pathOf("on the host: systemctl restart qgsd") : 0,
  );
}

/** Runs the verb. */
export function doctor(): void {
  const root = value(Opt.Root);
  lookRound(root ? root : pathOf("/"));
  findConfigfs();
  if (has(Opt.Request) && isSound(Part.Configfs)) findRequest();
  const reportBy = isSound(Part.Configfs);
  findEntries();
  findText(
    Part.Ioctl,
    "calls",
    State.Missing,
    "WASI has no ioctl: guest devices are neither seen nor asked here",
    "npx -p tsmkit tsm doctor",
  );
  findClock();
  findParavisor();
  findRegisters();
  findEventLog();
  printRendered(says(Opt.Format, "json") ? findingsJson(reportBy) : findingsText(reportBy, colours()));
  if (!reportBy) exit(Exit.Device);
}
