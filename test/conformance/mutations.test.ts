/** Bad bytes are data: every truncation and 10,000 random mutations of real and minted evidence give a result or a fault. */
import { describe, expect, test } from "vitest";
import { Core } from "../../hosts/core.ts";
import { minted } from "../minted.ts";
import { seeded } from "../random.ts";
import { EVIDENCE, vectorBytes, vectors, vectorsNote } from "../vectors.ts";

const MUTATIONS = 10_000;
/** One in so many mutations is also rendered, in every view. */
const RENDERED = 50;

const core = new Core();

/** Parses, and at times renders. A trap would throw a RuntimeError out of here. */
function survives(bytes: Uint8Array, render: boolean): boolean {
  const result = core.exports.parse(core.put(bytes));
  if (render) {
    for (const view of [0, 1, 2]) {
      const size = core.exports.inspect(1, core.put(bytes), view, 2);
      if (size < 0) expect(core.exports.faultMessage()).toBeGreaterThan(20);
    }
  }
  return result === 0;
}

const interesting = [0, 1, 2, 0x7f, 0x80, 0xfe, 0xff];

function mutate(original: Uint8Array, random: () => number): Uint8Array {
  const bytes = original.slice();
  const below = (n: number) => Math.floor(random() * n);
  for (let n = 1 + below(4); n > 0; n--) {
    const at = below(bytes.length);
    const kind = below(4);
    if (kind === 0) bytes[at] = (bytes[at] ?? 0) ^ (1 << below(8));
    else if (kind === 1) bytes[at] = below(256);
    else if (kind === 2) bytes[at] = interesting[below(interesting.length)] ?? 0;
    else bytes.fill(random() < 0.5 ? 0 : 0xff, at, at + below(8));
  }
  return random() < 0.1 ? bytes.subarray(0, below(bytes.length)) : bytes;
}

const evidence = [
  ...vectors(...EVIDENCE).map((f): [string, Uint8Array] => [f.path, vectorBytes(f)]),
  ...Object.entries(await minted()),
];

describe(`evidence that was cut or changed${vectorsNote}`, () => {
  test.each(evidence)("%s", (name, bytes) => {
    const random = seeded(bytes.length);
    for (let length = 0; length < bytes.length; length++) survives(bytes.subarray(0, length), length % 97 === 0);
    let accepted = 0;
    for (let i = 0; i < MUTATIONS; i++) {
      if (survives(mutate(bytes, random), i % RENDERED === 0)) accepted++;
    }
    // Fields may hold anything; lengths, types and reserved bytes may not. Both kinds must have been met.
    expect(accepted, name).toBeLessThan(MUTATIONS);
    if (!name.includes("tdreport-go")) expect(accepted, name).toBeGreaterThan(0);
  });
});
