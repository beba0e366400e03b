/** The probe of certificates: bytes in, what they say out. */
import type { Core } from "../../hosts/core.ts";
import { readTables, type Value } from "../../hosts/rows.ts";
import { compileProbe, type ProbeBuild } from "../crypto/compile.ts";

interface ProbeExports {
  memory: WebAssembly.Memory;
  inputAt(): number;
  outputAt(): number;
  recordSize(): number;
  problemPlace(): number;
  read(i: number, at: number, length: number): number;
  slotAt(i: number, slot: number): number;
  slotLength(i: number, slot: number): number;
  slotNumber(i: number, slot: number): number;
  notBefore(i: number): bigint;
  notAfter(i: number): bigint;
  isAuthority(i: number): number;
  pathLength(i: number): number;
  usage(i: number): number;
  spkiAt(i: number): number;
  spkiLength(i: number): number;
  loseKey(i: number): void;
  isSigned(i: number, authority: number): number;
  checkLink(i: number, authority: number, now: bigint, depthBelow: number): number;
  readList(at: number, length: number): number;
  thisUpdate(): bigint;
  nextUpdate(): bigint;
  numberAt(): number;
  numberLength(): number;
  isOnList(at: number, length: number): number;
  checkList(authority: number, now: bigint): number;
  forgetSignatures(): void;
  pem(at: number, end: number, to: number, max: number): number;
  blockAt(): number;
  blockStop(): number;
  time(at: number, length: number): bigint;
}

/** Slots that have no row among those that are shown. */
const FIXED: Record<string, number> = { subject: 0, issuer: 1, serialNumber: 2, tcbComponents: 19 };
/** Bytes of the input region that one certificate takes; the list comes behind eight of them. */
const ROOM = 16384;

/** What {@link x509Probe} calls a time that is none. */
export const NO_TIME = -(2n ** 63n);

/** The probe with its bytes. Certificates have numbers from 0 to 7. */
export async function x509Probe(build: ProbeBuild) {
  const probe = (await compileProbe("test/x509/probe/x509.ts", build)) as unknown as ProbeExports;
  const memory = Buffer.from(probe.memory.buffer);
  const view = new DataView(probe.memory.buffer);
  const { lists } = readTables({ exports: probe, view } as unknown as Core);
  const slots = new Map(Object.entries(FIXED));
  for (const name of ["certificateOid", "certificateOtherOid"]) {
    for (const row of lists.get(name) as Value[]) slots.set(row.name, row.value);
  }
  const nameOf = (problem: number) => {
    if (problem >= 0) return "ok";
    return lists.get("certificateProblem")?.find((row) => row.value === -problem)?.name ?? `problem ${-problem}`;
  };
  const placeOf = (i: number) => probe.inputAt() + ROOM * i;
  const put = (at: number, bytes: Uint8Array) => {
    memory.set(bytes, at);
    return at;
  };
  const slot = (i: number, name: string) => {
    const number = slots.get(name);
    if (number === undefined) throw new RangeError(`no slot is called ${name}`);
    const at = probe.slotAt(i, number);
    return at === 0 ? undefined : memory.subarray(at, at + probe.slotLength(i, number));
  };
  return {
    probe,
    /** Reads a certificate as number i. Returns "ok", or the name of what is wrong with it. */
    read: (der: Uint8Array, i = 0) => nameOf(probe.read(i, put(placeOf(i), der), der.length)),
    /** Where the last problem lies in certificate i. */
    problemAt: (i = 0) => probe.problemPlace() - placeOf(i),
    /** What was found for a slot. */
    slot,
    hex: (i: number, name: string) => slot(i, name)?.toString("hex"),
    number: (i: number, name: string) => probe.slotNumber(i, slots.get(name) as number),
    spki: (i: number) => memory.subarray(probe.spkiAt(i), probe.spkiAt(i) + probe.spkiLength(i)),
    /** Reads a revocation list. */
    readList: (der: Uint8Array) => nameOf(probe.readList(put(placeOf(8), der), der.length)),
    /** Number of the list, in hex. */
    listNumber: () => memory.toString("hex", probe.numberAt(), probe.numberAt() + probe.numberLength()),
    isOnList: (serial: Uint8Array) => probe.isOnList(put(placeOf(7), serial), serial.length) === 1,
    /** Reads all blocks of a bundle; the last entry is the name of what is wrong, if anything is. */
    pem(text: Uint8Array, max = 8192): (Buffer | string)[] {
      const found: (Buffer | string)[] = [];
      const end = put(probe.inputAt(), text) + text.length;
      for (let at = probe.inputAt(); ; at = probe.blockStop()) {
        const length = probe.pem(at, end, probe.outputAt(), max);
        if (length === 0) return found;
        if (length < 0) return [...found, nameOf(length)];
        found.push(Buffer.from(memory.subarray(probe.outputAt(), probe.outputAt() + length)));
      }
    },
    time: (der: Uint8Array) => probe.time(put(probe.inputAt(), der), der.length),
  };
}

/** What is wrong with a link, one bit each. */
export const Link = { Name: 1, Authority: 2, PathLength: 4, Usage: 8, Time: 16, Signature: 32 } as const;
