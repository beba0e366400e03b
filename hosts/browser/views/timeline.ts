/** What expires, the first first. */
import { html, nothing, type TemplateResult } from "lit";
import { explain } from "../../verifier.ts";
import type { Model } from "../model/model.ts";
import { count } from "../model/reading.ts";
import { panel } from "./shown.ts";

const DAY = 86_400_000;

/** How far off a time is. */
function ahead(time: string, now: Date): string {
  const days = Math.floor((Date.parse(time) - now.getTime()) / DAY);
  if (days < 1) return "within a day";
  return days < 730 ? `in ${count(days, "day")}` : `in ${count(Math.floor(days / 365.25), "year")}`;
}

/** The panel. */
export function timeline(model: Model): TemplateResult | typeof nothing {
  if (!model.appraisal) return nothing;
  const all = model.expiries();
  const { at } = model.settings;
  const expired = model.appraisal.outcomes.filter(
    ({ check, outcome }) => outcome === "contraindicated" && /-(validity|dates)$/.test(check),
  );
  const content = html`${expired.map(
    ({ check, expected }) =>
      html`<p class="caution"><strong>Already out of date:</strong> <code>${check}</code>, which needed ${String(expected)}.</p>`,
  )}
  ${
    all.length === 0
      ? html`<p>Nothing that is there expires later.</p>`
      : html`<ol class="timeline">${all.map(
          ({
            validUntil,
            check,
          }) => html`<li><b>${validUntil}</b> <span class="note">${ahead(validUntil, at)}</span><br />
            Then <code>${check}</code> fails. <span class="note">${explain(check)?.meaning}</span></li>`,
        )}</ol>`
  }`;
  return panel("What expires", content, { note: all[0] ? `first ${all[0].validUntil}` : "" });
}
