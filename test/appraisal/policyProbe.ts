/** The probe of policies: JSON in, what it says out. */
import type { Core } from "../../hosts/core.ts";
import { readTables, type Tables, type Value } from "../../hosts/rows.ts";
import { compileProbe, type ProbeBuild } from "../crypto/compile.ts";

interface ProbeExports {
  rowsAt(): number;
  memory: WebAssembly.Memory;
  inputAt(): number;
  outputAt(): number;
  faultAt(): number;
  message(): number;
  forget(): void;
  resetPolicy(): void;
  read(length: number): number;
  choices(member: number, json: number): number;
  has(member: number): number;
  flag(member: number): number;
  number(member: number): bigint;
  mask(member: number): bigint;
  count(member: number): number;
  hexAt(member: number, i: number): number;
  tcbPart(member: number, part: number): number;
  allowsBytes(member: number, at: number, size: number): number;
  allowsNumber(member: number, value: bigint): number;
  allowsText(member: number, at: number, length: number): number;
}

/** A policy that is refused: where, in which member, and why. */
export interface Refusal {
  at: number;
  /** `snp.vmpls`, `snp`, or empty for the document. */
  member: string;
  problem: string;
  message: string;
}

/** Members by `object.name`, in the order of their numbers. */
export const membersOf = ({ lists }: Tables): Map<string, Value> =>
  new Map((lists.get("policyMember") as Value[]).map((m) => [`${m.text}.${m.name}`, m]));

/** The probe with its bytes. Members go by `object.name`. */
export async function policyProbe(build: ProbeBuild) {
  const probe = (await compileProbe("test/appraisal/probe/policy.ts", build)) as unknown as ProbeExports;
  const memory = Buffer.from(probe.memory.buffer);
  const view = new DataView(probe.memory.buffer);
  const tables = readTables({ exports: probe, view } as unknown as Core);
  const members = membersOf(tables);
  const [input, output, fault] = [probe.inputAt(), probe.outputAt(), probe.faultAt()];
  const problems = new Map(tables.lists.get("jsonProblem")?.map((v) => [v.value, v.name]));

  const id = (member: string): number => {
    const found = members.get(member);
    if (!found) throw new RangeError(`no member is called ${member}`);
    return found.value;
  };
  const put = (bytes: Uint8Array): number => {
    memory.set(bytes, input);
    return bytes.length;
  };
  const text = (length: number) => memory.toString("latin1", output, output + length);

  function refusal(): Refusal {
    const row = (view.getUint32(fault + 4, true) - probe.rowsAt()) / 32;
    const [list, name] = (tables.names[row] ?? "").split(".");
    const member = [...members.keys()][row - tables.names.indexOf("policyMember") - 1];
    return {
      at: view.getUint32(fault + 8, true),
      member: (list === "policyMember" ? member : name) ?? "",
      problem: problems.get(view.getUint32(fault + 12, true)) ?? "",
      message: text(probe.message()),
    };
  }

  return {
    tables,
    members,
    /** Puts a policy in force: text, or what becomes JSON. Returns why it is refused; undefined when it is not. */
    read(policy: object | string): Refusal | undefined {
      const json = typeof policy === "string" ? policy : JSON.stringify(policy);
      return probe.read(put(new TextEncoder().encode(json))) < 0 ? refusal() : undefined;
    },
    reset: probe.resetPolicy,
    /** Forgets even the default policy. */
    forget: probe.forget,
    has: (member: string) => probe.has(id(member)) === 1,
    flag: (member: string) => probe.flag(id(member)) === 1,
    number: (member: string) => probe.number(id(member)),
    mask: (member: string) => probe.mask(id(member)),
    count: (member: string) => probe.count(id(member)),
    hex(member: string, i: number) {
      const at = probe.hexAt(id(member), i);
      return memory.toString("hex", at, at + (members.get(member)?.extra ?? 0) / 256);
    },
    tcbPart: (member: string, part: number) => probe.tcbPart(id(member), part),
    allowsHex: (member: string, hex: string) =>
      probe.allowsBytes(id(member), input, put(Buffer.from(hex, "hex"))) === 1,
    allowsNumber: (member: string, value: bigint) => probe.allowsNumber(id(member), value) === 1,
    allowsText: (member: string, chars: string) => probe.allowsText(id(member), input, put(Buffer.from(chars))) === 1,
    /** What a member says, as a policy has it. */
    json: (member: string): unknown => JSON.parse(text(probe.choices(id(member), 1))),
    /** The same for people. */
    text: (member: string) => text(probe.choices(id(member), 0)),
  };
}
