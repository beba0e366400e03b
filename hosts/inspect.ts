/** Shows evidence: from bytes or text to fields, by the tables of the core. Nothing is verified here. */
import { sharedCore } from "./core.ts";
import { lastFault, tsmError } from "./errors.ts";
import type { EvidenceForm, EvidenceFormat, LayoutName, Layouts, Section } from "./formats.ts";
import { list } from "./rows.ts";

/** What a piece of evidence says. */
export interface Inspection {
  format: EvidenceFormat;
  /** Version of the format; 0 for a format that has none. */
  version: number;
  /** Bytes of the evidence without its tail. */
  size: number;
  /** The form it was read from. */
  readAs: Exclude<EvidenceForm, "auto">;
  /** Zero bytes that follow the evidence. */
  tail: number;
  /** SNP reports: Milan, Genoa, Turin, Venice, "Milan or Genoa" (version 2 can't tell), or unknown. */
  product?: string;
  /** Its parts as they lie. A section with `of` interprets a field, or says what kind of part it is. */
  sections: Section[];
  /** Manifests of an SVSM with a virtual TPM: SHA-256 of the public area of its endorsement key, in hex. */
  ekDigest?: string;
  /** Evidence read from JSON: the certificate table that came with the report, and the manifest of an SVSM. */
  auxblob?: Inspection;
  manifestblob?: Inspection;
  /** Azure's evidence read from JSON: what lies beside the HCL report, by its member, such as `tpm_quote.message`. */
  parts?: Record<string, Inspection>;
}

/** What the evidence's own section of a layout says, or the section that interprets a field. */
export function fieldsIn<N extends LayoutName>(
  { sections }: Inspection,
  layout: N,
  of?: string,
): Layouts[N] | undefined {
  return sections.find((s) => s.layout === layout && s.of === of)?.fields as Layouts[N] | undefined;
}

/** What an HCL report calls the report of the hardware in it, and what kind of evidence that is by its first section. */
const HARDWARE_PART = "hardwareReport";
const HARDWARE: Partial<Record<LayoutName, EvidenceFormat>> = { snpReport: "snp-report", reportMac: "td-report" };

/**
 * The report of the hardware in an HCL report, as if it had come alone, but for the places of its sections; undefined for other
 * evidence.
 */
export function hardwareReport(inspection: Inspection): Inspection | undefined {
  const { sections } = inspection;
  const [first] = sections.filter(({ of }) => of === HARDWARE_PART);
  const format = first && HARDWARE[first.layout];
  const end = sections.find(({ layout }) => layout === "hclRequest")?.at ?? 0;
  if (!first || !format) return undefined;
  const own = sections.filter(({ at }) => at >= first.at && at < end);
  const bare = own.map(({ of, ...section }) => ({
    ...section,
    ...(of !== HARDWARE_PART && of !== undefined && { of }),
  }));
  return { ...inspection, format, sections: bare as Section[] };
}

/** What came with evidence in JSON, by the member that it came as. */
export function broughtWith({ auxblob, manifestblob, parts }: Inspection): Record<string, Inspection> {
  return { ...(auxblob && { auxblob }), ...(manifestblob && { manifestblob }), ...parts };
}

/** How evidence is read. */
export interface ReadOptions {
  /** Form of the input; `auto`, the default, tells by the bytes. */
  form?: EvidenceForm;
  /** Only what people ask for most. */
  short?: boolean;
}

/** How evidence is shown. */
export interface RenderOptions extends ReadOptions {
  /** `json`: one line; `text`: one field a line; `hex`: every byte, named. */
  view: "json" | "text" | "hex";
  /** ANSI colours in `text` and `hex`. */
  colours?: boolean;
}

/** Views, as the core numbers them. */
export const VIEWS = { json: 0, text: 1, hex: 2 } as const;

/** The number of a form. Throws `bad-request` when there is no such form. */
export function formNumber(form: EvidenceForm = "auto"): number {
  const number = list("form").find((f) => f.name === form)?.value;
  if (number !== undefined) return number;
  const known = list("form").map((f) => f.name);
  throw tsmError("bad-request", `form is ${JSON.stringify(form)}, not one of ${known.join(", ")}`);
}

/** The flags of a view. */
export function viewFlags({ short = false, colours = false }: Omit<RenderOptions, "view">): number {
  return (short ? 1 : 0) | (colours ? 2 : 0);
}

/**
 * Renders evidence for people or programs.
 *
 * @param input The evidence: bytes in any form, or text.
 * @throws TsmError with the place (`at`, `field`), what stood there (`got`) and what was expected (`want`).
 */
export function render(input: Uint8Array | string, options: RenderOptions): string {
  const c = sharedCore();
  const form = formNumber(options.form);
  const length = c.put(input);
  if (length < 0) {
    const max = c.exports.inputMax();
    throw tsmError("too-large", `expected at most ${max} bytes, got ${input.length}`, { got: input.length, want: max });
  }
  const size = c.exports.inspect(form, length, VIEWS[options.view], viewFlags(options));
  if (size < 0) throw lastFault(c);
  return c.text(size);
}

/**
 * Inspects evidence: SNP reports, certificate tables and manifests of SVSMs, TDX and SGX quotes, TDREPORTs; as bytes, hex, base64, PEM or
 * JSON. Bytes come back as lower-case hex, 64-bit integers as decimal strings, bit fields as named booleans.
 *
 * @throws TsmError as {@link render}.
 */
export function inspect(input: Uint8Array | string, options: ReadOptions = {}): Inspection {
  return JSON.parse(render(input, { ...options, view: "json" }));
}
