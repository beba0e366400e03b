/** The policy editor: JSON that the core reads as it is written, beside what the schema says may stand there. */

import schema from "virtual:policy-schema";
import { html, nothing, type TemplateResult } from "lit";
import { policyFrom } from "../../policy.ts";
import type { Model } from "../model/model.ts";
import { panel, term } from "./shown.ts";

/** What is used of the schema. */
export interface SchemaMember {
  description?: string;
  default?: unknown;
  examples?: unknown[];
  properties?: Record<string, SchemaMember>;
}

const VENDORS = ["snp", "tdx", "sgx", "svsm"] as const;
/** Formats that say nothing of a guest. */
const NO_GUEST: readonly string[] = ["snp-cert-table", "svsm-manifest"];

function reference(name: (typeof VENDORS)[number]): TemplateResult {
  const { description, properties = {} } = schema.properties[name] ?? {};
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

/** A policy that takes this evidence, and what there is to say about it. */
function drafted({ subject }: Model): { text: string; warnings: string[] } | undefined {
  if (!subject || NO_GUEST.includes(subject.inspection.format)) return undefined;
  const { policy, warnings } = policyFrom(subject.evidence, { form: subject.form });
  return { text: `${JSON.stringify(policy, undefined, 2)}\n`, warnings };
}

/** The panel. */
export function policy(
  model: Model,
  text: string,
  warnings: readonly string[],
  onChange: (text: string, warnings: readonly string[]) => void,
): TemplateResult | typeof nothing {
  if (!model.subject) return nothing;
  const draft = () => {
    const made = drafted(model);
    if (made) onChange(made.text, made.warnings);
  };
  const change = ({ target }: Event) => onChange((target as HTMLTextAreaElement).value, []);
  const { policyError } = model;
  return panel(
    "Policy",
    html`<p>Without one the defaults hold: production, any measurement.
        <button type="button" @click=${draft}>Write one that takes this evidence</button></p>
      <label for="policy-text">Policy, JSON</label>
      <textarea id="policy-text" rows="10" spellcheck="false" .value=${text} @input=${change}
        aria-invalid=${policyError ? "true" : "false"} aria-describedby="policy-state"></textarea>
      <p id="policy-state" role="status" class=${policyError ? "mismatch" : ""}>${policyError ?? (text ? "The policy is read, and in force." : "The default policy is in force.")}</p>
      ${warnings.length > 0 ? html`<ul>${warnings.map((warning) => html`<li>${warning}</li>`)}</ul>` : nothing}
      ${VENDORS.map(reference)}`,
    { open: text !== "", note: text ? "your own" : "the default" },
  );
}
