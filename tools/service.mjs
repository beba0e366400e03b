// npm run test:service: replicas on a real server of Valkey, which Debian's packages bring into .cache/, the service on a runtime of
// the edge, which npm brings there, and the manifests for Kubernetes under a validator of PyPI.
import { dirname, join } from "node:path";
import { pypi } from "./pypi.mjs";
import { at, capture } from "./run.mjs";
import { obtainValkey } from "./runtimes/valkey.mjs";
import { obtainWorkerd } from "./runtimes/workerd.mjs";
import { runSuite } from "./suite.mjs";
import { FAILED, PASSED, skip, sum } from "./tally.mjs";
import { runVitest } from "./vitest.mjs";

/** Of kubernetes-validate; it is that of the Kubernetes whose schemas it has. */
const VALIDATOR = "1.37.0";

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
  console.log(output.trim());
  return ok ? PASSED : FAILED;
}

await runSuite("test:service", async () => sum([await manifests(), await fleet(), await edge()]));
