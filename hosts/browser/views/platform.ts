/** The platform in plain words, and its TCB by the layouts of the vendor. */
import { html, nothing, type TemplateResult } from "lit";
import type { Section } from "../../formats.ts";
import { fieldsIn, type Inspection } from "../../inspect.ts";
import { layout } from "../../rows.ts";
import type { Model } from "../model/model.ts";
import { traitsOf } from "../model/platform.ts";
import { panel } from "./shown.ts";

/** TCB_VERSIONs of a report, side by side. */
function snpTcbs({ sections }: Inspection): TemplateResult | typeof nothing {
  const tcbs = sections.filter(({ layout }) => layout === "snpTcb" || layout === "snpTcbTurin");
  const [first] = tcbs;
  if (!first) return nothing;
  const parts = Object.keys(first.fields);
  const value = ({ fields }: Section, part: string) => (fields as unknown as Record<string, number>)[part];
  return html`<div class="scroll" tabindex="0" role="region" aria-label="TCB table"><table>
    <caption>TCB, ${first.layout === "snpTcbTurin" ? "layout from Turin on" : "layout before Turin"}</caption>
    <thead><tr><th scope="col">Version</th>${parts.map((part) => html`<th scope="col">${part}</th>`)}</tr></thead>
    <tbody>${tcbs.map(
      (tcb) => html`<tr><th scope="row">${tcb.of}</th>${parts.map((part) => html`<td>${value(tcb, part)}</td>`)}</tr>`,
    )}</tbody>
  </table></div>`;
}

/** Bytes of hex digits as numbers. */
const bytesOf = (hex: string): number[] => (hex.match(/../g) ?? []).map((digits) => Number.parseInt(digits, 16));

/** Security versions of Intel's components, as the module and the processor have them. */
function intelTcbs(inspection: Inspection): TemplateResult | typeof nothing {
  const td = fieldsIn(inspection, "tdReport")?.teeTcbSvn ?? fieldsIn(inspection, "teeTcbInfo")?.teeTcbSvn;
  const pck = inspection.sections.find((one) => one.layout === "certificate" && one.fields.tcbComponents !== undefined);
  const sgx = pck?.layout === "certificate" ? pck.fields.tcbComponents : undefined;
  const rows = [
    ...(td ? [{ name: "TDX (teeTcbSvn)", parts: bytesOf(td) }] : []),
    ...(sgx ? [{ name: "SGX (PCK certificate)", parts: bytesOf(sgx) }] : []),
  ];
  if (rows.length === 0) return nothing;
  return html`<div class="scroll" tabindex="0" role="region" aria-label="TCB components table"><table>
    <caption>Security versions of the components</caption>
    <thead><tr><th scope="col">Component</th>${rows[0]?.parts.map((_, i) => html`<th scope="col">${i + 1}</th>`)}</tr></thead>
    <tbody>${rows.map(
      ({ name, parts }) => html`<tr><th scope="row">${name}</th>${parts.map((part) => html`<td>${part}</td>`)}</tr>`,
    )}</tbody>
  </table></div>`;
}

/** What Intel says of it. */
function judged({ appraisal }: Model): TemplateResult | typeof nothing {
  const tcb = appraisal?.tcb;
  if (!tcb) return nothing;
  const { status, date, advisories } = tcb;
  return html`<p>Intel's collateral calls this TCB <strong>${status}</strong>${date ? ` as of ${date.slice(0, 10)}` : ""}${
    advisories.length > 0 ? `, with the advisories ${advisories.join(", ")}` : ", with no advisories"
  }.</p>`;
}

/** The panel. */
export function platform(model: Model): TemplateResult | typeof nothing {
  if (!model.subject) return nothing;
  const { inspection } = model.subject;
  const traits = traitsOf(inspection).map(
    ({ term, words, caution }) =>
      html`<div class=${caution ? "caution" : ""}><dt>${term}</dt><dd>${caution ? html`<strong>Caution.</strong> ` : nothing}${words}</dd></div>`,
  );
  const spec = inspection.sections[0] && layout(inspection.sections[0].layout).spec;
  return panel(
    "Platform",
    html`<dl class="traits">${traits}</dl>${judged(model)}${snpTcbs(inspection)}${intelTcbs(inspection)}`,
    {
      note: `as the evidence says; ${spec}`,
    },
  );
}
