/** `tsm report`: asks this guest's TSM for a report, through configfs. */
import { INPUT, OUTPUT } from "../../arena";
import { lengthOf } from "../../bytes";
import { Code } from "../../fault";
import { Attribute } from "../../formats/configfs";
import { List, list } from "../../layout";
import { base64Of, char, finish, hexOf, start, str } from "../../render/out";
import { hasAuxblob, reportJson, reportText } from "../../render/report";
import { isKept, keptAt, keptLength } from "../../request/kept";
import { operation, Verb } from "../../request/operation";
import * as machine from "../../request/options";
import { Text } from "../../text";
import { REPORTS, request, stopWithFailure, tellLeft } from "../entry";
import { isStdin, STDOUT } from "../files";
import { carried, carriedAt, readNonce } from "../nonce";
import { has, heading, Opt, option, says, Takes, value } from "../options";
import { checkOutput, moveAll, writeBeside } from "../output";
import { add as addPath, addText, begin as beginPath, done, pathOf } from "../paths";
import { locate } from "../preopens";
import {
  colours,
  endFaultWith,
  faultWith,
  note,
  print,
  printRendered,
  quoted,
  stopWithFault,
  stopWithUsage,
  text,
  told,
} from "../say";
import { isTerminal, random } from "../system";
import { countOf, millisecondsOf } from "../values";

/** Adds the option that names another report directory. */
export function entryRootOption(options: List): void {
  option(
    options,
    Opt.EntryRoot,
    "--entry-root",
    "dir",
    Takes.Anything,
    "report directory instead of /sys/kernel/config/tsm/report",
  );
}

export const reportOptions = list("report", "Options of tsm report.");
heading(reportOptions, "What it carries, one of the first four:");
option(reportOptions, Opt.Nonce, "--nonce", "hex", Takes.Anything, "a nonce of 1 to 64 bytes");
option(
  reportOptions,
  Opt.NonceFile,
  "--nonce-file",
  "file",
  Takes.Anything,
  "a nonce from a file, its bytes as they are; - for stdin",
);
option(reportOptions, Opt.Random, "--random", "", Takes.Nothing, "64 random bytes, which stderr tells");
option(
  reportOptions,
  Opt.DataFile,
  "--data-file",
  "file",
  Takes.Anything,
  "the --hash of a file of any length; - for stdin",
);
option(
  reportOptions,
  Opt.Hash,
  "--hash",
  "name",
  Takes.Choice,
  "carry the hash of these bytes instead",
  "sha512 sha384",
);
heading(reportOptions, "What is asked for:");
option(
  reportOptions,
  Opt.Privlevel,
  "--privlevel",
  "n",
  Takes.Count,
  "privilege level, 0 (highest) to 3; default: the highest this guest may have",
);
option(
  reportOptions,
  Opt.Service,
  "--service",
  "name",
  Takes.Anything,
  "also the manifest of the services of a provider, such as svsm",
);
option(reportOptions, Opt.ServiceGuid, "--service-guid", "guid", Takes.Anything, "of this service only");
option(reportOptions, Opt.ServiceManifestVersion, "--service-manifest-version", "n", Takes.Count, "in this version");
option(reportOptions, Opt.Aux, "--aux", "", Takes.Nothing, "also what comes with the report, such as certificates");
heading(reportOptions, "Whom to ask, and how long:");
option(reportOptions, Opt.Provider, "--provider", "name", Takes.Anything, "auto or configfs, which are the same here");
entryRootOption(reportOptions);
option(
  reportOptions,
  Opt.Timeout,
  "--timeout",
  "seconds",
  Takes.Seconds,
  "ask no further after so long; default: never",
);
option(
  reportOptions,
  Opt.Attempts,
  "--attempts",
  "n",
  Takes.Positive,
  "ask so often when others interfere; default: 32",
);
heading(reportOptions, "What comes out:");
option(reportOptions, Opt.Out, "--out", "file", Takes.Anything, "into a file, whole or not at all, instead of stdout");
option(
  reportOptions,
  Opt.Format,
  "--format",
  "form",
  Takes.Choice,
  "default: text on a terminal, else json; the others are the bare report",
  "bin hex base64 json text",
);

