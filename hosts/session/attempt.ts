/** One attestation: a challenge, a report that answers it, and what the service makes of that. */
import { decodeJwt, type JWK } from "jose";
import type { Attester } from "../attester.ts";
import { tsmError } from "../errors.ts";
import type { ReportOptions } from "../request.ts";
import { type Clock, Deadline, Stopwatch } from "./clock.ts";
import type { AttestationService, Attested } from "./service.ts";

/** What a token rests on. */
export type Ground = "token" | "collateral" | "evidence";

/** What is asked of the TSM besides what the service wants: see ReportOptions. */
export type SessionReport = Pick<ReportOptions, "privlevel" | "service" | "aux" | "attempts">;

/** Who takes part. */
export interface Parties {
  attester: Pick<Attester, "request">;
  service: AttestationService;
  clock: Clock;
  report: SessionReport;
  /** Milliseconds that a report may be relied on, from when it was asked for. */
  evidenceLifetime: number | undefined;
  /** Refuses a token by throwing. */
  accept: ((attested: Attested) => void | Promise<void>) | undefined;
}

/** What an attestation is for. */
export interface Purpose {
  key?: JWK;
  userNonce?: Uint8Array;
  audience?: string;
}

/** A token that was given, with the ends of all that it rests on. */
export class Held {
  readonly attested: Attested;
  readonly #ends: ReadonlyMap<Ground, Deadline>;

  constructor(attested: Attested, ends: ReadonlyMap<Ground, Deadline>) {
    this.attested = attested;
    this.#ends = ends;
  }

  /** Milliseconds that each of them holds. */
  get grounds(): Partial<Record<Ground, number>> {
    return Object.fromEntries([...this.#ends].map(([ground, { left }]) => [ground, left]));
  }

  /** What ends first. */
  get first(): { ground: Ground; end: Deadline } {
    const [[ground, end]] = [...this.#ends].sort(([, a], [, b]) => a.left - b.left) as [[Ground, Deadline]];
    return { ground, end };
  }
}

/**
 * Milliseconds until a time on the service's clock, as its token tells that; by this machine's clock when it does not. Undefined
 * for a time that is past: the service took the evidence all the same, and to attest again would change nothing.
 */
function leftOf(validUntil: string, token: string, clock: Clock): number | undefined {
  let now = clock.now();
  try {
    now = 1000 * (decodeJwt(token).iat ?? now / 1000);
  } catch {
    // A token need not be one that is read here.
  }
  const left = Date.parse(validUntil) - now;
  return left > 0 ? left : undefined;
}

/** The end of each thing that the token rests on. Of time that the service took, nobody knows when its clock began to count. */
function endsOf(
  { clock, evidenceLifetime }: Parties,
  { lifetime, token, appraisal }: Attested,
  asked: Stopwatch,
  sent: Stopwatch,
) {
  const collateral = appraisal?.validUntil === undefined ? undefined : leftOf(appraisal.validUntil, token, clock);
  const ends = new Map<Ground, Deadline>([["token", new Deadline(clock, lifetime, sent)]]);
  if (collateral !== undefined) ends.set("collateral", new Deadline(clock, collateral, sent));
  if (evidenceLifetime !== undefined) ends.set("evidence", new Deadline(clock, evidenceLifetime, asked));
  return ends;
}

/**
 * Attests once.
 *
 * @throws TsmError of the service, the attester and `accept`; `bad-answer` for a token that does not hold.
 */
export async function attest(
  parties: Parties,
  { key, userNonce, audience }: Purpose,
  signal: AbortSignal,
): Promise<Held> {
  const { attester, service, clock, report, accept } = parties;
  const challenge = await service.challenge({
    ...(key && { key }),
    ...(userNonce && { userNonce }),
    ...(audience !== undefined && { audience }),
    signal,
  });
  const asked = new Stopwatch(clock);
  const evidence = await attester.request({ ...report, ...challenge.reportData, signal });
  const sent = new Stopwatch(clock);
  const attested = await challenge.answer(evidence, signal);
  if (!(attested.lifetime > 0)) {
    throw tsmError("bad-answer", `${service.name} gave a token that holds for ${attested.lifetime} ms`);
  }
  await accept?.(attested);
  const held = new Held(attested, endsOf(parties, attested, asked, sent));
  if (held.first.end.left > 0) return held;
  throw tsmError("token-expired", `what ${service.name} gave had expired when it came (${held.first.ground})`);
}
