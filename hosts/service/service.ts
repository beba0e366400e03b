/** The verifier service: challenges, appraisals, tokens. What HTTP is about is in app.ts. */
import { calculateJwkThumbprint } from "jose";
import { decodeBase64Url } from "../base64.ts";
import { TsmError, tsmError } from "../errors.ts";
import { requestError } from "../http/body.ts";
import type { Clock } from "../session/clock.ts";
import { type Appraisal, NotAffirmedError } from "../verifier.ts";
import {
  type AppraisalResult,
  type AppraisalTask,
  type Appraiser,
  type FaultData,
  faultOf,
} from "./appraisal/appraiser.ts";
import { taskOf } from "./bodies.ts";
import { Challenges } from "./challenges.ts";
import type { Observer } from "./events.ts";
import {
  type AppraiseRequest,
  type AttestAnswer,
  type AttestRequest,
  type ChallengeAnswer,
  reportDataFor,
} from "./messages.ts";
import type { NamedPolicy } from "./policy.ts";
import { KeyRing, type KeySource } from "./signing/keyRing.ts";
import type { SharedStore } from "./store/store.ts";
import { signToken } from "./token.ts";

/** What a service goes by. */
export interface ServiceOptions {
  appraiser: Appraiser;
  store: SharedStore;
  keys: KeySource;
  policy: NamedPolicy;
  /** `iss` of the tokens: a URL at which the service is reached, as a rule. */
  issuer: string;
  /** Whom tokens may be for; the first is taken when a guest names none. Empty: tokens name nobody. */
  audiences: readonly string[];
  /** Milliseconds that a challenge may be answered in. */
  challengeLifetime: number;
  /** Milliseconds that a token holds at most. */
  tokenLifetime: number;
  /** Name and version of what verifies, as tokens have them. */
  verifierId: { developer: string; build: string };
  clock: Clock;
  observe: Observer;
}

/** The evidence is not affirmed for want of something that can't be had; the code tells what. */
export class UndecidedError extends TsmError {
  readonly appraisal: Appraisal;

  constructor({ code, message }: FaultData, appraisal: Appraisal) {
    super(code, message);
    this.appraisal = appraisal;
  }
}

/** A verifier service, whatever carries its messages. */
export class VerifierService {
  readonly options: ServiceOptions;
  readonly #challenges: Challenges;
  readonly #keys: KeyRing;
  /** Pieces of evidence that are worked at, or wait. */
  #underWay = 0;

  constructor(options: ServiceOptions) {
    const { store, challengeLifetime, keys, tokenLifetime, clock } = options;
    this.options = options;
    this.#challenges = new Challenges(store, challengeLifetime);
    this.#keys = new KeyRing({ source: keys, store, tokenLifetime, clock });
  }

  /** A challenge. Throws `store-failed`, `overloaded`. */
  async challenge(): Promise<ChallengeAnswer> {
    return { nonce: await this.#challenges.give(), expiresIn: this.#challenges.lifetime / 1000 };
  }

  /**
   * Appraises evidence that answers a challenge, and signs what came of it. The challenge is used up, whatever comes of it,
   * unless the service has too much to do.
   *
   * @throws NotAffirmedError; UndecidedError when what verifying needs can't be had; TsmError.
   */
  async attest(request: AttestRequest, requestId: string): Promise<AttestAnswer> {
    const { clock, tokenLifetime, issuer, verifierId, policy } = this.options;
    const { key } = request;
    const audience = this.#audienceOf(request);
    const thumbprint = key && decodeBase64Url(await calculateJwkThumbprint(key));
    const nonce = bytesOf(request.nonce);
    const userNonce = request.userNonce === undefined ? undefined : bytesOf(request.userNonce);
    const expected = reportDataFor(nonce, { ...(thumbprint && { thumbprint }), ...(userNonce && { userNonce }) });
    const task = taskOf(request, clock.now(), expected);
    const appraisal = await this.#admitted(async () => {
      await this.#challenges.take(request.nonce);
      return this.#appraise(task, requestId);
    });
    if (appraisal.verdict !== "affirming") throw new NotAffirmedError(appraisal);
    const facts = {
      issuer,
      verifierId,
      policyId: policy.id,
      lifetime: tokenLifetime,
      now: new Date(clock.now()),
      nonces: userNonce ? [nonce, userNonce] : [nonce],
      ...(audience !== undefined && { audience }),
      ...(key && { key }),
    };
    const signed = await signToken(appraisal, facts, await this.#keys.signing());
    return { ...signed, appraisal: appraisal };
  }

  /** Appraises evidence for a caller who has its own nonce. Throws as {@link attest}. */
  async appraise(request: AppraiseRequest, requestId: string): Promise<Appraisal> {
    const nonce = request.nonce === undefined ? undefined : bytesOf(request.nonce);
    const task = taskOf(request, this.options.clock.now(), nonce);
    return this.#admitted(() => this.#appraise(task, requestId));
  }

  /** The public keys of all replicas. */
  jwks(): ReturnType<KeyRing["jwks"]> {
    return this.#keys.jwks();
  }

  /** Can it answer? Throws `store-failed`, or `bad-request` when there are no keys. */
  async ready(): Promise<void> {
    await this.options.store.ping();
    await this.#keys.signing();
  }

  #audienceOf({ audience }: AttestRequest): string | undefined {
    const { audiences } = this.options;
    if (audience === undefined || audiences.includes(audience)) return audience ?? audiences[0];
    const known = audiences.length > 0 ? audiences.map((one) => JSON.stringify(one)).join(", ") : "none";
    throw requestError(`audience is ${JSON.stringify(audience)}, expected one of the service's: ${known}`);
  }

  /** Does work for which there is room: no nonce is used up for nothing. Throws `overloaded` when there is none. */
  async #admitted<T>(work: () => Promise<T>): Promise<T> {
    const { capacity } = this.options.appraiser;
    if (this.#underWay >= capacity)
      throw tsmError("overloaded", `${capacity} pieces of evidence are under way or wait`);
    this.#underWay++;
    try {
      return await work();
    } finally {
      this.#underWay--;
    }
  }

  async #appraise(task: AppraisalTask, requestId: string): Promise<Appraisal> {
    const { appraiser, clock, observe } = this.options;
    const start = clock.monotonic();
    const tell = ({ appraisal, fault, fetched }: AppraisalResult) =>
      observe({
        event: "appraisal",
        requestId,
        ...(appraisal && {
          format: appraisal.evidence.format,
          digest: appraisal.evidence.digest,
          verdict: appraisal.verdict,
        }),
        ...(fault && { code: fault.code }),
        fetched,
        milliseconds: clock.monotonic() - start,
      });
    const result = await appraiser.appraise(task);
    tell(result);
    const { appraisal, fault } = result;
    if (appraisal && !fault) return appraisal;
    throw appraisal ? new UndecidedError(fault as FaultData, appraisal) : faultOf(fault as FaultData);
  }
}

/** Bytes that a schema has checked. */
function bytesOf(text: string): Uint8Array {
  return decodeBase64Url(text) as Uint8Array;
}
