/** The probe of Intel's collateral: JSON in; records as plain objects, or what is wrong, where, and in which member. */
import { compileProbe, type ProbeBuild } from "../crypto/compile.ts";
import { PROBLEMS, type Problem } from "../json/readerProbe.ts";

interface ProbeExports {
  memory: WebAssembly.Memory;
  inputAt(): number;
  outputAt(): number;
  rowsAt(): number;
  rowCount(): number;
  tcbInfoAt(): number;
  enclaveIdentityAt(): number;
  levelSize(): number;
  problemAt(): number;
  culpritAt(): number;
  readTcbInfo(p: number, end: number): number;
  readEnclaveIdentity(p: number, end: number): number;
  judge(
    components: number,
    pceSvn: number,
    teeTcbSvn: number,
    teeTcbSvn2: number,
    mrSignerSeam: number,
    seamAttributes: number,
    qeSvn: number,
  ): number;
  statusOf(part: number): number;
  tcbDate(): bigint;
  collectAdvisories(): void;
  advisoryCount(): number;
  advisoryFrom(i: number): number;
  advisoryTo(i: number): number;
  matches(value: number, wanted: number, mask: number, size: number): number;
  readIsoTime(p: number, end: number): bigint;
}

/** A level as Intel writes it, or as far as it is kept. */
export interface Level {
  tcb: { sgx?: number[]; tdx?: number[]; svn: number };
  tcbDate: string;
  tcbStatus: string;
  advisoryIDs?: string[];
}

/** What is wrong: nothing, or a problem at a byte in a member. */
export type Refused = { problem: Problem; at: number; member: string | undefined } | undefined;

/** What is judged of a platform. */
export interface Platform {
  components: number[];
  pceSvn: number;
  teeTcbSvn?: number[];
  teeTcbSvn2?: number[];
  mrSignerSeam?: Uint8Array;
  seamAttributes?: Uint8Array;
  qeSvn: number;
}

/** What is said of it. */
export interface Judgement {
  status: string;
  sgx: string;
  tdx: string;
  module: string;
  qe: string;
  tcbDate: string | undefined;
  advisories: string[];
}

const iso = (seconds: bigint) => new Date(Number(seconds) * 1000).toISOString().replace(".000Z", "Z");

