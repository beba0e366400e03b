// The components as jco makes them modules: `components.mjs MODULES FOLDER [DIRECTORY]`, with requests only where a directory of
// served TSMs is named, since the files of a component answer at once. Prints the answers as a list in JSON.
import { closeSync, constants, mkdirSync, openSync, readFileSync, rmdirSync, writeSync } from "node:fs";
import { join } from "node:path";
import { pathToFileURL } from "node:url";

const [modules, folder, directory] = process.argv.slice(2);
const read = (name) => new Uint8Array(readFileSync(join(folder, name)));
const bytesOf = (hex) => new Uint8Array(Buffer.from(hex, "hex"));
const hexOf = (bytes) => bytes && Buffer.from(bytes).toString("hex");

/** Makes instances of a world. */
async function world(name) {
  const { instantiate } = await import(pathToFileURL(join(modules, `${name}.js`)).href);
  const module = (file) => new WebAssembly.Module(readFileSync(join(modules, file)));
  return (imports) => instantiate(module, imports);
}

const library = (await world("tsmkit"))({});
const attester = directory === undefined ? undefined : await world("attester");

/** A verb of a component's files: its error is the number, which Node has as a negative one. */
function verb(work) {
  return (...args) => {
    try {
      return work(...args);
    } catch (error) {
      throw -error.errno;
    }
  };
}

/** The files of a report directory. */
function filesOf(root) {
  const write = (entry, attribute, bytes) => {
    const file = openSync(join(root, entry, attribute), constants.O_WRONLY);
    try {
      writeSync(file, bytes);
    } finally {
      closeSync(file);
    }
  };
  return {
    create: verb((entry) => mkdirSync(join(root, entry))),
    remove: verb((entry) => rmdirSync(join(root, entry))),
    read: verb((entry, attribute) => new Uint8Array(readFileSync(join(root, entry, attribute)))),
    write: verb(write),
    wait: (milliseconds) => Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0, milliseconds) === "timed-out",
  };
}

function verify({ evidence, nonce, at, endorsements, trustRoots, policy }) {
  return library.verify.appraise(read(evidence), "auto", {
    nonce: nonce === undefined ? { tag: "waived" } : { tag: "given", val: bytesOf(nonce) },
    time: BigInt(Date.parse(at) / 1000),
    endorsements: endorsements.map(read),
    trustRoots: trustRoots.map(read),
    policy: policy && new TextDecoder().decode(read(policy)),
    colours: false,
  });
}

/** Requests, and shows the evidence as `tsm report` prints it. */
function request({ tsm, nonce, privlevel, aux = false, attempts }, i) {
  const { request } = attester({ "tsmkit:attestation/report-files": filesOf(join(directory, tsm)) });
  const reportData = { tag: "nonce", val: bytesOf(nonce) };
  const made = request.request({ reportData, entry: `tsmkit--${i}`, seed: i, privlevel, aux, attempts });
  return JSON.stringify({
    provider: made.provider,
    privlevel: made.privlevel,
    generation: made.generation.toString(),
    attempts: made.attempts,
    interfered: made.interfered,
    reportData: { bytes: hexOf(made.reportData), length: made.reportDataLength },
    outblob: hexOf(made.outblob),
    auxblob: hexOf(made.auxblob),
    manifestblob: hexOf(made.manifestblob),
  });
}

function answer(asked, i) {
  try {
    if (asked.call === "inspect") return library.inspect.inspect(read(asked.evidence), asked.form ?? "auto", {}).json;
    return asked.call === "verify" ? verify(asked).json : request(asked, i);
  } catch (error) {
    return error.payload ? `${error.payload.code}\n${error.payload.message}` : `failed: ${error.stack}`;
  }
}

const cases = JSON.parse(readFileSync(join(folder, "cases.json"), "utf8"));
const asked = cases.filter(({ call }) => (call === "request") === (directory !== undefined));
process.stdout.write(JSON.stringify(asked.map(answer)));
