/** The probe of the JSON reader: text in; the value that the reader saw, or what is wrong and where. */
import { compileProbe, type ProbeBuild } from "../crypto/compile.ts";

interface ProbeExports {
  memory: WebAssembly.Memory;
  inputAt(): number;
  outputAt(): number;
  problem(): number;
  problemAt(): number;
  read(length: number): number;
  check(length: number): number;
  unsigned(length: number, most: bigint): bigint;
  saysSvn(length: number): number;
  resolveInPlace(length: number): number;
}

/** Problems by their numbers; formats/json.ts. */
export const PROBLEMS = [
  "",
  "truncated",
  "syntax",
  "character",
  "tooDeep",
  "tooMany",
  "duplicate",
  "otherType",
  "outOfRange",
  "unknown",
  "missing",
] as const;
export type Problem = (typeof PROBLEMS)[number];

/** What was read: a value, or what is wrong and at which byte. */
export type Read = { value: unknown } | { problem: Problem; at: number };

const Event = { Object: 1, Array: 2, Name: 3, String: 4, Number: 5, True: 6, False: 7, Null: 8, End: 9 } as const;

/** An event: the bytes of its value, and what a string says. */
interface Seen {
  kind: number;
  raw: string;
  says?: string;
}

/** Makes a value of events, and checks that each value's bytes are that value as JSON.parse has it. */
class Events {
  #at = 0;
  readonly #bytes: Buffer;
  readonly #text: Buffer;

  constructor(bytes: Buffer, text: Buffer) {
    this.#bytes = bytes;
    this.#text = text;
  }

  #event(): Seen {
    const [kind, from, to] = [0, 4, 8].map((i) => this.#bytes.readUInt32LE(this.#at + i)) as [number, number, number];
    this.#at += 12;
    if (kind !== Event.Name && kind !== Event.String) return { kind, raw: this.#text.toString("utf8", from, to) };
    const start = this.#at + 4;
    this.#at = start + this.#bytes.readUInt32LE(this.#at);
    return {
      kind,
      raw: `"${this.#text.toString("utf8", from, to)}"`,
      says: this.#bytes.toString("utf8", start, this.#at),
    };
  }

  value(first = this.#event()): unknown {
    const { value, raw } = this.#valueOf(first);
    if (JSON.stringify(JSON.parse(raw)) !== JSON.stringify(value))
      throw new Error(`${raw} is not the bytes of its value`);
    return value;
  }

  #valueOf({ kind, raw, says }: Seen): { value: unknown; raw: string } {
    if (kind === Event.Object) {
      // Names such as __proto__ are members like others.
      const members: [string, unknown][] = [];
      let next = this.#event();
      for (; next.kind === Event.Name; next = this.#event()) members.push([next.says as string, this.value()]);
      return { value: Object.fromEntries(members), raw: next.raw };
    }
    if (kind === Event.Array) {
      const value = [];
      let next = this.#event();
      for (; next.kind !== Event.End; next = this.#event()) value.push(this.value(next));
      return { value, raw: next.raw };
    }
    if (kind === Event.String) return { value: says, raw };
    if (kind === Event.Number) return { value: Number(raw), raw };
    if (kind === Event.Null) return { value: null, raw };
    return { value: kind === Event.True, raw };
  }
}

/** The probe with its text. */
export async function readerProbe(build: ProbeBuild) {
  const probe = (await compileProbe("test/json/probe/reader.ts", build)) as unknown as ProbeExports;
  const memory = Buffer.from(probe.memory.buffer);
  const [input, output] = [probe.inputAt(), probe.outputAt()];
  /** Copies text to the input; what follows it would go on with a string. */
  const put = (text: string | Uint8Array) => {
    const bytes = typeof text === "string" ? Buffer.from(text) : text;
    memory.fill(0x41, input + bytes.length, input + bytes.length + 32);
    memory.set(bytes, input);
    return bytes.length;
  };
  const problem = () => ({ problem: PROBLEMS[probe.problem()] as Problem, at: probe.problemAt() });
  return {
    read(text: string | Uint8Array): Read {
      const length = probe.read(put(text));
      if (length < 0) return problem();
      return { value: new Events(memory.subarray(output, output + length), Buffer.from(text as string)).value() };
    },
    /** Is it taken when it is read over as a whole? */
    check: (text: string | Uint8Array) => probe.check(put(text)) === 1,
    problem,
    unsigned(text: string, most = 2n ** 64n - 1n): bigint | Problem {
      const value = BigInt.asUintN(64, probe.unsigned(put(text), most));
      return PROBLEMS[probe.problem()] || value;
    },
    saysSvn: (text: string) => probe.saysSvn(put(text)) === 1,
    resolveInPlace: (text: string) => memory.toString("utf8", input + 1, input + 1 + probe.resolveInPlace(put(text))),
  };
}
