// Hex both ways, against Buffer and @noble/hashes; and the core alone, to show what the way into it and out costs.
import { deepStrictEqual } from "node:assert/strict";
import { randomBytes } from "node:crypto";
import { bytesToHex, hexToBytes } from "@noble/hashes/utils.js";
import { Core } from "../../dist/core.js";
import { decodeHex, encodeHex } from "../../dist/index.js";
import { race } from "../race.mjs";
import { against } from "../rows.mjs";

/** A hash, report data, an SNP report, and two sizes at which the boundary no longer matters. */
const SIZES = [
  [32, "32 B"],
  [64, "64 B"],
  [1184, "1184 B"],
  [64 << 10, "64 KiB"],
  [1 << 20, "1 MiB"],
];

const NATIVE = typeof Uint8Array.prototype.toHex === "function" && typeof Uint8Array.fromHex === "function";

/** Reads one character, for which the engine has to join a string that was built piece by piece. */
function joined(/** @type {string} */ text) {
  text.charCodeAt(0);
  return text;
}

function encoders(/** @type {Uint8Array} */ bytes) {
  const core = new Core();
  const length = core.put(bytes);
  return {
    tsmkit: () => joined(encodeHex(bytes)),
    Buffer: () => joined(Buffer.from(bytes).toString("hex")),
    "@noble/hashes": () => joined(bytesToHex(bytes)),
    "core alone": () => core.exports.hexEncode(length),
  };
}

function decoders(/** @type {string} */ text) {
  const core = new Core();
  const length = core.put(text);
  return {
    tsmkit: () => decodeHex(text),
    "Buffer, unchecked": () => Buffer.from(text, "hex"),
    "@noble/hashes": () => hexToBytes(text),
    "core alone": () => core.exports.hexDecode(length),
  };
}

/** All that give a result give the same; the core alone gives a length. */
function check(/** @type {Record<string, () => unknown>} */ runs, /** @type {string | Uint8Array} */ wanted) {
  for (const run of Object.values(runs)) {
    const got = run();
    if (typeof got === "number") deepStrictEqual(got, wanted.length);
    else deepStrictEqual(typeof got === "string" ? got : new Uint8Array(got), wanted);
  }
}

async function rowsOf(/** @type {string} */ name, /** @type {Record<string, () => unknown>} */ runs) {
  const { tsmkit, ...peers } = await race(runs);
  return Object.entries(peers).map(([peer, times]) => against(name, tsmkit, peer, times));
}

/** @returns {Promise<import("../main.mjs").Result>} */
export async function measure() {
  const encoded = [];
  const decoded = [];
  for (const [size, name] of SIZES) {
    const bytes = new Uint8Array(randomBytes(size));
    const text = Buffer.from(bytes).toString("hex");
    const [encode, decode] = [encoders(bytes), decoders(text)];
    check(encode, text);
    check(decode, bytes);
    encoded.push(...(await rowsOf(`encode ${name}`, encode)));
    decoded.push(...(await rowsOf(`decode ${name}`, decode)));
  }
  return {
    title: "hex",
    clock: "CPU time",
    rows: [...encoded, ...decoded],
    notes: [
      "Buffer.from(text, 'hex') does not check: it stops without a word at the first thing that is no digit. tsmkit and @noble/hashes throw.",
      `@noble/hashes ran ${NATIVE ? "the engine's Uint8Array.toHex and fromHex" : "its JavaScript: this engine has no Uint8Array.toHex and fromHex"}.`,
      "core alone: the bytes lie in wasm memory and the result stays there; the difference is the price of the boundary.",
    ],
    skipped: [],
  };
}
