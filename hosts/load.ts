/**
 * Chooses and loads one of the two builds of the core. They give the same answers; the fused one is faster and needs an
 * engine with relaxed SIMD that rounds `a * b + c` once. Both are inlined as base64, so that no host needs a file system,
 * a network or a bundler plugin; the one that is chosen is compiled once, on first use.
 */
import { fromBase64 } from "./base64.ts";
import { FUSED_BASE64, PLAIN_BASE64 } from "./core.bytes.ts";

/** Lengths of key, signature and message in the input region, and whether the message is its digest. */
type Signed = [keyLength: number, signatureLength: number, length: number, isDigest: number];

/** The raw doors of the core; see docs/core-abi.md. Pointers and lengths are bytes in its memory. */
export interface CoreExports {
  memory: WebAssembly.Memory;
  inputAt(): number;
  outputAt(): number;
  inputMax(): number;
  evidenceMax(): number;
  faultAt(): number;
  fused(): number;
  rowsAt(): number;
  rowCount(): number;
  sectionsAt(): number;
  sectionCount(): number;
  hexEncode(length: number): number;
  hexDecode(length: number): number;
  hashBegin(hash: number): number;
  hashUpdate(length: number): void;
  hashEnd(): number;
  hmacBegin(hash: number, length: number): number;
  hmacUpdate(length: number): void;
  hmacEnd(): number;
  verifyEcdsa(curve: number, hash: number, form: number, ...signed: Signed): number;
  verifyEd25519(keyLength: number, signatureLength: number, length: number): number;
  verifyRsaPss(hash: number, saltLength: number, ...signed: Signed): number;
  verifyRsaPkcs1(hash: number, ...signed: Signed): number;
  heldKeys(): number;
  forgetKeys(): void;
  parse(length: number): number;
  inspect(form: number, length: number, view: number, flags: number): number;
  endorseReset(): void;
  endorse(length: number): number;
  trustRoot(length: number): number;
  policySet(length: number): number;
  expectNonce(said: number, length: number): number;
  appraise(form: number, length: number, nowHigh: number, nowLow: number): number;
  renderVerdict(view: number, flags: number): number;
  faultMessage(): number;
  eventsReset(): void;
  eventsTable(length: number): number;
  eventsExpect(register: number, length: number): number;
  eventsParse(length: number, reference: number): number;
  eventsJson(): number;
  eventsText(coloured: number): number;
  requestReset(): void;
  requestBytes(option: number, length: number): number;
  requestNumber(option: number, value: number): number;
  requestBegin(): void;
  requestNext(): number;
  requestFeed(result: number): void;
  requestCancel(): void;
  requestAt(): number;
  classRegister(driver: number, floor: number, extra: number): number;
  classUnregister(driver: number): number;
  classShow(attribute: number): number;
  classStore(attribute: number, offset: number, length: number): number;
  classRead(): number;
  classAt(): number;
  classMade(outLength: number, auxLength: number): number;
  classFailed(): void;
  classLine(length: number): number;
}

/** Which core is in use. */
export interface CoreInfo {
  /** The build: `fused` is faster and takes an engine that fuses, `plain` runs everywhere. */
  name: "fused" | "plain";
  /** Size of the module in bytes; not known of one that was given to `core.use`. */
  bytes: number | undefined;
  /** Memory of one instance in bytes. It is address space, touched only as far as it is used. */
  memoryBytes: number;
  /** Why this one, for people. */
  reason: string;
}

/** What the door `fused` says, as in assembly/crypto/fused.ts. */
const Fusion = { Plain: 0, Fused: 1, Unfused: 2 } as const;

/** A module of one function, which is f64x2.relaxed_madd: an engine that takes it has relaxed SIMD. */
const PROBE = new Uint8Array([
  // The magic number and version 1; a type (v128) → v128; a function of it; its code.
  ...[0, 97, 115, 109, 1, 0, 0, 0, 1, 6, 1, 96, 1, 123, 1, 123, 3, 2, 1, 0],
  ...[10, 13, 1, 11, 0, 32, 0, 32, 0, 32, 0, 253, 135, 2, 11],
]);

/** The core in use, and an instance of it that nobody took yet. */
interface Loaded {
  module: WebAssembly.Module;
  instance: CoreExports | undefined;
  info: CoreInfo;
}

function start(module: WebAssembly.Module): CoreExports {
  return new WebAssembly.Instance(module, {}).exports as unknown as CoreExports;
}

/** Loads a core, or the plain one in place of a fused one that would compute wrong numbers here. */
function load(module: WebAssembly.Module, reason: string, bytes?: number): Loaded {
  const instance = start(module);
  if (typeof instance.fused !== "function") throw new TypeError("the module is no core of this version of tsmkit");
  const fusion = instance.fused();
  if (fusion === Fusion.Unfused) return inlined(PLAIN_BASE64, "this engine does not fuse: relaxed_madd rounds twice");
  const name = fusion === Fusion.Fused ? "fused" : "plain";
  return { module, instance, info: { name, bytes, memoryBytes: instance.memory.buffer.byteLength, reason } };
}

function inlined(base64: string, reason: string): Loaded {
  const bytes = fromBase64(base64);
  return load(new WebAssembly.Module(bytes), reason, bytes.length);
}

function choose(): Loaded {
  return WebAssembly.validate(PROBE)
    ? inlined(FUSED_BASE64, "this engine has relaxed SIMD and fuses")
    : inlined(PLAIN_BASE64, "this engine has no relaxed SIMD");
}

let loaded: Loaded | undefined;

/** Takes a module compiled elsewhere from now on, unless it is fused and this engine is not. */
export function take(module: WebAssembly.Module): void {
  loaded = load(module, "it was given to core.use");
}

/** A new instance of the core. */
export function instantiate(): CoreExports {
  loaded ??= choose();
  const { module, instance } = loaded;
  loaded.instance = undefined;
  return instance ?? start(module);
}

/** Which core is in use. */
export function info(): CoreInfo {
  loaded ??= choose();
  return { ...loaded.info };
}
