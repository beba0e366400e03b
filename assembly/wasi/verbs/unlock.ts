/** `tsm unlock`: gets a secret from a verifier, at the other end of a channel, that asks what runs here. */
import { INPUT, OUTPUT } from "../../arena";
import { lengthOf } from "../../bytes";
import { KEY } from "../../crypto/hpke/x25519";
import { Code, fail, fault } from "../../fault";
import { Attribute, INBLOB_MAX } from "../../formats/configfs";
import { decode } from "../../hex";
import { list } from "../../layout";
import {
  forgetKey,
  LINE_MAX,
  makeKey,
  secretAt,
  takeAnswer,
  takeChallenge,
  writeAsk,
  writeEvidence,
  writeRefusal,
} from "../../release/guest";
import { dec, str } from "../../render/out";
import { keptAt, keptLength, textLength } from "../../request/kept";
import { operation, Verb } from "../../request/operation";
import * as machine from "../../request/options";
import { REPORTS, request, stopWithFailure, tellLeft } from "../entry";
import { close, For, isStdin, open, read, STDIN, STDOUT, writeAll } from "../files";
import { has, heading, Opt, option, Takes, value } from "../options";
import { checkOutput, moveAll, writeBeside } from "../output";
import { pathOf } from "../paths";
import { Exit, note, print, stop, stopWithErrno, stopWithFault, stopWithUsage, told } from "../say";
import { isTerminal, random, ticks } from "../system";
import { countOf, millisecondsOf } from "../values";
import { checkRoot, entryRootOption, outPath } from "./report";

export const unlockOptions = list("unlock", "Options of tsm unlock.");
heading(unlockOptions, "Who is asked:");
option(
  unlockOptions,
  Opt.Channel,
  "--channel",
  "file",
  Takes.Anything,
  "a serial port or the like, read and written; - for stdin and stdout",
);
option(
  unlockOptions,
  Opt.VerifierKey,
  "--verifier-key",
  "hex",
  Takes.Anything,
  "take the secret only from the verifier with this public key",
);
heading(unlockOptions, "What is asked for:");
option(
  unlockOptions,
  Opt.Privlevel,
  "--privlevel",
  "n",
  Takes.Count,
  "privilege level of the report, 0 (highest) to 3; default: the highest this guest may have",
);
entryRootOption(unlockOptions);
option(
  unlockOptions,
  Opt.Timeout,
  "--timeout",
  "seconds",
  Takes.Seconds,
  "ask the TSM no further after so long; default: never",
);
heading(unlockOptions, "What comes out:");
option(unlockOptions, Opt.Out, "--out", "file", Takes.Anything, "into a file, whole or not at all, instead of stdout");
option(unlockOptions, Opt.Times, "--times", "", Takes.Nothing, "tell how many milliseconds the steps took");

const reportData = memory.data(64, 16);
const verifierKey = memory.data(32, 16);
const seed = memory.data(4, 4);

/** The open channel. */
let input: i32 = STDIN;
let output: i32 = STDOUT;

/** Takes the verifier's key. Returns where it lies, or 0 when none is given. */
function takeVerifierKey(): usize {
  const digits = value(Opt.VerifierKey);
  if (!digits) return 0;
  const length = lengthOf(digits);
  if (length == 2 * <u32>KEY && decode(digits, length, verifierKey) > 0) return verifierKey;
  note();
  str("--verifier-key: expected 32 bytes in hex, got ");
  dec(length);
  str(" characters");
  stopWithUsage();
  return 0;
}

/** Checks what the call says before anything is asked for. */
function checkCall(out: usize): void {
  const channel = value(Opt.Channel);
  note();
  if (!channel) {
    str("where is the verifier? Give --channel FILE, or --channel - for stdin and stdout");
    stopWithUsage();
  }
  if (!out && isStdin(channel)) {
    str("stdout is the channel, so the secret needs --out FILE");
    stopWithUsage();
  }
  if (!out && isTerminal(STDOUT)) {
    str("the secret would be shown on the terminal: use --out FILE, or a pipe");
    stopWithUsage();
  }
  if (out) checkOutput(out);
}

function openChannel(path: usize): void {
  if (isStdin(path)) return;
  const fd = open(path, For.Talking);
  if (fd < 0) stopWithErrno("open", path, -fd);
  input = output = fd;
}

/** Sends what was rendered. */
function send(path: usize, size: i32): void {
  if (size < 0) stopWithFault(0);
  const error = writeAll(output, OUTPUT, size);
  if (error < 0) {
    forgetKey();
    stopWithErrno("write", path, -error);
  }
}

