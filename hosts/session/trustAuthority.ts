/**
 * Intel Trust Authority. Source: intel/trustauthority-client-for-go, go-connector (const.go, nonce.go, attest_evidence.go,
 * evidence_builder.go) and go-tdx/tdx_adapter.go; the same forms in intel/trustauthority-client-for-python. Version 2 of its API.
 */
import * as z from "zod";
import { decodeBase64, encodeBase64, encodeBase64Url } from "../base64.ts";
import { concat } from "../bytes.ts";
import { sha512 } from "../crypto.ts";
import { tsmError } from "../errors.ts";
import type { Evidence } from "../request.ts";
import { canonicalJson } from "./canonical.ts";
import { ask, inForm, refusal } from "./exchange.ts";
import { type Answered, type Transport, transportOf } from "./http.ts";
import { publicOnly } from "./keys.ts";
import { lifetimeOf } from "./lifetime.ts";
import { once } from "./once.ts";
import type { AttestationService, Attested, Challenge, ChallengeRequest } from "./service.ts";

const NAME = "Intel Trust Authority";

const nonceAnswer = z.object({ val: z.base64().min(1), iat: z.base64().min(1), signature: z.base64().min(1) });
const attestAnswer = z.object({ token: z.string().min(1) });

/** A nonce that it signed. */
type VerifierNonce = z.infer<typeof nonceAnswer>;

/** Where it is, and on whose behalf it is asked. */
export interface TrustAuthorityOptions extends Partial<Transport> {
  /** Base URL of the API: `https://api.trustauthority.intel.com`, or that of a region. */
  url: string;
  apiKey: string;
  /** Policies of yours that the evidence is appraised by: their ids. */
  policyIds?: readonly string[];
  /** Is evidence refused that a policy does not match? Else the token tells. */
  policyMustMatch?: boolean;
  /** What the token is signed with; PS384 unless told. */
  tokenSigningAlgorithm?: "PS384" | "RS256";
}

/** Intel Trust Authority over HTTPS: for TDX. */
export class TrustAuthorityService implements AttestationService {
  readonly name: string;
  readonly #options: TrustAuthorityOptions;
  readonly #base: string;
  readonly #transport: Transport;

  constructor(options: TrustAuthorityOptions) {
    this.#options = options;
    this.#transport = transportOf(options);
    this.#base = `${options.url.replace(/\/+$/, "")}/appraisal/v2`;
    this.name = `${NAME} at ${options.url}`;
  }

  async #ask(path: string, signal: AbortSignal, body?: object): Promise<Answered> {
    const headers = { "x-api-key": this.#options.apiKey, "request-id": crypto.randomUUID() };
    const asked = { url: `${this.#base}${path}`, headers, ...(body && { body }) };
    const answered = await ask(asked, this.#transport, signal);
    if (answered.status !== 401 && answered.status !== 403) return answered;
    throw tsmError("bad-request", `apiKey: ${NAME} answered ${answered.status}; it knows no such key, or not for this`);
  }

  /**
   * The report data is the SHA-512 of the nonce, the time in it, and the guest's data: JSON in JCS with `tee-pubkey` and `nonce`
   * (base64url), which the token has in `attester_runtime_data`.
   */
  async challenge({ key, userNonce, signal }: ChallengeRequest): Promise<Challenge> {
    const data = {
      ...(key && { "tee-pubkey": publicOnly(key) }),
      ...(userNonce && { nonce: encodeBase64Url(userNonce) }),
    };
    const runtimeData = new TextEncoder().encode(key || userNonce ? canonicalJson(data) : "");
    const answered = await this.#ask("/nonce", signal);
    if (answered.status !== 200) throw refusal("bad-request", NAME, answered);
    const nonce = inForm(nonceAnswer, `the nonce of ${NAME}`, answered);
    const [val, iat] = [nonce.val, nonce.iat].map((text) => decodeBase64(text) ?? new Uint8Array());
    const first = once();
    return {
      reportData: { nonce: sha512(concat([val as Uint8Array, iat as Uint8Array, runtimeData])) },
      answer: async (evidence, signal) => {
        first();
        return this.#attest(evidence, nonce, runtimeData, signal);
      },
    };
  }

  async #attest(
    { provider, outblob }: Evidence,
    nonce: VerifierNonce,
    runtimeData: Uint8Array,
    signal: AbortSignal,
  ): Promise<Attested> {
    if (provider !== "tdx_guest")
      throw tsmError("bad-request", `${NAME} is asked for tdx_guest here, not for ${provider}`);
    const { policyIds = [], policyMustMatch, tokenSigningAlgorithm = "PS384" } = this.#options;
    const body = {
      tdx: {
        quote: encodeBase64(outblob),
        verifier_nonce: nonce,
        ...(runtimeData.length > 0 && { runtime_data: encodeBase64(runtimeData) }),
      },
      ...(policyIds.length > 0 && { policy_ids: policyIds }),
      ...(policyMustMatch && { policy_must_match: true }),
      token_signing_alg: tokenSigningAlgorithm,
    };
    const answered = await this.#ask("/attest", signal, body);
    if (answered.status !== 200) throw refusal("not-affirmed", NAME, answered);
    const { token } = inForm(attestAnswer, `the answer of ${NAME}`, answered);
    return { token, lifetime: lifetimeOf(token, NAME, answered) };
  }
}
