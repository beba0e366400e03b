// Scripts of test/ for Node, each in one file. The package stays outside, as its users have it.
import { at } from "./run.mjs";

/** Everything that `tsmkit` and its parts are imported by, and koffi, which is a native module. */
const OUTSIDE = /^(tsmkit|koffi)(\/|$)/;

/** Bundles a script to a file. Returns that. */
export async function bundle(/** @type {string} */ entry, /** @type {string} */ file) {
  const { rolldown } = await import("rolldown");
  const input = { input: at("test", entry), cwd: at(), platform: "node", external: OUTSIDE, logLevel: "silent" };
  const bundler = await rolldown(input);
  await bundler.write({ format: "es", file, codeSplitting: false });
  await bundler.close();
  return file;
}
