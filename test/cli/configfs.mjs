// Preloaded into the command under test: directories made below TSM_ROOT are report entries, as in configfs. They fill
// with attributes when they are made, go away with all of them, and count what is written. TSM_FAKE says how the TSM
// behaves, as JSON:
//   template  file with an SNP report, which is given out with the nonce and privilege level written; for a service with a
//             digest over nonce and manifest, and level 0
//   outblob   "report"; "foreign" (somebody else's nonce); "empty"; "stuck" (a FIFO nobody writes to); or an errno
//   fails     { mkdir, rmdir }: errno they fail with
//   floor     privilege level that privlevel_floor tells; 0 when left out
//   counts    what else adds to the generation when outblob is read
//   auxblob, manifestblob   file with the blob
// TSM_ROOT/../verbs lists what was done.
import { execFileSync } from "node:child_process";
import { createHash } from "node:crypto";
import fs from "node:fs";
import { syncBuiltinESMExports } from "node:module";
import { constants } from "node:os";
import { basename, dirname, join } from "node:path";

const root = process.env.TSM_ROOT;
const {
  template,
  outblob = "report",
  fails = {},
  counts = 0,
  floor = 0,
  ...blobs
} = JSON.parse(process.env.TSM_FAKE ?? "{}");
const { mkdirSync, rmdirSync, openSync, readFileSync, writeFileSync, appendFileSync, readdirSync, unlinkSync } = fs;
const TEXTS = { provider: "sev_guest\n", privlevel_floor: `${floor}\n`, generation: "0\n" };
const WRITABLE = ["inblob", "privlevel", "service_provider", "service_guid", "service_manifest_version"];

const log = (...words) => appendFileSync(join(dirname(root), "verbs"), `${words.join(" ")}\n`);

function fail(code) {
  throw Object.assign(new Error(code), { code, errno: -constants.errno[code] });
}

function count(entry, more) {
  const path = join(entry, "generation");
  writeFileSync(path, `${Number(readFileSync(path, "utf8")) + more}\n`);
}

function makeReport(entry) {
  const report = readFileSync(template);
  const inblob = readFileSync(join(entry, "inblob"));
  // The services of an SVSM are attested from its own level, over the nonce and their manifest.
  const isService = readFileSync(join(entry, "service_provider")).length > 0;
  const bound = () => createHash("sha512").update(inblob).update(readFileSync(blobs.manifestblob)).digest();
  if (outblob !== "foreign") report.set(isService ? bound() : inblob, 0x50);
  report.writeUInt32LE(isService ? 0 : Number(readFileSync(join(entry, "privlevel"), "utf8")), 0x30);
  writeFileSync(join(entry, "outblob"), outblob === "empty" ? "" : report);
}

fs.mkdirSync = (path, options) => {
  if (dirname(path) !== root) return mkdirSync(path, options);
  log("mkdir");
  if (fails.mkdir) fail(fails.mkdir);
  mkdirSync(path);
  for (const [name, text] of Object.entries(TEXTS)) writeFileSync(join(path, name), text);
  for (const name of WRITABLE) writeFileSync(join(path, name), "");
  for (const [name, file] of Object.entries(blobs)) writeFileSync(join(path, name), readFileSync(file));
  if (outblob === "stuck") execFileSync("mkfifo", [join(path, "outblob")]);
};

fs.rmdirSync = (path) => {
  if (dirname(path) !== root) return rmdirSync(path);
  log("rmdir");
  if (fails.rmdir) fail(fails.rmdir);
  for (const name of readdirSync(path)) unlinkSync(join(path, name));
  rmdirSync(path);
};

fs.openSync = (path, flags, mode) => {
  const entry = dirname(String(path));
  if (dirname(entry) === root) {
    if (flags === fs.constants.O_WRONLY) count(entry, 1);
    if (flags === fs.constants.O_RDONLY && basename(path) === "outblob") {
      log("outblob");
      if (constants.errno[outblob]) fail(outblob);
      if (outblob !== "stuck") makeReport(entry);
      if (counts) count(entry, counts);
    }
  }
  return openSync(path, flags, mode);
};
syncBuiltinESMExports();
