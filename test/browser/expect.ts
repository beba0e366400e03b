/** What the checks need to say: a few words in place of a test framework, which would bring a runtime of its own. */
import { type Inspection, inspect, type LayoutName, type Layouts, TsmError } from "tsmkit";

/** Bytes as hex, by other means than the core's. */
export function hex(bytes: Uint8Array): string {
  return Array.from(bytes, (byte) => byte.toString(16).padStart(2, "0")).join("");
}

/** The bytes of hex digits, by other means than the core's. */
export function unhex(digits: string): Uint8Array<ArrayBuffer> {
  return Uint8Array.from(digits.match(/../g) ?? [], (pair) => Number.parseInt(pair, 16));
}

/** A value as text; bytes as hex. */
function shown(value: unknown): string {
  return String(
    JSON.stringify(value, (_, part) => {
      if (part instanceof Uint8Array) return hex(part);
      return typeof part === "bigint" ? `${part}n` : part;
    }),
  );
}

/** Throws unless both are the same, member by member and in that order. Bytes equal their hex. */
export function equal(actual: unknown, expected: unknown): void {
  const [got, want] = [shown(actual), shown(expected)];
  if (got === want) return;
  let at = 0;
  while (got[at] === want[at]) at++;
  const excerpt = (text: string) => text.slice(Math.max(0, at - 40), at + 80);
  throw new Error(`expected …${excerpt(want)}…, got …${excerpt(got)}…`);
}

/** Throws unless the members named have these values; others don't matter. */
export function has<T extends object>(actual: T, expected: { [K in keyof T]?: unknown }): void {
  const picked = Object.keys(expected).map((key) => [key, actual[key as keyof T]]);
  equal(Object.fromEntries(picked), expected);
}

/** Throws unless `work` fails with an error of tsmkit. Returns the error. */
export async function refusal(work: () => unknown): Promise<TsmError> {
  try {
    await work();
  } catch (error) {
    if (error instanceof TsmError) return error;
    throw error;
  }
  throw new Error("expected a TsmError, but it went through");
}

/** The fields of the first section with this layout. */
export function fieldsOf<N extends LayoutName>({ sections }: Inspection, layout: N): Layouts[N] {
  const section = sections.find((candidate) => candidate.layout === layout);
  if (!section) throw new Error(`there is no section ${layout}`);
  return section.fields as Layouts[N];
}

/** What a report or quote carries of its request, in hex. */
export function reportDataOf(evidence: Uint8Array): string {
  const inspection = inspect(evidence);
  return fieldsOf(inspection, inspection.format === "snp-report" ? "snpReport" : "tdReport").reportData;
}
