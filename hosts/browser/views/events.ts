/** An event log: its registers as they are replayed beside what was expected, and its events. */
import { html, nothing, type TemplateResult } from "lit";
import type { EventVerdict, LogEvent, LogRegister } from "../../events.ts";
import type { LogView, Model } from "../model/model.ts";
import { badge, panel } from "./shown.ts";

/** Verdicts that find fault, as docs/events.md has them. */
const WRONG: readonly EventVerdict[] = ["contradicted"];
const SUSPICIOUS: readonly EventVerdict[] = ["repeated", "late"];

function agreement({ agrees }: LogRegister): TemplateResult {
  if (agrees === undefined) return badge("none", "not compared");
  return agrees ? badge("affirming", "agrees") : badge("contraindicated", "disagrees");
}

function difference({ differs }: LogRegister): string {
  if (!differs) return "";
  const { event, reference } = differs;
  if (event === undefined) return `The log ends where the reference has event ${reference}.`;
  if (reference === undefined) return `Event ${event} is behind the end of the reference.`;
  return `First difference: event ${event}, where the reference has event ${reference}.`;
}

function registers({ log }: LogView): TemplateResult {
  return html`<div class="scroll" tabindex="0" role="region" aria-label="Registers, replayed and expected"><table>
    <thead><tr><th scope="col">Register</th><th scope="col">Events</th><th scope="col">Replayed</th><th scope="col">Expected</th><th scope="col">Result</th></tr></thead>
    <tbody>${log.registers.map(
      (one) => html`<tr class=${one.agrees === false || one.differs ? "wrong" : ""}>
        <th scope="row">${one.register} <span class="note">${one.tdx}</span></th><td>${one.events}</td>
        <td><code>${one.replayed ?? "no event extends it"}</code></td><td><code>${one.expected ?? ""}</code></td>
        <td>${agreement(one)} ${difference(one)}</td></tr>`,
    )}</tbody>
  </table></div>`;
}

function event(
  { number, register, type, digests, text, verdict }: LogEvent,
  first: ReadonlySet<number>,
): TemplateResult {
  const isFirst = first.has(number);
  const fault = WRONG.includes(verdict) ? "wrong" : SUSPICIOUS.includes(verdict) ? "suspicious" : "";
  return html`<tr class=${isFirst ? "wrong" : fault}>
    <th scope="row">${number}</th><td>${verdict}${isFirst ? html` ${badge("contraindicated", "first difference")}` : nothing}</td>
    <td>${register}</td><td>${type}</td><td>${text}</td><td><code>${digests["SHA-384"]?.slice(0, 16)}…</code></td></tr>`;
}

function events({ log }: LogView): TemplateResult {
  const first = new Set(log.registers.flatMap(({ differs }) => differs?.event ?? []));
  return html`<div class="scroll tall" tabindex="0" role="region" aria-label="Events"><table>
    <thead><tr><th scope="col">Number</th><th scope="col">Verdict</th><th scope="col">Register</th><th scope="col">Type</th><th scope="col">What it says</th><th scope="col">SHA-384</th></tr></thead>
    <tbody>${log.events.map((one) => event(one, first))}</tbody>
  </table></div>`;
}

/** The panel. */
export function eventLog({ log, logError }: Model): TemplateResult | typeof nothing {
  if (logError !== undefined) return panel("Event log", html`<p class="caution">${logError}</p>`);
  if (!log) return nothing;
  const { wrong, suspicious, table } = log.log;
  const compared = [
    log.against && `the registers of ${log.against}`,
    log.reference && `the events of ${log.reference}`,
  ].filter(Boolean);
  const type = table && `Its ACPI table says type ${table.ccType}, ${table.logLength} bytes.`;
  return panel(
    "Event log",
    html`<p>${compared.length > 0 ? `Compared with ${compared.join(" and ")}.` : "Compared with nothing: add a TDX quote, or the log of a boot that you know."} ${type ?? ""}</p>
      <p><strong>${wrong}</strong> wrong, <strong>${suspicious}</strong> suspicious. A log proves no more than the evidence that its registers agree with.</p>
      ${registers(log)}${events(log)}`,
    { note: `${log.name}, ${log.log.events.length} events with ${log.log.algorithms.join(", ")}` },
  );
}