export async function collateralProbe(build: ProbeBuild) {
  const probe = (await compileProbe("test/collateral/probe/collateral.ts", build)) as unknown as ProbeExports;
  const memory = Buffer.from(probe.memory.buffer);
  const u32 = (at: number) => memory.readUInt32LE(at);
  const text = (at: number) => memory.toString("latin1", at + 2, at + 2 + memory.readUInt16LE(at));

  /** Entries of the lists: by list, and by address. */
  type Entry = { name: string; at: number; written: number; size: number };
  const lists = new Map<string, Entry[]>();
  const names = new Map<number, string>();
  for (let i = 0, list = ""; i < probe.rowCount(); i++) {
    const row = probe.rowsAt() + 32 * i;
    const [kind, name] = [memory[row], text(u32(row + 12))];
    if (kind === 7) {
      list = name;
      lists.set(list, []);
    } else if (kind === 6) {
      const extra = u32(row + 8);
      lists.get(list)?.push({ name, at: u32(row + 4), written: extra >> 8, size: extra & 255 });
      names.set(row, `${list}.${name}`);
    }
  }
  const list = (name: string) => lists.get(name) as Entry[];
  const status = (value: number) => list("tcbStatus").find(({ at }) => at === value)?.name ?? "none";
  const place = (name: string, member: string) => list(name).find((e) => e.name === member)?.at as number;

  /** The members of a record that were there; of others than hex, numbers and dates its words. */
  function members(name: string, record: number): Record<string, unknown> {
    const there = list(name).filter((_, i) => (u32(record) >> i) & 1);
    const value = ({ at, written, size }: Entry) => {
      if (written === 1) return memory.toString("hex", record + at, record + at + size);
      return written === 3 ? iso(memory.readBigInt64LE(record + at)) : u32(record + at);
    };
    return Object.fromEntries(there.map((entry) => [entry.name, value(entry)]));
  }

  function level(at: number): Level {
    const { tcbDate, tcbStatus, advisoryIDs } = members("tcbLevel", at);
    const seen = u32(at + 28);
    const has = (name: string) => (seen >> list("tcb").findIndex((e) => e.name === name)) & 1;
    const bytes = (from: number) => [...memory.subarray(from, from + 16)];
    const key = at + 32;
    return {
      tcb: {
        ...(has("isvsvn") ? {} : { sgx: bytes(key) }),
        ...(has("tdxtcbcomponents") ? { tdx: bytes(key + 18) } : {}),
        svn: memory.readUInt16BE(key + 16),
      },
      tcbDate: tcbDate as string,
      tcbStatus: status(tcbStatus as number),
      ...(advisoryIDs === undefined
        ? {}
        : { advisoryIDs: JSON.parse(memory.toString("utf8", u32(at + 16), u32(at + 20))) }),
    };
  }
  const levels = (at: number) => Array.from({ length: u32(at) }, (_, i) => level(at + 4 + probe.levelSize() * i));

  function module(at: number) {
    const record = members("tdxModuleIdentity", at);
    return record.tcbLevels === undefined
      ? record
      : { ...record, tcbLevels: levels(at + place("tdxModuleIdentity", "tcbLevels")) };
  }

  /** Copies JSON to the input region, `shift` bytes from its start. What follows is no JSON. */
  function put(json: string | Uint8Array, shift = 0): [from: number, to: number] {
    const bytes = typeof json === "string" ? Buffer.from(json) : json;
    const from = probe.inputAt() + shift;
    memory.set(bytes, from);
    memory.fill(0x41, from + bytes.length, from + bytes.length + 32);
    return [from, from + bytes.length];
  }
  function outcome(result: number, from: number): Refused {
    if (result === 0) return undefined;
    return {
      problem: PROBLEMS[-result] as Problem,
      at: probe.problemAt() - from,
      member: names.get(probe.culpritAt()),
    };
  }

  /** Where a second document lies, so that the first one stays. */
  const BEHIND = 1 << 20;
  return {
    readTcbInfo(json: string | Uint8Array): Refused {
      const [from, to] = put(json);
      return outcome(probe.readTcbInfo(from, to), from);
    },
    readEnclaveIdentity(json: string | Uint8Array): Refused {
      const [from, to] = put(json, BEHIND);
      return outcome(probe.readEnclaveIdentity(from, to), from);
    },
    tcbInfo() {
      const at = probe.tcbInfoAt();
      const info = members("tcbInfo", at);
      const modules = at + place("tcbInfo", "tdxModuleIdentities");
      const size = modules - (at + place("tcbInfo", "tdxModule"));
      return {
        ...info,
        tcbLevels: levels(at + place("tcbInfo", "tcbLevels")),
        ...(info.tdxModule === undefined ? {} : { tdxModule: module(at + place("tcbInfo", "tdxModule")) }),
        ...(info.tdxModuleIdentities === undefined
          ? {}
          : { tdxModuleIdentities: Array.from({ length: u32(modules) }, (_, i) => module(modules + 8 + size * i)) }),
      };
    },
    enclaveIdentity() {
      const at = probe.enclaveIdentityAt();
      return { ...members("enclaveIdentity", at), tcbLevels: levels(at + place("enclaveIdentity", "tcbLevels")) };
    },
    /** Are the records empty, as they are after what was refused? */
    isEmpty: () =>
      u32(probe.tcbInfoAt()) === 0 &&
      memory.subarray(probe.tcbInfoAt(), probe.tcbInfoAt() + 25608).every((b) => b === 0),
    judge(platform: Platform): Judgement {
      const at = probe.outputAt();
      const bytes = (list: ArrayLike<number> | undefined, from: number) => {
        if (list) memory.set(Uint8Array.from(list), from);
        return list ? from : 0;
      };
      const merged = probe.judge(
        bytes(platform.components, at),
        platform.pceSvn,
        bytes(platform.teeTcbSvn, at + 16),
        bytes(platform.teeTcbSvn2, at + 32),
        bytes(platform.mrSignerSeam ?? new Uint8Array(48), at + 48),
        bytes(platform.seamAttributes ?? new Uint8Array(8), at + 96),
        platform.qeSvn,
      );
      probe.collectAdvisories();
      const [sgx, tdx, module, qe] = [0, 1, 2, 3].map((part) => status(probe.statusOf(part))) as [
        string,
        string,
        string,
        string,
      ];
      const date = probe.tcbDate();
      const advisories = Array.from({ length: probe.advisoryCount() }, (_, i) =>
        memory.toString("utf8", probe.advisoryFrom(i), probe.advisoryTo(i)),
      );
      return { status: status(merged), sgx, tdx, module, qe, tcbDate: date < 0n ? undefined : iso(date), advisories };
    },
    matches(value: number[], wanted: number[], mask: number[]): boolean {
      const at = probe.outputAt();
      memory.set(Uint8Array.from([...value, ...wanted, ...mask]), at);
      return probe.matches(at, at + value.length, at + 2 * value.length, value.length) === 1;
    },
    /** Seconds since 1970; undefined for what is no time. */
    time(text: string): bigint | undefined {
      const seconds = probe.readIsoTime(...put(text));
      return seconds === -(2n ** 63n) ? undefined : seconds;
    },
  };
}
