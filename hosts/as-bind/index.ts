/**
 * tsmkit for hosts that use as-bind already: the module is `tsmkit/as-bind.wasm`, and as-bind is handed in. Others take the
 * plain core, which is smaller and faster: see docs/as-bind.md.
 */
import type { Endorsement } from "../endorsements/need.ts";
import { faultError, type TsmError } from "../errors.ts";
import { formNumber, type RenderOptions, VIEWS, viewFlags } from "../inspect.ts";
import {
  type AppraiseOptions,
  type EvidenceInput,
  evidenceInput,
  NotAffirmedError,
  nonceOf,
  policyText,
  secondsOf,
  takeItem,
  tooLarge,
  type VerifierOptions,
} from "../verifier.ts";
import type { Instance } from "./converters.ts";
import { type AsBind, addConverters, releasing } from "./instance.ts";

export type { Converter } from "./converters.ts";
export type { AsBind };

/** The functions that as-bind binds: assembly/as-bind/index.ts. Null and numbers below 0 are faults. */
interface Bound {
  inspect(evidence: Uint8Array, form: number, view: number, flags: number): string | null;
  endorseReset(): void;
  endorse(item: Uint8Array): number;
  trustRoot(item: Uint8Array): number;
  policySet(policy: string): number;
  expectNonce(nonce: Uint8Array): number;
  waiveNonce(): void;
  appraise(evidence: Uint8Array, form: number, now: bigint): string | null;
  encodeHex(bytes: Uint8Array): string | null;
  decodeHex(digits: string): Uint8Array | null;
  faultMember(i: number): number;
  faultMessage(): string;
  rowsAt(): number;
  inputMax(): number;
}

const encoder = new TextEncoder();

/** The core behind as-bind. Evidence is bytes in any form, or text; results are strings and bytes of the host's own. */
export class AsBindCore {
  readonly #bound: Bound;
  readonly #inputMax: number;

  /** @param instance As {@link instantiate} makes it. */
  constructor(instance: Instance) {
    this.#bound = instance.exports as unknown as Bound;
    this.#inputMax = this.#bound.inputMax();
  }

  /**
   * Renders evidence, as JSON unless another view is asked for.
   *
   * @throws TsmError as `render` of tsmkit.
   */
  inspect(evidence: Uint8Array | string, { view = "json", ...options }: Partial<RenderOptions> = {}): string {
    const form = formNumber(options.form);
    return this.#value(
      this.#bound.inspect(this.#bytes("the evidence", evidence), form, VIEWS[view], viewFlags(options)),
    );
  }

  /**
   * Makes every check that can be made, and tells what came of each: an `Appraisal` as JSON.
   *
   * @throws TsmError as `appraise` of tsmkit.
   */
  appraise(evidence: EvidenceInput, options: VerifierOptions & AppraiseOptions): string {
    const bound = this.#bound;
    const form = formNumber(options.form);
    const seconds = secondsOf(options);
    bound.endorseReset();
    for (const root of options.trustRoots ?? []) this.#take("a trusted root", root, bound.trustRoot);
    for (const item of options.endorsements ?? []) this.#take("an endorsement", item, bound.endorse);
    this.#check(bound.policySet(this.#fitting("the policy", policyText(options.policy))));
    const nonce = nonceOf(options);
    if (nonce) this.#check(bound.expectNonce(this.#fitting("the nonce", nonce)));
    else bound.waiveNonce();
    const bytes = this.#bytes("the evidence", evidenceInput(evidence));
    return this.#value(bound.appraise(bytes, form, BigInt(seconds)));
  }

  /** As {@link appraise}, and throws `NotAffirmedError` unless every required check affirms. */
  verify(evidence: EvidenceInput, options: VerifierOptions & AppraiseOptions): string {
    const json = this.appraise(evidence, options);
    const appraisal = JSON.parse(json);
    if (appraisal.verdict !== "affirming") throw new NotAffirmedError(appraisal);
    return json;
  }

  /** Writes bytes as lower-case hex digits. */
  encodeHex(bytes: Uint8Array): string {
    return this.#value(this.#bound.encodeHex(this.#fitting("the input", bytes)));
  }

  /**
   * Reads hex digits of either case, with nothing between them.
   *
   * @throws TsmError `hex-odd`, `hex-digit`.
   */
  decodeHex(digits: string): Uint8Array {
    return this.#value(this.#bound.decodeHex(this.#fitting("the input", digits)));
  }

  /** More than the core takes must not even get into the module's heap. */
  #fitting<T extends Uint8Array | string>(what: string, input: T): T {
    if (input.length > this.#inputMax) throw tooLarge(what, input.length, this.#inputMax);
    return input;
  }

  #bytes(what: string, input: Uint8Array | string): Uint8Array {
    const fitting = this.#fitting(what, input);
    return typeof fitting === "string" ? this.#fitting(what, encoder.encode(fitting)) : fitting;
  }

  #take(what: string, item: Endorsement, door: (bytes: Uint8Array) => number): void {
    takeItem(item, (bytes) => this.#check(door(this.#bytes(what, bytes))));
  }

  #value<T>(value: T | null): T {
    if (value === null) throw this.#fault();
    return value;
  }

  #check(result: number): void {
    if (result < 0) throw this.#fault();
  }

  #fault(): TsmError {
    return faultError(this.#bound.faultMember, this.#bound.rowsAt(), this.#bound.faultMessage());
  }
}

/**
 * Instantiates `tsmkit/as-bind.wasm`.
 *
 * @param asBind The host's as-bind 0.8, such as `import * as asBind from "as-bind/dist/as-bind.cjs.js"`.
 * @param source Its bytes or a response, or a promise of one.
 */
export async function instantiate(
  asBind: AsBind,
  source: BufferSource | Response | Promise<BufferSource | Response>,
): Promise<AsBindCore> {
  addConverters(asBind);
  return new AsBindCore(releasing(await asBind.instantiate(source, {})));
}

/** As {@link instantiate}, at once. Browsers compile modules of this size only off their main thread. */
export function instantiateSync(asBind: AsBind, source: BufferSource): AsBindCore {
  addConverters(asBind);
  return new AsBindCore(releasing(asBind.instantiateSync(source, {})));
}
