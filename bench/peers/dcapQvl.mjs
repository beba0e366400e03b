// The peer @phala/dcap-qvl, in JavaScript: installed below .cache/ when first asked for, never a dependency.
import { existsSync } from "node:fs";
import { createRequire } from "node:module";
import { at, capture } from "../../tools/run.mjs";

const NAME = "@phala/dcap-qvl";
const VERSION = "0.3.9";
/** How long npm may take. */
const PATIENCE_MS = 20_000;

/** What tables call it. */
export const DCAP_QVL = `${NAME} ${VERSION}`;

/**
 * Installs the package unless it is there. Throws when it can't be had.
 * @returns {Promise<{path: string, Quote: {parse(quote: Uint8Array): object}}>} where it lies, and its parser
 */
export async function dcapQvl() {
  const folder = at(".cache/bench", `dcap-qvl-${VERSION}`);
  // npm writes this record last.
  if (!existsSync(`${folder}/node_modules/.package-lock.json`)) {
    const flags = ["--prefix", folder, "--no-save", "--no-package-lock", "--ignore-scripts", "--fetch-retries=0"];
    const { ok, output } = await capture("npm", ["install", ...flags, `${NAME}@${VERSION}`], { timeout: PATIENCE_MS });
    if (!ok) throw new Error(`npm can't install it: ${/error code (\S+)/.exec(output)?.[1] ?? "no answer in time"}`);
  }
  const require = createRequire(`${folder}/`);
  const { Quote } = require(NAME);
  return { path: require.resolve(NAME), Quote };
}
