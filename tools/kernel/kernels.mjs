// The kernels that are tested: Debian's packages of them, unpacked, and the test module built for each.
import { chmodSync, cpSync, existsSync, readdirSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { Suite } from "../apt.mjs";
import { at, capture } from "../run.mjs";

/** Debian's stable release and what is built for it later on: QEMU and a kernel. */
export const BACKPORTS = new Suite("bookworm", "bookworm-backports");

/** By the kernel whose limits the software TSM has; what is newer counts as the last one. */
const RECIPES = {
  6.12: { suite: BACKPORTS, libraries: [] },
  // Its build tools need a newer C library than the machine may have.
  7.2: { suite: new Suite("sid"), libraries: ["libc6", "libelf1t64", "libzstd1", "zlib1g"] },
};

/** The names, for test/software-tsm. */
export const LABELS = Object.keys(RECIPES);

/** An image for machines in clouds, which is small, and what it takes to build modules. */
const NAMES = ["linux-image-cloud-amd64", "linux-headers-cloud-amd64"];
const PARTS = /^linux-(image|binary|modules|headers|kbuild)-\d(?!.*-unsigned)/;

/**
 * A kernel that is there.
 * @typedef {{label: string, version: string, root: string, image: string, modules: string}} Kernel
 */

/** The one path of these that exists. */
function oneOf(/** @type {string[]} */ ...paths) {
  const found = paths.find((path) => existsSync(path));
  if (!found) throw new Error(`none of ${paths.join(", ")} is there`);
  return found;
}

/** Downloads and unpacks a kernel. Throws when it can't be had. @returns {Promise<Kernel>} */
export async function obtainKernel(/** @type {string} */ label) {
  const { suite, libraries } = RECIPES[label];
  const root = await suite.unpacked("kernel", () => suite.withDependencies([...NAMES, ...libraries], PARTS));
  const folder = oneOf(join(root, "usr/lib/modules"), join(root, "lib/modules"));
  const [version = ""] = readdirSync(folder);
  const modules = join(folder, version);
  return {
    label,
    version,
    root,
    image: oneOf(join(modules, "vmlinuz"), join(root, `boot/vmlinuz-${version}`)),
    modules,
  };
}

/** The file of one of the kernel's own modules, of the first of these names that there is. */
export function moduleOf(/** @type {Kernel} */ { modules }, /** @type {string[]} */ ...names) {
  const files = readdirSync(join(modules, "kernel"), { recursive: true }).map(String);
  // A name and its file may differ in these two characters.
  const wanted = names.map((name) => new RegExp(`(?:^|/)${name.replace(/[-_]/g, "[-_]")}\\.ko(?:\\.xz)?$`));
  const found = wanted.map((pattern) => files.find((file) => pattern.test(file))).find(Boolean);
  if (!found) throw new Error(`the kernel has no module ${names.join(" or ")}`);
  return join(modules, "kernel", found);
}

/** A script that runs a build tool of the kernel with the C library that came with it. */
function wrap(/** @type {string} */ script, /** @type {string} */ root, /** @type {string} */ tool) {
  const loader = join(root, "usr/lib64/ld-linux-x86-64.so.2");
  const library = existsSync(loader) ? `${loader} --library-path ${join(root, "usr/lib/x86_64-linux-gnu")} ` : "";
  writeFileSync(script, `#!/bin/sh\nexec ${library}${tool} "$@"\n`);
  chmodSync(script, 0o755);
  return script;
}

/** Builds the test module in a folder. Returns its file. */
export async function buildModule(/** @type {Kernel} */ { version, root }, /** @type {string} */ folder) {
  cpSync(at("test/kernel/module"), folder, { recursive: true });
  const headers = join(root, "usr/src", `linux-headers-${version}`);
  const common = join(root, "usr/src", `linux-headers-${version.replace(/-cloud-amd64$/, "-common")}`);
  const settings = {
    KBUILD_OUTPUT: headers,
    M: folder,
    // Older than the compiler of the kernel, and without an attribute of its headers.
    CC: "gcc -Wno-attributes",
    CONFIG_CC_HAS_MIN_FUNCTION_ALIGNMENT: "",
    CONFIG_DEBUG_INFO_BTF_MODULES: "",
    objtool: wrap(join(folder, "objtool.sh"), root, join(headers, "tools/objtool/objtool.real-x86")),
    MODPOST: wrap(join(folder, "modpost.sh"), root, join(headers, "scripts/mod/modpost.real-lsb-64")),
  };
  const variables = Object.entries(settings).map(([name, value]) => `${name}=${value}`);
  // The makefile beside the headers includes this one by its place in an installed system.
  const args = ["-s", "-C", headers, "-f", join(common, "Makefile"), ...variables, "modules"];
  const { ok, output } = await capture("make", args);
  if (!ok) throw new Error(`the test module does not build:\n${output}`);
  return join(folder, "tsmkit_test.ko");
}
