/** The components in wasmtime, by its package for Python: every case of the library, requests over the software TSM. */
import { type ChildProcessWithoutNullStreams, spawn } from "node:child_process";
import { once } from "node:events";
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { createInterface } from "node:readline";
import { fileURLToPath } from "node:url";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { decodeHex, encodeHex } from "../../../hosts/hex.ts";
import { FileError, type ReportFiles, verify } from "../../../hosts/index.ts";
import { failing, sevGuest, softwareTsm, tdxGuest } from "../../../hosts/software-tsm/index.ts";
import { AT } from "../../appraisal/rows.ts";
import { root } from "../../docs/documents.ts";
import { trustRoots } from "../../verify/minted.ts";
import { cases } from "../cases.ts";
import { type Call, resultOf, writeCases } from "../written.ts";

/** Set by tools/wasmtime.mjs, which installs the package. */
const python = process.env.TSMKIT_WASMTIME ?? "python3";

interface Line {
  name: string;
  ok?: unknown;
  err?: unknown;
}

/** Answers what the component asks of its host. */
async function answer(files: ReportFiles, verb: string, args: string[]): Promise<object> {
  const [entry = "", attribute = "", bytes = ""] = args;
  try {
    if (verb === "wait") return { value: true };
    if (verb === "read") return { value: encodeHex(await files.read(entry, attribute)) };
    if (verb === "write") await files.write(entry, attribute, decodeHex(bytes));
    else if (verb === "create") await files.create(entry);
    else await files.remove(entry);
    return { value: null };
  } catch (error) {
    if (error instanceof FileError) return { errno: error.errno };
    throw error;
  }
}

const { files: noFiles } = softwareTsm({});

/** Runs calls of a component. Returns what each gave, in order. */
async function run(world: string, calls: Call[], files = noFiles): Promise<Line[]> {
  const folder = mkdtempSync(join(tmpdir(), "tsmkit-wasmtime-"));
  try {
    writeCases(folder, calls);
    const script = fileURLToPath(new URL("library.py", import.meta.url));
    const child = spawn(python, [script, join(root, `dist/${world}.component.wasm`), folder]);
    return await linesOf(child, files);
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

async function linesOf(child: ChildProcessWithoutNullStreams, files: ReportFiles): Promise<Line[]> {
  let errors = "";
  child.stderr.on("data", (text) => {
    errors += text;
  });
  const closed = once(child, "close");
  const lines: Line[] = [];
  for await (const line of createInterface({ input: child.stdout })) {
    const told = JSON.parse(line);
    if (told.ask) child.stdin.write(`${JSON.stringify(await answer(files, told.ask, told.args))}\n`);
    else lines.push(told);
  }
  const [code] = await closed;
  if (code !== 0) throw new Error(`${python} ended with exit code ${code}\n${errors}`);
  return lines;
}

const all = await cases();

describe("the world tsmkit gives what hosts/ gives", () => {
  let lines: Line[] = [];
  beforeAll(async () => {
    lines = await run("tsmkit", all);
  });

  test.each(all.map((one, i) => [one.name, one, i] as const))("%s", (_, { name, ok, err }, i) => {
    const line = lines[i];
    expect(line?.name).toBe(name);
    if (err) expect(line?.err).toMatchObject(resultOf(err) as object);
    else expect(line?.ok).toEqual(resultOf(ok));
  });
});

const nonce = Uint8Array.from({ length: 64 }, (_, i) => i);
const request = (name: string, more: object = {}): Call => ({
  name,
  call: ["request", "request"],
  args: [{ reportData: { tag: "nonce", val: nonce }, entry: `mine-${name}`, seed: 3, aux: false, ...more }],
});

describe("the world attester", () => {
  const snp = softwareTsm({ provider: sevGuest() });
  const tdx = softwareTsm({ provider: tdxGuest() });
  const broken = softwareTsm({ provider: failing(sevGuest(), "EIO") });
  let results: Line[] = [];
  beforeAll(async () => {
    const data = { reportData: { tag: "sha512", val: nonce } };
    const service = { service: { provider: "svsm" } };
    results = [
      ...(await run(
        "attester",
        [request("snp", { aux: true }), request("hash", data), request("svsm", service)],
        snp.files,
      )),
      ...(await run("attester", [request("tdx"), request("level", { privlevel: 1 })], tdx.files)),
      ...(await run("attester", [request("eio"), request("long", { privlevel: 9 })], broken.files)),
      ...(await run("attester", [request("none")])),
    ];
  });
  afterAll(async () => {
    for (const { files } of [snp, tdx, broken]) expect(await files.list()).toEqual([]);
  });
  const of = (name: string) => results.find((line) => line.name === name);

  test("gives evidence of SNP that verifies", () => {
    const evidence = of("snp")?.ok as Record<string, string>;
    expect(evidence).toMatchObject({ provider: "sev_guest", privlevel: 0, generation: 2, attempts: 1 });
    expect(evidence).toMatchObject({ "report-data": encodeHex(nonce), "report-data-length": 64, "left-behind": false });
    const endorsements = [decodeHex(evidence.auxblob ?? "")];
    const appraisal = verify(decodeHex(evidence.outblob ?? ""), { nonce, endorsements, trustRoots, at: AT });
    expect(appraisal.verdict).toBe("affirming");
  });
  test("gives evidence of TDX, and of a hash", () => {
    expect(of("tdx")?.ok).toMatchObject({ provider: "tdx_guest", privlevel: null, auxblob: null });
    expect(of("hash")?.ok).toMatchObject({ "report-data-length": 64 });
  });
  test.each([
    ["svsm", { code: "no-attribute", attribute: "service-provider", errno: 2 }],
    ["level", { code: "no-attribute", attribute: "privlevel" }],
    ["eio", { code: "device", group: "stop", attribute: "outblob", errno: 5, "left-behind": false }],
    ["long", { code: "privlevel-floor", argument: "privlevel", errno: null }],
    ["none", { code: "no-provider", group: "stop", errno: 6 }],
  ])("says why not: %s", (name, facts) => {
    expect(of(name)?.err).toMatchObject(facts);
  });
});
