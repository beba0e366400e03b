/**
 * Trustee, the verifier and key broker of Confidential Containers. Source: confidential-containers/trustee,
 * kbs/docs/kbs_attestation_protocol.md and kbs/src/attestation/backend.rs; the client in guest-components,
 * attestation-agent/kbs_protocol/src/client/rcar_client.rs; types in confidential-containers/kbs-types. Protocol 0.4.0.
 */
import type { JWK } from "jose";
import * as z from "zod";
import { sha256, sha384, sha512 } from "../crypto.ts";
import { tsmError } from "../errors.ts";
import type { Evidence } from "../request.ts";
import { canonicalJson } from "./canonical.ts";
import { ask, inForm, refusal, words } from "./exchange.ts";
import { type Answered, type Transport, transportOf } from "./http.ts";
import { publicOnly } from "./keys.ts";
import { lifetimeOf } from "./lifetime.ts";
import { once } from "./once.ts";
import type { AttestationService, Attested, Challenge, ChallengeRequest } from "./service.ts";
import { primaryEvidence, teeOf } from "./trustee/evidence.ts";
import { openResource, resourceAnswer } from "./trustee/resource.ts";

/** The only version that Trustee takes. */
const VERSION = "0.4.0";
const COOKIE = "kbs-session-id";
const HASHES = { sha256, sha384, sha512 };

const challengeAnswer = z.object({ nonce: z.string().min(1).max(8192), "extra-params": z.unknown().optional() });
const attestAnswer = z.object({ token: z.string().min(1) });
const extraParams = z.object({ "selected-hash-algorithm": z.string().optional() });

/** Where it is, and who asks. */
export interface TrusteeOptions extends Partial<Transport> {
  /** Base URL of the key broker: `https://kbs.example:8080`. */
  url: string;
  /** The TSM that evidence will come from, as evidence names it: `sev_guest`, `tdx_guest`, `arm_cca_guest`. */
  provider: string;
  /** For TDX: the event log that policies are to judge, the bytes of /sys/firmware/acpi/tables/data/CCEL. */
  eventLog?: Uint8Array;
}

/** A secret's place: three names, none of them empty. */
export interface ResourceName {
  repository: string;
  type: string;
  tag: string;
}

/** What a secret is asked for with. */
export interface ResourceRequest {
  /** A token that this or another verifier gave, and that Trustee trusts. */
  token: string;
  /** The private half of the key that the token confirms, for ECDH or RSA-OAEP. */
  key: CryptoKey | JWK;
  signal: AbortSignal;
}

/**
 * The guest's key, as Trustee encrypts to it.
 *
 * @throws TsmError `bad-request` for a key that it can't encrypt to.
 */
function teePublicKey(key: JWK | undefined): JWK {
  if (!key) throw tsmError("bad-request", "key: Trustee's tokens confirm a key; hand one in");
  const bare = publicOnly(key);
  if (bare.kty === "RSA") return { ...bare, alg: "RSA-OAEP-256" };
  if (bare.crv === "P-256" || bare.crv === "P-521") return { ...bare, alg: "ECDH-ES+A256KW" };
  throw tsmError("bad-request", `key: Trustee encrypts to RSA and to EC on P-256 or P-521, not to ${bare.crv}`);
}

/** A session of Trustee's: its id, and when its cookie ends on this machine's steady clock, in milliseconds. */
interface Session {
  id: string;
  ends: number;
}

function sessionOf({ headers }: Answered): Session {
  const cookie = headers.getSetCookie().find((one) => one.startsWith(`${COOKIE}=`)) ?? "";
  const id = new RegExp(`^${COOKIE}=([^;,\\s"]+)`).exec(cookie)?.[1];
  if (id === undefined) throw tsmError("bad-answer", `Trustee set no cookie ${COOKIE}`);
  const lifetime = Date.parse(/;\s*expires=([^;]+)/i.exec(cookie)?.[1] ?? "") - Date.parse(headers.get("date") ?? "");
  return { id, ends: Number.isNaN(lifetime) ? Number.POSITIVE_INFINITY : performance.now() + lifetime };
}

/** The hash that the challenge selects; SHA-384 when it is silent. */
function hashOf(params: unknown, name: string): (message: Uint8Array) => Uint8Array {
  const selected = extraParams.safeParse(params).data?.["selected-hash-algorithm"] ?? "sha384";
  const id = selected.toLowerCase().replace("-", "");
  if (Object.hasOwn(HASHES, id)) return HASHES[id as keyof typeof HASHES];
  throw tsmError("bad-answer", `${name} selects the hash ${selected}; expected ${Object.keys(HASHES).join(", ")}`);
}

