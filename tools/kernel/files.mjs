// What a guest has in its first file system: files by path, programs with their libraries, modules in the order to load them.
import { readdirSync, readFileSync, realpathSync } from "node:fs";
import { basename, join } from "node:path";
import { capture } from "../run.mjs";
import { MODES } from "./cpio.mjs";
import { moduleOf } from "./kernels.mjs";

/** Runs a program; throws what it printed when it fails. */
export async function sh(/** @type {string} */ command, /** @type {string[]} */ ...args) {
  const { ok, output } = await capture(command, args);
  if (!ok) throw new Error(`${command}: ${output.trim()}`);
  return output;
}

/** The bytes of a module, which may be compressed. */
async function unpackModule(/** @type {string} */ file, /** @type {string} */ plain) {
  if (!file.endsWith(".xz")) return readFileSync(file);
  // Its output is bytes, which only a shell keeps from becoming text here.
  await sh("sh", "-c", 'xz -dc "$1" > "$2"', "sh", file, plain);
  return readFileSync(plain);
}

/** The files of the guest by path. */
export class Files extends Map {
  #modules = 0;

  add(/** @type {string} */ path, /** @type {Buffer | string} */ content, mode = MODES.file) {
    this.set(path, { mode, content: Buffer.from(content) });
  }

  program(/** @type {string} */ path, /** @type {string} */ file) {
    this.add(path, readFileSync(file), MODES.program);
  }

  /** The libraries that a program is linked to, of the system's. */
  async libraries(/** @type {string} */ program) {
    for (const [, library] of (await sh("ldd", program)).matchAll(/(?:=>|^)\s*(\/\S+) \(/gm)) {
      this.program(library.slice(1), realpathSync(library));
    }
  }

  /** A program of a folder that has a system's files, and the libraries there that it is linked to. */
  async programOf(/** @type {string} */ root, /** @type {string} */ path, /** @type {string} */ file) {
    this.program(path, join(root, file));
    const folders = ["lib/x86_64-linux-gnu", "usr/lib/x86_64-linux-gnu"].map((folder) => join(root, folder));
    const loader = join(root, "lib/x86_64-linux-gnu/ld-linux-x86-64.so.2");
    const list = await sh(loader, "--library-path", folders.join(":"), "--list", join(root, file));
    for (const [, library] of list.matchAll(/=> (\/\S+) \(/g)) {
      this.program(`lib/x86_64-linux-gnu/${basename(library)}`, realpathSync(library));
    }
    this.program("lib64/ld-linux-x86-64.so.2", loader);
  }

  /**
   * Modules of a kernel and what they depend on, numbered in the order to load them; of names with a bar between them the
   * first that there is.
   */
  async modules(kernel, /** @type {string[]} */ names, /** @type {string} */ work) {
    /** @type {Set<string>} */
    const loaded = new Set();
    const add = async (/** @type {string} */ name) => {
      const file = moduleOf(kernel, ...name.split("|"));
      if (file === undefined || loaded.has(file)) return;
      loaded.add(file);
      const plain = await unpackModule(file, join(work, "module.ko"));
      const [, depends = ""] = /\0depends=([^\0]*)\0/.exec(plain.toString("latin1")) ?? [];
      for (const other of depends.split(",").filter(Boolean)) await add(other);
      this.add(`modules/${String(this.#modules++).padStart(2, "0")}.ko`, plain);
    };
    for (const name of names) await add(name);
  }

  folder(/** @type {string} */ path, /** @type {string} */ from) {
    for (const entry of readdirSync(from, { recursive: true, withFileTypes: true })) {
      const file = join(entry.parentPath, entry.name);
      if (entry.isFile()) this.add(join(path, file.slice(from.length)), readFileSync(file));
    }
  }
}
