// `tsm … --open`, and the element in a page of somebody else.
import assert from "node:assert/strict";
import { spawn } from "node:child_process";
import { once } from "node:events";
import { chmodSync, mkdtempSync, readdirSync, readFileSync, rmSync, statSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { pathToFileURL } from "node:url";
import { at } from "../run.mjs";
import { servePages } from "../runtimes/chromium.mjs";
import { appraisalOf, TIME, visit } from "./harness.mjs";

/** A name that would end the script, were it not escaped; a file may be called so. */
const NASTY = "a<script>alert(1)<!--.bin";

/** Runs `tsm` in a folder of its own, with an opener that writes down what it is to open, or with none. */
async function inFolder(work) {
  const folder = mkdtempSync(join(tmpdir(), "tsmkit-open-"));
  const opener = join(folder, "xdg-open");
  writeFileSync(opener, `#!/bin/sh\nprintf '%s' "$1" > "${folder}/opened"\n`);
  chmodSync(opener, 0o755);
  const tsm = async (/** @type {string[]} */ args, /** @type {string} */ path = folder) => {
    const env = { ...process.env, PATH: path, TMPDIR: folder };
    const child = spawn(process.execPath, [at("dist/cli/main.js"), ...args], { cwd: folder, env });
    const said = { out: "", err: "" };
    child.stdout.on("data", (chunk) => (said.out += chunk));
    child.stderr.on("data", (chunk) => (said.err += chunk));
    const [code] = await once(child, "close");
    return { ...said, code };
  };
  try {
    return await work(folder, tsm);
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

function verifyOpens(browser) {
  return inFolder(async (folder, tsm) => {
    const { amdCertificate, snp } = await import("../../dist/forge/index.js");
    const { report, certTable } = await snp();
    // The file itself tries to end the script, too.
    const json = `{"provider":"</script><script>alert(2)</script>","outblob":"${Buffer.from(report).toString("hex")}"}`;
    writeFileSync(join(folder, NASTY), json);
    writeFileSync(join(folder, "table.bin"), certTable);
    writeFileSync(join(folder, "root.der"), amdCertificate("Milan", "ark"));
    writeFileSync(join(folder, "policy.json"), '{"version":1,"snp":{"vmpls":[0]}}');
    const files = ["--certs", "table.bin", "--trust-root", "root.der", "--policy", "policy.json"];
    const nonce = ["--nonce", "00", "--at", TIME];
    const call = ["verify", "--offline", "--no-cache", "--format", "json", ...files, ...nonce, "--open", NASTY];
    const { out, err, code } = await tsm(call);
    assert.equal(code, 0, err);
    const path = readFileSync(join(folder, "opened"), "utf8");
    assert.ok(err.includes(`tsm: opened ${path}`), err);
    assert.equal(statSync(dirname(path)).mode & 0o777, 0o700);
    assert.equal(statSync(path).mode & 0o777, 0o600);
    const { page, done } = await visit(browser, {}, pathToFileURL(path).href);
    await page.locator(".strip").waitFor();
    assert.equal(`${JSON.stringify(await appraisalOf(page))}\n`, out);
    const names = await page.locator(".files li b").allInnerTexts();
    assert.deepEqual(names, [NASTY, "table.bin", "policy.json", "root.der"]);
    await done();
  });
}

function inspectOpens(browser) {
  return inFolder(async (folder, tsm) => {
    const { createTdxPlatform } = await import("../../dist/forge/index.js");
    writeFileSync(join(folder, "tdreport.bin"), await (await createTdxPlatform()).tdReport());
    // Without an opener the path is all there is.
    const { err, out, code } = await tsm(["inspect", "--open", "tdreport.bin"], "/nowhere");
    assert.equal(code, 0, err);
    assert.match(out, /TDREPORT/);
    const [, path] = /^tsm: nothing here opens pages; open this one: (.*)$/m.exec(err) ?? [];
    assert.ok(path, err);
    const { page, done } = await visit(browser, {}, pathToFileURL(path).href);
    await page.locator(".read-as").waitFor();
    assert.match(await page.locator(".read-as").innerText(), /TDREPORT/);
    await done();
    const refused = await tsm(["inspect", "--open", "--in-form", "bin", "tdreport.bin"]);
    assert.equal(refused.code, 1);
    assert.match(refused.err, /leave --in-form out/);
  });
}

/** The example of docs/inspector.md, under a policy, from a server that has the built module alone. */
async function embedded(browser) {
  const home = at("dist/inspector");
  const scripts = new Map();
  for (const name of readdirSync(home))
    if (name.endsWith(".js")) scripts.set(name, readFileSync(join(home, name), "utf8"));
  const example = /```html\n([\s\S]*?)```/.exec(readFileSync(at("docs/inspector.md"), "utf8"))?.[1] ?? "";
  const [, script = ""] = /<script type="module">([\s\S]*?)<\/script>/.exec(example) ?? [];
  assert.ok(script.includes('from "tsmkit/inspector"'), "the example imports it");
  scripts.set("embedding.js", script.replaceAll('"tsmkit/inspector"', '"./index.js"'));
  const { snp } = await import("../../dist/forge/index.js");
  const { report } = await snp();
  const others = new Map([["report.bin", ["application/octet-stream", report]]]);
  const url = await servePages(scripts, { embedding: "'self'" }, others);
  const context = await browser.newContext();
  const page = await context.newPage();
  const mishaps = [];
  page.on("console", (message) => ["error", "warning"].includes(message.type()) && mishaps.push(message.text()));
  page.on("pageerror", (error) => mishaps.push(error.message));
  const asked = [];
  page.on("request", (request) => asked.push(request.url().slice(url.length + 1)));
  await page.goto(`${url}/embedding.html`);
  await page.locator(".strip").waitFor();
  assert.match(await page.locator(".read-as").innerText(), /AMD SEV-SNP attestation report/);
  assert.ok(!asked.some((name) => /samples/.test(name)), "samples are loaded when they are asked for");
  await page.selectOption("#sample", "SGX");
  await page.getByRole("button", { name: "Load the sample" }).click();
  await page.locator(".strip.pass").waitFor();
  const foreign = asked.filter((name) => !/^(embedding\.html|[\w-]+\.js|report\.bin|favicon\.ico)$/.test(name));
  assert.deepEqual(foreign, []);
  assert.deepEqual(
    mishaps.filter((text) => !/favicon|404/.test(text)),
    [],
  );
  await context.close();
}

/** @returns {Generator<[name: string, work: () => Promise<unknown>]>} the checks */
export function* openChecks(browser) {
  yield ["tsm verify --open shows the same, whatever the file is called", () => verifyOpens(browser)];
  yield ["tsm inspect --open tells the path where nothing opens pages", () => inspectOpens(browser)];
  yield ["the element in a page of somebody else, as the document has it", () => embedded(browser)];
}
