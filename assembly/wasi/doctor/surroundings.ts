/** Where the program runs: which kernel, which kind of guest, in a container or not, and whether the clock can be right. */
import { INPUT, INPUT_MAX } from "../../arena";
import { startsWith } from "../../parse/text";
import { dec, str } from "../../render/out";
import { writeTime } from "../../render/time";
import { Text } from "../../text";
import { kindOf, readInput } from "../files";
import { joinText, pathOf } from "../paths";
import { now } from "../system";
import { find, findText, Part, State, said, say } from "./finding";

/** The directory that stands for the root of the system. */
export let root: usize = 0;
/** Major and minor version of Linux; 0 when /proc does not tell. */
let major: u32 = 0;
let minor: u32 = 0;
let module: Text = "";
export let container: bool = false;

/** The path of a file of the system. */
export function inRoot(path: Text): usize {
  return joinText(root, path);
}

/** Reads a small file of the system into the input region. Returns its bytes; 0 when it can't be read. */
export function readText(path: Text): u32 {
  const length = readInput(inRoot(path), INPUT, INPUT_MAX);
  return length > 0 ? min<u32>(length, INPUT_MAX) : 0;
}

/** Is a file or directory there? */
export function isThere(path: Text): bool {
  return kindOf(inRoot(path)) >= 0;
}

function isWordCharacter(c: u32): bool {
  return (c | 32) - 97 < 26 || c - 48 < 10 || c == 95;
}

/** Does the word stand in the text in the input region? */
export function hasWord(word: Text, length: u32): bool {
  for (let i: u32 = 0; i + word.length <= length; i++) {
    if (!startsWith(INPUT, i, length, word) || (i > 0 && isWordCharacter(load<u8>(INPUT + i - 1)))) continue;
    const end = i + word.length;
    if (end == length || !isWordCharacter(load<u8>(INPUT + end))) return true;
  }
  return false;
}

/** The number that the digits at i spell. */
function numberAt(i: u32, length: u32): u32 {
  let value: u32 = 0;
  for (; i < length && <u32>load<u8>(INPUT + i) - 48 < 10; i++) value = value * 10 + load<u8>(INPUT + i) - 48;
  return value;
}

/** Looks round below a directory. */
export function lookRound(directory: usize): void {
  root = directory;
  const release = readText("proc/sys/kernel/osrelease");
  let dot: u32 = 0;
  while (dot < release && load<u8>(INPUT + dot) != 46) dot++;
  if (dot < release) {
    major = numberAt(0, release);
    minor = numberAt(dot + 1, release);
  }
  if (hasWord("tdx_guest", readText("proc/cpuinfo"))) module = "tdx-guest";
  else if (isThere("sys/devices/system/cpu/sev/vmpl")) module = "sev-guest";
  container = isThere(".dockerenv") || isThere("run/.containerenv") || isThere("var/run/secrets/kubernetes.io");
}

/** Is Linux as new as that? An unknown version passes for new. */
export function isSince(wantedMajor: u32, wantedMinor: u32): bool {
  return major == 0 || major > wantedMajor || (major == wantedMajor && minor >= wantedMinor);
}

/** Writes the version of Linux. */
export function writeLinux(): void {
  str("Linux ");
  dec(major);
  str(".");
  dec(minor);
}

/** The command that loads this guest's driver. */
export function modprobe(): usize {
  say();
  str("modprobe ");
  str(module.length > 0 ? module : "sev-guest || modprobe tdx-guest");
  return said();
}

/** No clock is right that shows a time before this was written: 2026-08-01, as hosts/doctor/surroundings.ts has it. */
const WRITTEN: i64 = 1_785_542_400;

/** Initrds and restored guests start with a clock that nobody has set; certificates then look as if not yet valid. */
export function findClock(): void {
  const shown = now();
  say();
  str("it shows ");
  writeTime(shown);
  if (shown >= WRITTEN) return find(Part.Guest, "clock", State.Ok, said());
  str(", before this program was written");
  find(Part.Guest, "clock", State.Broken, said(), pathOf("chronyc -a makestep"));
}

/** Microsoft's paravisor keeps the device to itself, and leaves a report in the NV memory of the virtual TPM. */
export function findParavisor(): void {
  const length = readText("sys/class/dmi/id/sys_vendor");
  if (!startsWith(INPUT, 0, length, "Microsoft Corporation") || !isThere("sys/class/tpm/tpm0")) return;
  findText(
    Part.Guest,
    "paravisor",
    State.Note,
    "this machine is Microsoft's and has a virtual TPM: a confidential one on Azure has a paravisor, which leaves its report there and shows the guest no device",
    "tpm2_nvread -C o 0x01400001 > hcl-report.bin",
  );
}
