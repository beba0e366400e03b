// The pictures of the documents.
import { at } from "../run.mjs";
import { drawn, load, set, TIME, visit } from "./harness.mjs";

const SHOTS = [
  {
    name: "inspector-light",
    sample: "TDX, out of date",
    view: ".strip",
    colorScheme: "light",
    width: 1200,
    height: 900,
  },
  {
    name: "inspector-dark",
    sample: "SEV-SNP, Turin",
    view: "#fields-and-bytes",
    colorScheme: "dark",
    width: 1200,
    height: 780,
  },
  {
    name: "inspector-phone",
    sample: "SEV-SNP, tampered with",
    view: ".strip",
    colorScheme: "light",
    width: 390,
    height: 780,
  },
];

/** Takes them; they go into docs/. */
export async function shoot(browser) {
  for (const { name, sample, view, colorScheme, width, height } of SHOTS) {
    const { page, done } = await visit(browser, { colorScheme, viewport: { width, height } });
    await load(page, sample);
    await set(page, "#at", TIME);
    await drawn(page);
    const button = page.locator("#fields-and-bytes button", { hasText: /^(measurement|mrTd)$/ }).first();
    if (view === "#fields-and-bytes") await button.click();
    await page.locator(view).evaluate((element) => element.scrollIntoView());
    await page.mouse.move(0, 0);
    await page.screenshot({ path: at(`docs/${name}.jpg`), type: "jpeg", quality: 60 });
    await done();
  }
}
