/** Two pieces of evidence, side by side where they differ. */
import { html, nothing, type TemplateResult } from "lit";
import { compare, type Difference } from "../model/difference.ts";
import type { Model } from "../model/model.ts";
import { count } from "../model/reading.ts";
import { panel } from "./shown.ts";

function row({ name, left, right }: Difference): TemplateResult {
  const side = (value: string | undefined) =>
    value === undefined ? html`<i>not there</i>` : html`<code>${value}</code>`;
  return html`<tr><th scope="row">${name}</th><td>${side(left)}</td><td>${side(right)}</td></tr>`;
}

/** The panel. */
export function difference({ subject, other }: Model, swap: () => void): TemplateResult | typeof nothing {
  if (!subject || !other) return nothing;
  const { differences, same } = compare(subject.inspection, other.inspection);
  return panel(
    "Difference",
    html`<p><button type="button" @click=${swap}>Swap the two</button></p>
      <div class="scroll" tabindex="0" role="region" aria-label="Fields that differ"><table>
        <thead><tr><th scope="col">Field</th><th scope="col">${subject.name}</th><th scope="col">${other.name}</th></tr></thead>
        <tbody>${differences.map(row)}</tbody>
      </table></div>`,
    { note: `${count(differences.length, "field")} differ, ${same} are the same` },
  );
}
