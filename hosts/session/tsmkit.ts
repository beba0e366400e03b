/** The service of `tsm serve`, as a session asks it. */
import type { JWK } from "jose";
import type * as z from "zod";
import { decodeBase64Url, encodeBase64Url } from "../base64.ts";
import { type Bindings, reportDataFor } from "../service/messages.ts";
import { attestAnswer, challengeAnswer } from "../service/schemas.ts";
import { evidenceMembers } from "../verifier.ts";
import { inForm } from "./exchange.ts";
import { exchange, type Transport, transportOf } from "./http.ts";
import { publicOnly, thumbprintOf } from "./keys.ts";
import { refusalOf } from "./problem.ts";
import { Replicas } from "./replicas.ts";
import type { AttestationService, Attested, Challenge, ChallengeRequest } from "./service.ts";

/** How a service is reached. */
export interface TsmkitOptions extends Partial<Transport> {
  /** Base URLs of its replicas, which share their challenges: any of them answers for all. */
  urls: readonly string[];
  /** Whom tokens are for; the service's own choice when left out. */
  audience?: string;
  /** A number from 0 up to 1, for the replica that is asked first. */
  random?: () => number;
}

/** What a key and a nonce of the reader put into evidence. */
async function bindingsOf(key: JWK | undefined, userNonce: Uint8Array | undefined): Promise<Bindings> {
  const thumbprint = key && (decodeBase64Url(await thumbprintOf(key)) as Uint8Array);
  return { ...(thumbprint && { thumbprint }), ...(userNonce && { userNonce }) };
}

/** A verifier service of tsmkit's own. */
export class TsmkitService implements AttestationService {
  readonly name: string;
  readonly #replicas: Replicas;
  readonly #transport: Transport;
  readonly #audience: string | undefined;

  /** @throws TsmError `bad-request` for URLs that are none. */
  constructor(options: TsmkitOptions) {
    const { urls, audience, random = Math.random } = options;
    this.#replicas = new Replicas(urls, random);
    this.#transport = transportOf(options);
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
    return { token, lifetime: 1000 * expiresIn, appraisal };
  }

  #post<T>(path: string, body: object, schema: z.ZodType<T>, signal: AbortSignal): Promise<T> {
    return this.#replicas.ask(async (url) => {
      const answered = await exchange({ url: `${url}${path}`, body }, this.#transport, signal);
      if (answered.status !== 200) throw refusalOf(answered, this.#transport.clock.now());
      return inForm(schema, answered.place, answered);
    });
  }
}
