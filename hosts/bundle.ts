/**
 * Bundles: evidence and all that its verification needs in one file, for verifiers without a network and for guests that
 * staple at boot. The format is written down in docs/verify.md. Nothing in a bundle is trusted: its parts are verified as if
 * they had come one by one, and its dates are for people and for schedulers.
 */
import { decodeBase64, encodeBase64 } from "./base64.ts";
import { ITEMS_MAX, type Missing, sizeOf } from "./endorsements/collect.ts";
import type { Item } from "./endorsements/need.ts";
import { tsmError } from "./errors.ts";
import { type Expiry, expiryOf } from "./expiry.ts";
import { inspect } from "./inspect.ts";
import { appraiseOnline, type FetchOptions } from "./online.ts";
import { printable } from "./printable.ts";
import { list, type Value } from "./rows.ts";
import type { Appraisal, EvidenceInput } from "./verifier.ts";

/** The version of the format that is written and read here. */
const VERSION = 1;
/** Items of a bundle at most. */
const ITEMS = 256;
/** Bytes of evidence at most, with all that comes along. */
const EVIDENCE_MAX = 1 << 20;

/** Members of the evidence, or of an object in it, by the core's table. Blobs are hex or base64, as the core reads both. */
function rowsOf(owner: string): Value[] {
  return list("evidenceMember").filter(({ text, extra }) => text === owner && (extra & 255) !== SHAPES.foreign);
}

/** Shapes of members that are no strings, as in assembly/formats/evidenceJson.ts. */
const SHAPES = { many: 2, object: 3, version: 4, foreign: 5 };

/** An endorsement in a bundle. */
export interface BundleItem extends Item {
  /** What it is, such as `tcb-info`, or the name that it was given under. */
  name: string;
  /** Where it came from: `given`, `cache`, or a URL. */
  from: string;
}

/** A bundle, read. */
export interface Bundle {
  /** For `verify`, as JSON. */
  evidence: string;
  /** For `verify` too. */
  endorsements: BundleItem[];
  created: Date;
  /** What the bundle says of itself; `expiryOf` computes it. */
  validUntil?: Date;
  firstToExpire?: string;
}

/** The text between the lines of a PEM block. */
const armoured = (text: string): string => text.replace(/-----[^-]*-----/g, "");

/** The evidence as it stands in a bundle. */
function evidenceMembers(evidence: EvidenceInput, options: Pick<FetchOptions, "form">): Record<string, unknown> {
  if (typeof evidence !== "string" && !(evidence instanceof Uint8Array)) {
    const { provider, outblob, auxblob, manifestblob } = evidence;
    return {
      provider,
      outblob: encodeBase64(outblob),
      auxblob: auxblob && encodeBase64(auxblob),
      manifestblob: manifestblob && encodeBase64(manifestblob),
    };
  }
  const { readAs } = inspect(evidence, options.form ? { form: options.form } : {});
  if (readAs === "bin") return { outblob: encodeBase64(bytesOf(evidence)) };
  const text = typeof evidence === "string" ? evidence : new TextDecoder().decode(evidence);
  if (readAs !== "json") return { outblob: armoured(text).replace(/\s+/g, "") };
  return { software: JSON.parse(text).software, ...knownMembers(JSON.parse(text), "") };
}

/** Those members of an object that the core reads. */
function knownMembers(object: Members, owner: string): Members {
  const pairs = rowsOf(owner).flatMap(({ name, extra }): [string, unknown][] => {
    const value = object[name];
    if (value === undefined) return [];
    return [[name, extra === SHAPES.object ? knownMembers(value as Members, name) : value]];
  });
  return Object.fromEntries(pairs);
}

function bytesOf(input: Uint8Array | string): Uint8Array {
  return typeof input === "string" ? new TextEncoder().encode(input) : input;
}

/** What a bundle is made with. */
export interface Stapled {
  /** One line of JSON. */
  text: string;
  /** What could not be had: the bundle is not whole if its verification needs it. */
  missing: Missing[];
  /** An appraisal with the default policy and without a nonce. */
  appraisal: Appraisal;
  expiry: Expiry | undefined;
}

/** Makes a bundle: gathers what the verification of the evidence needs, and puts all into one document. */
export async function staple(evidence: EvidenceInput, options: FetchOptions = {}): Promise<Stapled> {
  const { appraisal, items, missing } = await appraiseOnline(evidence, { ...options, noNonce: true });
  const kept = evidenceMembers(evidence, options);
  const expiry = expiryOf(JSON.stringify(kept), items);
  const bundle = {
    tsmBundle: VERSION,
    created: new Date().toISOString(),
    validUntil: expiry?.validUntil,
    firstToExpire: expiry?.check,
    evidence: kept,
    endorsements: items.map(({ name, from, bytes }) => ({
      name: printable(name),
      from: printable(from),
      bytes: encodeBase64(bytes),
    })),
  };
  return { text: `${JSON.stringify(bundle)}\n`, missing, appraisal, expiry };
}

