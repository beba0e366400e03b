// Hashing, against node:crypto in its two ways, WebCrypto and @noble/hashes.
import { deepStrictEqual } from "node:assert/strict";
import * as crypto from "node:crypto";
import * as noble from "@noble/hashes/sha2.js";
import { sha256, sha384, sha512 } from "../../dist/crypto.js";
import { race } from "../race.mjs";
import { against } from "../rows.mjs";

/** A digest, a signed report, and a size at which the boundary no longer matters. */
const SIZES = [
  [48, "48 B"],
  [1200, "1200 B"],
  [64 << 10, "64 KiB"],
];

const HASHES = [
  { name: "SHA-256", node: "sha256", tsmkit: sha256, theirs: noble.sha256 },
  { name: "SHA-384", node: "sha384", tsmkit: sha384, theirs: noble.sha384 },
  { name: "SHA-512", node: "sha512", tsmkit: sha512, theirs: noble.sha512 },
];

/** Came with Node 20.12. */
const ONE_SHOT = "hash" in crypto;

function ways({ name, node, tsmkit, theirs }, /** @type {Uint8Array<ArrayBuffer>} */ bytes) {
  return {
    tsmkit: () => tsmkit(bytes),
    "node createHash": () => crypto.createHash(node).update(bytes).digest(),
    ...(ONE_SHOT && { "node hash": () => crypto.hash(node, bytes, "buffer") }),
    WebCrypto: () => crypto.webcrypto.subtle.digest(name, bytes),
    "@noble/hashes": () => theirs(bytes),
  };
}

/** @returns {Promise<import("../main.mjs").Result>} */
export async function measure() {
  const rows = [];
  for (const hash of HASHES) {
    for (const [size, what] of SIZES) {
      const bytes = new Uint8Array(crypto.randomBytes(size));
      const runs = ways(hash, bytes);
      const wanted = new Uint8Array(runs["node createHash"]());
      for (const run of Object.values(runs)) deepStrictEqual(new Uint8Array(await run()), wanted);
      const { tsmkit, ...peers } = await race(runs);
      rows.push(...Object.entries(peers).map(([peer, times]) => against(`${hash.name} ${what}`, tsmkit, peer, times)));
    }
  }
  return {
    title: "hash",
    clock: "CPU time",
    rows,
    notes: [
      "From the caller's bytes to a digest that is the caller's. Only WebCrypto is asynchronous.",
      "node:crypto is OpenSSL, which uses the SHA instructions of the processor for SHA-256 where there are any; WebAssembly has none.",
    ],
    skipped: ONE_SHOT ? [] : [{ name: "node hash", reason: "this Node has no crypto.hash" }],
  };
}