/** Names that would lead elsewhere: `..` is resolved before it is sent. */
function segment(value: string): string {
  if (/^\.{0,2}$/.test(value)) throw tsmError("bad-request", `a resource has no part called ${JSON.stringify(value)}`);
  return encodeURIComponent(value);
}

/** Trustee over HTTP. */
export class TrusteeService implements AttestationService {
  readonly name: string;
  readonly #options: TrusteeOptions;
  readonly #base: string;
  readonly #transport: Transport;

  /** @throws TsmError `bad-request` for a provider that Trustee takes no evidence of. */
  constructor(options: TrusteeOptions) {
    teeOf(options.provider);
    this.#options = options;
    this.#transport = transportOf(options);
    this.#base = `${options.url.replace(/\/+$/, "")}/kbs/v0`;
    this.name = `Trustee at ${options.url}`;
  }

  #ask(path: string, signal: AbortSignal, more: { body?: object; headers?: Record<string, string> }) {
    return ask({ url: `${this.#base}${path}`, ...more }, this.#transport, signal);
  }

  /**
   * The report data is the hash of {additional-evidence, nonce, tee-pubkey} in JCS, of which the first is empty: other devices of
   * the guest are not asked.
   */
  async challenge({ key, userNonce, signal }: ChallengeRequest): Promise<Challenge> {
    if (userNonce) throw tsmError("bad-request", "userNonce: Trustee's tokens carry no nonce of whoever reads them");
    const teeKey = teePublicKey(key);
    const body = {
      version: VERSION,
      tee: teeOf(this.#options.provider),
      "extra-params": { "supported-hash-algorithms": Object.keys(HASHES) },
    };
    const answered = await this.#ask("/auth", signal, { body });
    if (answered.status !== 200) throw refusal("bad-request", "Trustee", answered);
    const { nonce, "extra-params": params } = inForm(challengeAnswer, "Trustee's challenge", answered);
    const session = sessionOf(answered);
    const hash = hashOf(params, "Trustee");
    const bound = canonicalJson({ "additional-evidence": "", nonce, "tee-pubkey": teeKey });
    const first = once();
    return {
      reportData: { nonce: hash(new TextEncoder().encode(bound)) },
      answer: async (evidence, signal) => {
        first();
        return this.#attest(evidence, { nonce, "tee-pubkey": teeKey }, session, signal);
      },
    };
  }

  async #attest(evidence: Evidence, runtimeData: object, session: Session, signal: AbortSignal): Promise<Attested> {
    const { provider, eventLog } = this.#options;
    if (evidence.provider !== provider) {
      throw tsmError(
        "bad-request",
        `the challenge is for evidence of ${provider}, and this is of ${evidence.provider}`,
      );
    }
    const body = {
      "runtime-data": runtimeData,
      "tee-evidence": { primary_evidence: primaryEvidence(evidence, eventLog), additional_evidence: "" },
    };
    const answered = await this.#ask("/attest", signal, { body, headers: { cookie: `${COOKIE}=${session.id}` } });
    if (answered.status !== 200) throw attestRefusal(answered, session);
    const { token } = inForm(attestAnswer, "Trustee's answer", answered);
    return { token, lifetime: lifetimeOf(token, "Trustee", answered) };
  }

  /**
   * Fetches a secret and opens it.
   *
   * @throws TsmError `bad-token` when Trustee does not take the token (attest again), `not-released` when its policy refuses,
   *   `not-found`, `not-opened` when it is not for this key; `unreachable` and others as {@link challenge}.
   */
  async resource({ repository, type, tag }: ResourceName, request: ResourceRequest): Promise<Uint8Array> {
    const { token, key, signal } = request;
    const path = `/resource/${[repository, type, tag].map(segment).join("/")}`;
    const answered = await this.#ask(path, signal, { headers: { authorization: `Bearer ${token}` } });
    const { status } = answered;
    if (status === 401) throw refusal("bad-token", "Trustee", answered);
    if (status === 403) throw refusal("not-released", "Trustee", answered);
    if (status === 404) throw refusal("not-found", "Trustee", answered);
    if (status !== 200) throw refusal("bad-answer", "Trustee", answered);
    return openResource(inForm(resourceAnswer, "Trustee's resource", answered), key);
  }
}

/** Every refusal is a 401, and its words need not say why: the session may have ended, or the evidence is not taken. */
function attestRefusal(answered: Answered, { ends }: Session) {
  const said = words(answered);
  const code =
    performance.now() >= ends || /expired/i.test(said)
      ? "challenge-expired"
      : /cookie|session not found/i.test(said)
        ? "challenge-unknown"
        : "not-affirmed";
  return refusal(code, "Trustee", answered);
}
