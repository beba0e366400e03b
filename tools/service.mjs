// npm run test:service: replicas on a real server of Valkey, which Debian's packages bring into .cache/, and the service on a
// runtime of the edge, which npm brings there.
import { obtainValkey } from "./runtimes/valkey.mjs";
import { obtainWorkerd } from "./runtimes/workerd.mjs";
import { runSuite } from "./suite.mjs";
import { skip, sum } from "./tally.mjs";
import { runVitest } from "./vitest.mjs";

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

await runSuite("test:service", async () => sum([await fleet(), await edge()]));
