/** What README.md shows of a terminal is what the commands print. */
import { execFile } from "node:child_process";
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { promisify } from "node:util";
import { afterAll, describe, expect, test } from "vitest";
import { blocksOf, root } from "./documents.ts";

const start = promisify(execFile);
const folder = mkdtempSync(join(tmpdir(), "tsmkit-docs-"));
afterAll(() => rmSync(folder, { recursive: true }));

/** The commands by the names that people call them. A report directory that isn't there makes every machine one without a TSM. */
const SHELL = `
tsm() { "${process.execPath}" "${join(root, "dist/cli/main.js")}" "$@"; }
report() { tsm report --entry-root "${join(folder, "none")}" "$@"; }
`;

/** What runs when a transcript shows a command. */
const asRun = (shown: string): string =>
  shown
    .replace("npm start", `"${process.execPath}" "${join(root, "tools/start.mjs")}"`)
    .replace("tsm report", "report");

/** All that a command prints, what it tells first. */
async function output(command: string): Promise<string[]> {
  const call = start("sh", ["-c", SHELL + asRun(command)], { cwd: folder });
  const { stdout, stderr } = await call.catch((error) => error as { stdout: string; stderr: string });
  return (stderr + stdout).trimEnd().split("\n");
}

/** Keys and measurements are new at every run. */
const masked = (line: string): string => line.replace(/[0-9a-f]{24,}/g, "#");

/** Does the line shown stand for the line printed? A trailing … stands for the rest. */
function matches(shown: string, printed: string): boolean {
  const start = masked(shown.replace(/…$/, "").trimEnd());
  return shown.endsWith("…") ? masked(printed).startsWith(start) : masked(printed) === start;
}

/** Finds the lines shown in those printed, one behind the other; a line that is only … stands for any number of them. */
function expectShown(shown: readonly string[], printed: readonly string[]): void {
  let from = 0;
  let skip = false;
  for (const line of shown) {
    if (line.trim() === "…") {
      skip = true;
      continue;
    }
    const at = skip ? printed.findIndex((p, i) => i >= from && matches(line, p)) : from;
    expect(masked(printed[at] ?? "(nothing)"), `line ${at} printed`).toSatisfy(() => matches(line, printed[at] ?? ""));
    from = at + 1;
    skip = false;
  }
  if (!skip) expect(printed.slice(from), "lines that are not shown").toEqual([]);
}

const transcripts = blocksOf("README.md")
  .filter(({ label, code }) => label === "console" && code.split("\n").some((line) => /^(?!\$ ).+/.test(line)))
  .flatMap(({ code }) => code.split(/^\$ /m).slice(1))
  .map((text): [string, string[]] => {
    const [command = "", ...shown] = text.trimEnd().split("\n");
    return [command, shown];
  });

describe.skipIf(process.platform === "win32")("README.md, in order", () => {
  test.each(transcripts)("%s", async (command, shown) => {
    expectShown(shown, await output(command));
  });

  test("shows the commands", () => {
    expect(transcripts.map(([command]) => command.split(" ")[0])).toContain("npm");
    expect(transcripts.length).toBeGreaterThan(3);
  });
});
