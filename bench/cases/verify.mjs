// Whole verifications, against @phala/dcap-qvl (JavaScript), @phala/dcap-qvl-web (Rust in WebAssembly), and WebCrypto.
import { equal } from "node:assert/strict";
import { existsSync, readFileSync } from "node:fs";
import { forgetKeys } from "../../dist/crypto.js";
import { createSnpPlatform, createTdxPlatform, tdxCollateral, toCollateralFile } from "../../dist/forge/index.js";
import { appraise, Verifier } from "../../dist/index.js";
import { at } from "../../tools/run.mjs";
import { DCAP_QVL, DCAP_QVL_WEB, dcapQvl, dcapQvlWeb } from "../peers/dcapQvl.mjs";
import { webcryptoSnp } from "../peers/webcryptoSnp.mjs";
import { race } from "../race.mjs";
import { against, aimAt, alone } from "../rows.mjs";

/** How many times as fast as the JavaScript peer a TDX verification should be. */
const COLD = 10;
const WARM = 40;

const vectors = process.env.TSMKIT_VECTORS ?? at("../shared/vectors");

/** Real quotes with their collateral, when they lie beside the project: the quote, the collateral, a time. */
const REAL = [
  [
    "TDX, real",
    "tdx/v4-phala-dcap-qvl.quote.bin",
    "collateral/phala-tdx-quote.collateral.json",
    "2025-07-01T00:00:00Z",
  ],
  ["SGX, real", "sgx/v3-phala-dcap-qvl.quote.bin", "collateral/phala-sgx-quote.collateral.json", undefined],
];

