// What is in the guest: Node and its libraries, busybox, the built package, the suite in one script, and the modules.
import { existsSync, readdirSync, readFileSync, realpathSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { at, capture } from "../run.mjs";
import { cpio, MODES } from "./cpio.mjs";
import { BACKPORTS, moduleOf } from "./kernels.mjs";

/** Everything that `tsmkit` and its parts are imported by. */
const PACKAGE = /^tsmkit(\/|$)/;

/** Runs a program; throws what it printed when it fails. */
async function sh(/** @type {string} */ command, /** @type {string[]} */ ...args) {
  const { ok, output } = await capture(command, args);
  if (!ok) throw new Error(`${command}: ${output.trim()}`);
  return output;
}

/** Bundles a script of test/kernel to a file; the package stays outside. */
export async function bundle(/** @type {string} */ entry, /** @type {string} */ file) {
  const { rolldown } = await import("rolldown");
  const input = { input: at("test/kernel", entry), cwd: at(), platform: "node", external: PACKAGE, logLevel: "silent" };
  const bundler = await rolldown(input);
  await bundler.write({ format: "es", file, codeSplitting: false });
  await bundler.close();
  return file;
}

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

/** The files of the guest by path. */
class Files extends Map {
  add(/** @type {string} */ path, /** @type {Buffer | string} */ content, mode = MODES.file) {
    this.set(path, { mode, content: Buffer.from(content) });
  }

  program(/** @type {string} */ path, /** @type {string} */ file) {
    this.add(path, readFileSync(file), MODES.program);
  }

  folder(/** @type {string} */ path, /** @type {string} */ from) {
    for (const entry of readdirSync(from, { recursive: true, withFileTypes: true })) {
      const file = join(entry.parentPath, entry.name);
      if (entry.isFile()) this.add(join(path, file.slice(from.length)), readFileSync(file));
    }
  }
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
  for (const [, library] of (await sh("ldd", node)).matchAll(/(?:=>|^)\s*(\/\S+) \(/gm)) {
    files.program(library.slice(1), realpathSync(library));
  }

  await sh("gcc", "-O2", "-Wall", "-Werror", "-static", "-o", join(work, "calls"), at("test/kernel/guest/calls.c"));
  files.program("calls", join(work, "calls"));
  files.add("main.js", readFileSync(await bundle("guest/main.ts", join(work, "main.js"))));
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
  const own = [moduleOf(kernel, "configfs"), moduleOf(kernel, "tsm_report", "tsm")];
  for (const [i, file] of own.entries()) {
    const plain = join(work, `${i}.ko`);
    // Its output is bytes, which only a shell keeps from becoming text here.
    await sh("sh", "-c", `case "$1" in *.xz) xz -dc "$1" ;; *) cat "$1" ;; esac > "$2"`, "sh", file, plain);
    // The guest loads them by name, one after the other.
    files.add(`modules/${i}.ko`, readFileSync(plain));
  }
  files.add("modules/tsmkit_test.ko", readFileSync(module));
  for (const folder of ["proc", "sys", "dev", "tmp"]) files.add(folder, "", MODES.directory);
  const path = join(work, "initrd");
  writeFileSync(path, cpio(files));
  return path;
}
