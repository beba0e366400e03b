/** A TSM and a service that do nothing but count, for tests of when a session attests. */
import { onTestFinished } from "vitest";
import { Attester } from "../../hosts/attester.ts";
import { tsmError } from "../../hosts/errors.ts";
import type { Evidence } from "../../hosts/request.ts";
import { AttestationSession, type SessionOptions } from "../../hosts/session/index.ts";
import type { AttestationService, Attested, Challenge, ChallengeRequest } from "../../hosts/session/service.ts";
import { softwareTsm } from "../../hosts/software-tsm/index.ts";
import type { Provider } from "../../hosts/software-tsm/provider.ts";
import { FakeClock } from "./clock.ts";

/** A driver whose reports are their own input. */
export function echo(): Provider & { reports: Uint8Array[] } {
  const reports: Uint8Array[] = [];
  return {
    name: "echo",
    privlevelFloor: 0,
    reports,
    shows: () => false,
    async makeReport({ inblob }) {
      reports.push(inblob.slice());
      return { outblob: inblob.slice() };
    },
  };
}

/** A service that gives numbered tokens. */
export class CountingService implements AttestationService {
  readonly name = "a service";
  /** Challenges that were asked for. */
  readonly asked: ChallengeRequest[] = [];
  /** Evidence that was handed in, by the nonce of its challenge. */
  readonly answered: Evidence[] = [];
  /** What the next attestations fail with, and whether they fail at all. */
  failure: Error | undefined;
  /** What they wait for before they are answered. */
  gate: Promise<unknown> = Promise.resolve();
  attested: Partial<Attested> = {};

  async challenge(request: ChallengeRequest): Promise<Challenge> {
    this.asked.push(request);
    await this.gate;
    if (this.failure) throw this.failure;
    const nonce = crypto.getRandomValues(new Uint8Array(64));
    return {
      reportData: { nonce },
      answer: async (evidence) => {
        this.answered.push(evidence);
        if (evidence.outblob.some((byte, i) => byte !== nonce[i])) throw tsmError("not-affirmed", "another nonce");
        return { token: `token ${this.answered.length}`, lifetime: 300_000, ...this.attested };
      },
    };
  }
}

/** A session over those, on a clock of its own; it is closed after the test, which must leave nothing behind. */
export function parties(options: Partial<SessionOptions> = {}) {
  const clock = new FakeClock();
  const service = new CountingService();
  const provider = echo();
  const { tree, files } = softwareTsm({ provider });
  const attester = new Attester(files);
  const session = new AttestationSession({ attester, service, clock, key: false, random: () => 0.5, ...options });
  const told: [type: string, detail: unknown][] = [];
  for (const type of ["refreshing", "token", "failed", "expired", "closed"] as const) {
    session.on(type, (detail) => told.push([type, detail]));
  }
  onTestFinished(() => session.close());
  /** Types of what was told, in order. */
  const types = () => told.map(([type]) => type);
  return { clock, service, provider, attester, tree, session, told, types };
}
