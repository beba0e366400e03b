// `tsm serve` as a process, with all that it needs to affirm evidence of the software TSM, and guests that answer its challenges.
import { spawn } from "node:child_process";
import { once } from "node:events";
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { createInterface } from "node:readline";
import { amdAuthorities, amdCertificate, createCrl } from "../../dist/forge/index.js";
import { Attester, encodeHex } from "../../dist/index.js";
import { sevGuest, softwareTsm } from "../../dist/software-tsm/index.js";
import { at } from "../../tools/run.mjs";

/** The endorsements that evidence does not bring: the root, and the revocation list. */
export async function endorsements() {
  const { ark } = await amdAuthorities("Milan");
  return { root: amdCertificate("Milan", "ark"), crl: await createCrl(ark) };
}

/** Collects what is garbage, so that what is left can be told from it. */
const COLLECTING = ["--expose-gc", "--import", "data:text/javascript,setInterval(() => gc(), 1000).unref()"];

/**
 * Starts a service; `stop` ends it, and tells how.
 * @param {{workers: number, lifetime?: number, collecting?: boolean}} options seconds that a challenge may be answered in, and
 *   whether garbage is collected every second
 */
export async function startService({ workers, lifetime = 3600, collecting = false }) {
  const folder = mkdtempSync(join(tmpdir(), "tsmkit-bench-"));
  const { root, crl } = await endorsements();
  const [rootFile, crlFile] = [join(folder, "ark.der"), join(folder, "crl.der")];
  writeFileSync(rootFile, root);
  writeFileSync(crlFile, crl);
  const options = [
    "--listen",
    "0",
    "--offline",
    "--rate",
    "0",
    "--challenge-lifetime",
    `${lifetime}`,
    "--workers",
    `${workers}`,
  ];
  const flags = collecting ? COLLECTING : [];
  const args = [...flags, at("dist/cli/main.js"), "serve", ...options, "--trust-root", rootFile, "--certs", crlFile];
  const child = spawn(process.execPath, args, { stdio: ["ignore", "ignore", "pipe"] });
  let url = "";
  for await (const line of createInterface(child.stderr)) {
    url = JSON.parse(line).url;
    break;
  }
  child.stderr.resume();
  return {
    url,
    /** MiB: what the process has in memory, and what is in use on the heap of its first thread. */
    async memory() {
      const text = await (await fetch(`${url}/metrics`)).text();
      const [resident, heap] = ["process_resident_memory_bytes", "nodejs_heap_size_used_bytes"].map((name) =>
        Math.round(Number(new RegExp(`^${name} (\\S+)`, "m").exec(text)?.[1]) / 2 ** 20),
      );
      return { resident, heap };
    },
    async stop() {
      child.kill("SIGTERM");
      const [code] = await once(child, "exit");
      rmSync(folder, { recursive: true });
      return code;
    },
  };
}

const attester = new Attester(softwareTsm({ provider: sevGuest() }).files);

/** Evidence of the software TSM for a nonce: JSON as `tsm report` writes it. */
export async function evidenceFor(/** @type {Uint8Array} */ nonce) {
  const { provider, outblob, auxblob } = await attester.request({ nonce, aux: true });
  return { provider, outblob: encodeHex(outblob), auxblob: encodeHex(auxblob) };
}

/** The body that answers a challenge of a service. */
export async function answerTo(/** @type {string} */ url) {
  const { nonce } = await (await fetch(`${url}/challenge`, { method: "POST" })).json();
  return JSON.stringify({ nonce, evidence: await evidenceFor(Buffer.from(nonce, "base64url")) });
}
