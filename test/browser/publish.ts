/** Where tools/browser.mjs finds what a page's checks gave. */
import type { Result } from "./run.ts";

declare global {
  /** The results of this page, by the realm they ran in. */
  var results: Promise<Record<string, Result[]>>;
}

/** Hands the results over, and shows them to whoever opens the page. */
export function publish(results: Promise<Record<string, Result[]>>): void {
  globalThis.results = results;
  results.then((realms) => {
    const lines = Object.entries(realms).flatMap(([realm, checks]) =>
      checks.map(({ name, error }) => `${error ? "FAILED" : "ok"} ${realm} > ${name}`),
    );
    const shown = document.createElement("pre");
    shown.textContent = lines.join("\n");
    document.body.append(shown);
  });
}
