/** The byte map: every byte once, in pieces that belong to one field each. */
import { html, type TemplateResult } from "lit";
import { guard } from "lit/directives/guard.js";
import { type ByteMap, rangeOf } from "../../byteMap.ts";
import { encodeHex } from "../../hex.ts";
import type { EvidenceReading } from "../model/reading.ts";

/** Bytes of a line. */
const WIDTH = 16;

/** Bytes that are shown at most: a page with more lines would be slow, and evidence of no vendor has as many. */
const MOST = 1 << 17;

/** Where pieces begin: at lines, fields, and the parts of fields that are interpreted. */
function cutsOf(map: ByteMap, { inspection }: EvidenceReading): Set<number> {
  const cuts = new Set<number>();
  for (const { from, to } of map.ranges) cuts.add(from).add(to);
  for (const section of inspection.sections) {
    cuts.add(section.at).add(section.at + section.size);
    if (section.of === undefined) continue;
    for (const name of Object.keys(section.fields)) for (const cut of rangeOf(map, section, name)) cuts.add(cut);
  }
  return cuts;
}

function pieces(map: ByteMap, cuts: ReadonlySet<number>, line: number, digits: string): TemplateResult[] {
  const end = Math.min(line + WIDTH, map.bytes.length);
  const found: TemplateResult[] = [];
  for (let from = line, to = line + 1; from < end; from = to, to++) {
    while (to < end && !cuts.has(to)) to++;
    const text = (digits.slice(2 * from, 2 * to).match(/../g) ?? []).join(" ");
    found.push(html`<span data-at=${from} data-end=${to}>${text}</span> `);
  }
  return found;
}

/** What is printable of a line. */
function characters(bytes: Uint8Array): string {
  return [...bytes].map((byte) => (byte > 31 && byte < 127 ? String.fromCharCode(byte) : ".")).join("");
}

function lines(map: ByteMap, reading: EvidenceReading): TemplateResult[] {
  const cuts = cutsOf(map, reading);
  const digits = encodeHex(map.bytes);
  const all: TemplateResult[] = [];
  for (let at = 0; at < Math.min(map.bytes.length, MOST); at += WIDTH) {
    const text = characters(map.bytes.subarray(at, at + WIDTH));
    all.push(
      html`<div class="line"><span class="place">${at.toString(16).padStart(6, "0")}</span><span class="digits">${pieces(map, cuts, at, digits)}</span><span class="text" aria-hidden="true">${text}</span></div>`,
    );
  }
  if (map.bytes.length > MOST) all.push(html`<p>The first ${MOST} of ${map.bytes.length} bytes are shown.</p>`);
  return all;
}

/** The map, and a line that names what is pointed at. It is drawn once for each piece of evidence. */
export function bytes(reading: EvidenceReading, map: ByteMap): TemplateResult {
  return html`<p class="readout" id="readout" role="status">Point at a field or a byte; in the bytes, arrow keys go from field to field.</p>
    <div class="hex" id="hex" role="application" tabindex="0" aria-label="Bytes of the evidence" aria-describedby="readout">${guard([map], () => lines(map, reading))}</div>`;
}
