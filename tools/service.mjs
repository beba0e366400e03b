// npm run test:service: replicas on a real server of Valkey, which Debian's packages bring into .cache/.
import { obtainValkey } from "./runtimes/valkey.mjs";
import { runSuite } from "./suite.mjs";
import { skip } from "./tally.mjs";
import { runVitest } from "./vitest.mjs";

await runSuite("test:service", async () => {
  const found = await obtainValkey().catch((error) => error);
  if (found instanceof Error) return skip("Valkey", found.message);
  console.log(`${found.name} ${found.version}`);
  process.env.TSMKIT_VALKEY = found.command;
  process.env.TSMKIT_VALKEY_LIBRARIES = found.env.LD_LIBRARY_PATH;
  return runVitest(process.execPath, "default", { filters: ["test/store/outside/", "test/service/outside/"] });
});
