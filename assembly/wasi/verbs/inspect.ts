/** `tsm inspect`: shows what evidence says. */
import { list } from "../../layout";
import { parse } from "../../parse/evidence";
import { evidenceAt, read } from "../../parse/read";
import { renderHex } from "../../render/hexview";
import { renderJson } from "../../render/json";
import { str } from "../../render/out";
import { renderText } from "../../render/text";
import { inputForm, inputPath, readToInput } from "../input";
import { has, noOpen, Opt, option, says, Takes } from "../options";
import { colours, note, printLine, stopWithFault, stopWithUsage } from "../say";

export const inspectOptions = list("inspect", "Options of tsm inspect.");
option(
  inspectOptions,
  Opt.InForm,
  "--in-form",
  "form",
  Takes.Choice,
  "form of the input; default: auto",
  "auto bin hex base64 pem json",
);
option(
  inspectOptions,
  Opt.Format,
  "--format",
  "view",
  Takes.Choice,
  "form of the output; default: text",
  "text json hex",
);
option(inspectOptions, Opt.Short, "--short", "", Takes.Nothing, "only what people ask for most (text and json)");
noOpen(inspectOptions);

/** Renders the view that is asked for. Returns its bytes, or a fault. */
function render(): i32 {
  const short = has(Opt.Short);
  if (says(Opt.Format, "json")) return renderJson(short);
  return says(Opt.Format, "hex") ? renderHex(colours()) : renderText(short, colours());
}

/** Runs the verb. */
export function inspect(): void {
  if (has(Opt.Short) && says(Opt.Format, "hex")) {
    note();
    str("--short does not go with --format hex, which shows every byte");
    stopWithUsage();
  }
  const path = inputPath();
  const length = readToInput(path);
  const size = read(inputForm(), length);
  if (size < 0 || parse(evidenceAt, size) < 0) stopWithFault(path);
  const rendered = render();
  if (rendered < 0) stopWithFault(path);
  printLine(rendered);
}
