/** What a session tells while it runs. */
import type { TsmError } from "../errors.ts";
import type { SessionToken } from "./session.ts";

/** Why a session attests: it begins, what it has will expire, it failed before, or somebody asked. */
export type RefreshReason = "start" | "expiry" | "retry" | (string & {});

/** The types of events, with what each tells. Times are milliseconds. */
export interface SessionEvents {
  /** An attestation begins. */
  refreshing: { reason: RefreshReason };
  /** There is a new token, and the next attestation is due in so long. */
  token: SessionToken & { next: number };
  /** An attestation failed. */
  failed: {
    error: TsmError;
    /** How long the token still holds; 0 when there is none. */
    timeLeft: number;
    /** Until the next attempt. */
    next: number;
  };
  /** The token has expired before there was another. */
  expired: { ground: "token" | "collateral" | "evidence" };
  /** The session is over. */
  closed: undefined;
}

/** An EventTarget whose events have types: each is a CustomEvent, and its detail is what it tells. */
export class SessionEmitter extends EventTarget {
  /** Calls back at every event of a type. Returns what ends that. */
  on<T extends keyof SessionEvents>(type: T, listener: (detail: SessionEvents[T]) => void): () => void {
    const call = (event: Event) => listener((event as CustomEvent<SessionEvents[T]>).detail);
    this.addEventListener(type, call);
    return () => this.removeEventListener(type, call);
  }

  protected tell<T extends keyof SessionEvents>(type: T, detail: SessionEvents[T]): void {
    this.dispatchEvent(new CustomEvent(type, { detail }));
  }
}
