/** Reads the logs of the kernel measurements: what the probe printed, and the shell commands around it. */
import { listing, NOTE, type Row, waiting } from "./rows.ts";

/** How a line is understood: it begins a section, gives a row, or has nothing to compare. */
type Meaning =
  | { section: string }
  | { row: [name: string, result: string] }
  | { listed: Map<string, string> }
  | "noise";
type Rule = [pattern: RegExp, meaning: (match: string[]) => Meaning];

const RULES: Rule[] = [
  [/^T\| (.*?) *\| (.*)$/, ([, name = "", result = ""]) => ({ row: [name.trim(), comparable(name, result)] })],
  [
    // The block size, the type and the owner are the same in every row.
    /^L\| (\S+) +(mode \d+ size \d+ nlink \d+) blk 4096 d_type [48] uid 0$/,
    ([, name = "", stat = ""]) => ({ listed: new Map([[name, stat]]) }),
  ],
  [/^ {3}(\S.*)$/, ([, text = ""]) => ({ row: [NOTE, comparable("", text)] })],
  [/^== (.*)$/, ([, section = ""]) => ({ section })],
  // From here on: the shell script that unloads and reloads the provider.
  [/^(rmmod with entries present|re-register with r1 still there|floor=2, svsm=0):$/, ([, s = ""]) => ({ section: s })],
  [/^(prep r1 outblob|rc|rc after rmdir|privlevel \d ->) (\d+)$/, ([, name = "", rc = ""]) => ({ row: [name, rc] })],
  [/^(\d)$/, ([, floor = ""]) => ({ row: ["privlevel_floor", floor] })],
  [
    /^(?:[a-z_]+ {2,})+[a-z_]+$/,
    ([names = ""]) => ({ listed: new Map(names.split(/ +/).map((name) => [name, "there"])) }),
  ],
  [/^\[ +\d+\.\d+\] |^insmod: |^second provider:$|^sh: write error: Invalid argument$/, () => "noise"],
];

/** The rows of a log. A line in the measured part that no rule knows is an error. */
export function readLog(text: string): Row[] {
  const rows: Row[] = [];
  let section = "no provider";
  for (const line of measuredPart(text)) {
    const meaning = meaningOf(line);
    if (meaning === "noise") continue;
    if ("section" in meaning) section = meaning.section;
    else if ("row" in meaning) rows.push({ section, name: meaning.row[0], result: meaning.row[1] });
    else for (const [name, result] of meaning.listed) rows.push({ section: listing(section), name, result });
  }
  return rows;
}

function measuredPart(text: string): string[] {
  // A quoted text attribute has its line feed in it.
  const lines = text.replaceAll("\r", "").replaceAll(/\n'$/gm, "\\n'").split("\n");
  return lines.slice(
    lines.findIndex((line) => line.startsWith("L| ")),
    lines.findIndex((line) => line.startsWith("uptime at end")),
  );
}

function meaningOf(line: string): Meaning {
  for (const [pattern, meaning] of RULES) {
    const match = pattern.exec(line);
    if (match) return meaning(match);
  }
  throw new Error(`the log has a line that the test does not know: ${line}`);
}

/** Without what differs from run to run: seconds, descriptor numbers, and memory shown after a failed read. */
function comparable(name: string, result: string): string {
  return result
    .replace(/(?:after|took) (\d+\.\d)s/, (_, seconds) => waiting(Number(seconds) >= 1))
    .replace(/^(-1 .*) '.*'$/, "$1")
    .replace(/^\d+$/, (digits) => (/^uid 1000: open/.test(name) ? "ok" : digits));
}
