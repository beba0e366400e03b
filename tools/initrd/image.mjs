// The initrd: busybox, wazero and tsm.wasm, cryptsetup, the kernel's modules, the test TSM's module and its relay. No Node.
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { MODES } from "../kernel/cpio.mjs";
import { Files, sh } from "../kernel/files.mjs";
import { BACKPORTS } from "../kernel/kernels.mjs";
import { at } from "../run.mjs";
import { obtainWazero } from "../runtimes/wazero.mjs";

/** In the order to load them; what they depend on comes before. */
const MODULES = ["virtio_blk", "xts", "dm-crypt", "configfs", "tsm_report|tsm"];
/** cryptsetup encrypts its own key slots by these. */
const CRYPTO = ["af_alg", "algif_skcipher"];

/** Downloads the programs. Returns the folder of those for disks, and wazero. Throws when they can't be had. */
export async function obtainPrograms() {
  const disks = await BACKPORTS.unpacked("disks", () =>
    BACKPORTS.withDependencies(["cryptsetup-bin", "e2fsprogs", "libc6"], /^lib/),
  );
  const { wazero } = await obtainWazero();
  return { disks, wazero };
}

/** The files of the initrd. */
export async function makeImage({ kernel, module, busybox, disks, wazero }, /** @type {string} */ work, verifierKey) {
  const files = new Files();
  files.program("bin/busybox", busybox);
  files.program("init", at("tools/initrd/init"));
  files.add("measure", readFileSync(at("tools/initrd/measure")));
  files.program("bin/wazero", wazero);
  for (const name of ["cryptsetup", "mkfs.ext4"]) await files.programOf(disks, `bin/${name}`, `sbin/${name}`);

  const relay = join(work, "relay");
  const include = at("test/kernel/module");
  await sh("gcc", "-O2", "-Wall", "-Werror", "-static", "-I", include, "-o", relay, at("tools/initrd/relay.c"));
  files.program("bin/relay", relay);

  await files.modules(kernel, [...MODULES, ...CRYPTO], work);
  files.add("modules/tsmkit_test.ko", readFileSync(module));
  files.add("tsm.wasm", readFileSync(at("dist/tsm.wasm")));
  files.add("verifier.key", verifierKey);
  for (const folder of ["proc", "sys", "dev", "run", "mnt", "tmp"]) files.add(folder, "", MODES.directory);
  return files;
}
