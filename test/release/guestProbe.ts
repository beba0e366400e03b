/** The guest's side as it is in the core: lines in, lines out. */
import { list } from "../../hosts/rows.ts";
import { compileProbe, type ProbeBuild } from "../crypto/compile.ts";

interface ProbeExports {
  memory: WebAssembly.Memory;
  inputAt(): number;
  outputAt(): number;
  staticEnd(): number;
  secretAt: WebAssembly.Global;
  faultAt(): number;
  faultMessage(): number;
  takeChallenge(at: number, length: number): number;
  makeKey(random: number, reportData: number): void;
  writeEvidence(...partsAndLengths: number[]): number;
  takeAnswer(at: number, length: number, sender: number): number;
  reasons(): number;
  forgetKey(): void;
}

/** A fault of the guest's side. */
export class GuestFault extends Error {
  readonly code: string | undefined;
  constructor(code: string | undefined, message: string) {
    super(message);
    this.code = code;
  }
}

/** What a guest tells of itself. */
export interface Told {
  provider: string;
  outblob: Uint8Array;
  auxblob?: Uint8Array;
}

/** A guest in the core. */
export async function guestProbe(build: ProbeBuild) {
  const probe = (await compileProbe("test/release/probe/guest.ts", build)) as unknown as ProbeExports;
  const memory = new Uint8Array(probe.memory.buffer);
  const [input, output] = [probe.inputAt(), probe.outputAt()];
  const text = (at: number, length: number) => Buffer.from(memory.subarray(at, at + length)).toString("latin1");
  const put = (bytes: Uint8Array, at = input) => {
    memory.set(bytes, at);
    return at;
  };
  /** A line, without its end, with rubbish behind it. */
  const putLine = (line: string) => {
    const bytes = Buffer.from(line.replace(/\n$/, ""), "utf8");
    put(Buffer.concat([bytes, Buffer.alloc(64, '"')]));
    return bytes.length;
  };
  const done = (result: number) => {
    if (result >= 0) return result;
    const code = new DataView(probe.memory.buffer).getUint32(probe.faultAt(), true);
    const name = list("fault").find(({ value }) => value === code)?.name;
    throw new GuestFault(name, text(output, probe.faultMessage()));
  };
  return {
    /** Takes a challenge and 32 random bytes. Returns the report data to ask for. */
    begin(challenge: string, random: Uint8Array): Uint8Array {
      done(probe.takeChallenge(input, putLine(challenge)));
      probe.makeKey(put(random), output);
      if (memory.subarray(input, input + 32).some(Boolean)) throw new Error("the random bytes are still there");
      return memory.slice(output, output + 64);
    },
    /** Tells the evidence. Returns the line. */
    tell({ provider, outblob, auxblob = new Uint8Array(0) }: Told): string {
      let next = input;
      const parts = [Buffer.from(provider), outblob, auxblob].flatMap((bytes) => {
        const at = put(bytes, next);
        next += bytes.length;
        return [at, bytes.length];
      });
      return text(output, done(probe.writeEvidence(...parts)));
    },
    /** Takes the answer. Returns the secret. */
    open(answer: string, sender?: Uint8Array): Uint8Array {
      const length = putLine(answer);
      const size = done(probe.takeAnswer(input, length, sender ? put(sender, input + (1 << 20)) : 0));
      return memory.slice(probe.secretAt.value, probe.secretAt.value + size);
    },
    reasons: () => text(output, done(probe.reasons())),
    forget: () => probe.forgetKey(),
    /** Is this among what the core keeps between calls? */
    keeps: (bytes: Uint8Array) => Buffer.from(memory.subarray(0, probe.staticEnd())).includes(Buffer.from(bytes)),
  };
}

/** The guest, ready. */
export type GuestProbe = Awaited<ReturnType<typeof guestProbe>>;
