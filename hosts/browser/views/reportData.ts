/** The report data: does it carry what the user has? */
import { html, nothing, type TemplateResult } from "lit";
import type { Model } from "../model/model.ts";
import { matchesOf, reportDataOf } from "../model/reportData.ts";
import { panel } from "./shown.ts";

function results(input: string, reportData: string): TemplateResult {
  const matches = matchesOf(input, reportData);
  if (matches.length === 0) return html`<p role="status">Paste something to compare.</p>`;
  const right = matches.find(({ matches: found }) => found);
  return html`<p role="status" class=${right ? "match" : "mismatch"}>
      ${right ? html`<strong>It matches:</strong> taken as ${right.taken}, ${right.made}.` : html`<strong>No match</strong> in ${matches.length} ways of taking it.`}
    </p>
    <div class="scroll" tabindex="0" role="region" aria-label="Ways of comparing"><table>
      <thead><tr><th scope="col">Taken as</th><th scope="col">Made</th><th scope="col">Value</th><th scope="col">Result</th></tr></thead>
      <tbody>${matches.map(
        ({
          taken,
          made,
          value,
          matches: found,
        }) => html`<tr class=${found ? "found" : ""}><td>${taken}</td><td>${made}</td>
          <td><code>${value}</code></td><td>${found ? "matches" : "differs"}</td></tr>`,
      )}</tbody>
    </table></div>`;
}

/** The panel. */
export function reportData(
  { subject }: Model,
  input: string,
  onInput: (input: string) => void,
): TemplateResult | typeof nothing {
  const carried = subject && reportDataOf(subject.inspection);
  if (carried === undefined) return nothing;
  const change = ({ target }: Event) => onInput((target as HTMLTextAreaElement).value);
  return panel(
    "Report data",
    html`<p>The evidence carries <code>${carried}</code></p>
      <label for="match">A nonce, a key or a text that it may stand for</label>
      <textarea id="match" rows="3" spellcheck="false" .value=${input} @input=${change}></textarea>
      ${results(input, carried)}
      ${subject?.inspection.manifestblob ? html`<p class="note">A manifest came along: the evidence carries SHA-512 over the nonce and the manifest, which its verification compares.</p>` : nothing}`,
    { note: "compared as it is and hashed, filled with zeros" },
  );
}
