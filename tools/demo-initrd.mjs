// npm run demo:initrd: a guest in QEMU whose initrd gets the key of its disk from a verifier outside, by showing what it is;
// and every way in which it does not get it. See docs/initrd.md.
import { createHash, randomBytes } from "node:crypto";
import { mkdirSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { pathToFileURL } from "node:url";
import { gzipSync } from "node:zlib";
import { bundle } from "./bundle.mjs";
import { makeImage, obtainPrograms } from "./initrd/image.mjs";
import { firmware, measure } from "./initrd/platform.mjs";
import { devices, eachLine, serve } from "./initrd/ports.mjs";
import { SCENARIOS } from "./initrd/scenarios.mjs";
import { cpio } from "./kernel/cpio.mjs";
import { sh } from "./kernel/files.mjs";
import { obtainBusybox } from "./kernel/guest.mjs";
import { buildModule, obtainKernel } from "./kernel/kernels.mjs";
import { Log } from "./kernel/log.mjs";
import { findPrograms, NEEDS } from "./kernel/needs.mjs";
import { boot, obtainQemu } from "./kernel/qemu.mjs";
import { at } from "./run.mjs";
import { inFolder, runSuite } from "./suite.mjs";
import { skip } from "./tally.mjs";

const KERNEL = "6.12";
const LOGS = at(".cache/initrd/logs");
/** Bytes of the disk: LUKS2 takes 16 MiB for itself. */
const DISK = 40 << 20;
const LINE = "This line was on an encrypted disk.";

const megabytes = (/** @type {number} */ bytes) => `${(bytes / (1 << 20)).toFixed(1)} MiB`;
const digest = (/** @type {string} */ file) => createHash("sha256").update(readFileSync(file)).digest("hex");

/** Downloads what is needed. Throws when it can't be had. */
async function obtain() {
  await findPrograms();
  const qemu = await obtainQemu();
  return { qemu, busybox: await obtainBusybox(), kernel: await obtainKernel(KERNEL), ...(await obtainPrograms()) };
}

/** The verifier: what it goes by, and what it releases. */
async function makeVerifier(chip, keys, /** @type {Uint8Array} */ measurement) {
  const { Verifier } = await import(at("dist/index.js"));
  const { SecretRelease } = await import(at("dist/release/index.js"));
  const { amdCertificate, createCrl } = await import(at("dist/forge/index.js"));
  const policy = {
    version: 1,
    snp: { measurements: [Buffer.from(measurement).toString("hex")], requireRevocation: true },
  };
  const secret = randomBytes(64);
  const release = async (/** @type {Date | undefined} */ nextUpdate) => {
    const crl = await createCrl(chip.authorities.ark, nextUpdate ? { nextUpdate } : {});
    const verifier = new Verifier({ policy, trustRoots: [amdCertificate("Milan", "ark")], endorsements: [crl] });
    return new SecretRelease({ verifier, secret, keys });
  };
  return { release: await release(undefined), expired: await release(new Date("2026-01-01T00:00:00Z")) };
}

/** Answers the lines of a guest, with somebody in between; notes the evidence that was sent in `heard`. */
function conversation(release, attacker, /** @type {string[]} */ heard) {
  const { up = (line) => line, down = (line) => line } = attacker;
  return (/** @type {import("node:net").Socket} */ socket) => {
    const take = async (/** @type {string} */ said) => {
      const { line, released } = await release.answer(up(said));
      if (released) heard.push(said);
      socket.write(down(line));
    };
    eachLine(socket, 1 << 20, take).catch(() => socket.destroy());
  };
}

/** Boots a guest of a scenario. Returns what its console said. */
async function run(world, /** @type {import("./initrd/scenarios.mjs").Scenario} */ scenario, log) {
  const { work, qemu, kernel, chip, messages, verifier, heard } = world;
  const image = world.images[scenario.image ?? "good"];
  const console = join(LOGS, `${scenario.name.replace(/\W+/g, "-")}.console`);
  const attacker = scenario.attacker?.(heard) ?? {};
  const servers = [
    await serve(join(work, "tsm"), await firmware(messages, chip, image.measurement)),
    await serve(
      join(work, "verifier"),
      conversation(verifier?.[scenario.expired ? "expired" : "release"], attacker, heard),
    ),
  ];
  const { error, panics } = await boot(qemu, {
    image: kernel.image,
    initrd: image.file,
    argument: scenario.task,
    serials: [console],
    devices: devices(work, ["tsm", "verifier"]),
    // QEMU's emulation of several gives way now and then, when devices are mapped while another processor runs.
    processors: 1,
  });
  for (const server of servers) server.close();
  if (panics) log.note(`its kernel panicked ${panics} times; see ${console}`);
  if (error) log.check(`${scenario.name}: the guest runs to its end`, error);
  return readFileSync(console, "utf8").replaceAll("\r", "");
}

/** Runs a scenario, and checks what came of it. */
async function tryScenario(world, /** @type {import("./initrd/scenarios.mjs").Scenario} */ scenario, log) {
  const before = digest(world.disk);
  const said = await run(world, scenario, log);
  log.note(`\n== ${scenario.name}\n${said.trim()}\n`);
  const check = (/** @type {string} */ what, /** @type {boolean} */ holds) =>
    log.check(`${scenario.name}: ${what}`, holds ? undefined : "see the console above");
  if (scenario.task === "provision") check("the disk holds no plain text", !readFileSync(world.disk).includes(LINE));
  else {
    check("the disk is as it was", digest(world.disk) === before);
    check(
      scenario.opens ? "the line is read from the disk" : "the line stays unread",
      said.includes(LINE) === scenario.opens,
    );
    check(
      scenario.opens ? "the disk is unlocked" : "the disk stays locked",
      /init: unlocked/.test(said) === scenario.opens,
    );
  }
  for (const words of scenario.says) check(`the console says ${words.source}`, words.test(said));
  return said;
}

/** Makes everything that guests are booted with. */
async function makeWorld(parts, /** @type {string} */ work, log) {
  const { createSnpPlatform } = await import(at("dist/forge/index.js"));
  const { generateReleaseKeys } = await import(at("dist/release/index.js"));
  const keys = await generateReleaseKeys();
  const module = await buildModule(parts.kernel, join(work, "module"));
  const files = await makeImage({ ...parts, module }, work, Buffer.from(keys.publicKey).toString("hex"));
  const vmlinuz = readFileSync(parts.kernel.image);
  const image = (/** @type {string} */ name) => {
    const bytes = cpio(files);
    const file = join(work, name);
    writeFileSync(file, bytes);
    return { file, bytes, measurement: measure(vmlinuz, bytes) };
  };
  const disk = join(work, "disk");
  writeFileSync(disk, Buffer.alloc(DISK));
  const chip = await createSnpPlatform();
  const messages = await import(
    pathToFileURL(await bundle("kernel/guest/protocol.ts", join(work, "protocol.mjs"))).href
  );
  /** @type {Record<string, any>} */
  const images = { bare: image("bare") };
  const world = { ...parts, work, images, disk, chip, messages, verifier: undefined, heard: [] };
  await run(world, { name: "compile", task: "compile", image: "bare", opens: false, says: [] }, log);
  mkdirSync(join(work, "cache"));
  await sh("tar", "-C", join(work, "cache"), "-xf", join(work, "results"));
  files.folder("cache", join(work, "cache"));
  images.good = image("initrd");
  files.add("etc/altered", "A file that the verifier knows nothing of.\n");
  images.altered = image("altered");
  world.verifier = await makeVerifier(chip, keys, images.good.measurement);
  return world;
}

/** What a good boot says of times. */
function numbers(/** @type {string} */ good, /** @type {string} */ measured, /** @type {Buffer} */ initrd, log) {
  const [, unlocked] = /unlocked (\d+) ms/.exec(good) ?? [];
  const [, report, opening] = /the report took (\d+) ms, opening the secret (\d+) ms/.exec(good) ?? [];
  log.note(`from the start of init to unlocked: ${unlocked} ms`);
  log.note(`in it, the report: ${report} ms; opening the secret: ${opening} ms`);
  log.note(`the initrd: ${megabytes(initrd.length)}, ${megabytes(gzipSync(initrd).length)} with gzip`);
  for (const [line] of measured.matchAll(/^measure: .*$/gm)) log.note(line.replace("measure: ", ""));
}

async function demo(/** @type {string} */ work) {
  const parts = await obtain().catch((error) => error);
  if (parts instanceof Error) return skip("demo:initrd", `${parts.message}; ${NEEDS}`);
  mkdirSync(LOGS, { recursive: true });
  const log = new Log(LOGS, "initrd", `demo:initrd, Linux ${parts.kernel.version} in QEMU ${parts.qemu.version}`);
  const world = await makeWorld(parts, work, log);
  let good = "";
  for (const scenario of SCENARIOS) {
    const said = await tryScenario(world, scenario, log);
    if (scenario.name === "good") good = said;
  }
  const keys = world.heard.map((line) => JSON.parse(line).publicKey);
  log.check("every boot has a key of its own", new Set(keys).size === keys.length ? undefined : String(keys));
  const measured = await run(world, { name: "measure", task: "measure", opens: false, says: [] }, log);
  numbers(good, measured, world.images.good.bytes, log);
  return log.end();
}

await runSuite("demo:initrd", () => inFolder("initrd", demo));
