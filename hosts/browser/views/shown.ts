/** Small things that views share: values as people see them, outcomes, panels. */
import { html, nothing, type TemplateResult } from "lit";
import type { CheckOutcome, OutcomeName } from "../../verifier.ts";

/** How an outcome is shown: a word and a sign, so that no colour has to be told from another. */
export const OUTCOMES: Record<OutcomeName, { word: string; sign: string; tone: string }> = {
  affirming: { word: "pass", sign: "✓", tone: "pass" },
  warning: { word: "warn", sign: "!", tone: "warn" },
  contraindicated: { word: "fail", sign: "✕", tone: "fail" },
  none: { word: "not checked", sign: "?", tone: "none" },
};

/** An outcome's word in its colour. */
export function badge(outcome: OutcomeName, word = OUTCOMES[outcome].word): TemplateResult {
  const { sign, tone } = OUTCOMES[outcome];
  return html`<span class="badge ${tone}"><span aria-hidden="true">${sign}</span> ${word}</span>`;
}

/** A value of a row as text: the parts of a TCB with their names, choices with commas. */
export function words(value: CheckOutcome["expected"]): string {
  if (Array.isArray(value)) return value.join(", ");
  if (typeof value !== "object") return String(value);
  return Object.entries(value)
    .map(([name, part]) => `${name} ${part}`)
    .join(", ");
}

/** A name and its value in a list of such; left out when there is none. */
export function term(name: string, value: unknown): TemplateResult | typeof nothing {
  return value === undefined || value === nothing ? nothing : html`<div><dt>${name}</dt><dd>${value}</dd></div>`;
}

/** One view: a heading that opens and closes it. */
export function panel(title: string, content: unknown, { open = true, note = "" } = {}): TemplateResult {
  const id = title.toLowerCase().replace(/[^a-z]+/g, "-");
  return html`<details class="panel" id=${id} ?open=${open}>
    <summary><h2>${title}</h2>${note ? html`<span class="note">${note}</span>` : nothing}</summary>
    <div class="body">${content}</div>
  </details>`;
}

/** A time of ISO 8601 as a day. */
export const day = (iso: string): string => iso.slice(0, 10);
