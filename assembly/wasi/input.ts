/** What a call hands in: a file, or stdin. */
import { INPUT, INPUT_MAX } from "../arena";
import { Code } from "../fault";
import { Form, forms } from "../formats/evidence";
import { dec, str } from "../render/out";
import { readInput, STDIN } from "./files";
import { Opt, operand, value } from "./options";
import { isText, pathOf } from "./paths";
import { endFaultWith, faultWith, inputName, note, stopWithErrno, stopWithUsage } from "./say";
import { isTerminal } from "./system";

/** The file that the call names, or `-` when something is piped in. Ends the program when neither is so. */
export function inputPath(): usize {
  const path = operand(0);
  if (path) return path;
  if (isTerminal(STDIN)) {
    note();
    str("name a file, or pipe the evidence in");
    stopWithUsage();
  }
  return pathOf("-");
}

/** The form that the call says the input has. */
export function inputForm(): Form {
  const form = value(Opt.InForm);
  if (form) for (let row = forms.next; row.inLayout; row = row.next) if (isText(form, row.name)) return <Form>row.at;
  return Form.Auto;
}

/** Reads a file, or stdin for `-`, to a place where `most` bytes fit and a chunk more. Ends the program when it can't be read. */
export function mustRead(path: usize, to: usize, most: u32): u32 {
  const length = readInput(path, to, most);
  if (length < 0) stopWithErrno("read", path, -length);
  return <u32>length;
}

/** Ends the program since an input has more bytes than the core takes. */
export function stopTooLarge(path: usize, length: u32): void {
  note();
  inputName(path);
  str(": ");
  faultWith(Code.TooLarge);
  str("expected at most ");
  dec(INPUT_MAX);
  str(" bytes, got ");
  dec(length);
  endFaultWith(Code.TooLarge);
}

/** Reads a file, or stdin for `-`, into the input region. What runs over lies in the region behind it, which is free then. */
export function readToInput(path: usize): u32 {
  const length = mustRead(path, INPUT, INPUT_MAX);
  if (length > INPUT_MAX) stopTooLarge(path, length);
  return length;
}
