// npm run test:mount: tsm mount with what npm alone can't bring: a client in Go, of the module proxy, fusermount3, of Debian,
// user namespaces, the truth table by a program in C, and ten thousand requests.
import { existsSync } from "node:fs";
import { join } from "node:path";
import { Suite } from "./apt.mjs";
import { mountingLack } from "./mounting.mjs";
import { at, capture } from "./run.mjs";
import { runSuite } from "./suite.mjs";
import { skip } from "./tally.mjs";
import { runVitest } from "./vitest.mjs";

/** Builds the client. Returns it, or throws why there is none. */
async function goClient() {
  const options = { cwd: at("test/mount/go"), env: { ...process.env, GOTOOLCHAIN: "local", GOFLAGS: "-mod=readonly" } };
  const go = (/** @type {string[]} */ ...args) =>
    capture("go", args, options).catch(() => ({ ok: false, output: "go is not there" }));
  const had = await go("mod", "download");
  if (!had.ok) throw new Error(had.output.trim().split("\n").at(-1));
  const client = at(".cache/mount/client");
  const built = await go("build", "-o", client, ".");
  if (!built.ok) throw new Error(built.output.trim());
  return client;
}

/** The fusermount3 of Debian's package. */
async function fusermount() {
  const debian = new Suite("bookworm");
  const root = await debian.unpacked("fuse3", () => debian.withDependencies(["fuse3"]));
  const file = join(root, "bin/fusermount3");
  if (!existsSync(file)) throw new Error("the package fuse3 has none");
  return file;
}

await runSuite("test:mount", async () => {
  const lack = mountingLack();
  if (lack) return skip("tsm mount", lack);
  process.env.TSMKIT_MOUNT = "1";
  for (const [name, variable, obtain] of /** @type {const} */ ([
    ["go-configfs-tsm", "TSMKIT_GO_CLIENT", goClient],
    ["fusermount3", "TSMKIT_FUSERMOUNT", fusermount],
  ])) {
    const found = await obtain().catch((error) => error);
    if (found instanceof Error) console.log(`${name} is not to be had: ${found.message}`);
    else process.env[variable] = found;
  }
  return runVitest(process.execPath, "default", { filters: ["test/mount/outside/", "test/mount/truth.test.ts"] });
});
