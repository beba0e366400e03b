/** Certificates as a chain with bars of their validity, and what their extensions say. */
import { html, nothing, svg, type TemplateResult } from "lit";
import { layout } from "../../rows.ts";
import type { KnownCertificate, Model } from "../model/model.ts";
import { day, panel, term } from "./shown.ts";

/** A leaf first, then whoever signed it, up to a root; then the next leaf. */
function inChains(all: readonly KnownCertificate[]): KnownCertificate[] {
  const issuers = new Set(all.filter(isIssued).map(({ certificate }) => certificate.issuer));
  const leaves = all.filter(({ certificate }) => !issuers.has(certificate.subject));
  const placed = new Set<KnownCertificate>();
  for (const leaf of [...leaves, ...all]) {
    for (let next: KnownCertificate | undefined = leaf; next && !placed.has(next); ) {
      placed.add(next);
      const { issuer }: { issuer: string } = next.certificate;
      next = all.find((one) => one.certificate.subject === issuer && !placed.has(one));
    }
  }
  return [...placed];
}

const isIssued = ({ certificate }: KnownCertificate): boolean => certificate.issuer !== certificate.subject;

/** The common name, or the whole name. */
const commonName = (name: string): string => /(?:^|, )CN=((?:\\.|[^,\\])+)/.exec(name)?.[1] ?? name;

/** Units of the bars' width. */
const WIDTH = 1000;

interface Span {
  from: number;
  to: number;
}

function bar({ certificate }: KnownCertificate, { from, to }: Span, now: number): TemplateResult {
  const place = (time: number) => Math.round(((time - from) / (to - from)) * WIDTH);
  const [start, end] = [Date.parse(certificate.notBefore), Date.parse(certificate.notAfter)];
  const isValid = start <= now && now <= end;
  const words = `${isValid ? "Valid" : "Not valid"} at the time of the appraisal: ${day(certificate.notBefore)} to ${day(certificate.notAfter)}`;
  return html`<svg class="bar" viewBox="0 0 ${WIDTH} 24" preserveAspectRatio="none" role="img" aria-label=${words}>
    ${svg`<rect class="track" x="0" y="8" width=${WIDTH} height="8" />
      <rect class=${isValid ? "valid" : "invalid"} x=${place(start)} y="4" width=${Math.max(4, place(end) - place(start))} height="16" />
      <rect class="now" x=${Math.min(WIDTH - 4, Math.max(0, place(now)))} y="0" width="4" height="24" />`}
  </svg>
  <p class="note">${words}.</p>`;
}

/** Members that are shown apart. */
const APART = ["subject", "issuer", "notBefore", "notAfter"];

function card(known: KnownCertificate, span: Span, now: number): TemplateResult {
  const { certificate, from } = known;
  const notes = new Map(layout("certificate").fields.map(({ name, note }) => [name, note]));
  const details = Object.entries(certificate).filter(([name]) => !APART.includes(name));
  const isRoot = !isIssued(known);
  return html`<li class="card">
    <h3>${commonName(certificate.subject)}</h3>
    <p>${isRoot ? "Names itself as its issuer: a root." : `Issued by ${commonName(certificate.issuer)}.`} <span class="note">From ${from}.</span></p>
    ${bar(known, span, now)}
    <details><summary>What it says</summary>
      <dl>${term("subject", certificate.subject)}${term("issuer", certificate.issuer)}
        ${details.map(([name, value]) =>
          term(name, html`<code>${String(value)}</code><span class="note">${notes.get(name)}</span>`),
        )}</dl>
    </details>
  </li>`;
}

/** The panel. */
export function certificates({ certificates: all, settings }: Model): TemplateResult | typeof nothing {
  if (all.length === 0) return nothing;
  const now = settings.at.getTime();
  const times = all.flatMap(({ certificate }) => [Date.parse(certificate.notBefore), Date.parse(certificate.notAfter)]);
  const known = times.filter((time) => !Number.isNaN(time));
  const span = { from: Math.min(now, ...known), to: Math.max(now + 1, ...known) };
  return panel("Certificates", html`<ol class="cards">${inChains(all).map((one) => card(one, span, now))}</ol>`, {
    note: "leaf first, each followed by its issuer by name; the checks tell whether they hold",
  });
}