/** The file that is written; 0 for stdout. */
export function outPath(): usize {
  const out = value(Opt.Out);
  return out && !isStdin(out) ? out : 0;
}

/** Is the output to be in this form? */
function isFormat(name: Text): bool {
  if (has(Opt.Format)) return says(Opt.Format, name);
  const terminal = !outPath() && isTerminal(STDOUT);
  return name == (terminal ? "text" : "json");
}

/** Ends the program unless the providers are ones that can be had here. */
function checkProviders(): void {
  let list = value(Opt.Provider);
  if (!list) return;
  beginPath();
  addPath(list);
  list = done();
  for (let from = list; ; ) {
    while (load<u8>(from) == 32) from++;
    let to = from;
    while (load<u8>(to) != 0 && load<u8>(to) != 44) to++;
    const last = load<u8>(to) == 0;
    let end = to;
    while (end > from && load<u8>(end - 1) == 32) end--;
    store<u8>(end, 0);
    checkProvider(from);
    if (last) return;
    from = to + 1;
  }
}

function isOneOf(name: usize, words: Text): bool {
  // Each word of the list ends with a space.
  const length = lengthOf(name);
  for (let i: u32 = 0, start: u32 = 0; i < words.length; i++) {
    if (words.charAt(i) != 32) continue;
    let k: u32 = 0;
    while (k < length && start + k < i && words.charAt(start + k) == load<u8>(name + k)) k++;
    if (k == length && start + k == i) return true;
    start = i + 1;
  }
  return false;
}

function checkProvider(name: usize): void {
  if (isOneOf(name, "auto configfs ")) return;
  note();
  str("--provider: ");
  if (isOneOf(name, "ioctl ")) {
    str("WASI has no ioctl, so guest devices can't be asked here, but configfs can; the Node command tsm asks devices");
  } else if (isOneOf(name, "software software:sev_guest software:tdx_guest software:svsm ")) {
    str("there is no TSM in software here; the Node command tsm has one");
  } else {
    str("expected auto or configfs, got ");
    quoted(name);
  }
  stopWithUsage();
}

/** Ends the program unless options about a service come with one. */
function checkService(): void {
  if (has(Opt.Service) || (!has(Opt.ServiceGuid) && !has(Opt.ServiceManifestVersion))) return;
  note();
  str("--service-guid and --service-manifest-version need --service: whose service is it?");
  stopWithUsage();
}

/** Bytes that a text option takes. */
const TEXT_MAX: u32 = 64;

function setText(option: machine.Bytes, name: Text, text: usize): void {
  if (!text) return;
  const length = lengthOf(text);
  if (length < 1 || length > TEXT_MAX) {
    note();
    faultWith(Code.BadRequest);
    str(name);
    str(" is ");
    quoted(text);
    str(", not text of 1 to 64 bytes");
    endFaultWith(Code.BadRequest);
  }
  memory.copy(INPUT, text, length);
  machine.setBytes(option, length);
}

function setNumber(option: machine.Numbers, given: bool, number: u32): void {
  if (given && machine.setNumber(option, number) < 0) stopWithFault(0);
}

const seed = memory.data(4, 4);

/** Gives the options to the request machine. */
function configure(): void {
  machine.reset();
  memory.copy(INPUT, carriedAt, carried.length);
  if (machine.setBytes(machine.Bytes.Inblob, carried.length) < 0) stopWithFault(0);
  setText(machine.Bytes.ServiceProvider, "service.provider", value(Opt.Service));
  setText(machine.Bytes.ServiceGuid, "service.guid", value(Opt.ServiceGuid));
  const version = value(Opt.ServiceManifestVersion);
  setNumber(machine.Numbers.ServiceManifestVersion, version != 0, version ? countOf(version) : 0);
  const privlevel = value(Opt.Privlevel);
  setNumber(machine.Numbers.Privlevel, privlevel != 0, privlevel ? countOf(privlevel) : 0);
  setNumber(machine.Numbers.Aux, has(Opt.Aux), 1);
  const attempts = value(Opt.Attempts);
  setNumber(machine.Numbers.Attempts, attempts != 0, attempts ? countOf(attempts) : 0);
  random(seed, 4);
  setNumber(machine.Numbers.Seed, true, load<u32>(seed));
}

