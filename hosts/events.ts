/** Event logs of confidential guests: read, replayed, and compared with registers that somebody vouches for. */
import { type Core, sharedCore } from "./core.ts";
import { lastFault, tsmError } from "./errors.ts";
import { decodeHex } from "./hex.ts";
import { inspect } from "./inspect.ts";
import { registersIn } from "./registers.ts";
import { list } from "./rows.ts";

/** Measurement registers, by names that hold for every vendor: on TDX they are MRTD and RTMR0 to RTMR3. */
export type RegisterName = "initial" | "runtime0" | "runtime1" | "runtime2" | "runtime3";

/** Registers with their 48 bytes, as they are or in hex. */
export type Registers = Partial<Record<RegisterName, Uint8Array | string>>;

/**
 * What an event's own bytes say: its data gives its digest (`proven`), or a part of it does (`partial`); it only tells of what
 * was measured (`described`), should give the digest and doesn't (`contradicted`); nothing is extended (`unmeasured`); it is a
 * second separator (`repeated`), or a variable of Secure Boot behind the separator (`late`).
 */
export type EventVerdict = "described" | "partial" | "proven" | "unmeasured" | "contradicted" | "repeated" | "late";

/** One event. */
export interface LogEvent {
  /** From 1 on; the log's header is none. */
  number: number;
  /** Where it lies in the log, and its bytes. */
  at: number;
  size: number;
  register: RegisterName;
  /** Its name, such as `EV_SEPARATOR`, or its number in hex. */
  type: string;
  /** By algorithm, hex. */
  digests: Record<string, string>;
  /** Hex. */
  data: string;
  /** What of the data is text, up to 8192 characters: a string, a variable's name, a file's path. May be empty. */
  text: string;
  verdict: EventVerdict;
}

/** One register, as the events leave it. */
export interface LogRegister {
  register: RegisterName;
  /** What TDX calls it: `mrtd`, `rtmr0` to `rtmr3`. */
  tdx: string;
  /** Events that extend it. */
  events: number;
  /** What they come to, hex; not of `initial`, which no event extends. */
  replayed?: string;
  /** What was expected, hex. */
  expected?: string;
  agrees?: boolean;
  /** The first events by which this log and the reference differ; what has ended has none. */
  differs?: { event?: number; reference?: number };
}

/** An event log. */
export interface EventLog {
  /** Bytes up to the last event, and of the whole area. */
  size: number;
  area: number;
  /** What the ACPI table says; addresses and lengths are decimal. */
  table?: { ccType: string; ccSubtype: number; logLength: string; logAddress: string };
  /** Hash functions of its digests. */
  algorithms: string[];
  /** Contradicted events, registers that disagree, and registers whose events differ from the reference's. */
  wrong: number;
  /** Repeated and late events. */
  suspicious: number;
  events: LogEvent[];
  registers: LogRegister[];
}

/** What a log is read with. */
export interface EventsOptions {
  /** The ACPI table of the log. */
  table?: Uint8Array;
  /** What the registers must hold: a TDX quote or TDREPORT in any form, or the registers themselves. */
  against?: Uint8Array | string | Registers;
  /** A log that this one should be the same as, in what it measures. */
  reference?: Uint8Array;
}

/** Registers that a log may name. */
const NAMES: readonly RegisterName[] = ["initial", "runtime0", "runtime1", "runtime2", "runtime3"];

/** The register that stands for a PCR of a TPM (UEFI 2.11 section 38); undefined for those from 16 on. */
export function registerOfPcr(pcr: number): RegisterName | undefined {
  const entry = list("registerPcrs").find(({ extra }) => pcr < 32 && (extra >> pcr) & 1);
  return entry && NAMES[entry.value];
}

/**
 * The registers that evidence carries. The evidence is not verified.
 *
 * @throws TsmError when it can't be read, or is neither a TDX quote nor a TDREPORT.
 */
export function registersOf(evidence: Uint8Array | string): Registers {
  const inspection = inspect(evidence);
  const found = registersIn(inspection).flatMap(({ name, value }) => {
    const known = NAMES.find((one) => one === name);
    return known ? [[known, value] as const] : [];
  });
  // Others have the register of the launch alone, of which events tell nothing.
  if (found.length > 1) return Object.fromEntries(found);
  throw tsmError("bad-request", `run-time registers come of a TDX quote or a TDREPORT, not of a ${inspection.format}`);
}

/** Puts bytes into the core, naming them when they don't fit. */
function put(core: Core, what: string, bytes: Uint8Array, at = 0): number {
  const length = core.put(bytes, at);
  if (length >= 0) return length;
  const most = core.exports.inputMax() - at;
  throw tsmError("too-large", `${what} has ${bytes.length} bytes, of ${most}`, { got: bytes.length, want: most });
}

/** Calls a door of the core, naming in its error what it was given. */
function ask(core: Core, what: string, result: number): number {
  if (result >= 0) return result;
  const error = lastFault(core);
  error.message = `${what}: ${error.message}`;
  throw error;
}

function expectRegisters(core: Core, against: Registers): void {
  for (const [name, value] of Object.entries(against)) {
    const number = NAMES.indexOf(name as RegisterName);
    if (number < 0) throw tsmError("bad-request", `no register is called ${name}; there are ${NAMES.join(", ")}`);
    const bytes = typeof value === "string" ? decodeHex(value) : value;
    if (bytes.length !== 48) throw tsmError("bad-request", `${name} has ${bytes.length} bytes, expected 48`);
    core.exports.eventsExpect(number, put(core, name, bytes));
  }
}

/** Has the core read the log with all that it is compared with. The log lies in the input region from then on. */
function replay(core: Core, log: Uint8Array, { table, against, reference }: EventsOptions): void {
  const isEvidence = against instanceof Uint8Array || typeof against === "string";
  const registers = isEvidence ? registersOf(against) : against;
  const { exports } = core;
  exports.eventsReset();
  if (reference) ask(core, "the reference", exports.eventsParse(put(core, "the reference", reference), 0));
  if (table) ask(core, "the table", exports.eventsTable(put(core, "the table", table)));
  if (registers) expectRegisters(core, registers);
  const length = put(core, "the log", log);
  const more = reference ? put(core, "the reference", reference, length) : 0;
  ask(core, "the log", exports.eventsParse(length, more));
}

/**
 * Reads an event log: the bytes of /sys/firmware/acpi/tables/data/CCEL, or a log that the attestation agent of Confidential
 * Containers went on with. It proves nothing until its registers agree with those of evidence that was verified.
 *
 * @throws TsmError when the log, the table or the evidence is malformed, with the place; a log that disagrees is a result.
 */
export function readEvents(log: Uint8Array, options: EventsOptions = {}): EventLog {
  const core = sharedCore();
  replay(core, log, options);
  return JSON.parse(core.text(ask(core, "the log", core.exports.eventsJson())));
}

/** The same as text, one event a line. */
export function renderEvents(log: Uint8Array, options: EventsOptions & { colours?: boolean } = {}): string {
  const core = sharedCore();
  replay(core, log, options);
  return core.text(ask(core, "the log", core.exports.eventsText(options.colours ? 1 : 0)));
}
