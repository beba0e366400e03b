// The peers @phala/dcap-qvl, in JavaScript, and @phala/dcap-qvl-web, Rust in WebAssembly: installed below .cache/ when first
// asked for, never a dependency.
import { readFileSync } from "node:fs";
import { createRequire } from "node:module";
import { cached } from "../../tools/cached.mjs";

const NAME = "@phala/dcap-qvl";
const VERSION = "0.3.9";
const WEB = "@phala/dcap-qvl-web";
const WEB_VERSION = "0.3.3";
/** How long npm may take. */
const PATIENCE_MS = 20_000;

/** What tables call them. */
export const DCAP_QVL = `${NAME} ${VERSION}`;
export const DCAP_QVL_WEB = `${WEB} ${WEB_VERSION}`;

/** Installs a package unless it is there. Throws when it can't be had. */
async function obtain(/** @type {string} */ name, /** @type {string} */ version) {
  const options = { flags: ["--fetch-retries=0"], timeout: PATIENCE_MS };
  const folder = await cached(`bench/${name.split("/")[1]}-${version}`, `${name}@${version}`, options);
  return createRequire(`${folder}/`);
}

/** @returns where it lies, its parser, and its verifier under a root of one's own or Intel's */
export async function dcapQvl() {
  const require = await obtain(NAME, VERSION);
  const { Quote, QuoteVerifier } = require(NAME);
  const verifierFor = (/** @type {Uint8Array | undefined} */ root) =>
    root ? QuoteVerifier.newWithRootCa(Buffer.from(root)) : QuoteVerifier.newProd();
  return { path: require.resolve(NAME), Quote, verifierFor };
}

/** @returns its verifier, which knows Intel's root alone */
export async function dcapQvlWeb() {
  const require = await obtain(WEB, WEB_VERSION);
  const entry = require.resolve(WEB);
  const { initSync, js_verify } = await import(entry);
  initSync({ module: readFileSync(entry.replace(/\.js$/, "_bg.wasm")) });
  return js_verify;
}
