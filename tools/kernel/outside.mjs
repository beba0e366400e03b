// Verifies outside what the guest got: the roots and the lists of the test root's authorities are all that is added.
import { writeFileSync } from "node:fs";
import { join } from "node:path";
import { at, capture } from "../run.mjs";

/** Files that the checks send, and the options that each is verified with. */
const EVIDENCE = {
  "snp.json": ["--trust-root", "ark.der", "--certs", "ark.crl"],
  "ioctl.json": ["--trust-root", "ark.der", "--certs", "ark.crl"],
  "tdx.json": ["--trust-root", "intel.der", "--collateral", "collateral.json"],
};

/** Puts what is needed beside the files. */
async function endorse(/** @type {string} */ folder) {
  const { amdAuthorities, amdCertificate, createCrl, intelCertificate } = await import(at("dist/forge/index.js"));
  const { ark } = await amdAuthorities("Milan");
  writeFileSync(join(folder, "ark.der"), amdCertificate("Milan", "ark"));
  writeFileSync(join(folder, "ark.crl"), await createCrl(ark));
  writeFileSync(join(folder, "intel.der"), intelCertificate("intelRoot"));
}

/**
 * Checks the files in a folder: with the nonce they were asked for with they are affirmed, with another one not.
 * @returns {Promise<{name: string, error?: string}[]>}
 */
export async function verifyOutside(/** @type {string} */ folder, /** @type {string} */ nonce) {
  await endorse(folder);
  const other = nonce.replace(/../g, (digits) => (255 - Number.parseInt(digits, 16)).toString(16).padStart(2, "0"));
  const checks = [];
  for (const [file, options] of Object.entries(EVIDENCE)) {
    for (const [asked, wanted, words] of [
      [nonce, /^affirming/, "is affirmed outside"],
      [other, /^ +FAILED +nonce /m, "is not affirmed for another nonce"],
    ]) {
      const args = [at("dist/cli/main.js"), "verify", "--offline", "--no-cache", "--nonce", asked, ...options, file];
      const { output } = await capture(process.execPath, args, { cwd: folder });
      checks.push({ name: `${file} ${words}`, ...(!wanted.test(output) && { error: output }) });
    }
  }
  return checks;
}
