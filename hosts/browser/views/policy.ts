/** The policy editor: JSON that the core reads as it is written, beside what the schema says may stand there. */

import schema from "virtual:policy-schema";
import { html, nothing, type TemplateResult } from "lit";
import { policyFrom } from "../../policy.ts";
import { type Model, said } from "../model/model.ts";
import type { EvidenceReading } from "../model/reading.ts";
import { panel, term } from "./shown.ts";

/** What is used of the schema. */
export interface SchemaMember {
  description?: string;
  default?: unknown;
  examples?: unknown[];
  properties?: Record<string, SchemaMember>;
}

/** The parts of a policy, each with members of its own. */
const PARTS = Object.entries(schema.properties).filter(([, part]) => part.properties);

function reference([name, { description, properties = {} }]: [string, SchemaMember]): TemplateResult {
  return html`<details><summary>${name}: ${description}</summary><dl class="reference">${Object.entries(properties).map(
    ([member, { description: what, default: usual, examples }]) =>
      term(
        member,
        html`${what}${usual === undefined ? nothing : html` Default <code>${JSON.stringify(usual)}</code>.`}${
          examples?.[0] === undefined
            ? nothing
            : html` For example <code class="example">${JSON.stringify(examples[0])}</code>.`
        }`,
      ),
  )}</dl></details>`;
}

/** A policy that takes this evidence, and what there is to say about it; else the text that is there, and why there is no other. */
function drafted({ evidence, form }: EvidenceReading, text: string): { text: string; warnings: string[] } {
  const { value, error = "" } = said(() => policyFrom(evidence, { form }));
  if (!value) return { text, warnings: [error] };
  return { text: `${JSON.stringify(value.policy, undefined, 2)}\n`, warnings: value.warnings };
}

/** The panel. */
export function policy(
  model: Model,
  text: string,
  warnings: readonly string[],
  onChange: (text: string, warnings: readonly string[]) => void,
): TemplateResult | typeof nothing {
  const { subject, policyError } = model;
  if (!subject) return nothing;
  const draft = () => {
    const made = drafted(subject, text);
    onChange(made.text, made.warnings);
  };
  const change = ({ target }: Event) => onChange((target as HTMLTextAreaElement).value, []);
  return panel(
    "Policy",
    html`<p>Without one the defaults hold: production, any measurement.
        <button type="button" @click=${draft}>Write one that takes this evidence</button></p>
      <label for="policy-text">Policy, JSON</label>
      <textarea id="policy-text" rows="10" spellcheck="false" .value=${text} @input=${change}
        aria-invalid=${policyError ? "true" : "false"} aria-describedby="policy-state"></textarea>
      <p id="policy-state" role="status" class=${policyError ? "mismatch" : ""}>${policyError ?? (text ? "The policy is read, and in force." : "The default policy is in force.")}</p>
      ${warnings.length > 0 ? html`<ul>${warnings.map((warning) => html`<li>${warning}</li>`)}</ul>` : nothing}
      ${PARTS.map(reference)}`,
    { open: text !== "", note: text ? "your own" : "the default" },
  );
}
