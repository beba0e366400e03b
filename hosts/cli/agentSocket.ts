/** Where an agent of this user listens. */
import { join } from "node:path";

/** The path that was given, or the usual one. */
export function socketPath(given: string | undefined): string {
  return given ?? join(process.env.XDG_RUNTIME_DIR || "/run", "tsm-agent.sock");
}
