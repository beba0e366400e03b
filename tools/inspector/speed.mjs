// How large the page is, and how long a bundle of 1 MiB takes. The size is a limit; the time is told, not judged.
import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { gzipSync } from "node:zlib";
import { at } from "../run.mjs";
import { visit } from "./harness.mjs";

/** Bytes of the page at most, by gzip. */
const MOST = 250_000;
const RUNS = 5;

function size() {
  const bytes = gzipSync(readFileSync(at("dist/inspector/inspector.html")), { level: 9 }).length;
  assert.ok(bytes <= MOST, `${bytes} bytes`);
  return `${bytes} bytes by gzip, of ${MOST}`;
}

/** A bundle of 1 MiB: a quote, its collateral, and a revocation list with as many entries as fit. */
async function largeBundle() {
  const { createTdxPlatform, revocation, tdxCollateral, toCollateralFile } = await import("../../dist/forge/index.js");
  const { staple } = await import("../../dist/index.js");
  const platform = await createTdxPlatform();
  const quote = await platform.quote();
  const make = async (/** @type {number} */ entries) => {
    const revoked = Array.from({ length: entries }, (_, i) => revocation(BigInt(2 ** 32 + i)));
    const items = await tdxCollateral(platform, { pckCrl: { revoked } });
    const endorsements = [JSON.stringify(toCollateralFile(items))];
    return (await staple(quote, { endorsements, offline: true })).text;
  };
  const some = (await make(1000)).length - (await make(0)).length;
  return make(Math.floor((1000 * ((1 << 20) - (await make(0)).length)) / some));
}

/** From the drop of the file to the frame that shows verdict, checks, fields and bytes. */
async function speed(browser) {
  const text = await largeBundle();
  const { page, done } = await visit(browser);
  await page.getByRole("radio", { name: /^None/ }).check();
  const times = await page.evaluate(
    async ({ text, runs }) => {
      const inspector = document.querySelector("tsm-inspector");
      const root = inspector.shadowRoot;
      const times = [];
      for (let i = 0; i < runs; i++) {
        const dataTransfer = new DataTransfer();
        dataTransfer.items.add(new File([text], "bundle.tsm"));
        const start = performance.now();
        root
          .querySelector(".views")
          .dispatchEvent(new DragEvent("drop", { dataTransfer, bubbles: true, composed: true }));
        while (!root.querySelector("#hex .line")) await new Promise(requestAnimationFrame);
        times.push(performance.now() - start);
        await new Promise((resolve) => setTimeout(resolve, 500));
        root.querySelector(".files > button").click();
        await inspector.updateComplete;
        root.querySelector("input[value=none]").click();
        await inspector.updateComplete;
      }
      return times;
    },
    { text, runs: RUNS },
  );
  await done();
  const sorted = times.map(Math.round).sort((a, b) => a - b);
  return `${text.length} bytes shown in ${sorted[(RUNS - 1) / 2]} ms, the median of ${sorted.join(", ")}`;
}

/** @returns {Generator<[name: string, work: () => unknown]>} the checks */
export function* speedChecks(browser) {
  yield ["the page is small", async () => size()];
  yield ["a bundle of 1 MiB", () => speed(browser)];
}
