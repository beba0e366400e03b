// Signatures, against node:crypto, WebCrypto and @noble/curves: keys seen for the first time, and keys that come again.
import { equal } from "node:assert/strict";
import * as crypto from "node:crypto";
import { p256, p384 } from "@noble/curves/nist.js";
import { forgetKeys, verifyEcdsa, verifyRsaPkcs1, verifyRsaPss } from "../../dist/crypto.js";
import { core } from "../../dist/index.js";
import { race } from "../race.mjs";
import { against, aimAt } from "../rows.mjs";

/** About as long as what a report or a quote has signed. */
const SIZE = 672;
/** Keys of a cold race: tsmkit counts 32 keys, so that each of these is new whenever its turn comes. */
const KEYS = 40;

/** How many times as fast as node:crypto it should be: with the fused core on Node 24, with the plain one on Node 20. */
const GOALS = {
  fused: {
    "P-384 cold": 4.5,
    "P-384 warm": 18,
    "P-256 cold": 1.7,
    "P-256 warm": 6,
    "RSA-4096 PSS": 1.2,
  },
  plain: { "P-384 cold": 1.2, "P-384 warm": 6 },
};

const CURVES = [
  { curve: "P-384", hash: "SHA-384", noble: p384 },
  { curve: "P-256", hash: "SHA-256", noble: p256 },
];

const nodeName = (/** @type {string} */ hash) => hash.toLowerCase().replace("-", "");

/** A key, a message and its signature, as each contestant wants them. */
async function ecdsaCase({ curve, hash, noble }) {
  const { privateKey, publicKey } = crypto.generateKeyPairSync("ec", { namedCurve: curve });
  const message = new Uint8Array(crypto.randomBytes(SIZE));
  const key = { key: privateKey, dsaEncoding: /** @type {const} */ ("ieee-p1363") };
  const signature = new Uint8Array(crypto.sign(nodeName(hash), message, key));
  const spki = new Uint8Array(publicKey.export({ format: "der", type: "spki" }));
  const point = spki.slice(-(curve === "P-384" ? 97 : 65));
  const algorithm = { name: "ECDSA", namedCurve: curve };
  const webKey = await crypto.webcrypto.subtle.importKey("spki", spki, algorithm, false, ["verify"]);
  const theirs = { key: publicKey, dsaEncoding: /** @type {const} */ ("ieee-p1363") };
  return {
    tsmkit: () => verifyEcdsa({ curve, hash, publicKey: point, message, signature, form: "p1363" }),
    "node:crypto": () => crypto.verify(nodeName(hash), message, theirs, signature),
    WebCrypto: () => crypto.webcrypto.subtle.verify({ name: "ECDSA", hash }, webKey, signature, message),
    // Its own default asks for the smaller s, which no vendor does.
    "@noble/curves": () => noble.verify(signature, message, point, { lowS: false }),
  };
}

/** The same contestants over many keys, one after the other. */
function inTurn(cases) {
  const names = Object.keys(cases[0]);
  return Object.fromEntries(
    names.map((name) => {
      let i = 0;
      return [name, () => cases[i++ % cases.length][name]()];
    }),
  );
}

async function rsaCase(/** @type {number} */ bits, /** @type {boolean} */ pss) {
  const { privateKey, publicKey } = crypto.generateKeyPairSync("rsa", { modulusLength: bits });
  const message = new Uint8Array(crypto.randomBytes(SIZE));
  const hash = "SHA-384";
  const padding = pss
    ? { padding: crypto.constants.RSA_PKCS1_PSS_PADDING, saltLength: 48 }
    : { padding: crypto.constants.RSA_PKCS1_PADDING };
  const signature = new Uint8Array(crypto.sign("sha384", message, { key: privateKey, ...padding }));
  const spki = new Uint8Array(publicKey.export({ format: "der", type: "spki" }));
  const verify = pss ? verifyRsaPss : verifyRsaPkcs1;
  const name = pss ? "RSA-PSS" : "RSASSA-PKCS1-v1_5";
  const webKey = await crypto.webcrypto.subtle.importKey("spki", spki, { name, hash }, false, ["verify"]);
  return {
    tsmkit: () => verify({ hash, publicKey: spki, message, signature }),
    "node:crypto": () => crypto.verify("sha384", message, { key: publicKey, ...padding }, signature),
    WebCrypto: () => crypto.webcrypto.subtle.verify({ name, saltLength: 48 }, webKey, signature, message),
  };
}

/** Checks that all agree, races them, and makes a row for each peer. */
async function rowsOf(/** @type {string} */ name, runs) {
  for (const run of Object.values(runs)) equal(await run(), true);
  const { tsmkit, ...peers } = await race(runs);
  const goal = GOALS[core.info().name][name];
  return Object.entries(peers).map(([peer, times]) => {
    const row = against(name, tsmkit, peer, times);
    return goal && peer === "node:crypto" ? aimAt(row, goal) : row;
  });
}

/** @returns {Promise<import("../main.mjs").Result>} */
export async function measure() {
  const rows = [];
  for (const curve of CURVES) {
    const cases = [];
    for (let i = 0; i < KEYS; i++) cases.push(await ecdsaCase(curve));
    forgetKeys();
    rows.push(...(await rowsOf(`${curve.curve} cold`, inTurn(cases))));
    rows.push(...(await rowsOf(`${curve.curve} warm`, cases[0])));
  }
  for (const bits of [2048, 4096]) rows.push(...(await rowsOf(`RSA-${bits} PSS`, await rsaCase(bits, true))));
  rows.push(...(await rowsOf("RSA-2048 PKCS#1", await rsaCase(2048, false))));
  return {
    title: "signature",
    clock: "CPU time",
    rows,
    notes: [
      `The ${core.info().name} core; from the caller's bytes (${SIZE} of message) to the answer, hashing included.`,
      `Cold: ${KEYS} keys in turn, so that no key has tables. Warm: one key, whose tables are there.`,
      "node:crypto and WebCrypto are handed keys that they have read before, @noble/curves and tsmkit raw ones.",
    ],
    skipped: [],
  };
}
