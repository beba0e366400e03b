/** Every block of JavaScript in the documents runs, and prints what its comments say; every link leads somewhere. */
import { execFile } from "node:child_process";
import { existsSync } from "node:fs";
import { dirname, join } from "node:path";
import { promisify } from "node:util";
import { describe, expect, test } from "vitest";
import { blocksOf, documents, root, textOf } from "./documents.ts";

const start = promisify(execFile);

/** Runs a module in the repository, where `tsmkit` is what package.json exports. Returns the lines it prints. */
async function run(code: string): Promise<string[]> {
  const { stdout } = await start(process.execPath, ["--input-type=module", "--eval", code], { cwd: root });
  return stdout.trimEnd().split("\n");
}

/** What a block says it prints: the comments behind an arrow, in order. */
const promised = (code: string): string[] => [...code.matchAll(/\/\/ → (.*)$/gm)].map(([, words = ""]) => words);

const blocks = documents.flatMap((path) => blocksOf(path).map((block) => ({ path, ...block })));
const named = (label: string) =>
  blocks.filter((b) => b.label === label).map(({ path, line, code }): [string, string] => [`${path}:${line}`, code]);

describe("an example runs and prints what it says", () => {
  // One of them compiles a component, which takes its time beside other tests.
  test.concurrent.each(named("js"))("%s", async (_, code) => {
    expect(promised(code).length, "says nothing of what it prints").toBeGreaterThan(0);
    expect(await run(code)).toEqual(promised(code));
  });
});

test("there are examples to run", () => {
  expect(named("js").length).toBeGreaterThan(10);
});

test("no block of JavaScript hides behind another label", () => {
  const hidden = blocks.filter(
    ({ label }) => !["js", "js no-run"].includes(label) && /^$|^[cm]?js(?!on)|javascript/i.test(label),
  );
  expect(hidden.map(({ path, line }) => `${path}:${line}`)).toEqual([]);
});

/** Where GitHub puts a heading. */
const anchor = (heading: string): string =>
  heading
    .toLowerCase()
    .replace(/[^\p{Letter}\p{Number} _-]/gu, "")
    .replaceAll(" ", "-");

const links = documents.flatMap((path) =>
  [...textOf(path).matchAll(/\]\((?!https?:)([^)\s]+)\)/g)].map(([, link = ""]): [string, string] => [path, link]),
);

test.each(links)("%s links to %s", (path, link) => {
  const [file = "", part] = link.split("#");
  const target = file ? join(dirname(path), file) : path;
  expect(existsSync(join(root, target)), "no such file").toBe(true);
  if (part === undefined) return;
  const headings = [...textOf(target).matchAll(/^#+ (.*)$/gm)].map(([, heading = ""]) => anchor(heading));
  expect(headings).toContain(part);
});
