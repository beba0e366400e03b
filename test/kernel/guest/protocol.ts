/** What goes over /dev/tsmkit-test, as bytes: see module/protocol.h. */
import type { Provider, Report, ReportRequest } from "../../../hosts/software-tsm/index.ts";

/** What a question is about (enum kind). */
export const Kind = { report: 1, snpReport: 2, snpExtReport: 3, snpKey: 4, tdxReport: 5 } as const;

/** Devices that come with the provider, as bits. */
export const Devices = { sevGuest: 1, tdxGuest: 2 } as const;

/** A question of the devices'. */
export interface DeviceQuestion {
  kind: number;
  privlevel: number;
  /** Report data; or the request of a key. */
  input: Uint8Array;
  /** The measurement registers RTMR0 to RTMR3 as they stand. */
  rtmrs: Uint8Array[];
}

/** The answer to it: up to three blobs, or an error number; and what the SNP ioctls put into exitinfo2. */
export interface DeviceAnswer {
  blobs?: Uint8Array[];
  errno?: number;
  exitinfo2?: bigint;
}

/** What is behind the devices. */
export interface DeviceModel {
  /** {@link Devices}. */
  devices: number;
  answer(question: DeviceQuestion): Promise<DeviceAnswer>;
}

const Verb = { register: 1, answer: 2, leave: 3 } as const;
const QUESTION = { size: 352, input: 16, serviceGuid: 80, manifestVersion: 96, serviceProvider: 100, rtmrs: 160 };
const REGISTRATION = { size: 64, name: 20, nameSize: 44 };
const RTMR_SIZE = 48;
const ANSWER = { size: 32, lengths: 12, exitinfo2: 24 };
const BLOBS = 3;

/** In the kernel's order (enum tsm_attr_index and enum tsm_bin_attr_index). */
const ATTRIBUTES = [
  "generation",
  "provider",
  "privlevel",
  "privlevel_floor",
  "service_provider",
  "service_guid",
  "service_manifest_version",
];
const BLOB_ATTRIBUTES = ["inblob", "outblob", "auxblob", "manifestblob"];
const ALWAYS = ["generation", "provider", "inblob", "outblob"];

/** The attributes that a provider shows, as bits. */
function shown(provider: Provider, names: string[]): number {
  return names.reduce((bits, name, i) => bits | (ALWAYS.includes(name) || provider.shows(name) ? 1 << i : 0), 0);
}

/** The message that registers a provider, with devices as bits. */
export function registration(provider: Provider, devices: number): Buffer {
  const message = Buffer.alloc(REGISTRATION.size);
  const fields = [
    Verb.register,
    provider.privlevelFloor,
    shown(provider, ATTRIBUTES),
    shown(provider, BLOB_ATTRIBUTES),
    devices,
  ];
  for (const [i, field] of fields.entries()) message.writeUInt32LE(field, 4 * i);
  message.write(provider.name, REGISTRATION.name, REGISTRATION.nameSize - 1);
  return message;
}

function answer(id: number, { blobs = [], errno = 0, exitinfo2 = 0n }: DeviceAnswer): Buffer {
  const head = Buffer.alloc(ANSWER.size);
  head.writeUInt32LE(Verb.answer, 0);
  head.writeUInt32LE(id, 4);
  head.writeInt32LE(-errno, 8);
  for (let i = 0; i < BLOBS; i++) head.writeUInt32LE(blobs[i]?.length ?? 0, ANSWER.lengths + 4 * i);
  head.writeBigUInt64LE(exitinfo2, ANSWER.exitinfo2);
  return Buffer.concat([head, ...blobs]);
}

function rtmrsOf(question: Buffer): Uint8Array[] {
  const rtmrs: Uint8Array[] = [];
  for (let at = QUESTION.rtmrs; at < QUESTION.size; at += RTMR_SIZE) {
    rtmrs.push(Uint8Array.from(question.subarray(at, at + RTMR_SIZE)));
  }
  return rtmrs;
}

/** A GUID in text from the kernel's bytes, the first three parts of which are little-endian numbers. */
function guidText(bytes: Buffer): string {
  const part = (from: number, to: number) => bytes.subarray(from, to);
  const swapped = [part(0, 4), part(4, 6), part(6, 8)].map((piece) => Buffer.from(piece).reverse());
  return [...swapped, part(8, 10), part(10, 16)].map((piece) => piece.toString("hex")).join("-");
}

/** What a question about a report asks a provider for; what was never written reads as zeros. */
function requestOf(question: Buffer, input: Uint8Array): ReportRequest {
  const [provider] = question.toString("latin1", QUESTION.serviceProvider, QUESTION.rtmrs).split("\0");
  const guid = question.subarray(QUESTION.serviceGuid, QUESTION.manifestVersion);
  return {
    inblob: input,
    privlevel: question.readUInt32LE(8),
    serviceProvider: provider || undefined,
    serviceGuid: guid.some(Boolean) ? guidText(guid) : undefined,
    serviceManifestVersion: question.readUInt32LE(QUESTION.manifestVersion) || undefined,
  };
}

const blobsOf = ({ outblob, auxblob, manifestblob }: Report) =>
  [outblob, auxblob, manifestblob].map((blob) => blob ?? new Uint8Array(0));

/** The message that takes provider and devices away. */
export function leave(): Buffer {
  const message = Buffer.alloc(4);
  message.writeUInt32LE(Verb.leave);
  return message;
}

/** Bytes of a question. */
export const QUESTION_SIZE = QUESTION.size;

/** The message that answers a question. */
export async function answerTo(question: Buffer, provider: Provider, model?: DeviceModel): Promise<Buffer> {
  return answer(question.readUInt32LE(0), await work(question, provider, model));
}

async function work(question: Buffer, provider: Provider, model: DeviceModel | undefined): Promise<DeviceAnswer> {
  const kind = question.readUInt32LE(4);
  const input = Uint8Array.from(question.subarray(QUESTION.input, QUESTION.input + question.readUInt32LE(12)));
  if (kind !== Kind.report) {
    if (!model) throw new Error(`question ${kind}, but there are no devices`);
    return model.answer({ kind, privlevel: question.readUInt32LE(8), input, rtmrs: rtmrsOf(question) });
  }
  try {
    return { blobs: blobsOf(await provider.makeReport(requestOf(question, input))) };
  } catch (error) {
    // The provider may be of the built package, whose class FileError is another one.
    const { errno } = error as { errno?: number };
    if (errno === undefined) throw error;
    return { errno };
  }
}
