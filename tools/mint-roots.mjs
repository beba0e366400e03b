// Makes new test roots and writes them to hosts/forge/testRoots.ts. Needs dist/: build before and after.
// Everything signed under the old ones stops verifying under the new ones, so do it only for a reason.
import { execFileSync } from "node:child_process";
import { writeFileSync } from "node:fs";
import { authorityTemplate as amdTemplate } from "../dist/forge/amdCertificates.js";
import { authorityTemplate as intelTemplate } from "../dist/forge/intelCertificates.js";
import { toBase64 } from "../dist/forge/webcrypto.js";
import { issue } from "../dist/forge/x509.js";

process.chdir(new URL("..", import.meta.url).pathname);
const { subtle } = globalThis.crypto;
const RSA = { name: "RSA-PSS", modulusLength: 4096, publicExponent: Uint8Array.of(1, 0, 1), hash: "SHA-384" };
const EC = { name: "ECDSA", namedCurve: "P-256" };

async function mintKey(algorithm) {
  const { privateKey, publicKey } = await subtle.generateKey(algorithm, true, ["sign", "verify"]);
  const [spki, pkcs8] = [await subtle.exportKey("spki", publicKey), await subtle.exportKey("pkcs8", privateKey)];
  return { privateKey, spki: new Uint8Array(spki), pkcs8: toBase64(new Uint8Array(pkcs8)) };
}

async function each(names, make) {
  return Object.fromEntries(await Promise.all(names.map(async (name) => [name, await make(name)])));
}

const pkcs8 = (keys) => Object.fromEntries(Object.entries(keys).map(([name, key]) => [name, key.pkcs8]));
const literal = (value) => JSON.stringify(value, null, 2);

const amdKeys = await each(["ark", "ask", "asvk"], () => mintKey(RSA));
const amdCertificates = await each(["Milan", "Genoa", "Turin"], (product) =>
  each(Object.keys(amdKeys), async (name) => {
    const template = await amdTemplate(product, name, amdKeys[name].spki, amdKeys.ark.spki);
    return toBase64(await issue(template, amdKeys.ark.privateKey));
  }),
);
const intelKeys = await each(["intelRoot", "platformCa", "processorCa"], () => mintKey(EC));
const intelCertificates = await each(Object.keys(intelKeys), async (name) => {
  const template = await intelTemplate(name, intelKeys[name].spki, intelKeys.intelRoot.spki);
  return toBase64(await issue(template, intelKeys.intelRoot.privateKey));
});

const file = "hosts/forge/testRoots.ts";
writeFileSync(
  file,
  `/**
 * Made by tools/mint-roots.mjs: PRIVATE KEYS OF THE PUBLIC TEST ROOT, and its certificates.
 * Anybody can sign with these keys. Never trust what they sign: no verifier may pin these roots outside its own tests.
 * Keys are PKCS #8, certificates DER, both in base64.
 */

/** RSA-4096, the same for every product. */
export const AMD_KEYS = ${literal(pkcs8(amdKeys))};

/** By product and authority. */
export const AMD_CERTIFICATES = ${literal(amdCertificates)};

/** P-256. */
export const INTEL_KEYS = ${literal(pkcs8(intelKeys))};

/** By authority. */
export const INTEL_CERTIFICATES = ${literal(intelCertificates)};
`,
);
execFileSync(process.execPath, ["node_modules/@biomejs/biome/bin/biome", "format", "--write", file], {
  stdio: "inherit",
});