/** Renders a blob in the form that is asked for, with its line feed when that is text. Returns its bytes, or a fault. */
function renderBlob(attribute: Attribute): i32 {
  start(false);
  if (isFormat("hex")) hexOf(keptAt(attribute), keptLength(attribute));
  else base64Of(keptAt(attribute), keptLength(attribute));
  char(10);
  return finish();
}

/** Sends a blob to a file, or to stdout for 0. */
function deliver(attribute: Attribute, path: usize): void {
  let from = keptAt(attribute);
  let length = <i32>keptLength(attribute);
  if (!isFormat("bin")) {
    from = OUTPUT;
    length = renderBlob(attribute);
    if (length < 0) stopWithFault(0);
  }
  if (path) writeBeside(path, from, length);
  else print(from, length);
}

/** The path of what belongs to the output. */
function beside(out: usize, suffix: Text): usize {
  beginPath();
  addPath(out);
  addText(suffix);
  return done();
}

/** Writes the bare blobs: the outblob, and into files beside it what came with it. */
function deliverBlobs(out: usize): void {
  const aux = hasAuxblob();
  const manifest = isKept(Attribute.Manifestblob);
  if (!out) {
    if (aux || manifest) {
      note();
      text(value(Opt.Format));
      str(" is the outblob alone; for the rest use --format json or --out");
      told();
    }
    return deliver(Attribute.Outblob, 0);
  }
  const auxPath = beside(out, ".aux");
  const manifestPath = beside(out, ".manifest");
  if (aux) deliver(Attribute.Auxblob, auxPath);
  if (manifest) deliver(Attribute.Manifestblob, manifestPath);
  deliver(Attribute.Outblob, out);
  moveAll();
  tellWritten(out, aux ? auxPath : 0, manifest ? manifestPath : 0);
}

function tellWritten(out: usize, aux: usize, manifest: usize): void {
  note();
  str("wrote ");
  text(out);
  if (aux) {
    str(", ");
    text(aux);
  }
  if (manifest) {
    str(", ");
    text(manifest);
  }
  told();
}

/** Writes evidence as a whole, for programs or for people. */
function deliverEvidence(out: usize): void {
  const size = isFormat("json") ? reportJson(carried) : reportText(carried, !out && colours());
  if (size < 0) stopWithFault(0);
  if (!out) return printRendered(size);
  writeBeside(out, OUTPUT, size);
  moveAll();
  tellWritten(out, 0, 0);
}

/** Ends the program when the report directory was not handed to it. */
export function checkRoot(root: usize): void {
  if (locate(root)) return;
  note();
  faultWith(Code.NoConfigfs);
  text(root);
  str(" lies in no directory that was handed to this program; tsm help report tells how that is done");
  endFaultWith(Code.NoConfigfs);
}

/** Runs the verb. */
export function report(): void {
  const out = outPath();
  if (isFormat("bin") && !out && isTerminal(STDOUT)) {
    note();
    str("bytes would garble the terminal: use --out FILE, or a pipe");
    stopWithUsage();
  }
  checkProviders();
  checkService();
  if (out) checkOutput(out);
  readNonce(reportOptions);
  configure();
  const named = value(Opt.EntryRoot);
  const root = named ? named : pathOf(REPORTS);
  checkRoot(root);
  const timeout = value(Opt.Timeout);
  const milliseconds = timeout ? millisecondsOf(timeout) : 0;
  const entry = request(root, milliseconds);
  if (operation.verb == <u32>Verb.Failed) stopWithFailure(entry, milliseconds);
  tellLeft(entry);
  if (has(Opt.Aux) && !hasAuxblob()) {
    note();
    str("the TSM gave no auxblob");
    told();
  }
  if (isFormat("json") || isFormat("text")) deliverEvidence(out);
  else deliverBlobs(out);
}
