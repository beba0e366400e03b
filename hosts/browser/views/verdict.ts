/** The verdict: one strip, and a row for each check that opens to what was expected and what to do. */
import { html, nothing, type TemplateResult } from "lit";
import { list } from "../../rows.ts";
import { type CheckOutcome, explain, type OutcomeName } from "../../verifier.ts";
import type { Model } from "../model/model.ts";
import { badge, OUTCOMES, panel, term, words } from "./shown.ts";

/** From worst to best, as people look for it. */
const ORDER: readonly OutcomeName[] = ["contraindicated", "none", "warning", "affirming"];

function counts(outcomes: readonly CheckOutcome[]): string {
  const parts = ORDER.flatMap((outcome) => {
    const n = outcomes.filter((row) => row.outcome === outcome).length;
    return n === 0 ? [] : [`${n} ${OUTCOMES[outcome].word}`];
  });
  return parts.join(", ");
}

/** Says aloud what weakens the verdict: roots that were handed in, and evidence of a TSM in software. */
function caveats({ roots, subject, settings }: Model): TemplateResult[] {
  const all: string[] = [];
  if (roots.length > 0)
    all.push(`Trusts roots besides AMD's and Intel's: ${roots.map(({ name }) => name).join(", ")}.`);
  if (subject?.software) all.push("A TSM in software made this evidence; it proves nothing.");
  if (settings.nonce && "noNonce" in settings.nonce)
    all.push("No nonce was expected: this may be old evidence, played again.");
  return all.map((text) => html`<li>${text}</li>`);
}

/** The strip. */
export function strip(model: Model): TemplateResult | typeof nothing {
  const { subject, appraisal, whyNot, settings } = model;
  if (!subject) return nothing;
  if (!appraisal) {
    return html`<div class="strip none" role="status"><strong>not appraised</strong> <span>${whyNot}</span></div>`;
  }
  const { verdict, outcomes, validUntil, tcb } = appraisal;
  const status = tcb ? ` TCB ${tcb.status}${tcb.advisories.length > 0 ? ` (${tcb.advisories.join(", ")})` : ""}.` : "";
  const until = validUntil ? ` Valid until ${validUntil}.` : "";
  const wrong = outcomes
    .filter(isWrong)
    .map(({ check, outcome: of }) => html`<li><code>${check}</code>: ${OUTCOMES[of].word}</li>`);
  const notes = [...wrong, ...caveats(model)];
  return html`<div class="strip ${OUTCOMES[verdict].tone}" role="status">
    <strong>${verdict === "none" ? "none: a required check could not be made" : verdict}</strong>
    <span>${counts(outcomes)}.${status}${until} Appraised for ${settings.at.toISOString().slice(0, 19)}Z.</span>
    ${notes.length > 0 ? html`<ul>${notes}</ul>` : nothing}
  </div>`;
}

/** Does the verdict suffer from it? */
const isWrong = ({ required, outcome }: CheckOutcome): boolean => required && outcome !== "affirming";

function row(outcome: CheckOutcome): TemplateResult {
  const { check, expected, actual, bytes, part, spec, remedy, required } = outcome;
  const word = outcome.outcome === "none" ? (required ? "not checked, required" : "not checked") : undefined;
  const range =
    bytes && part !== undefined
      ? html`${bytes[0]} to ${bytes[1] - 1} of <code>${part}</code>`
      : bytes &&
        html`<button type="button" class="link" data-from=${bytes[0]} data-to=${bytes[1]}>
    ${bytes[0]} to ${bytes[1] - 1}</button>`;
  return html`<details class="row ${OUTCOMES[outcome.outcome].tone}" ?open=${isWrong(outcome)}>
    <summary>${badge(outcome.outcome, word)} <code>${check}</code> <span class="note">${explain(check)?.meaning}</span></summary>
    <dl>
      ${term("Expected", expected === undefined ? undefined : html`<code>${words(expected)}</code>`)}
      ${term("Actual", actual === undefined ? undefined : html`<code>${words(actual)}</code>`)}
      ${term("Bytes", range)} ${term("Source", spec)} ${term("What to do", remedy)}
      ${term("Counts", required ? "for the verdict" : "not for the verdict: it was not asked for")}
    </dl>
  </details>`;
}

/** The rows, by topic. */
export function checks({ appraisal }: Model): TemplateResult | typeof nothing {
  if (!appraisal) return nothing;
  const topics = list("checkTopic").flatMap(({ name, note }) => {
    const rows = appraisal.outcomes.filter(({ topic }) => topic === name);
    return rows.length === 0 ? [] : [html`<h3>${note}</h3>${rows.map(row)}`];
  });
  return panel("Checks", topics, { note: counts(appraisal.outcomes) });
}
