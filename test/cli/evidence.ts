/** Files and services for runs of the command on minted evidence. */
import { writeFileSync } from "node:fs";
import { join } from "node:path";
import { toPem } from "../../hosts/forge/index.ts";
import { encodeHex } from "../../hosts/index.ts";
import { NONCE, trustRoots } from "../verify/minted.ts";
import { directory, type Surroundings, tsm } from "./tsm.ts";

/** The nonce that minted evidence carries, as an option. */
export const NONCE_OPTION = ["--nonce", encodeHex(NONCE)];

/** A workplace of one test: files, the roots of the forge, a cache of its own. */
export function workplace() {
  const cwd = directory();
  const put = (name: string, content: string | Uint8Array): string => {
    writeFileSync(join(cwd, name), content);
    return name;
  };
  const roots = ["--trust-root", put("roots.pem", trustRoots.map(toPem).join(""))];
  const env = { XDG_CACHE_HOME: join(cwd, "cache") };
  return {
    put,
    roots,
    path: (name: string) => join(cwd, name),
    /** Runs the command there. */
    tsm: (args: readonly string[], surroundings: Surroundings = {}) =>
      tsm(args, { ...surroundings, cwd, env: { ...env, ...surroundings.env } }),
  };
}
