/**
 * Drives the request machine of the core over a host's file verbs. What the machine does and why is written in
 * assembly/request/machine.ts.
 */
import type { Core } from "./core.ts";
import { fileError } from "./errno.ts";
import { type ErrorFacts, lastFault, TsmError, tsmError } from "./errors.ts";
import { FileError, type ReportFiles } from "./files.ts";
import type { Attribute } from "./formats.ts";
import { list } from "./rows.ts";
import { sleep } from "./turns.ts";

/** Hashes that report data may be made with, by the names WebCrypto has for them. */
export type ReportDataHash = "SHA-384" | "SHA-512";

/** What goes into the report: a nonce as it is, or data of any length by its hash. */
export type ReportInput =
  | {
      /** 1 to 64 bytes, put in as they are. What a provider wants more (64 on SNP and TDX) is filled with zeros. */
      nonce: Uint8Array;
    }
  | {
      /** Any number of bytes; their hash is put in, filled with zeros to 64 bytes. */
      data: Uint8Array;
      hash: ReportDataHash;
    };

/** A service behind the TSM whose manifest is to be attested. */
export interface ServiceRequest {
  /** Name of the service provider: `svsm`. */
  provider: string;
  /** GUID of one service; all services when left out. */
  guid?: string;
  /** Version of the manifest wanted. */
  manifestVersion?: number;
}

/** What a report is asked for. */
export type ReportOptions = ReportInput & {
  /** Privilege level to attest, 0 (highest) to 3; the lowest number this guest may ask for when left out. */
  privlevel?: number;
  service?: ServiceRequest;
  /** Also read what comes with the report, such as SNP's certificates. */
  aux?: boolean;
  /** How often the request is made at most when others interfere or the TSM is busy; 32 when left out. */
  attempts?: number;
};

/** What was put into the report, byte by byte. */
export interface ReportData {
  /** The bytes as they went into inblob. */
  bytes: Uint8Array;
  /** How many of them are the nonce or the hash; zeros follow. */
  length: number;
  /** The hash they were made with; undefined for a nonce. */
  hash: ReportDataHash | undefined;
}

/** Evidence of this guest, as the TSM gave it. */
export interface Evidence {
  /** Name of the driver: `sev_guest`, `tdx_guest`, … */
  provider: string;
  /** The report, quote or token. */
  outblob: Uint8Array;
  /** What came with it; undefined when not asked for or not there. */
  auxblob: Uint8Array | undefined;
  /** Manifest of the service; undefined when no service was asked for. */
  manifestblob: Uint8Array | undefined;
  /** Privilege level attested; undefined when the provider has none. */
  privlevel: number | undefined;
  /** Counter of the entry when the report had been read; undefined over ioctl, which has none. */
  generation: bigint | undefined;
  /** What the report was asked to carry. */
  reportData: ReportData;
  /** Attempts it took. */
  attempts: number;
  /** Did others write to the entry meanwhile? The report is this request's own all the same. */
  interfered: boolean;
  /** The entry, when it could not be removed. */
  leftBehind: string | undefined;
}

/** Turns the input into the bytes that go into inblob. */
export async function reportInput(
  input: ReportInput,
): Promise<{ bytes: Uint8Array; hash: ReportDataHash | undefined }> {
  const [name, given] = "nonce" in input ? ["nonce", input.nonce] : ["data", input.data];
  // A string would be taken for its characters, and 64 hex digits would pass for a nonce of 64 bytes.
  if (!(given instanceof Uint8Array)) throw tsmError("bad-request", `${name} is no Uint8Array`);
  if ("nonce" in input) return { bytes: input.nonce, hash: undefined };
  if (input.hash !== "SHA-384" && input.hash !== "SHA-512") {
    throw tsmError("bad-request", `hash is ${JSON.stringify(input.hash)}, not "SHA-384" or "SHA-512"`);
  }
  const digest = await crypto.subtle.digest(input.hash, input.data as Uint8Array<ArrayBuffer>);
  return { bytes: new Uint8Array(digest), hash: input.hash };
}

/** Numbers of the options, as in assembly/request/options.ts. */
const BYTES = { inblob: 0, serviceProvider: 1, serviceGuid: 2 } as const;
const NUMBERS = { privlevel: 0, manifestVersion: 1, aux: 2, attempts: 3, seed: 4 } as const;
/** Verbs, as in assembly/request/operation.ts. */
const VERB = { done: 0, failed: 1, create: 2, remove: 3, read: 4, write: 5, wait: 6 } as const;
/** No privilege level. */
const NONE = 0xffffffff;

/** Bytes that a text option takes. */
const TEXT_MAX = 64;

function setText(core: Core, option: number, name: string, value: string | undefined): void {
  if (value === undefined) return;
  const length = core.put(value);
  if (length < 1 || length > TEXT_MAX) {
    throw tsmError("bad-request", `${name} is ${JSON.stringify(value)}, not text of 1 to ${TEXT_MAX} bytes`);
  }
  core.exports.requestBytes(option, length);
}

function setNumber(core: Core, option: number, name: string, value: number | undefined): void {
  if (value === undefined) return;
  if (!Number.isInteger(value) || value < 0 || value > 0xffffffff) {
    throw tsmError("bad-request", `${name} is ${value}, not a whole number from 0 on`);
  }
  if (core.exports.requestNumber(option, value) < 0) throw lastFault(core);
}

