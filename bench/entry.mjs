// A report entry as sev_guest shows it, and the file verbs that one request takes.
import { equal } from "node:assert/strict";
import { tables } from "../dist/index.js";
import { snpReport } from "./evidence.mjs";

/** The nonce of every request here. */
export const NONCE = new Uint8Array(64).fill(0xa5);

/** Where the report carries the nonce. */
const { at } = tables()
  .layouts.get("snpReport")
  .fields.find(({ name }) => name === "reportData");

const text = (/** @type {string} */ line) => new TextEncoder().encode(`${line}\n`);

/** The files of an entry after the writes of one request; the report carries {@link NONCE}. */
export async function entryFiles() {
  const outblob = await snpReport();
  // Its signature no longer holds; who requests a report does not look at it.
  outblob.set(NONCE, at);
  return {
    provider: text("sev_guest"),
    privlevel_floor: text("0"),
    privlevel: text("0"),
    inblob: NONCE,
    outblob,
    generation: text("2"),
  };
}

/**
 * The verbs of one request, one after the other, without any of its rules: what is measured is what those add.
 * @param {import("../dist/files.js").ReportFiles} files
 */
export async function requestByHand(files, entry = "by-hand") {
  await files.create(entry);
  await files.read(entry, "provider");
  const floor = await files.read(entry, "privlevel_floor");
  await files.write(entry, "privlevel", floor);
  await files.write(entry, "inblob", NONCE);
  const outblob = await files.read(entry, "outblob");
  await files.read(entry, "generation");
  await files.remove(entry);
  return outblob;
}

/**
 * Throws unless a request makes the very verbs that {@link requestByHand} makes.
 * @param {import("../dist/files.js").ReportFiles} files
 * @param {(files: import("../dist/files.js").ReportFiles) => Promise<unknown>} request
 */
export async function checkVerbs(files, request) {
  const watched = (/** @type {string[]} */ verbs) => ({
    create: (entry) => verbs.push("create") && files.create(entry),
    remove: (entry) => verbs.push("remove") && files.remove(entry),
    read: (entry, attribute) => verbs.push(`read ${attribute}`) && files.read(entry, attribute),
    write: (entry, attribute, bytes) => verbs.push(`write ${attribute}`) && files.write(entry, attribute, bytes),
    list: () => files.list(),
  });
  const [asked, byHand] = [[], []];
  await request(watched(asked));
  await requestByHand(watched(byHand));
  equal(asked.join(), byHand.join());
}