/** Does this start as a bundle does? */
export function isBundle(input: Uint8Array | string): boolean {
  const start = typeof input === "string" ? input.slice(0, 100) : new TextDecoder().decode(input.subarray(0, 100));
  return /^\s*\{\s*"tsmBundle"/.test(start);
}

type Members = Record<string, unknown>;

function members(value: unknown, where: string, known: readonly string[]): Members {
  if (typeof value !== "object" || value === null || Array.isArray(value)) throw bad(`${where} is no object`);
  const unknown = Object.keys(value).find((name) => !known.includes(name));
  if (unknown !== undefined)
    throw bad(`${where} has a member ${printable(JSON.stringify(unknown))}, which is not known`);
  return value as Members;
}

function bad(detail: string): Error {
  return tsmError("bad-bundle", detail);
}

function string(value: unknown, where: string): string {
  if (typeof value !== "string") throw bad(`${where} is no string`);
  return value;
}

/** A string that people may see as it is. */
function label(value: unknown, where: string): string {
  const text = string(value, where);
  if (text !== printable(text)) throw bad(`${where} has characters that can't be shown`);
  return text;
}

function date(value: unknown, where: string): Date {
  const time = new Date(string(value, where));
  if (Number.isNaN(time.getTime())) throw bad(`${where} is no time`);
  return time;
}

/** Characters of a member's blobs; throws when it is not what it should be. */
function digitsOf(value: unknown, { name, extra }: Value, where: string): number {
  if (value === undefined) return 0;
  const shape = extra & 255;
  if (shape === SHAPES.object) return digitsIn(members(value, where, namesOf(name)), name, where);
  if (shape === SHAPES.version) {
    if (typeof value !== "number") throw bad(`${where} is no number`);
    return 0;
  }
  if (shape === SHAPES.many && Array.isArray(value))
    return value.reduce((sum: number, one, i) => sum + string(one, `${where}[${i}]`).length, 0);
  return string(value, where).length;
}

function digitsIn(object: Members, owner: string, where: string): number {
  return rowsOf(owner).reduce((sum, row) => sum + digitsOf(object[row.name], row, `${where}.${row.name}`), 0);
}

const namesOf = (owner: string): string[] => rowsOf(owner).map(({ name }) => name);

function readEvidence(value: unknown): string {
  const evidence = members(value, "evidence", ["software", ...namesOf("")]);
  if (evidence.software !== undefined && typeof evidence.software !== "boolean")
    throw bad("evidence.software is no flag");
  // Two digits make a byte in hex; base64 has fewer.
  if (digitsIn(evidence, "", "evidence") > 2 * EVIDENCE_MAX)
    throw bad(`the evidence has more than ${EVIDENCE_MAX} bytes`);
  if (evidence.outblob === undefined && evidence.hcl_report === undefined) throw bad("evidence.outblob is missing");
  return JSON.stringify(evidence);
}

function readItem(value: unknown, i: number): BundleItem {
  const where = `endorsements[${i}]`;
  const item = members(value, where, ["name", "from", "bytes"]);
  const bytes = decodeBase64(string(item.bytes, `${where}.bytes`));
  if (!bytes) throw bad(`${where}.bytes is no base64`);
  return { name: label(item.name, `${where}.name`), from: label(item.from, `${where}.from`), bytes };
}

function readItems(value: unknown): BundleItem[] {
  if (!Array.isArray(value)) throw bad("endorsements is no list");
  if (value.length > ITEMS) throw bad(`it has more than ${ITEMS} endorsements`);
  const items = value.map(readItem);
  if (sizeOf(items) > ITEMS_MAX) throw bad(`the endorsements have more than ${ITEMS_MAX} bytes`);
  return items;
}

function parse(input: Uint8Array | string): unknown {
  const text = typeof input === "string" ? input : new TextDecoder().decode(input);
  try {
    return JSON.parse(text);
  } catch (error) {
    throw tsmError("bad-bundle", printable((error as Error).message), { cause: error });
  }
}

/** Characters of a bundle at most: what fits into base64 and hex, and room for names. */
export const BUNDLE_MAX = 9 << 20;

/**
 * Reads a bundle. Whether its parts are genuine, verification tells.
 *
 * @throws TsmError `bad-bundle` for what is no bundle of this version, or has more than 1 MiB of evidence or 4 MiB of
 *   endorsements.
 */
export function readBundle(input: Uint8Array | string): Bundle {
  if (input.length > BUNDLE_MAX) throw bad(`it has more than ${BUNDLE_MAX} bytes`);
  const known = ["tsmBundle", "created", "validUntil", "firstToExpire", "evidence", "endorsements"];
  const parsed = parse(input);
  const version = (parsed as Members | null)?.tsmBundle;
  if (version !== VERSION)
    throw bad(`tsmBundle is ${printable(String(JSON.stringify(version)))}, and version ${VERSION} is known here`);
  const bundle = members(parsed, "the bundle", known);
  const { validUntil, firstToExpire } = bundle;
  return {
    evidence: readEvidence(bundle.evidence),
    endorsements: readItems(bundle.endorsements),
    created: date(bundle.created, "created"),
    ...(validUntil !== undefined && { validUntil: date(validUntil, "validUntil") }),
    ...(firstToExpire !== undefined && { firstToExpire: label(firstToExpire, "firstToExpire") }),
  };
}
