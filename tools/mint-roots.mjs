// Makes the test roots that hosts/forge/testRoots.ts lacks and writes them there; with --anew it makes all of them.
// Needs dist/: build before and after. What is signed under old roots stops verifying under new ones, so make them anew
// only for a reason.
import { execFileSync } from "node:child_process";
import { writeFileSync } from "node:fs";
import { authorityTemplate as amdTemplate } from "../dist/forge/amdCertificates.js";
import { authorityTemplate as intelTemplate } from "../dist/forge/intelCertificates.js";
import * as committed from "../dist/forge/testRoots.js";
import { fromBase64, importEcKey, importRsaKey, toBase64 } from "../dist/forge/webcrypto.js";
import { issue, spkiOf } from "../dist/forge/x509.js";

process.chdir(new URL("..", import.meta.url).pathname);
const { subtle } = globalThis.crypto;
const RSA = { name: "RSA-PSS", modulusLength: 4096, publicExponent: Uint8Array.of(1, 0, 1), hash: "SHA-384" };
const EC = { name: "ECDSA", namedCurve: "P-256" };
const present = process.argv.includes("--anew") ? {} : committed;

async function mintKey(algorithm) {
  const { privateKey, publicKey } = await subtle.generateKey(algorithm, true, ["sign", "verify"]);
  const [spki, pkcs8] = [await subtle.exportKey("spki", publicKey), await subtle.exportKey("pkcs8", privateKey)];
  return { privateKey, spki: new Uint8Array(spki), pkcs8: toBase64(new Uint8Array(pkcs8)) };
}

// A key that is there, with the public half out of a certificate that is there too.
async function presentKey(pkcs8, certificate, load) {
  return { privateKey: await load(fromBase64(pkcs8)), spki: spkiOf(fromBase64(certificate)), pkcs8 };
}

async function each(names, make) {
  return Object.fromEntries(await Promise.all(names.map(async (name) => [name, await make(name)])));
}

function mintKeys(names, algorithm, keys, certificates, load) {
  return each(names, (name) => (keys?.[name] ? presentKey(keys[name], certificates[name], load) : mintKey(algorithm)));
}

// The first name is the root's.
async function mintCertificates(keys, certificates, template) {
  const [root, ...others] = Object.keys(keys);
  const own = await template(root, keys[root].spki);
  const issuer = { name: own.subject, spki: keys[root].spki };
  const templates = { [root]: own, ...(await each(others, (name) => template(name, keys[name].spki, issuer))) };
  return each(
    Object.keys(keys),
    async (name) => certificates?.[name] ?? toBase64(await issue(templates[name], keys[root].privateKey)),
  );
}

const pkcs8 = (keys) => Object.fromEntries(Object.entries(keys).map(([name, key]) => [name, key.pkcs8]));
const literal = (value) => JSON.stringify(value, null, 2);

const amdNames = ["ark", "ask", "asvk"];
const amdKeys = await mintKeys(amdNames, RSA, present.AMD_KEYS, present.AMD_CERTIFICATES?.Milan, importRsaKey);
const amdCertificates = await each(["Milan", "Genoa", "Turin"], (product) =>
  mintCertificates(amdKeys, present.AMD_CERTIFICATES?.[product], (...rest) => amdTemplate(product, ...rest)),
);
const intelNames = ["intelRoot", "platformCa", "processorCa", "tcbSigning"];
const importP256 = (key) => importEcKey(key, EC.namedCurve);
const intelKeys = await mintKeys(intelNames, EC, present.INTEL_KEYS, present.INTEL_CERTIFICATES, importP256);
const intelCertificates = await mintCertificates(intelKeys, present.INTEL_CERTIFICATES, intelTemplate);

const EC_384 = { name: "ECDSA", namedCurve: "P-384" };
async function mintPlatformKey() {
  const { pkcs8, spki } = await mintKey(EC_384);
  return { pkcs8, spki: toBase64(spki) };
}
const ccaKey = present.CCA_KEY ?? (await mintPlatformKey());
const coveKey = present.COVE_KEY ?? (await mintPlatformKey());

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

/** P-384: the key of CCA platforms, whose evidence carries no certificate, and its SubjectPublicKeyInfo. */
export const CCA_KEY = ${literal(ccaKey)};

/** P-384: the key of the root of trust of CoVE platforms, whose evidence carries no certificate of it. */
export const COVE_KEY = ${literal(coveKey)};
`,
);
execFileSync(process.execPath, ["node_modules/@biomejs/biome/bin/biome", "format", "--write", file], {
  stdio: "inherit",
});
