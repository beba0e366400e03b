// What the thread of the Node host costs: its file verbs beside bare calls of node:fs, on a directory in memory that
// looks like a report entry. The kernel makes no report here: only the calls are measured.
import { mkdirSync, mkdtempSync, promises, readFileSync, rmdirSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { Attester } from "../../dist/index.js";
import { NodeFiles } from "../../dist/node/index.js";
import { checkVerbs, entryFiles, NONCE, requestByHand } from "../entry.mjs";
import { race } from "../race.mjs";
import { against } from "../rows.mjs";

/** Memory on Linux; elsewhere the directory for temporary files has to do. */
const PLACES = process.platform === "linux" ? ["/dev/shm", tmpdir()] : [tmpdir()];

/** Makes a fresh directory in the first place that takes one. */
function makeRoot() {
  for (const place of PLACES) {
    try {
      return mkdtempSync(join(place, "tsmkit-bench-"));
    } catch {}
  }
  throw new Error(`no directory can be made in ${PLACES.join(" or ")}`);
}

/** The entry whose plain files stand for the attributes; a new directory, unlike one in configfs, has none. */
const STANDING = "standing";

/**
 * Makes and removes directories as asked, but reads and writes in the standing entry.
 * @param {import("../../dist/files.js").ReportFiles} files
 * @returns {import("../../dist/files.js").ReportFiles}
 */
const onStanding = (files) => ({
  create: (entry) => files.create(entry),
  remove: (entry) => files.remove(entry),
  read: (_, attribute) => files.read(STANDING, attribute),
  write: (_, attribute, bytes) => files.write(STANDING, attribute, bytes),
  list: () => files.list(),
});

/** Open for writing, without truncation, as configfs wants it. */
const FLAG = { flag: "r+" };

const syncFiles = (/** @type {string} */ root) => ({
  create: (entry) => mkdirSync(join(root, entry)),
  remove: (entry) => rmdirSync(join(root, entry)),
  read: (entry, attribute) => readFileSync(join(root, entry, attribute)),
  write: (entry, attribute, bytes) => writeFileSync(join(root, entry, attribute), bytes, FLAG),
  list: () => [],
});

const promiseFiles = (/** @type {string} */ root) => ({
  create: (entry) => promises.mkdir(join(root, entry)),
  remove: (entry) => promises.rmdir(join(root, entry)),
  read: (entry, attribute) => promises.readFile(join(root, entry, attribute)),
  write: (entry, attribute, bytes) => promises.writeFile(join(root, entry, attribute), bytes, FLAG),
  list: () => [],
});

async function rowsIn(/** @type {string} */ root) {
  mkdirSync(join(root, STANDING));
  for (const [attribute, bytes] of Object.entries(await entryFiles())) {
    writeFileSync(join(root, STANDING, attribute), bytes);
  }
  const ours = onStanding(new NodeFiles(root));
  await checkVerbs(ours, (watched) => new Attester(watched).request({ nonce: NONCE }));
  const attester = new Attester(ours);
  const [bySync, byPromise] = [onStanding(syncFiles(root)), onStanding(promiseFiles(root))];
  const { request, verbs, sync, promise } = await race(
    {
      request: () => attester.request({ nonce: NONCE }),
      verbs: () => requestByHand(ours, "node-files"),
      sync: () => requestByHand(bySync, "sync"),
      promise: () => requestByHand(byPromise, "promise"),
    },
    { clock: "wall", warmUpMs: 500, turnMs: 10, rounds: 41 },
  );
  const peers = { "node:fs, synchronous": sync, "node:fs/promises": promise };
  return Object.entries({ "8 verbs of NodeFiles": verbs, "a request over NodeFiles": request }).flatMap(
    ([name, times]) => Object.entries(peers).map(([peer, theirs]) => against(name, times, peer, theirs)),
  );
}

/** @returns {Promise<import("../main.mjs").Result>} */
export async function measure() {
  const root = makeRoot();
  try {
    return {
      title: "files",
      clock: "wall time",
      rows: await rowsIn(root),
      notes: [
        "NodeFiles sends each verb to a thread of its own: the event loop and its pool of threads stay free while the TSM makes a report. Synchronous calls stop the event loop; fs/promises holds one of the pool's threads.",
        "The difference of the last rows is all that a request costs on top of bare calls: its rules and the thread.",
      ],
      skipped: [],
    };
  } finally {
    rmSync(root, { recursive: true, force: true });
  }
}
