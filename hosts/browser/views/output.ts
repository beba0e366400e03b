/** What can be taken away: the command, a bundle, the appraisal, a print. */
import { html, nothing, type TemplateResult } from "lit";
import { commandOf } from "../model/command.ts";
import type { Model } from "../model/model.ts";
import { panel } from "./shown.ts";

/** What the element does for this view. */
export interface OutputActions {
  copy(text: string): void;
  bundle(): void;
  save(name: string, text: string): void;
  print(): void;
}

/** The panel. */
export function output(
  model: Model,
  notice: string,
  { copy, bundle, save, print }: OutputActions,
): TemplateResult | typeof nothing {
  const command = commandOf(model);
  if (command === undefined) return nothing;
  const { appraisal } = model;
  return panel(
    "Take away",
    html`<p id="command-label">The same in a shell, with the files beside it:</p>
      <pre class="command" id="command" tabindex="0" role="region" aria-labelledby="command-label">${command}</pre>
      <p class="buttons">
        <button type="button" @click=${() => copy(command)}>Copy the command</button>
        ${
          appraisal
            ? html`<button type="button" @click=${bundle}>Save as bundle</button>
              <button type="button" @click=${() => save("appraisal.json", `${JSON.stringify(appraisal)}\n`)}>Save the appraisal</button>`
            : nothing
        }
        <button type="button" @click=${print}>Print, or save as PDF</button>
      </p>
      <p role="status">${notice}</p>`,
  );
}
