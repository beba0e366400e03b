// A page of the inspector under watch: what its policy refused, what it asked the network for, what went wrong in it.
import assert from "node:assert/strict";
import { pathToFileURL } from "node:url";
import { at } from "../run.mjs";

export const PAGE = pathToFileURL(at("dist/inspector/inspector.html")).href;

/** The time of all appraisals here. */
export const TIME = "2026-05-01T12:00:00Z";

/** Samples that are appraised, and the verdict of each. */
export const VERDICTS = {
  "SEV-SNP, Milan": "affirming",
  "SEV-SNP, Turin": "affirming",
  "SEV-SNP, VLEK of a cloud": "affirming",
  "SEV-SNP, certificate expired": "contraindicated",
  "SEV-SNP, tampered with": "contraindicated",
  "SEV-SNP, debugging on": "contraindicated",
  TDX: "affirming",
  "TDX, out of date": "warning",
  "TDX, tampered with": "contraindicated",
  SGX: "affirming",
  "Arm CCA": "affirming",
  "Arm CCA, platform under debug": "contraindicated",
  "RISC-V CoVE": "affirming",
  "RISC-V CoVE, platform under debug": "contraindicated",
  Bundle: "affirming",
  "Event log, with a quote and a known boot": "affirming",
  "Two guests, to compare": "affirming",
  "SEV-SNP, services of an SVSM": "affirming",
  "Azure, SEV-SNP": "affirming",
  "Azure, TDX": "affirming",
};

/** Samples that are shown alone. */
export const SHOWN = ["TDREPORT", "Certificate table"];

/** Opens the inspector in a context of its own; `done` closes it and throws for what it must not have done. */
export async function visit(browser, options = {}, /** @type {string} */ url = PAGE) {
  const context = await browser.newContext({ viewport: { width: 1400, height: 1000 }, ...options });
  /** @type {string[]} */
  const mishaps = [];
  await context.exposeBinding("tsmRefused", (_, /** @type {string} */ what) =>
    mishaps.push(`the policy refused ${what}`),
  );
  await context.addInitScript(() => {
    addEventListener("securitypolicyviolation", (event) =>
      globalThis.tsmRefused(`${event.violatedDirective} ${event.blockedURI}`),
    );
  });
  const page = await context.newPage();
  page.on("request", (request) => {
    const asked = request.url();
    if (asked !== url && !/^(blob|data):/.test(asked)) mishaps.push(`it asked for ${asked}`);
  });
  page.on("console", (message) => mishaps.push(`${message.type()}: ${message.text()}`));
  page.on("pageerror", (error) => mishaps.push(`${error.stack}`));
  await page.goto(url);
  await page.locator("#sample").waitFor();
  return {
    page,
    async done() {
      await page.waitForTimeout(50);
      await context.close();
      assert.deepEqual(mishaps, []);
    },
  };
}

/** Loads a sample, and waits until all of it is drawn. */
export async function load(page, /** @type {string} */ sample) {
  await page.selectOption("#sample", sample);
  await page.getByRole("button", { name: "Load the sample" }).click();
  await page.locator(".strip").waitFor();
  await drawn(page);
}

/** Waits until nothing is left to draw, the views behind the first paint included. */
export function drawn(page) {
  return page.evaluate(async () => {
    const inspector = document.querySelector("tsm-inspector");
    for (let i = 0; i < 3; i++) {
      await inspector.updateComplete;
      await new Promise((resolve) => setTimeout(resolve, 10));
    }
  });
}

/** The appraisal that the page shows. */
export const appraisalOf = (page) => page.evaluate(() => document.querySelector("tsm-inspector").appraisal);

/** Shows files as a page around the inspector would. */
export function show(
  page,
  /** @type {{name: string, bytes: Uint8Array}[]} */ files,
  /** @type {string} */ time = TIME,
) {
  const content = files.map(({ name, bytes }) => ({ name, base64: Buffer.from(bytes).toString("base64") }));
  return page.evaluate(
    async ({ content, time }) => {
      const bytesOf = (base64) => Uint8Array.from(atob(base64), (c) => c.charCodeAt(0));
      const files = content.map(({ name, base64 }) => ({ name, bytes: bytesOf(base64) }));
      await document.querySelector("tsm-inspector").show({ files, nonce: { noNonce: true }, at: new Date(time) });
    },
    { content, time },
  );
}

/** The bytes of what a click saves. */
export async function saved(page, button) {
  const [download] = await Promise.all([page.waitForEvent("download"), button.click()]);
  const parts = [];
  for await (const part of await download.createReadStream()) parts.push(part);
  return { name: download.suggestedFilename(), bytes: Buffer.concat(parts) };
}

/** Sets a field and leaves it. */
export async function set(page, /** @type {string} */ selector, /** @type {string} */ text) {
  await page.fill(selector, text);
  await page.locator(selector).blur();
}
