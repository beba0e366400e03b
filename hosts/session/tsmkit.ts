/** The service of `tsm serve`, as a session asks it. */
import type { JWK } from "jose";
import type * as z from "zod";
import { decodeBase64Url, encodeBase64Url } from "../base64.ts";
import { attestAnswer, type Bindings, challengeAnswer, reportDataFor } from "../service/messages.ts";
import { type Appraisal, evidenceMembers } from "../verifier.ts";
import { type Clock, systemClock } from "./clock.ts";
import { ask, type ServiceFetch, type Transport } from "./http.ts";
import { publicOnly, thumbprintOf } from "./keys.ts";
import { serviceError } from "./problem.ts";
import { Replicas } from "./replicas.ts";
import type { AttestationService, Attested, Challenge, ChallengeRequest } from "./service.ts";

/** Milliseconds that one request may take: a service that fetches collateral takes its time. */
const TIMEOUT = 30_000;

/** How a service is reached. */
export interface TsmkitOptions {
  /** Base URLs of its replicas, which share their challenges: any of them answers for all. */
  urls: readonly string[];
  /** Whom tokens are for; the service's own choice when left out. */
  audience?: string;
  /** `globalThis.fetch` when left out. It is asked not to follow redirects. */
  fetch?: ServiceFetch;
  /** Milliseconds that a replica may take for an answer; 30,000 when left out. */
  timeout?: number;
  clock?: Clock;
  /** A number from 0 up to 1, for the replica that is asked first. */
  random?: () => number;
}

/** What a key and a nonce of the reader put into evidence. */
async function bindingsOf(key: JWK | undefined, userNonce: Uint8Array | undefined): Promise<Bindings> {
  const thumbprint = key && (decodeBase64Url(await thumbprintOf(key)) as Uint8Array);
  return { ...(thumbprint && { thumbprint }), ...(userNonce && { userNonce }) };
}

/** An answer by its schema. */
function checked<T>(schema: z.ZodType<T>, text: string, place: string): T {
  let value: unknown;
  try {
    value = JSON.parse(text);
  } catch (cause) {
    throw serviceError("bad-answer", `${place} answered what is no JSON`, { cause });
  }
  const { data, error } = schema.safeParse(value);
  if (data !== undefined) return data;
  const { path = [], message = "" } = error?.issues[0] ?? {};
  throw serviceError("bad-answer", `${place}, member ${JSON.stringify(path.join("."))}: ${message}`);
}

/** A verifier service of tsmkit's own. */
export class TsmkitService implements AttestationService {
  readonly name: string;
  readonly #replicas: Replicas;
  readonly #transport: Transport;
  readonly #audience: string | undefined;

  /** @throws TsmError `bad-request` for URLs that are none. */
  constructor(options: TsmkitOptions) {
    const { urls, audience, timeout = TIMEOUT, clock = systemClock, random = Math.random } = options;
    const { fetch = (url, init) => globalThis.fetch(url, init) } = options;
    this.#replicas = new Replicas(urls, random);
    this.#transport = { fetch, clock, timeout };
    this.#audience = audience;
    this.name = `tsmkit at ${this.#replicas.urls.join(", ")}`;
  }

  async challenge({ key, userNonce, audience = this.#audience, signal }: ChallengeRequest): Promise<Challenge> {
    const publicKey = key && publicOnly(key);
    const { nonce } = await this.#post("/challenge", {}, challengeAnswer, signal);
    const bindings = await bindingsOf(publicKey, userNonce);
    const request = {
      nonce,
      ...(publicKey && { key: publicKey }),
      ...(userNonce && { userNonce: encodeBase64Url(userNonce) }),
      ...(audience !== undefined && { audience }),
    };
    return {
      reportData: { nonce: reportDataFor(decodeBase64Url(nonce) as Uint8Array, bindings) },
      answer: (evidence, stop) => this.#attest({ ...request, evidence: evidenceMembers(evidence) }, stop),
    };
  }

  async #attest(request: { nonce: string; evidence: Record<string, string> }, signal: AbortSignal): Promise<Attested> {
    const { token, expiresIn, appraisal } = await this.#post("/attest", request, attestAnswer, signal);
    const { verdict, outcomes, validUntil } = appraisal;
    const told = {
      verdict,
      outcomes: outcomes as Appraisal["outcomes"],
      ...(validUntil !== undefined && { validUntil }),
    };
    return { token, lifetime: 1000 * expiresIn, appraisal: told };
  }

  #post<T>(path: string, body: object, schema: z.ZodType<T>, signal: AbortSignal): Promise<T> {
    const init = {
      method: "POST",
      headers: { "content-type": "application/json", accept: "application/json" },
      body: JSON.stringify(body),
    };
    return this.#replicas.ask(async (url) => {
      return checked(schema, await ask(`${url}${path}`, init, this.#transport, signal), `${url}${path}`);
    });
  }
}
