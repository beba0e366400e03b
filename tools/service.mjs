// npm run test:service: replicas on a real server of Valkey, which Debian's packages bring into .cache/, the service on a runtime of
// the edge, which npm brings there, and under programs of PyPI its OpenAPI document, by which it is asked at random, and its manifests for Kubernetes.
import { spawn } from "node:child_process";
import { once } from "node:events";
import { writeFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { createInterface } from "node:readline";
import { pypi } from "./pypi.mjs";
import { at, capture } from "./run.mjs";
import { obtainValkey } from "./runtimes/valkey.mjs";
import { obtainWorkerd } from "./runtimes/workerd.mjs";
import { inFolder, runSuite } from "./suite.mjs";
import { FAILED, PASSED, skip, sum } from "./tally.mjs";
import { runVitest } from "./vitest.mjs";

/** Of kubernetes-validate; it is that of the Kubernetes whose schemas it has. */
const VALIDATOR = "1.37.0";

/** What the service's OpenAPI document is held against: packages of PyPI, and the commands that they bring. */
const CONTRACT = { "openapi-spec-validator": "0.9.0", schemathesis: "4.32.5" };
const COMMANDS = ["openapi-spec-validator", "schemathesis"];

async function fleet() {
  const found = await obtainValkey().catch((error) => error);
  if (found instanceof Error) return skip("Valkey", found.message);
  console.log(`${found.name} ${found.version}`);
  process.env.TSMKIT_VALKEY = found.command;
  process.env.TSMKIT_VALKEY_LIBRARIES = found.env.LD_LIBRARY_PATH;
  return runVitest(process.execPath, "default", { filters: ["test/store/outside/", "test/service/outside/"] });
}

async function edge() {
  const found = await obtainWorkerd().catch((error) => error);
  if (found instanceof Error) return skip("workerd", found.message);
  console.log(found.version);
  process.env.TSMKIT_WORKERD = found.command;
  return runVitest(process.execPath, "default", { filters: ["test/service/edge/"] });
}

/** The manifests of docs/kubernetes against the schemas of Kubernetes, which come with the validator. */
async function manifests() {
  const python = await pypi("kubernetes-validate", VALIDATOR).catch((error) => error);
  if (python instanceof Error) return skip("manifests", python.message);
  const args = [join(dirname(python), "kubernetes-validate"), "--strict", at("docs/kubernetes/verifier.yaml")];
  const { ok, output } = await capture(python, args);
  return count("the manifests", ok, output);
}

/** Prints what a program said, and how it ended. */
function count(/** @type {string} */ name, /** @type {boolean} */ ok, /** @type {string} */ output) {
  console.log(`${output.trim()}\n${ok ? "ok" : "FAILED"} ${name}`);
  return ok ? PASSED : FAILED;
}

/** The commands that the contract is held against. */
async function obtainCommands() {
  const pythons = [];
  for (const [name, version] of Object.entries(CONTRACT)) pythons.push(await pypi(name, version));
  return pythons.map((python, i) => join(dirname(python), COMMANDS[i] ?? ""));
}

/** The OpenAPI document under a validator, and the service under requests that are made from it, by the thousand. */
async function contract() {
  const found = await obtainCommands().catch((error) => error);
  if (found instanceof Error) return skip("the OpenAPI document", found.message);
  const [validator = "", fuzzer = ""] = found;
  return inFolder("contract", async (folder) => {
    const args = [at("dist/cli/main.js"), "serve", "--listen", "0", "--offline", "--rate", "0"];
    const child = spawn(process.execPath, args, { stdio: ["ignore", "ignore", "pipe"] });
    const lines = createInterface(child.stderr);
    try {
      const [line] = await once(lines, "line");
      const { url } = JSON.parse(line);
      const document = join(folder, "openapi.json");
      writeFileSync(document, await (await fetch(`${url}/openapi.json`)).text());
      const valid = await capture(validator, [document]);
      // That every body which fits the schema is taken can't be: most evidence is none.
      const options = ["--url", url, "--exclude-checks", "positive_data_acceptance"];
      const asked = await capture(fuzzer, ["run", document, ...options], { cwd: folder });
      return sum([
        count("the OpenAPI document", valid.ok, valid.output),
        count("the service, asked by it", asked.ok, asked.output),
      ]);
    } finally {
      child.kill("SIGTERM");
      await once(child, "exit");
    }
  });
}

await runSuite("test:service", async () => sum([await manifests(), await contract(), await fleet(), await edge()]));
