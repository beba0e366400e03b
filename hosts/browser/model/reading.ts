/** What a file or a pasted text is: the shared modules are asked one after the other, and the first that can read it says so. */
import { fromBase64 } from "../../base64.ts";
import { type Bundle, isBundle, readBundle } from "../../bundle.ts";
import { certificatesIn } from "../../certificates.ts";
import { sharedCore } from "../../core.ts";
import { TsmError } from "../../errors.ts";
import { type EventLog, readEvents } from "../../events.ts";
import type { Certificate, EvidenceForm } from "../../formats.ts";
import { decodeHex } from "../../hex.ts";
import { type Inspection, inspect } from "../../inspect.ts";
import { list } from "../../rows.ts";
import { Verifier } from "../../verifier.ts";

/** A file, or a text that was pasted. */
export interface Source {
  name: string;
  bytes: Uint8Array;
}

/** Evidence, alone or out of a bundle. */
export interface EvidenceReading extends Source {
  kind: "evidence";
  /** What is appraised, and its form: the bytes as they came, or a bundle's evidence. */
  evidence: Uint8Array | string;
  form: EvidenceForm;
  inspection: Inspection;
  bundle?: Bundle;
  /** It says of itself that a TSM in software made it. */
  software: boolean;
}

/** Certificates, lists and collateral. */
export interface EndorsementReading extends Source {
  kind: "endorsement";
  certificates: Certificate[];
  /** Its roots are trusted besides AMD's and Intel's. */
  trusted: boolean;
}

/** Public keys of platforms whose evidence carries no certificate. */
export interface KeyReading extends Source {
  kind: "key";
  /** They are trusted by themselves. */
  trusted: boolean;
}

/** A policy. */
export interface PolicyReading extends Source {
  kind: "policy";
  text: string;
}

/** An event log. */
export interface LogReading extends Source {
  kind: "event log";
  log: EventLog;
}

/** The ACPI table of an event log. */
export interface TableReading extends Source {
  kind: "event log table";
}

/** What something was read as. */
export type Reading = EvidenceReading | EndorsementReading | KeyReading | PolicyReading | LogReading | TableReading;

/** Runs work; undefined when the core refuses. */
function attempt<T>(work: () => T): T | undefined {
  try {
    return work();
  } catch (error) {
    if (error instanceof TsmError) return undefined;
    throw error;
  }
}

function readEvidence(source: Source): EvidenceReading {
  const { bytes } = source;
  if (isBundle(bytes)) {
    const bundle = readBundle(bytes);
    const { evidence } = bundle;
    const inspection = inspect(evidence, { form: "json" });
    return { ...source, kind: "evidence", evidence, form: "json", inspection, bundle, software: isSoftware(evidence) };
  }
  const inspection = inspect(bytes);
  const software = inspection.readAs === "json" && isSoftware(new TextDecoder().decode(bytes));
  return { ...source, kind: "evidence", evidence: bytes, form: "auto", inspection, software };
}

/** JSON that the core has read already. */
function isSoftware(json: string): boolean {
  return (JSON.parse(json) as { software?: unknown }).software === true;
}

function readEndorsement(source: Source): EndorsementReading | undefined {
  const taken = attempt(() => new Verifier({ endorsements: [source.bytes] }, sharedCore()));
  return taken && { ...source, kind: "endorsement", certificates: certificatesIn(source.bytes), trusted: false };
}

function readKey(source: Source): KeyReading | undefined {
  const taken = attempt(() => new Verifier({ trustRoots: [source.bytes] }, sharedCore()));
  return taken && { ...source, kind: "key", trusted: false };
}

/** Text that may be hex or base64, as the bytes that it spells. */
function spelled(bytes: Uint8Array): Uint8Array | undefined {
  const text = new TextDecoder().decode(bytes).replace(/\s+/g, "");
  if (text.length === 0 || text.length % 2 !== 0) return undefined;
  if (/^(0x)?[0-9a-fA-F]+$/.test(text)) return decodeHex(text.replace(/^0x/, ""));
  return text.length % 4 === 0 && /^[A-Za-z0-9+/]+={0,2}$/.test(text) ? fromBase64(text) : undefined;
}

function readLog(source: Source): LogReading | undefined {
  const log = attempt(() => readEvents(source.bytes));
  return log && { ...source, kind: "event log", log };
}

/** Does it start as the ACPI table of a log does? Its rest is read along with the log. */
function isTable({ bytes }: Source): boolean {
  return new TextDecoder("latin1").decode(bytes.subarray(0, 4)) === "CCEL";
}

/** What is no evidence; undefined when it is nothing else either. */
function readOther(source: Source): Reading | undefined {
  if (isTable(source)) return { ...source, kind: "event log table" };
  return readEndorsement(source) ?? readKey(source) ?? readLog(source);
}

/** JSON that has a policy's version, as the first thing that tells it from collateral. */
const POLICY = /^\s*\{[^{]*"version"\s*:/;

/**
 * Tells what something is, and reads it.
 *
 * @throws TsmError when it is nothing that is known here: why it is no evidence, or what is wrong with what it almost is.
 */
export function read(source: Source): Reading {
  try {
    const evidence = readEvidence(source);
    // A certificate is DER, and a key may be CBOR: that they can be shown as trees is not all there is to say.
    const { format } = evidence.inspection;
    return (format === "der" || format === "cbor" ? readOther(source) : undefined) ?? evidence;
  } catch (error) {
    if (!(error instanceof TsmError) || isBundle(source.bytes)) throw error;
    const other = readOther(source);
    if (other) return other;
    const text = new TextDecoder().decode(source.bytes);
    if (POLICY.test(text)) {
      new Verifier({ policy: text }, sharedCore());
      return { ...source, kind: "policy", text };
    }
    const bytes = spelled(source.bytes);
    const decoded = bytes && readOther({ ...source, bytes });
    if (decoded) return decoded;
    throw error;
  }
}

/** Counts things in words. */
export function count(n: number, one: string, many = `${one}s`): string {
  return `${n} ${n === 1 ? one : many}`;
}

/** What it was read as, in words. */
export function wordsFor(reading: Reading): string {
  switch (reading.kind) {
    case "evidence": {
      const { inspection, bundle, software } = reading;
      const { format, version, size, readAs } = inspection;
      const name = list("format").find((row) => row.name === format)?.text ?? format;
      const from = bundle ? "out of a bundle" : `read as ${readAs}`;
      const of = version === 0 ? "" : ` version ${version},`;
      return `${name},${of} ${size} bytes, ${from}${software ? ", of a TSM in software" : ""}`;
    }
    case "endorsement": {
      const { certificates } = reading;
      return certificates.length === 0 ? "revocation list or collateral" : count(certificates.length, "certificate");
    }
    case "key":
      return "public keys of platforms";
    case "event log":
      return `event log, ${count(reading.log.events.length, "event")}`;
    case "event log table":
      return "ACPI table of an event log";
    case "policy":
      return "appraisal policy";
  }
}
