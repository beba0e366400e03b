/** The example in Python of docs/components.md runs, and prints what its comments say. */
import { execFile } from "node:child_process";
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { promisify } from "node:util";
import { expect, test } from "vitest";
import { snp } from "../../../hosts/forge/index.ts";
import { blocksOf } from "../../docs/documents.ts";
import { componentOf } from "../worlds.ts";

const start = promisify(execFile);
const examples = blocksOf("docs/components.md").filter(({ label }) => label === "python");

test.each(examples.map(({ line, code }) => [line, code] as const))("line %i", async (_, code) => {
  const cwd = mkdtempSync(join(tmpdir(), "tsmkit-example-"));
  try {
    const { report, certTable, certificates } = await snp();
    const files = { "report.bin": report, "certificates.bin": certTable, "root.der": certificates.root };
    for (const [name, bytes] of Object.entries(files)) writeFileSync(join(cwd, name), bytes);
    writeFileSync(join(cwd, "tsmkit.component.wasm"), componentOf("tsmkit"));
    const { stdout } = await start(process.env.TSMKIT_WASMTIME ?? "python3", ["-c", code], { cwd });
    const promised = [...code.matchAll(/# → (.*)$/gm)].map(([, words]) => words);
    expect(promised.length).toBeGreaterThan(0);
    expect(stdout.trimEnd().split("\n")).toEqual(promised);
  } finally {
    rmSync(cwd, { recursive: true, force: true });
  }
});

test("there is an example", () => {
  expect(examples.length).toBe(1);
});
