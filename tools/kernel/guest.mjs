// What is in the guest: Node and its libraries, busybox, the built package, the suite in one script, and the modules.
import { existsSync, readFileSync, realpathSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { bundle } from "../bundle.mjs";
import { at } from "../run.mjs";
import { cpio, MODES } from "./cpio.mjs";
import { Files, sh } from "./files.mjs";
import { BACKPORTS } from "./kernels.mjs";

/** The folders of node_modules that the package needs, those that are optional where they are there. */
function dependencies() {
  const { packages } = JSON.parse(readFileSync(at("package-lock.json"), "utf8"));
  const folder = (/** @type {string} */ name) => `node_modules/${name}`;
  // The lock file counts peers as ours alone, since we install them to test with them.
  const peers = Object.keys(packages[""].peerDependencies).map(folder);
  const parts = peers.flatMap((path) => Object.keys(packages[path].optionalDependencies ?? {}).map(folder));
  const needed = (/** @type {string} */ path) => !packages[path].dev || peers.includes(path) || parts.includes(path);
  return Object.keys(packages).filter((path) => path && needed(path) && existsSync(at(path)));
}

/** Downloads busybox, which needs no libraries. Returns its file. */
export async function obtainBusybox() {
  return join(await BACKPORTS.unpacked("busybox", () => BACKPORTS.withDependencies(["busybox-static"])), "bin/busybox");
}

/** What is the same for every kernel. */
export async function commonFiles(/** @type {string} */ busybox, /** @type {string} */ work) {
  const files = new Files();
  files.program("bin/busybox", busybox);
  files.program("init", at("test/kernel/guest/init"));

  const node = realpathSync(process.execPath);
  files.program("bin/node", node);
  await files.libraries(node);

  await sh("gcc", "-O2", "-Wall", "-Werror", "-static", "-o", join(work, "calls"), at("test/kernel/guest/calls.c"));
  files.program("calls", join(work, "calls"));
  files.add("main.js", readFileSync(await bundle("kernel/guest/main.ts", join(work, "main.js"))));
  files.add("package.json", '{"type":"module"}');

  files.add("node_modules/tsmkit/package.json", readFileSync(at("package.json")));
  files.folder("node_modules/tsmkit/dist", at("dist"));
  for (const path of dependencies()) files.folder(path, at(path));
  return files;
}

/** Writes the archive for a kernel with its test module. Returns its file. */
export async function archive(
  /** @type {Files} */ common,
  kernel,
  /** @type {string} */ module,
  /** @type {string} */ work,
) {
  const files = new Files(common);
  await files.modules(kernel, ["configfs", "tsm_report|tsm"], work);
  files.add("modules/tsmkit_test.ko", readFileSync(module));
  for (const folder of ["proc", "sys", "dev", "tmp"]) files.add(folder, "", MODES.directory);
  const path = join(work, "initrd");
  writeFileSync(path, cpio(files));
  return path;
}
