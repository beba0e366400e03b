/**
 * Forges event logs whose digests are right, and tells what their registers come to.
 * Source: UEFI 2.11 section 38; TCG PC Client Platform Firmware Profile 1.06, section 10.2; ACPI 6.5 section 5.2.34.
 */
import { concat } from "../bytes.ts";
import type { RegisterName } from "../events.ts";
import { list, type Value } from "../rows.ts";
import { encode } from "./sections.ts";
import { type Digest, digest } from "./webcrypto.ts";

/** One event of a log. */
export interface EventTemplate {
  register: RegisterName;
  /** Its name, such as `EV_SEPARATOR`, or its number. */
  type: string | number;
  /** Text is UTF-8. */
  data?: Uint8Array | string;
  /** What is hashed; default: the data. */
  measured?: Uint8Array | string;
  /** The digests themselves, by algorithm, instead of right ones. */
  digests?: Record<string, Uint8Array>;
}

/** How a log is laid out; all of it has defaults. */
export interface EventLogOptions {
  /** Hash functions; default SHA-384 alone. */
  algorithms?: readonly Digest[];
  /** Bytes of the area, which is filled with FF; default: none but the events. */
  area?: number;
  /** The vendor's part of the header. */
  vendorInfo?: Uint8Array;
}

/** A log, and what it comes to. */
export interface ForgedEventLog {
  log: Uint8Array;
  registers: Record<RegisterName, Uint8Array>;
}

const utf8 = (data: Uint8Array | string) => (typeof data === "string" ? new TextEncoder().encode(data) : data);

/** Characters of 16 bits, little-endian, with nothing behind them. */
function utf16(text: string): Uint8Array {
  return Uint8Array.from([...text].flatMap((c) => [c.charCodeAt(0) & 255, c.charCodeAt(0) >> 8]));
}

/** An entry of a list. */
function entryOf(name: string, entry: string): Value {
  const found = list(name).find((row) => row.name === entry);
  if (!found) throw new RangeError(`${name} has no ${entry}`);
  return found;
}

/** The number of an entry of a list. */
const numberOf = (name: string, entry: string): number => entryOf(name, entry).value;

/** Data of a variable's event (UEFI_VARIABLE_DATA). The vendor's GUID is zero unless told. */
export function variableData(name: string, value: Uint8Array, vendor: Uint8Array = new Uint8Array(16)): Uint8Array {
  const head = encode("uefiVariable", 0, { vendor, nameLength: name.length, valueLength: value.length });
  return concat([head, utf16(name), value]);
}

/** Data of an event of an image that was loaded from a file (UEFI_IMAGE_LOAD_EVENT). */
export function imageData(path: string): Uint8Array {
  const text = utf16(`${path}\0`);
  const node = concat([encode("uefiPathNode", 0, { type: 4, subtype: 4, length: text.length + 4 }), text]);
  const end = encode("uefiPathNode", 0, { type: 0x7f, subtype: 0xff, length: 4 });
  return concat([encode("uefiImage", 0, { pathLength: node.length + end.length }), node, end]);
}

/** Data of a tagged event (TCG_PCClientTaggedEvent). The attestation agent's tag is 0x4141454c. */
export function tagData(id: number, data: Uint8Array | string): Uint8Array {
  const bytes = utf8(data);
  return concat([encode("ccTag", 0, { id, size: bytes.length }), bytes]);
}

function encodeHeader(algorithms: readonly Digest[], vendorInfo: Uint8Array): Uint8Array {
  const signature = utf8("Spec ID Event03");
  const spec = { signature, versionMajor: 2, uintnSize: 2, algorithmCount: algorithms.length };
  const data = concat([
    encode("ccSpecId", 0, spec),
    ...algorithms.map((name) => {
      const { value: id, extra: size } = entryOf("ccAlgorithmId", name);
      return encode("ccAlgorithm", 0, { id, size });
    }),
    encode("ccVendorInfo", 0, { size: vendorInfo.length, info: vendorInfo }),
  ]);
  return concat([encode("ccLogHeader", 0, { type: numberOf("eventType", "EV_NO_ACTION"), size: data.length }), data]);
}

/** Makes an event log. An event that extends nothing has digests of zeros. */
export async function encodeEventLog(
  events: readonly EventTemplate[],
  options: EventLogOptions = {},
): Promise<ForgedEventLog> {
  const { algorithms = ["SHA-384"], vendorInfo = new Uint8Array(), area = 0 } = options;
  const parts = [encodeHeader(algorithms, vendorInfo)];
  const zero = (): Uint8Array => new Uint8Array(48);
  const registers = { initial: zero(), runtime0: zero(), runtime1: zero(), runtime2: zero(), runtime3: zero() };
  for (const { register, type: named, data = "", measured = data, digests = {} } of events) {
    const type = typeof named === "number" ? named : numberOf("eventType", named);
    const isExtended = type !== numberOf("eventType", "EV_NO_ACTION");
    const number = numberOf("measurementRegister", register);
    parts.push(encode("ccEvent", 0, { register: number, type, digestCount: algorithms.length }));
    for (const name of algorithms) {
      const right = await digest(name, utf8(measured));
      const value = digests[name] ?? (isExtended ? right : new Uint8Array(right.length));
      parts.push(encode("ccDigest", 0, { algorithm: numberOf("ccAlgorithmId", name), digest: value }));
      if (name === "SHA-384" && isExtended) {
        registers[register] = await digest(name, concat([registers[register], value]));
      }
    }
    parts.push(encode("ccEventData", 0, { size: utf8(data).length, event: utf8(data) }));
  }
  const log = concat(parts);
  if (area > log.length) return { log: concat([log, new Uint8Array(area - log.length).fill(0xff)]), registers };
  return { log, registers };
}

/** Makes the ACPI table of a log of as many bytes. */
export function encodeCcelTable(logLength: number, ccType: "SEV" | "TDX" = "TDX"): Uint8Array {
  const table = encode("ccelTable", 0, {
    signature: utf8("CCEL"),
    length: 56,
    revision: 1,
    oemId: utf8("TSMKIT"),
    oemTableId: utf8("FORGED  "),
    creatorId: utf8("TSMK"),
    ccType: ccType === "SEV" ? 1 : 2,
    logLength,
  });
  table[9] = -table.reduce((sum, byte) => sum + byte, 0) & 255;
  return table;
}
