/** What runs here: `tsm --version`, and with `--verbose` what a report of a bug needs besides. */
import { char, dec, finish, start, str } from "../render/out";
import { Text } from "../text";
import { printRendered } from "./say";

/** The version of tsmkit: package.json has it too, and a test compares them. */
const VERSION: Text = "0.1.0";

/** A number with commas between its thousands. */
function grouped(value: u64): void {
  if (value < 1000) return dec(value);
  grouped(value / 1000);
  char(44);
  const rest = <u32>(value % 1000);
  char(48 + rest / 100);
  char(48 + ((rest / 10) % 10));
  char(48 + (rest % 10));
}

/** Prints the version; when `verbose`, also which core this is, and its memory. */
export function printVersion(verbose: bool): void {
  start(false);
  if (!verbose) str(VERSION);
  else {
    str("tsmkit   ");
    str(VERSION);
    str("\ncore     plain, in a command for WASI preview 1\nmemory   ");
    grouped((<u64>memory.size()) << 16);
    str(" bytes, touched only as far as it is used");
  }
  char(10);
  printRendered(finish());
}
