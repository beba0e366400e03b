// Can everybody use it: axe-core in each theme and width, the keyboard alone, and no sideways scrolling on a phone.
import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { createRequire } from "node:module";
import { drawn, load, visit } from "./harness.mjs";

/** Its script. */
const axeScript = () => readFileSync(createRequire(import.meta.url).resolve("axe-core/axe.min.js"), "utf8");

const LOOKS = {
  light: { colorScheme: "light" },
  dark: { colorScheme: "dark" },
  phone: { colorScheme: "light", viewport: { width: 360, height: 740 }, isMobile: true, hasTouch: true },
  "phone, dark": { colorScheme: "dark", viewport: { width: 360, height: 740 }, isMobile: true, hasTouch: true },
};

/** Runs axe-core with all its rules; returns what it finds, a line for each. */
async function axe(page) {
  await page.evaluate(axeScript());
  const { violations, passes } = await page.evaluate(() => globalThis.axe.run(document, { preload: false }));
  // It went into the shadow root, or it would have had nothing to look at.
  const contrasts = passes.find(({ id }) => id === "color-contrast")?.nodes ?? [];
  assert.ok(contrasts.filter(({ target }) => Array.isArray(target[0])).length > 5, "axe-core saw the inspector");
  return violations.map(
    ({ id, nodes }) => `${id}: ${nodes.map(({ target, failureSummary }) => `${target} ${failureSummary}`).join("; ")}`,
  );
}

async function isAccessible(browser, options) {
  const { page, done } = await visit(browser, options);
  assert.deepEqual(await axe(page), [], "empty");
  for (const sample of [
    "TDX, tampered with",
    "Event log, with a quote and a known boot",
    "Two guests, to compare",
    "SEV-SNP, certificate expired",
  ]) {
    await load(page, sample);
    await page.evaluate(() => {
      for (const one of document.querySelector("tsm-inspector").shadowRoot.querySelectorAll("details")) one.open = true;
    });
    await page.locator("#match").fill("a text to compare");
    await page.locator("#policy-text").fill("{");
    await drawn(page);
    assert.deepEqual(await axe(page), [], sample);
    const [wide, width] = await page.evaluate(() => [document.documentElement.scrollWidth, innerWidth]);
    assert.ok(wide <= width, `${sample}: the page is ${wide} wide on ${width}`);
  }
  await done();
}

/** Presses Tab until the focus is on what a selector names. */
async function tabTo(page, /** @type {string} */ selector) {
  for (let i = 0; i < 400; i++) {
    await page.keyboard.press("Tab");
    const there = await page.evaluate(
      (wanted) => document.activeElement?.shadowRoot?.activeElement?.matches(wanted) ?? false,
      selector,
    );
    if (there) return;
  }
  assert.fail(`no Tab leads to ${selector}`);
}

/** From nothing to bytes, a row and a policy, without a pointer. */
async function keyboard(browser) {
  const { page, done } = await visit(browser);
  await tabTo(page, "#sample");
  await page.keyboard.type("SEV-SNP, Turin");
  await page.keyboard.press("Tab");
  await page.keyboard.press("Enter");
  await page.locator(".strip").waitFor();
  await drawn(page);
  assert.match(await page.locator("#platform").innerText(), /Turin/);
  await tabTo(page, ".row summary");
  const open = await page.locator(".row[open]").count();
  await page.keyboard.press("Enter");
  assert.equal(await page.locator(".row[open]").count(), open + 1);
  await tabTo(page, ".fields button");
  await page.keyboard.press("Tab");
  assert.match(await page.locator("#readout").innerText(), /^snpReport\.guestSvn/);
  await tabTo(page, "#hex");
  await page.keyboard.press("Home");
  await page.keyboard.press("ArrowRight");
  await page.keyboard.press("ArrowRight");
  assert.match(await page.locator("#readout").innerText(), /^snpReport\.policy: bytes 8 to 15/);
  await page.keyboard.press("End");
  assert.match(await page.locator("#readout").innerText(), /^snpReport\.reserved/);
  await tabTo(page, "#match");
  await tabTo(page, "#policy > summary");
  await page.keyboard.press("Enter");
  await tabTo(page, "#policy-text");
  await tabTo(page, "#command");
  await done();
}

/** @returns {Generator<[name: string, work: () => Promise<unknown>]>} the checks */
export function* accessChecks(browser) {
  for (const [look, options] of Object.entries(LOOKS)) {
    yield [`axe-core finds nothing: ${look}`, () => isAccessible(browser, options)];
  }
  yield ["everything is reached by the keyboard alone", () => keyboard(browser)];
}
