/** The documents that people write: their text, their blocks of code, their tables. */
import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { fileURLToPath } from "node:url";

export const root = fileURLToPath(new URL("../..", import.meta.url));

/** README.md and its like, and all below docs/; those that are printed from the tables are left out. */
export const documents: string[] = [
  ...readdirSync(root).filter((name) => name.endsWith(".md")),
  ...readdirSync(join(root, "docs"))
    .filter((name) => name.endsWith(".md") && name !== "formats.md")
    .map((name) => `docs/${name}`),
];

export const textOf = (path: string): string => readFileSync(join(root, path), "utf8");

/** One fenced block. */
export interface Block {
  /** Line of the document that opens it. */
  line: number;
  /** What stands behind the fence: `js`, `js no-run`, `console`, … */
  label: string;
  code: string;
}

/** The fenced blocks of a document. */
export function blocksOf(path: string): Block[] {
  const blocks: Block[] = [];
  let open: Block | undefined;
  for (const [i, line] of textOf(path).split("\n").entries()) {
    if (!open && line.startsWith("```")) open = { line: i + 1, label: line.slice(3).trim(), code: "" };
    else if (open && line.startsWith("```")) {
      blocks.push(open);
      open = undefined;
    } else if (open) open.code += `${line}\n`;
  }
  if (open) throw new Error(`${path}:${open.line}: the block has no end`);
  return blocks;
}

/** A table: its column names, and its rows by them. */
export interface Table {
  columns: string[];
  rows: Record<string, string>[];
}

const cells = (line: string): string[] =>
  line
    .slice(1, line.lastIndexOf("|"))
    .split("|")
    .map((cell) => cell.trim());

/** The tables of a document, or of the part below one of its headings (up to the next heading of any kind). */
export function tablesOf(path: string, heading?: string): Table[] {
  const lines = textOf(path).split("\n");
  const from = heading === undefined ? 0 : lines.findIndex((line) => line.replace(/^#+ /, "") === heading) + 1;
  if (heading !== undefined && from === 0) throw new Error(`${path} has no heading "${heading}"`);
  const tables: Table[] = [];
  let table: Table | undefined;
  for (const line of lines.slice(from)) {
    if (heading !== undefined && /^#+ /.test(line)) break;
    if (!line.startsWith("|")) table = undefined;
    else if (!table) {
      table = { columns: cells(line), rows: [] };
      tables.push(table);
    } else if (!/^[|\s:-]+$/.test(line)) {
      const values = cells(line);
      table.rows.push(Object.fromEntries(table.columns.map((name, i) => [name, values[i] ?? ""])));
    }
  }
  return tables;
}

/** The one table below a heading. */
export function tableOf(path: string, heading: string): Record<string, string>[] {
  const [table, ...others] = tablesOf(path, heading);
  if (!table || others.length > 0) throw new Error(`${path}: "${heading}" has not one table`);
  return table.rows;
}

/** The text of a cell that is code. */
export const code = (cell: string | undefined): string => /^`(.*)`$/.exec(cell ?? "")?.[1] ?? "";
