/** Compares the truth table as a kernel gave it with the software TSM's, row by row. */
import type { Kernel } from "../../hosts/software-tsm/index.ts";
import { measure } from "../software-tsm/truth/port.ts";
import { bySection, NOTE, type Row } from "../software-tsm/truth/rows.ts";

/** A row that a kernel may give otherwise than the software TSM, which keeps callers in the order they come, and why. */
interface Difference {
  name: string;
  /** Which of the rows of this name, from 1 on. */
  nth: number;
  kernel: RegExp;
  software: string;
  reason: string;
}

const SECTION = "concurrency: report_new takes 2 s";
const EARLY = "readers may come before the writer that waits, or behind it";
const SECOND_REPORT = "96 waited 'SELF n=41 pl=3 len=6'";

/** All of them are about threads that run at the same time. */
const DIFFERENCES: Difference[] = [
  { name: "thread A outblob", nth: 1, kernel: /^96 waited 'SELF n=40 /, software: SECOND_REPORT, reason: EARLY },
  { name: "thread B outblob", nth: 1, kernel: /^96 waited 'SELF n=40 /, software: SECOND_REPORT, reason: EARLY },
  { name: NOTE, nth: 2, kernel: /^report_new calls 1$/, software: "report_new calls 2", reason: EARLY },
  {
    name: "thread A outblob",
    nth: 2,
    kernel: /^96 waited 'SELF n=4[12] /,
    software: "-1 ENOENT waited",
    reason: "a reader may overtake the rmdir that waits, between size and content",
  },
];

/** What became of one section. */
export interface Compared {
  section: string;
  rows: number;
  /** Rows that are not the same, with both values; the section is right when there are none. */
  problems: string[];
}

/** A kernel's rows, those that may be otherwise as the software TSM gives them. `use` hears of every such row. */
function reconciled(rows: Row[], use: (reason: string) => void): Row[] {
  const seen = new Map<string, number>();
  return rows.map((row) => {
    if (row.section !== SECTION) return row;
    const nth = (seen.get(row.name) ?? 0) + 1;
    seen.set(row.name, nth);
    const found = DIFFERENCES.find(
      (difference) => row.name === difference.name && nth === difference.nth && difference.kernel.test(row.result),
    );
    if (!found) return row;
    use(`${row.name} | ${row.result}: ${found.reason}`);
    return { ...row, result: found.software };
  });
}

/** Compares the rows of a kernel. Also gives the differences that there is a reason for. */
export async function compare(label: Kernel, rows: Row[]): Promise<{ sections: Compared[]; reasons: string[] }> {
  const reasons: string[] = [];
  const kernel = bySection(reconciled(rows, (reason) => reasons.push(reason)));
  const software = bySection(await measure(label));
  const names = new Set([...software.keys(), ...kernel.keys()]);
  const sections = Array.from(names, (section) => {
    const [there = [], here = []] = [kernel.get(section), software.get(section)];
    const count = Math.max(there.length, here.length);
    const problems: string[] = [];
    for (let i = 0; i < count; i++) {
      if (there[i] === here[i]) continue;
      problems.push(`kernel:   ${there[i] ?? "nothing"}\n  software: ${here[i] ?? "nothing"}`);
    }
    return { section, rows: count, problems };
  });
  return { sections, reasons };
}
