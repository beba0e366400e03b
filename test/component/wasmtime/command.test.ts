/** tsm.component.wasm in wasmtime says what tsm.wasm says in Node's WASI. */
import { spawn } from "node:child_process";
import { once } from "node:events";
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { afterAll, expect, test } from "vitest";
import { createTdxPlatform, snp } from "../../../hosts/forge/index.ts";
import { encodeHex } from "../../../hosts/hex.ts";
import { root } from "../../docs/documents.ts";
import { forged } from "../../eventlog/logs.ts";

const python = process.env.TSMKIT_WASMTIME ?? "python3";
/** The command line, where there is one. */
const cli = process.env.TSMKIT_WASMTIME_CLI;

const folder = mkdtempSync(join(tmpdir(), "tsmkit-command-"));
afterAll(() => rmSync(folder, { recursive: true, force: true }));
const { report, certTable, certificates } = await snp();
const outblob = encodeHex(report);
writeFileSync(join(folder, "report.bin"), report);
writeFileSync(join(folder, "cut.bin"), report.subarray(0, 1000));
writeFileSync(join(folder, "quote.bin"), await (await createTdxPlatform()).quote());
writeFileSync(
  join(folder, "report.json"),
  JSON.stringify({ provider: "sev_guest", outblob, auxblob: encodeHex(certTable) }),
);
writeFileSync(join(folder, "log.bin"), forged.log);
writeFileSync(join(folder, "root.der"), certificates.root);

/** Runs a program with a file on stdin, or nothing. */
async function run(program: string, args: string[], input: Uint8Array = new Uint8Array()) {
  const child = spawn(program, args);
  const [stdout, stderr]: [Buffer[], Buffer[]] = [[], []];
  child.stdout.on("data", (piece) => stdout.push(piece));
  child.stderr.on("data", (piece) => stderr.push(piece));
  child.stdin.on("error", () => {});
  child.stdin.end(input);
  const [code] = await once(child, "close");
  const text = (pieces: Buffer[]) => Buffer.concat(pieces).toString();
  // The doctor tells the time.
  return { stdout: text(stdout).replace(/it shows \S+Z/, "it shows the time"), stderr: text(stderr), code };
}

const script = (path: string) => fileURLToPath(new URL(path, import.meta.url));
const component = join(root, "dist/tsm.component.wasm");

const AT = ["--no-nonce", "--at", "2026-06-01T00:00:00Z"];
const calls: [string, string[], Uint8Array?][] = [
  ["its version", ["--version"]],
  ["its help", ["--help"]],
  ["an SNP report", ["inspect", "report.bin"]],
  ["a certificate table beside a report", ["inspect", "--format", "json", "report.json"]],
  ["every byte of a quote", ["inspect", "--format", "hex", "quote.bin"]],
  ["evidence on stdin", ["inspect", "-"], new TextEncoder().encode(outblob)],
  ["an event log", ["events", "log.bin"]],
  ["a check", ["explain", "snp-chip-id"]],
  ["evidence that is affirmed", ["verify", ...AT, "--trust-root", "root.der", "report.json"]],
  ["evidence that is not", ["verify", ...AT, "--offline", "--format", "json", "report.json"]],
  ["a machine", ["doctor"]],
  ["evidence that is cut", ["inspect", "--form", "bin", "cut.bin"]],
  ["a file that is not there", ["inspect", "other.bin"]],
  ["a verb that is none", ["inspekt"]],
  ["a report where there is no TSM", ["report", "--nonce", "00ff"]],
];

const sameAsModule = (name: string, args: string[], input: Uint8Array | undefined, program: string, before: string[]) =>
  test(`${name}`, async () => {
    const preopens = JSON.stringify({ ".": folder });
    const module = await run(
      process.execPath,
      ["--no-warnings", script("../../wasi/node.mjs"), preopens, ...args],
      input,
    );
    const here = await run(program, [...before, ...args], input);
    // Preview 2 has two ways to end: well, and not well.
    expect(here).toEqual({ ...module, code: Math.min(module.code, 1) });
    expect(module.stdout + module.stderr).not.toBe("");
  });

for (const [name, args, input] of calls) {
  sameAsModule(`${name}, by the package for Python`, args, input, python, [script("command.py"), component, folder]);
  if (cli) sameAsModule(`${name}, by the command line`, args, input, cli, ["run", "--dir", `${folder}::.`, component]);
}
