/** What a measurement is made of, whether it is read from a kernel's log or taken from the software tree. */

/** One result. */
export interface Row {
  section: string;
  name: string;
  result: string;
}

/** Name of the rows that say more about the row before them. */
export const NOTE = "note";

/** Section of the stat rows of a directory. */
export const listing = (section: string) => `${section}, listing`;

/** A result that tells whether its caller had to wait while a report was made. */
export const waiting = (waited: boolean) => (waited ? "waited" : "at once");

/** Sections whose rows come in no particular order: directory listings, and threads that run at the same time. */
const UNORDERED = /, listing$|^concurrency/;

/** The rows by section, as text, those of unordered sections sorted. */
export function bySection(rows: Row[]): Map<string, string[]> {
  const sections = new Map<string, string[]>();
  for (const { section, name, result } of rows) {
    const lines = sections.get(section) ?? [];
    sections.set(section, lines);
    lines.push(`${name} | ${result}`);
  }
  for (const [section, lines] of sections) if (UNORDERED.test(section)) lines.sort();
  return sections;
}
