// The peer @phala/dcap-qvl, in JavaScript: installed below .cache/ when first asked for, never a dependency.
import { createRequire } from "node:module";
import { cached } from "../../tools/cached.mjs";

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
  const options = { flags: ["--fetch-retries=0"], timeout: PATIENCE_MS };
  const folder = await cached(`bench/dcap-qvl-${VERSION}`, `${NAME}@${VERSION}`, options);
  const require = createRequire(`${folder}/`);
  const { Quote } = require(NAME);
  return { path: require.resolve(NAME), Quote };
}