/** Ends the program because of what came, from a character on; 0 stands for the end. */
function refuseLine(path: usize, at: u32, character: u32): void {
  forgetKey();
  fail(Code.BadMessage, at, character);
  stopWithFault(path);
}

/** Where the line in the input region ends, looked for from `from` on; `to` when it does not. */
function lineEnd(from: u32, to: u32): u32 {
  while (from < to && load<u8>(INPUT + from) != 10) from++;
  return from;
}

/** Receives a line into the input region. Returns its bytes without the end. */
function receive(path: usize): u32 {
  for (let length: u32 = 0; length <= LINE_MAX; ) {
    const more = read(input, INPUT + length, LINE_MAX + 1 - length);
    if (more < 0) {
      forgetKey();
      stopWithErrno("read", path, -more);
    }
    // Nobody is there any more.
    if (more == 0) refuseLine(path, length, 0);
    const end = lineEnd(length, length + more);
    length += more;
    if (end == length) continue;
    // The other side waits for an answer before it says more.
    if (end + 1 < length) refuseLine(path, end + 1, load<u8>(INPUT + end + 1));
    return end;
  }
  refuseLine(path, LINE_MAX, load<u8>(INPUT + LINE_MAX));
  return 0;
}

/** Makes a key that is bound to the challenge. */
function bind(): void {
  if (!random(INPUT, <u32>KEY) || !random(seed, 4)) {
    note();
    str("this host has no random bytes");
    stop(Exit.Usage);
  }
  makeKey(INPUT, reportData);
}

/** Asks the TSM for evidence that carries the binding. */
function requestEvidence(): void {
  machine.reset();
  memory.copy(INPUT, reportData, INBLOB_MAX);
  machine.setBytes(machine.Bytes.Inblob, INBLOB_MAX);
  machine.setNumber(machine.Numbers.Aux, 1);
  machine.setNumber(machine.Numbers.Seed, load<u32>(seed));
  const privlevel = value(Opt.Privlevel);
  if (privlevel && machine.setNumber(machine.Numbers.Privlevel, countOf(privlevel)) < 0) stopWithFault(0);
  const named = value(Opt.EntryRoot);
  const timeout = value(Opt.Timeout);
  const milliseconds = timeout ? millisecondsOf(timeout) : 0;
  const entry = request(named ? named : pathOf(REPORTS), milliseconds);
  if (operation.verb == <u32>Verb.Failed) {
    forgetKey();
    stopWithFailure(entry, milliseconds);
  }
  tellLeft(entry);
}

/** Ends the program with the reasons that the verifier gives. */
function stopWithRefusal(): void {
  note();
  str("the verifier does not release the secret: ");
  writeRefusal();
  stop(Exit.Rejected);
}

/** Hands the secret over, and clears it. */
function deliver(out: usize, size: u32): void {
  if (out) {
    writeBeside(out, secretAt, size);
    moveAll();
  } else print(secretAt, size);
  memory.fill(secretAt, 0, size);
}

function tellTimes(report: u64, opening: u64): void {
  if (!has(Opt.Times)) return;
  note();
  str("the report took ");
  dec(report);
  str(" ms, opening the secret ");
  dec(opening);
  str(" ms");
  told();
}

/** Runs the verb. */
export function unlock(): void {
  const out = outPath();
  checkCall(out);
  const sender = takeVerifierKey();
  const named = value(Opt.EntryRoot);
  checkRoot(named ? named : pathOf(REPORTS));
  const channel = value(Opt.Channel);
  openChannel(channel);

  send(channel, writeAsk());
  if (takeChallenge(INPUT, receive(channel)) < 0) stopWithFault(channel);
  bind();
  const asked = ticks();
  requestEvidence();
  const ended = ticks();
  const provider = keptAt(Attribute.Provider);
  const outblob = keptAt(Attribute.Outblob);
  const auxblob = keptAt(Attribute.Auxblob);
  send(
    channel,
    writeEvidence(
      provider,
      textLength(Attribute.Provider),
      outblob,
      keptLength(Attribute.Outblob),
      auxblob,
      keptLength(Attribute.Auxblob),
    ),
  );
  const length = receive(channel);
  const answered = ticks();
  const size = takeAnswer(INPUT, length, sender);
  forgetKey();
  if (size < 0 && fault.code == <u32>Code.NotReleased) stopWithRefusal();
  if (size < 0) stopWithFault(channel);
  tellTimes(ended - asked, ticks() - answered);
  if (!isStdin(channel)) close(input);
  deliver(out, size);
}
