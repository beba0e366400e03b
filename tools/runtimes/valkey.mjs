// A server of Valkey, of Debian's packages, unpacked beside the system's own; where there is none, one of Redis.
import { join } from "node:path";
import { BACKPORTS } from "../kernel/kernels.mjs";
import { capture } from "../run.mjs";

/** By the name of the program and its package. */
const SERVERS = /** @type {const} */ ({ "valkey-server": "Valkey", "redis-server": "Redis" });

/**
 * Downloads a server and unpacks it. Throws when none can be had, or it doesn't run here.
 * @returns {Promise<{name: string, version: string, command: string, env: NodeJS.ProcessEnv}>}
 */
export async function obtainValkey() {
  const failures = [];
  for (const [program, name] of Object.entries(SERVERS)) {
    try {
      const root = await BACKPORTS.unpacked(program, () => BACKPORTS.withMissing([program]));
      const libraries = ["usr/lib/x86_64-linux-gnu", "lib/x86_64-linux-gnu"].map((path) => join(root, path));
      const env = { ...process.env, LD_LIBRARY_PATH: libraries.join(":") };
      const command = join(root, "usr/bin", program);
      const { ok, output } = await capture(command, ["--version"], { env });
      const version = /v=(\d\S*)/.exec(output)?.[1];
      if (!ok || !version) throw new Error(`it does not run here: ${output.trim()}`);
      return { name, version, command, env };
    } catch (error) {
      failures.push(`${program}: ${error.message}`);
    }
  }
  throw new Error(failures.join("; "));
}
