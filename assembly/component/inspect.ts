/** wit/inspect.wit */
import { OUTPUT } from "../arena";
import { Form, formats, forms } from "../formats/evidence";
import { inspect as view } from "../index";
import * as evidence from "../parse/evidence";
import { evidenceAt, read, readAs } from "../parse/read";
import { renderJson } from "../render/json";
import { arrived } from "./arrivals";
import { caseOf, numberOf, PAYLOAD, put, refuse, succeed } from "./crossing";
import { Inspection, Span } from "./records";

/** Bit of the style `short`. */
const SHORT: u32 = 1;

/** Parses evidence. Returns 0, or a fault. */
function parse(at: usize, length: usize, form: u32): i32 {
  const taken = put(at, length);
  if (taken < 0) return taken;
  const size = read(<Form>numberOf(forms, form), taken);
  return size < 0 ? size : evidence.parse(evidenceAt, size);
}

export function inspect(at: usize, length: usize, form: u32, style: u32): usize {
  if (arrived() < 0) return refuse(null);
  if (parse(at, length, form) < 0) return refuse("evidence");
  const returned = succeed();
  const record = changetype<Inspection>(returned + PAYLOAD);
  record.format = caseOf(formats, evidence.format);
  record.version = evidence.version;
  record.size = evidence.size;
  record.tail = evidence.tail;
  record.readAs = caseOf(forms, readAs);
  // It goes on to parse what came along, which is another piece of evidence.
  const written = renderJson((style & SHORT) != 0);
  if (written < 0) return refuse("evidence");
  record.json = OUTPUT;
  record.jsonLength = written;
  return returned;
}

/** The cases of a view, and the bits of a style, are the numbers that the core has for them. */
export function render(at: usize, length: usize, form: u32, viewCase: u32, style: u32): usize {
  if (arrived() < 0) return refuse(null);
  const taken = put(at, length);
  if (taken < 0) return refuse("evidence");
  const written = view(numberOf(forms, form), taken, viewCase, style);
  if (written < 0) return refuse("evidence");
  const returned = succeed();
  const text = changetype<Span>(returned + PAYLOAD);
  text.at = OUTPUT;
  text.length = written;
  return returned;
}
