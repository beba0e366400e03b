/** The agent of a guest: its relations with verifier services, over the one TSM and the registers of this machine. */
import type { Attester } from "../attester.ts";
import { tsmError } from "../errors.ts";
import { RateLimit } from "../mount/rateLimit.ts";
import type { Extension, MeasurementRegisters } from "../registers.ts";
import type { Evidence, ReportOptions } from "../request.ts";
import type { SessionToken, TokenOptions } from "../session/session.ts";
import type { SessionStatus } from "../session/status.ts";
import type { WaitOptions } from "../turns.ts";
import type { Relation } from "./relation.ts";

/** What an agent is made of. */
export interface AgentOptions {
  attester: Pick<Attester, "request" | "settled">;
  /** Is it a TSM in software, whose reports prove nothing? */
  software: boolean;
  registers: MeasurementRegisters;
  /** One at least. */
  relations: readonly Relation[];
  /** Reports a minute for others: evidence, and tokens with a nonce or an audience of their own; no limit when left out. */
  rate?: number | undefined;
}

/** A relation, as the agent tells of it. */
export type RelationStatus = SessionStatus & { name: string };

/** How an agent is doing. */
export interface AgentStatus {
  /** Is the TSM one in software? */
  software: boolean;
  relations: RelationStatus[];
}

/** A measurement: a digest, or data whose digest the register's hash makes. */
export type Measurement = { digest: Uint8Array } | { data: Uint8Array };

/** What a measurement did, with the digest that was used. */
export type Measured = Extension & { digest: Uint8Array };

/** An agent. */
export class Agent {
  readonly software: boolean;
  readonly #attester: AgentOptions["attester"];
  readonly #registers: MeasurementRegisters;
  readonly #relations: readonly Relation[];
  readonly #limit: RateLimit | undefined;

  constructor({ attester, software, registers, relations, rate }: AgentOptions) {
    this.software = software;
    this.#attester = attester;
    this.#registers = registers;
    this.#relations = relations;
    this.#limit = rate === undefined ? undefined : new RateLimit(rate);
  }

  /** Begins to attest. */
  start(): void {
    for (const { session } of this.#relations) session.start();
  }

  /** Ends all of it. Returns the entries that could not be removed; there should be none. */
  async close(): Promise<readonly string[]> {
    await Promise.all(this.#relations.map(({ session }) => session.close()));
    return this.#attester.settled();
  }

  /**
   * A relation by its name, which may be left out where there is one.
   *
   * @throws TsmError `bad-request`.
   */
  relation(name?: string): Relation {
    const names = this.#relations.map((one) => one.name).join(", ");
    const [only, ...others] = this.#relations;
    if (name === undefined && only && others.length === 0) return only;
    const found = this.#relations.find((one) => one.name === name);
    if (found) return found;
    const lack =
      name === undefined ? "relation: which one? There are" : `there is no relation ${JSON.stringify(name)}, only`;
    throw tsmError("bad-request", `${lack} ${names}`);
  }

  /** A token: see AttestationSession. */
  token(name: string | undefined, options: TokenOptions): Promise<SessionToken> {
    const { session } = this.relation(name);
    if (options.userNonce || options.audience !== undefined) this.#take();
    return session.token(options);
  }

  /** A report for whoever asks: it has an entry of its own, and waits for those before it. */
  evidence(options: ReportOptions & WaitOptions): Promise<Evidence> {
    this.#take();
    return this.#attester.request(options);
  }

  /**
   * Extends a measurement register, and lets every relation attest anew at once: what their tokens rest on is not what there
   * is any more.
   *
   * @throws TsmError as MeasurementRegisters; `bad-request` for data, when the register names no hash.
   */
  async extend(register: string, measurement: Measurement): Promise<Measured> {
    const digest = "digest" in measurement ? measurement.digest : await this.#digest(register, measurement.data);
    const extension = await this.#registers.extend(register, digest);
    // What comes of it, the sessions' events tell.
    for (const { session } of this.#relations) session.refresh("extended").catch(() => {});
    return { ...extension, digest };
  }

  /** How it is doing. */
  status(): AgentStatus {
    const relations = this.#relations.map(({ name, session }) => ({ name, ...session.status() }));
    return { software: this.software, relations };
  }

  async #digest(register: string, data: Uint8Array): Promise<Uint8Array> {
    const { hash } = await this.#registers.read(register);
    if (hash === undefined) throw tsmError("bad-request", `${register} names no hash: hand in a digest`);
    return new Uint8Array(await crypto.subtle.digest(hash, data as Uint8Array<ArrayBuffer>));
  }

  /** Counts a report for others. They are all one to the agent: who may ask at all, the socket's permissions say. */
  #take(): void {
    if (this.#limit && !this.#limit.take(0))
      throw tsmError("throttled", "there were too many reports in the last minute");
  }
}
