// What goes in: dropped, pasted, opened; in every form; and what is refused.
import assert from "node:assert/strict";
import { drawn, visit } from "./harness.mjs";

const forge = () => import("../../dist/forge/index.js");

const readAs = (page) => page.locator(".read-as").allInnerTexts();

/** Drops files on the page, as a browser does. */
function drop(page, /** @type {{name: string, bytes: Uint8Array}[]} */ files, /** @type {string} */ text = "") {
  const list = files.map(({ name, bytes }) => ({ name, base64: Buffer.from(bytes).toString("base64") }));
  return page.evaluate(
    ({ list, text }) => {
      const dataTransfer = new DataTransfer();
      for (const { name, base64 } of list) {
        dataTransfer.items.add(new File([Uint8Array.from(atob(base64), (c) => c.charCodeAt(0))], name));
      }
      if (text) dataTransfer.setData("text/plain", text);
      const target = document.querySelector("tsm-inspector").shadowRoot.querySelector(".views");
      for (const type of ["dragover", "drop"]) {
        target.dispatchEvent(new DragEvent(type, { dataTransfer, bubbles: true, composed: true, cancelable: true }));
      }
    },
    { list, text },
  );
}

/** Pastes text with the focus on nothing. */
function paste(page, /** @type {string} */ text) {
  return page.evaluate((text) => {
    const clipboardData = new DataTransfer();
    clipboardData.setData("text/plain", text);
    document.body.dispatchEvent(new ClipboardEvent("paste", { clipboardData, bubbles: true, composed: true }));
  }, text);
}

async function forms(browser) {
  const { snp, tdx } = await forge();
  const [{ report, certTable }, { quote }] = await Promise.all([snp(), tdx()]);
  const hex = Buffer.from(report).toString("hex");
  const base64 = Buffer.from(quote).toString("base64");
  const pem = `-----BEGIN QUOTE-----\n${base64.replace(/.{64}/g, "$&\n")}\n-----END QUOTE-----\n`;
  const json = JSON.stringify({ provider: "sev_guest", outblob: hex, auxblob: Buffer.from(certTable).toString("hex") });
  const { page, done } = await visit(browser);
  const clear = () => page.getByRole("button", { name: "Remove all" }).click();

  await drop(page, [{ name: "report.bin", bytes: report }]);
  await page.locator(".read-as").waitFor();
  assert.deepEqual(await readAs(page), ["AMD SEV-SNP attestation report, version 5, 1184 bytes, read as bin"]);
  await clear();
  for (const [text, form] of [
    [hex, "hex"],
    [base64, "base64"],
    [pem, "pem"],
    [json, "json"],
  ]) {
    await page.fill("#paste", text);
    await page.getByRole("button", { name: "Read what was pasted" }).click();
    await page.locator(".read-as").waitFor();
    assert.match((await readAs(page))[0], new RegExp(`read as ${form}$`));
    assert.equal(await page.inputValue("#paste"), "");
    await clear();
  }
  await paste(page, hex);
  assert.match((await readAs(page))[0], /read as hex$/);
  await clear();
  await drop(page, [], base64);
  assert.match((await readAs(page))[0], /Intel TDX .*read as base64$/);
  await done();
}

