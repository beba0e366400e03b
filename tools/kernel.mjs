// npm run test:kernel: the kernel's own configfs-tsm, with Debian's kernels in QEMU and a TSM of test/kernel behind them.
// Compares it with the software TSM, and runs the built package on it. Kernels may be named: npm run test:kernel -- 7.2.
import { mkdirSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { pathToFileURL } from "node:url";
import { bundle } from "./bundle.mjs";
import { archive, commonFiles, obtainBusybox } from "./kernel/guest.mjs";
import { buildModule, LABELS, obtainKernel } from "./kernel/kernels.mjs";
import { Log } from "./kernel/log.mjs";
import { findPrograms, NEEDS } from "./kernel/needs.mjs";
import { verifyOutside } from "./kernel/outside.mjs";
import { boot, obtainQemu } from "./kernel/qemu.mjs";
import { at } from "./run.mjs";
import { inFolder, runSuite } from "./suite.mjs";
import { skip, sum } from "./tally.mjs";

/** Where what was printed for a kernel, and what its guest sent, is kept. */
const LOGS = at(".cache/kernel/logs");

/** The messages of the guest; the last line may be cut. */
function messagesIn(/** @type {string} */ file) {
  const messages = [];
  for (const text of readFileSync(file, "utf8").split(/\r?\n/)) {
    try {
      messages.push(JSON.parse(text));
    } catch {
      break;
    }
  }
  return messages;
}

/** Judges what a guest sent: its own checks, its truth table, its evidence. */
async function judge(/** @type {Log} */ log, messages, { label, compare, NONCE }, /** @type {string} */ folder) {
  const of = (/** @type {string} */ kind) => messages.filter((message) => kind in message);
  for (const { check, error } of of("check")) log.check(check, error);
  for (const { note } of of("note")) log.keep(note);

  const { sections, reasons } = await compare(
    label,
    of("row").map(({ row }) => row),
  );
  for (const { section, rows, problems } of sections) {
    const name = `truth > ${section}, ${rows} rows as in the software TSM`;
    log.check(name, problems.length ? `\n  ${problems.join("\n  ")}` : undefined);
  }
  for (const reason of reasons) log.note(`may differ: ${reason}`);

  for (const { file, base64 } of of("file")) writeFileSync(join(folder, file), Buffer.from(base64, "base64"));
  for (const { name, error } of await verifyOutside(folder, Buffer.from(NONCE).toString("hex"))) log.check(name, error);
}

/** Tests one kernel. */
async function testKernel(/** @type {string} */ label, { qemu, common, judging, work }) {
  const kernel = await obtainKernel(label).catch((error) => error);
  if (kernel instanceof Error) return skip(`Linux ${label}`, `${kernel.message}; ${NEEDS}`);
  const log = new Log(LOGS, label, `Linux ${label}`);
  const folder = join(work, label);
  mkdirSync(folder);
  const module = await buildModule(kernel, join(folder, "module"));
  const initrd = await archive(common, kernel, module, folder);
  const [output, results] = ["console", "results"].map((name) => join(LOGS, `${label}.${name}`));
  const start = Date.now();
  const { error, panics } = await boot(qemu, {
    image: kernel.image,
    initrd,
    argument: label,
    serials: [output, results],
  });
  log.note(`Linux ${kernel.version} in QEMU ${qemu.version}, ${Math.round((Date.now() - start) / 1000)} s`);
  if (panics) log.note(`its kernel panicked ${panics} times; see ${output}`);
  const messages = messagesIn(results);
  const ended = messages.at(-1)?.exit === 0;
  log.check("the guest runs to its end", ended ? undefined : (error ?? `see ${output}`));
  await judge(log, messages, { label, ...judging }, folder);
  return log.end();
}

/** Gets what all kernels need. Throws when it can't be had. */
async function obtain() {
  await findPrograms();
  return { qemu: await obtainQemu(), busybox: await obtainBusybox() };
}

/** The kernels that are named as arguments, else all. */
function chosen() {
  const named = process.argv.slice(2);
  const unknown = named.find((label) => !LABELS.includes(label));
  if (unknown !== undefined) throw new Error(`there is no kernel ${unknown} here, but ${LABELS.join(" and ")}`);
  return named.length > 0 ? named : LABELS;
}

/** Tests the kernels, one machine at a time. */
async function suite(/** @type {string} */ work) {
  const parts = await obtain().catch((error) => error);
  if (parts instanceof Error) return skip("kernels", `${parts.message}; ${NEEDS}`);
  const { qemu, busybox } = parts;
  mkdirSync(LOGS, { recursive: true });
  const common = await commonFiles(busybox, work);
  const judging = await import(pathToFileURL(await bundle("kernel/judging.ts", join(work, "judging.mjs"))).href);
  const tallies = [];
  for (const label of chosen()) tallies.push(await testKernel(label, { qemu, common, judging, work }));
  return sum(tallies);
}

await runSuite("test:kernel", () => inFolder("kernel", suite));
