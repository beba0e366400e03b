/** What the worlds of wit/ are in JavaScript, and the components that jco makes of them for tests. */
import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { pathToFileURL } from "node:url";
import { transpile } from "@bytecodealliance/jco";
import type { ErrorCode, EvidenceForm, EvidenceFormat } from "../../hosts/formats.ts";
import type { ErrorGroup, OutcomeName, RegisterName } from "../../hosts/index.ts";
import { root } from "../docs/documents.ts";

export interface Fault {
  code: ErrorCode;
  group: ErrorGroup;
  message: string;
  argument?: string;
  field?: string;
  at: number;
  got: number;
  want: number;
  attribute?: string;
  errno?: number;
  leftBehind: boolean;
}

export interface Style {
  short?: boolean;
  colours?: boolean;
}

export interface Tsmkit {
  inspect: {
    inspect(
      evidence: Uint8Array,
      form: EvidenceForm,
      style: Style,
    ): { format: EvidenceFormat; version: number; size: number; tail: number; readAs: EvidenceForm; json: string };
    render(evidence: Uint8Array, form: EvidenceForm, view: "json" | "text" | "hex", style: Style): string;
  };
  verify: {
    appraise(
      evidence: Uint8Array,
      form: EvidenceForm,
      options: {
        nonce: { tag: "given"; val: Uint8Array } | { tag: "waived" };
        time: bigint;
        endorsements: Uint8Array[];
        trustRoots: Uint8Array[];
        policy?: string;
        colours: boolean;
      },
    ): { verdict: OutcomeName; json: string; text: string };
  };
  events: {
    replay(
      log: Uint8Array,
      options: {
        table?: Uint8Array;
        registers: { register: RegisterName; value: Uint8Array }[];
        reference?: Uint8Array;
        colours: boolean;
      },
    ): { wrong: number; json: string; text: string };
  };
}

/** Functions of `report-files`; what fails throws the error number. */
export interface ReportFiles {
  create(entry: string): void;
  remove(entry: string): void;
  read(entry: string, attribute: string): Uint8Array;
  write(entry: string, attribute: string, bytes: Uint8Array): void;
  wait(milliseconds: number): boolean;
}

export interface RequestOptions {
  reportData: { tag: "nonce" | "sha384" | "sha512"; val: Uint8Array };
  entry: string;
  seed: number;
  privlevel?: number;
  service?: { provider: string; guid?: string; manifestVersion?: number };
  aux: boolean;
  attempts?: number;
}

export interface Evidence {
  provider: string;
  outblob: Uint8Array;
  auxblob?: Uint8Array;
  manifestblob?: Uint8Array;
  privlevel?: number;
  generation: bigint;
  reportData: Uint8Array;
  reportDataLength: number;
  attempts: number;
  interfered: boolean;
  leftBehind: boolean;
}

export interface Attester {
  request: { request(options: RequestOptions): Evidence };
}

/** A component of dist/. */
export const componentOf = (world: string) => new Uint8Array(readFileSync(join(root, `dist/${world}.component.wasm`)));

/** Has jco make a module of a component and its glue; Node imports it. Returns what makes instances, and their memories. */
async function transpiled(world: string) {
  const { files } = await transpile(componentOf(world), { name: world, instantiation: "sync", noTypescript: true });
  const folder = mkdtempSync(join(tmpdir(), "tsmkit-component-"));
  try {
    for (const [name, bytes] of Object.entries(files)) {
      mkdirSync(dirname(join(folder, name)), { recursive: true });
      writeFileSync(join(folder, name), bytes);
    }
    const { instantiate } = await import(pathToFileURL(join(folder, `${world}.js`)).href);
    const core = (name: string) => new WebAssembly.Module(files[name] as Uint8Array<ArrayBuffer>);
    return (imports: object, memories: WebAssembly.Memory[] = []) =>
      instantiate(core, imports, (module: WebAssembly.Module, given: WebAssembly.Imports) => {
        const instance = new WebAssembly.Instance(module, given);
        if (instance.exports.memory instanceof WebAssembly.Memory) memories.push(instance.exports.memory);
        return instance;
      });
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

/** The world `tsmkit`, and the memory of its core. */
export async function tsmkit(): Promise<{ library: Tsmkit; memory: WebAssembly.Memory }> {
  const memories: WebAssembly.Memory[] = [];
  const library = (await transpiled("tsmkit"))({}, memories);
  return { library, memory: memories[0] as WebAssembly.Memory };
}

/** Makes instances of the world `attester`, each over files of its own. */
export async function attesters(): Promise<(files: ReportFiles) => Attester> {
  const instantiate = await transpiled("attester");
  return (files) => instantiate({ "tsmkit:attestation/report-files": files });
}

/** The fault of a call that fails. */
export function faultOf(call: () => unknown): Fault {
  try {
    call();
  } catch (error) {
    if (error instanceof Error && "payload" in error) return error.payload as Fault;
    throw error;
  }
  throw new Error("the call did not fail");
}
