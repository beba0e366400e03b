/** A relation of an agent: a session with one service, as the configuration wants it. */
import { decodeJwt, type JWK } from "jose";
import type { Attester } from "../attester.ts";
import { type TsmError, tsmError } from "../errors.ts";
import { ADAPTERS } from "../session/adapters.ts";
import { type Clock, systemClock } from "../session/clock.ts";
import type { ServiceFetch } from "../session/http.ts";
import type { KeyChoice } from "../session/keys.ts";
import type { Attested } from "../session/service.ts";
import { AttestationSession } from "../session/session.ts";
import type { RelationConfig } from "./config.ts";

/** A session with its name. */
export interface Relation {
  name: string;
  session: AttestationSession;
}

/** What relations of one agent share. */
export interface RelationParties {
  attester: Pick<Attester, "request" | "settled">;
  /** Reads the public key in a file. */
  readKey: (file: string) => Promise<JWK>;
  fetch?: ServiceFetch;
  clock?: Clock;
}

const refusal = (detail: string): TsmError => tsmError("bad-token", detail);

/** Refuses tokens of another policy: `ear.appraisal-policy-id` of every part has to be this one. */
export function policyIs(expected: string): (attested: Attested) => void {
  return ({ token }) => {
    let submods: unknown;
    try {
      ({ submods } = decodeJwt(token));
    } catch {
      throw refusal("it is no JSON Web Token, whose policy could be seen");
    }
    const parts = Object.values((submods ?? {}) as Record<string, Record<string, unknown>>);
    if (parts.length === 0) throw refusal(`it names no policy, expected ${JSON.stringify(expected)}`);
    for (const part of parts) {
      const id = part?.["ear.appraisal-policy-id"];
      if (id === expected) continue;
      throw refusal(
        `ear.appraisal-policy-id is ${JSON.stringify(id) ?? "not there"}, expected ${JSON.stringify(expected)}`,
      );
    }
  };
}

async function keyChoice(key: RelationConfig["key"], readKey: RelationParties["readKey"]): Promise<KeyChoice> {
  return typeof key === "object" ? readKey(key.file) : key;
}

/**
 * Makes a relation; it does not begin yet.
 *
 * @throws TsmError `bad-request`, which names the relation.
 */
export async function relationOf(config: RelationConfig, parties: RelationParties): Promise<Relation> {
  const { name, kind, urls, audience, policyId, privlevel, service, evidenceLifetime, timeout } = config;
  const { attester, readKey, fetch, clock = systemClock } = parties;
  const adapter = ADAPTERS[kind]({ urls, clock, ...(audience !== undefined && { audience }), ...(fetch && { fetch }) });
  const { guid, manifestVersion } = service ?? {};
  const session = new AttestationSession({
    attester,
    service: adapter,
    clock,
    key: await keyChoice(config.key, readKey),
    report: {
      ...(privlevel !== undefined && { privlevel }),
      ...(service && {
        service: {
          provider: service.provider,
          ...(guid !== undefined && { guid }),
          ...(manifestVersion !== undefined && { manifestVersion }),
        },
      }),
    },
    ...(policyId !== undefined && { accept: policyIs(policyId) }),
    ...(evidenceLifetime !== undefined && { evidenceLifetime: 1000 * evidenceLifetime }),
    ...(timeout !== undefined && { timeout: 1000 * timeout }),
  });
  // A key that is none is better met now than at every attempt.
  await session.key();
  return { name, session };
}