/** A second before the first of the collateral expires. */
function lastMoment(/** @type {string} */ collateral) {
  const dates = [...collateral.matchAll(/nextUpdate\\?":\\?"([^"\\]+)/g)].map(([, date]) => Date.parse(date ?? ""));
  return new Date(Math.min(...dates) - 1000);
}

/** @returns {{name: string, quote: Uint8Array, collateral: string, date: Date, roots: Uint8Array[]}[]} */
function realQuotes() {
  if (!existsSync(vectors)) return [];
  return REAL.map(([name, quote, file, date]) => {
    const collateral = readFileSync(`${vectors}/${file}`, "utf8");
    const bytes = new Uint8Array(readFileSync(`${vectors}/${quote}`));
    return { name, quote: bytes, collateral, date: date ? new Date(date) : lastMoment(collateral), roots: [] };
  });
}

async function forgedQuote() {
  const platform = await createTdxPlatform();
  const quote = await platform.quote({ version: 4 });
  const text = JSON.stringify(toCollateralFile(await tdxCollateral(platform)));
  const roots = [platform.certificates.root];
  return { name: "TDX, forged", quote, collateral: text, date: new Date("2026-01-01T00:00:00Z"), roots };
}

/** Members of the collateral that the JavaScript peer wants as bytes. */
const BYTES = ["root_ca_crl", "pck_crl", "tcb_info_signature", "qe_identity_signature"];

function withBytes(/** @type {Record<string, string>} */ collateral) {
  const bytes = BYTES.map((name) => [name, Buffer.from(collateral[name], "hex")]);
  return { ...collateral, ...Object.fromEntries(bytes) };
}

/** The rows of one quote: without anything remembered, and with the chains and keys of the time before. */
async function quoteRows({ name, quote, collateral, date, roots }, peers) {
  const given = { endorsements: [collateral], trustRoots: roots, noNonce: /** @type {const} */ (true), at: date };
  const verifier = new Verifier(given);
  const seconds = Math.floor(date.getTime() / 1000);
  const parsed = JSON.parse(collateral);
  const bytes = withBytes(parsed);
  const runs = {
    cold: () => {
      forgetKeys();
      return appraise(quote, given).tcb?.status;
    },
    warm: () => verifier.appraise(quote, given).tcb?.status,
    ...(peers.js && {
      [DCAP_QVL]: () => peers.js.verifierFor(roots[0]).verify(quote, bytes, seconds).status,
    }),
    ...(peers.web && !roots.length && { [DCAP_QVL_WEB]: () => peers.web(quote, parsed, BigInt(seconds)).status }),
  };
  const status = runs.cold();
  for (const run of Object.values(runs)) equal(run(), status);
  const { cold, warm, ...theirs } = await race(runs);
  return Object.entries(theirs).flatMap(([peer, times]) => {
    const rows = [against(`${name}, cold`, cold, peer, times), against(`${name}, warm chain`, warm, peer, times)];
    return peer === DCAP_QVL && name === "TDX, real" ? [aimAt(rows[0], COLD), aimAt(rows[1], WARM)] : rows;
  });
}

/**
 * What each group of checks adds, warm: the same quote appraised with more and more endorsements, and what comes before and
 * behind. The difference of two rows is the price of what was added.
 */
async function groupRows() {
  const platform = await createTdxPlatform();
  const quote = await platform.quote({ version: 4 });
  const collateral = await tdxCollateral(platform);
  const { tcb_info, tcb_info_signature, tcb_info_issuer_chain, qe_identity, qe_identity_signature } =
    toCollateralFile(collateral);
  const info = JSON.stringify({ tcb_info, tcb_info_signature, tcb_info_issuer_chain });
  const identity = JSON.stringify({ qe_identity, qe_identity_signature });
  const options = { noNonce: /** @type {const} */ (true), at: new Date("2026-01-01T00:00:00Z") };
  const steps = {
    "groups: evidence, chain, signatures, policy": [],
    "groups: and revocation lists": [collateral.pckCrl, collateral.rootCaCrl],
    "groups: and TCB info": [collateral.pckCrl, collateral.rootCaCrl, info],
    "groups: and the enclave's identity, TCB level": [collateral.pckCrl, collateral.rootCaCrl, info, identity],
  };
  const runs = Object.entries(steps).map(([name, endorsements]) => {
    const verifier = new Verifier({ endorsements, trustRoots: [platform.certificates.root] });
    return [name, () => verifier.appraise(quote, options)];
  });
  const times = await race(Object.fromEntries(runs));
  return Object.entries(times).map(([name, samples]) => alone(name, samples));
}

async function snpRows() {
  const platform = await createSnpPlatform({ product: "Genoa" });
  const { leaf, intermediate, root } = platform.certificates;
  const report = await platform.report();
  const given = {
    endorsements: [leaf, intermediate, root],
    trustRoots: [root],
    noNonce: /** @type {const} */ (true),
    at: new Date("2026-01-01T00:00:00Z"),
  };
  const verifier = new Verifier(given);
  const peer = await webcryptoSnp(platform.certificates);
  const runs = {
    cold: () => {
      forgetKeys();
      return appraise(report, given).verdict === "affirming";
    },
    warm: () => verifier.appraise(report, given).verdict === "affirming",
    chain: () => peer.verify(report),
    report: () => peer.verifyReport(report),
  };
  for (const run of Object.values(runs)) equal(await run(), true);
  const { cold, warm, chain, report: alone } = await race(runs);
  return [
    against("SNP, cold", cold, "WebCrypto: three chain signatures and the report's", chain),
    against("SNP, warm chain", warm, "WebCrypto: the report's signature", alone),
  ];
}

/** @returns {Promise<import("../main.mjs").Result>} */
export async function measure() {
  const js = await dcapQvl().catch((/** @type {Error} */ error) => error);
  const web = await dcapQvlWeb().catch((/** @type {Error} */ error) => error);
  const peers = { js: js instanceof Error ? undefined : js, web: web instanceof Error ? undefined : web };
  const real = realQuotes();
  const rows = [];
  for (const quote of [...real, await forgedQuote()]) rows.push(...(await quoteRows(quote, peers)));
  rows.push(...(await snpRows()), ...(await groupRows()));
  return {
    title: "verify",
    clock: "CPU time",
    rows,
    notes: [
      "From the bytes of the evidence to the object with every row; peers give a status. Collateral is handed to the peers as parsed JSON.",
      "Cold: nothing is remembered, endorsements are read anew. Warm chain: one verifier, whose chains and keys are known.",
      "WebCrypto is handed keys that it has read before, parses no certificate and compares nothing.",
    ],
    skipped: [
      ...(js instanceof Error ? [{ name: DCAP_QVL, reason: js.message }] : []),
      ...(web instanceof Error ? [{ name: DCAP_QVL_WEB, reason: web.message }] : []),
      ...(real.length ? [] : [{ name: "real quotes", reason: `no vectors at ${vectors}` }]),
    ],
  };
}
