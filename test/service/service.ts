/** A service for tests: the app as it is, with evidence of TSMs in software, a clock of its own, and what it told. */
import { calculateJwkThumbprint, type JWK } from "jose";
import { Attester } from "../../hosts/attester.ts";
import { decodeBase64Url } from "../../hosts/base64.ts";
import { amdCertificate, intelCertificate } from "../../hosts/forge/index.ts";
import type { Problem } from "../../hosts/http/problem.ts";
import { type AppOptions, serviceApp } from "../../hosts/service/app.ts";
import { threadAppraiser } from "../../hosts/service/appraisal/appraiser.ts";
import type { ServiceEvent } from "../../hosts/service/events.ts";
import { type ChallengeAnswer, reportDataFor } from "../../hosts/service/messages.ts";
import { namedPolicy } from "../../hosts/service/policy.ts";
import { type ServiceOptions, VerifierService } from "../../hosts/service/service.ts";
import { GeneratedKeys } from "../../hosts/service/signing/generated.ts";
import { MemoryStore } from "../../hosts/service/store/memory.ts";
import type { Clock } from "../../hosts/session/clock.ts";
import { type Provider, sevGuest, softwareTsm } from "../../hosts/software-tsm/index.ts";
import { evidenceMembers } from "../../hosts/verifier.ts";

export const ISSUER = "https://verifier.test";

/** A clock that goes as it is told. */
export class TestClock implements Clock {
  #passed = 0;
  /** What the wall clock is wrong by, in milliseconds. */
  skew = 0;
  readonly #start = Date.now();

  now(): number {
    return this.#start + this.#passed + this.skew;
  }
  monotonic(): number {
    return this.#passed;
  }
  timer(): () => void {
    throw new Error("the service sets no timers");
  }
  pass(milliseconds: number): void {
    this.#passed += milliseconds;
  }
}

export const trustRoots = [
  { name: "test ARK", bytes: amdCertificate("Milan", "ark") },
  { name: "test Intel root", bytes: intelCertificate("intelRoot") },
];

export type Overrides = Partial<ServiceOptions> & { policyText?: string; app?: Partial<AppOptions>; lifetime?: number };

/** A service over HTTP's own classes, without a network. */
export class TestService {
  readonly clock: TestClock;
  readonly events: ServiceEvent[] = [];
  readonly service: VerifierService;
  readonly #fetch: (request: Request) => Response | Promise<Response>;

  constructor({ policyText, app, ...overrides }: Overrides = {}) {
    this.clock = (overrides.clock as TestClock | undefined) ?? new TestClock();
    const { clock } = this;
    const store = overrides.store ?? new MemoryStore({ clock });
    const policy = namedPolicy(policyText);
    const tokenLifetime = overrides.tokenLifetime ?? 300_000;
    this.service = new VerifierService({
      appraiser: threadAppraiser(
        { trustRoots, offline: true, ...(policyText !== undefined && { policy: policyText }) },
        store,
      ),
      store,
      keys: new GeneratedKeys({ algorithm: "ES256", lead: 120_000, tokenLifetime, clock }),
      policy,
      issuer: ISSUER,
      audiences: [],
      challengeLifetime: 60_000,
      tokenLifetime,
      verifierId: { developer: "tsmkit", build: "test" },
      clock,
      observe: (event) => this.events.push(event),
      ...overrides,
    });
    const built = serviceApp(this.service, { client: () => "client", limit: async () => {}, ...app });
    this.#fetch = (request) => built.fetch(request);
  }

  request(path: string, init: RequestInit = {}): Promise<Response> {
    return Promise.resolve(this.#fetch(new Request(`${ISSUER}${path}`, init)));
  }

  /** Posts JSON, or text as it is. */
  post(path: string, body: unknown, headers: Record<string, string> = {}): Promise<Response> {
    return this.request(path, {
      method: "POST",
      headers: { "content-type": "application/json", ...headers },
      body: typeof body === "string" ? body : JSON.stringify(body),
    });
  }

  async challenge(): Promise<ChallengeAnswer> {
    return (await (await this.request("/challenge", { method: "POST" })).json()) as ChallengeAnswer;
  }
}

/** The body of POST /attest. */
export interface AnswerBody {
  nonce: string;
  evidence: Record<string, string>;
  key?: JWK;
  userNonce?: string;
}

/** A guest whose TSM is software. */
export class TestGuest {
  readonly #attester: Attester;

  constructor(provider: Provider = sevGuest()) {
    this.#attester = new Attester(softwareTsm({ provider }).files);
  }

  /** Evidence that answers a challenge. */
  async answer(nonce: string, { key, userNonce }: { key?: JWK; userNonce?: string } = {}): Promise<AnswerBody> {
    const reportData = reportDataFor(decodeBase64Url(nonce) as Uint8Array, {
      ...(key && { thumbprint: decodeBase64Url(await calculateJwkThumbprint(key)) as Uint8Array }),
      ...(userNonce !== undefined && { userNonce: decodeBase64Url(userNonce) as Uint8Array }),
    });
    const evidence = evidenceMembers(await this.#attester.request({ nonce: reportData, aux: true }));
    return { nonce, evidence, ...(key && { key }), ...(userNonce !== undefined && { userNonce }) };
  }
}

/** The problem that an answer is. */
export async function problemIn(response: Response): Promise<Problem> {
  if (response.headers.get("content-type") !== "application/problem+json") {
    throw new Error(`no problem, but ${response.status} ${await response.text()}`);
  }
  return (await response.json()) as Problem;
}