/** Checks the options and gives them to the machine. */
function configure(core: Core, inblob: Uint8Array, options: ReportOptions): void {
  core.exports.requestReset();
  core.put(inblob);
  if (core.exports.requestBytes(BYTES.inblob, inblob.length) < 0) throw lastFault(core);
  const { service } = options;
  setText(core, BYTES.serviceProvider, "service.provider", service?.provider);
  setText(core, BYTES.serviceGuid, "service.guid", service?.guid);
  setNumber(core, NUMBERS.manifestVersion, "manifestVersion", service?.manifestVersion);
  setNumber(core, NUMBERS.privlevel, "privlevel", options.privlevel);
  setNumber(core, NUMBERS.aux, "aux", options.aux ? 1 : 0);
  setNumber(core, NUMBERS.attempts, "attempts", options.attempts);
  setNumber(core, NUMBERS.seed, "seed", crypto.getRandomValues(new Uint32Array(1))[0]);
}

/** The record of the operation, as in assembly/request/operation.ts. */
function operation({ exports, view }: Core) {
  const at = exports.requestAt();
  const u32 = (i: number) => view.getUint32(at + 4 * i, true);
  return {
    attribute: u32(1),
    data: u32(2),
    length: u32(3),
    waitMs: u32(4),
    attempt: u32(5),
    privlevel: u32(6),
    moved: u32(7) !== 0,
    leaked: u32(8) !== 0,
    generation: view.getBigUint64(at + 40, true),
  };
}

/** What one attempt has read so far, by attribute. */
type Blobs = Partial<Record<Attribute, Uint8Array>>;

/** A failure of the host that is no errno: it ends the request, after the entry is gone. */
class HostFailure {
  error: unknown = undefined;
  /** Runs a verb. Gives its result as the machine takes it: bytes in the input region, or a negative errno. */
  async run(verb: () => unknown, take: (result: unknown) => number): Promise<number> {
    try {
      return take(await verb());
    } catch (error) {
      if (error instanceof FileError) return -error.errno;
      this.error ??= error;
      return -fileError("EIO").errno;
    }
  }
}

/**
 * Makes one request on an entry of its own. The core must be used by nobody else meanwhile. When the signal aborts, the
 * verb in flight is awaited, the entry removed, and the error is `cancelled`.
 */
export async function runRequest(
  core: Core,
  files: ReportFiles,
  entry: string,
  options: ReportOptions,
  signal: AbortSignal,
): Promise<Evidence> {
  const { bytes: inblob, hash } = await reportInput(options);
  configure(core, inblob, options);
  const { exports } = core;
  const attributes = list("configfsAttribute");
  const failure = new HostFailure();
  let blobs: Blobs = {};
  let written: Uint8Array = new Uint8Array();
  let cancelled = false;
  exports.requestBegin();
  for (;;) {
    if ((signal.aborted || failure.error) && !cancelled) {
      cancelled = true;
      exports.requestCancel();
    }
    const verb = exports.requestNext();
    const op = operation(core);
    const attribute = attributes.find((a) => a.value === op.attribute)?.name as Attribute;
    let result: number;
    if (verb === VERB.done) {
      return evidence(op, blobs, written, inblob.length, hash, entry);
    }
    if (verb === VERB.failed) {
      if (failure.error) throw failure.error;
      throw failed(lastFault(core), op.leaked, entry);
    }
    if (verb === VERB.create) {
      blobs = {};
      result = await failure.run(
        () => files.create(entry),
        () => 0,
      );
    } else if (verb === VERB.remove) {
      result = await failure.run(
        () => files.remove(entry),
        () => 0,
      );
    } else if (verb === VERB.write) {
      const bytes = core.copy(op.data, op.length);
      if (attribute === "inblob") written = bytes;
      result = await failure.run(
        () => files.write(entry, attribute, bytes),
        () => 0,
      );
    } else if (verb === VERB.read) {
      result = await failure.run(
        () => files.read(entry, attribute),
        (read) => {
          blobs[attribute] = read as Uint8Array;
          core.put(read as Uint8Array);
          return (read as Uint8Array).length;
        },
      );
    } else {
      await sleep(op.waitMs, signal);
      result = 0;
    }
    exports.requestFeed(result);
  }
}

function failed(error: TsmError, leaked: boolean, entry: string): TsmError {
  if (!leaked) return error;
  const facts = { ...error, leftBehind: entry } as ErrorFacts;
  return new TsmError(error.code, `${error.message} The entry ${entry} could not be removed.`, facts);
}

function evidence(
  op: ReturnType<typeof operation>,
  blobs: Blobs,
  written: Uint8Array,
  length: number,
  hash: ReportDataHash | undefined,
  entry: string,
): Evidence {
  return {
    provider: new TextDecoder().decode(blobs.provider).trim(),
    outblob: blobs.outblob ?? new Uint8Array(),
    auxblob: blobs.auxblob?.length ? blobs.auxblob : undefined,
    manifestblob: blobs.manifestblob,
    privlevel: op.privlevel === NONE ? undefined : op.privlevel,
    generation: op.generation,
    reportData: { bytes: written, length, hash },
    attempts: op.attempt,
    interfered: op.moved,
    leftBehind: op.leaked ? entry : undefined,
  };
}
