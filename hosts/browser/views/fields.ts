/** Fields and bytes: what the evidence says, by section, beside every byte of it. */
import { html, nothing, type TemplateResult } from "lit";
import { type ByteMap, rangeOf } from "../../byteMap.ts";
import type { Section } from "../../formats.ts";
import { broughtWith, type Inspection } from "../../inspect.ts";
import { type Field, list, tables } from "../../rows.ts";
import type { Model } from "../model/model.ts";
import { bytes } from "./bytes.ts";
import { panel } from "./shown.ts";
import { isTree, tree } from "./tree.ts";

/** Characters from which on a value is folded, and how many of it are shown then. */
const LONG = 512;
const SHOWN = 64;

/** A bit field: its bits by name after its value; of claims nobody knows, what each label has. */
function bits(value: Record<string, unknown>, field: Field | undefined): TemplateResult {
  const rows = Object.entries(value).filter(([name]) => name !== "value");
  return html`${"value" in value ? html`<code>${hexNumber(value.value)}</code>` : nothing}
    <ul class="bits">${rows.map(([name, set]) => {
      const row = field?.bits.find((one) => one.name === name);
      const meaning = row?.values.find((one) => one.value === Number(set))?.name;
      const shown = typeof set === "boolean" ? (set ? "yes" : "no") : Array.isArray(set) ? set.join(", ") : `${set}`;
      return html`<li class=${set ? "set" : ""}><b>${name}</b> ${shown}${meaning ? ` (${meaning})` : ""}
        ${row?.note ? html`<span class="note">${row.note}</span>` : nothing}</li>`;
    })}</ul>`;
}

const hexNumber = (value: unknown): string => `0x${BigInt(value as string).toString(16)}`;

function value(shown: unknown, field: Field | undefined): TemplateResult {
  if (Array.isArray(shown)) return html`${shown.map((one) => html`<div><code>${one}</code></div>`)}`;
  if (typeof shown === "object" && shown !== null && isTree(shown)) {
    return html`<details><summary>${shown.size} bytes, as a tree</summary>${tree(shown)}</details>`;
  }
  if (typeof shown === "object" && shown !== null) return bits(shown as Record<string, unknown>, field);
  if (typeof shown === "boolean") return html`${shown ? "yes" : "no"}`;
  const name = field?.values.find((one) => one.value === shown)?.name;
  const text = String(shown);
  if (text.length > LONG) {
    return html`<details><summary><code>${text.slice(0, SHOWN)}…</code> ${text.length} characters</summary><code>${text}</code></details>`;
  }
  return html`<code>${text}</code>${name ? html` ${name}` : nothing}`;
}

function fieldRow(section: Section, name: string, shown: unknown, map: ByteMap | undefined): TemplateResult {
  const field = tables()
    .layouts.get(section.layout)
    ?.fields.find((one) => one.name === name);
  const label = map
    ? (() => {
        const [from, to] = rangeOf(map, section, name);
        return html`<button type="button" class="link" data-from=${from} data-to=${to}>${name}</button>`;
      })()
    : name;
  return html`<tr><th scope="row">${label}</th>
    <td>${value(shown, field)}${field?.note ? html`<span class="note">${field.note}</span>` : nothing}</td></tr>`;
}

/** A heading for a section: what it is, and of which field. */
function title({ layout, of }: Section): string {
  return of === undefined ? layout : `${layout}, ${of}`;
}

function sectionTable(section: Section, map: ByteMap | undefined): TemplateResult {
  const { at, size, fields } = section;
  const spec = tables().layouts.get(section.layout)?.spec;
  return html`<details class="section" open>
    <summary><h3>${title(section)}</h3> <span class="note">bytes ${at} to ${at + size - 1}; ${spec}</span></summary>
    <table class="fields"><tbody>${Object.entries(fields).map(([name, shown]) => fieldRow(section, name, shown, map))}</tbody></table>
  </details>`;
}

function sections({ sections: all }: Inspection, map?: ByteMap): TemplateResult[] {
  return all.map((section) => sectionTable(section, map));
}

/** What came beside the evidence. */
function beside([name, inspection]: [string, Inspection]): TemplateResult {
  const format = list("format").find((one) => one.name === inspection.format)?.text;
  return html`<h3 class="aux">${format}, in the ${name}</h3>${sections(inspection)}`;
}

/** The panel. */
export function fields({ subject, map }: Model): TemplateResult | typeof nothing {
  if (!subject || !map) return nothing;
  const { inspection } = subject;
  const count = inspection.sections.length;
  return panel(
    "Fields and bytes",
    html`<div class="columns">
      <div class="left" tabindex="0" role="region" aria-label="Fields">${sections(inspection, map)}${Object.entries(broughtWith(inspection)).map(beside)}</div>
      <div class="right">${bytes(subject, map)}</div>
    </div>`,
    { note: `${count} ${count === 1 ? "section" : "sections"}, ${map.bytes.length} bytes` },
  );
}