async function kinds(browser) {
  const { amdCertificate, createCrl, encodeCcelTable, encodeEventLog, snp, tdx, toPem } = await forge();
  const { staple } = await import("../../dist/index.js");
  const [{ report, certTable, platform }, { quote }] = await Promise.all([snp(), tdx()]);
  const { text } = await staple(report, { endorsements: [certTable], offline: true });
  const { log } = await encodeEventLog([{ register: "runtime0", type: "EV_SEPARATOR", data: new Uint8Array(4) }]);
  const ark = amdCertificate("Milan", "ark");
  const utf8 = (/** @type {string} */ words) => new TextEncoder().encode(words);
  const { page, done } = await visit(browser);
  const all = [
    ["bundle.tsm", utf8(text), /out of a bundle$/],
    ["quote.bin", quote, /^Intel TDX quote/],
    ["table.bin", certTable, /certificate table, 4\d+ bytes, read as bin$/],
    ["root.der", ark, /^1 certificate$/],
    ["chain.pem", utf8(toPem(ark) + toPem(platform.certificates.intermediate)), /^2 certificates$/],
    ["crl.der", await createCrl(platform.authorities.ark), /^revocation list or collateral$/],
    ["log.bin", log, /^event log, 1 event$/],
    ["log.hex", utf8(Buffer.from(log).toString("hex")), /^event log, 1 event$/],
    ["ccel.bin", encodeCcelTable(log.length), /^ACPI table of an event log$/],
    ["policy.json", utf8('{"version":1,"snp":{"vmpls":[0]}}'), /^appraisal policy$/],
  ];
  const files = all.map(([name, bytes]) => ({
    name,
    mimeType: "application/octet-stream",
    buffer: Buffer.from(bytes),
  }));
  await page.setInputFiles("#files", files);
  await page
    .locator(".read-as")
    .nth(all.length - 1)
    .waitFor();
  const words = await readAs(page);
  for (const [i, [name, , expected]] of all.entries()) assert.match(words[i], expected, name);
  assert.match(await page.inputValue("#policy-text"), /"vmpls":\[0\]/);
  // A root is trusted when that is said, and no sooner.
  await page.getByRole("radio", { name: /^None/ }).check();
  const root = () =>
    page
      .locator(".row", { hasText: /\bsnp-root\b/ })
      .first()
      .innerText();
  assert.match(await root(), /fail/);
  await page.locator(".files li", { hasText: "root.der" }).getByRole("checkbox").check();
  assert.match(await root(), /pass/);
  assert.match(await page.locator(".strip").innerText(), /Trusts roots besides AMD's and Intel's: root\.der/);
  await done();
}

async function refusals(browser) {
  const { snp } = await forge();
  const { report } = await snp();
  const { page, done } = await visit(browser);
  const problem = () => page.locator(".problem").innerText();
  const bad = report.slice();
  bad[0x4d] = 7;
  await drop(page, [{ name: "bad.bin", bytes: bad }]);
  await page.locator(".problem").waitFor();
  assert.match(await problem(), /^bad\.bin: .*reserved.*/);
  await drop(page, [{ name: "short.bin", bytes: report.subarray(0, 1000) }]);
  await page.locator(".problem", { hasText: "short.bin" }).waitFor();
  assert.match(await problem(), /1000/);
  await page.fill("#paste", "Hello, is this evidence?");
  await page.getByRole("button", { name: "Read what was pasted" }).click();
  assert.match(await problem(), /^pasted-1\.txt: /);
  assert.equal(await page.inputValue("#paste"), "Hello, is this evidence?");
  await drop(page, [{ name: "odd.tsm", bytes: new TextEncoder().encode('{"tsmBundle":2}') }]);
  await page.locator(".problem", { hasText: "odd.tsm" }).waitFor();
  assert.match(await problem(), /tsmBundle is 2/);
  assert.equal(await page.locator(".strip").count(), 0);
  await drop(page, [{ name: "<img src=x onerror=alert(1)>", bytes: report }]);
  await page.locator(".read-as").waitFor();
  assert.equal(await page.locator("img").count(), 0);
  await page.fill("#at", "yesterday");
  await page.locator("#at").blur();
  assert.match(await page.locator("#at-error").innerText(), /Expected a time in UTC/);
  await page.getByRole("radio", { name: /^None/ }).check();
  assert.match(await page.locator(".strip").innerText(), /^not appraised/);
  await drawn(page);
  await done();
}

/** @returns {Generator<[name: string, work: () => Promise<unknown>]>} the checks */
export function* inputChecks(browser) {
  yield ["bin, hex, base64, PEM and JSON, dropped and pasted", () => forms(browser)];
  yield ["bundles, tables, certificates, lists, logs and policies are told apart", () => kinds(browser)];
  yield ["what is no evidence is refused in words, with its place", () => refusals(browser)];
}
