/**
 * When to attest again: before the first of what a token rests on expires, with room for attempts that fail, and not at the same
 * moment as everybody else.
 */

/** Of a lifetime, the part that is left when the next attestation is due; the other two thirds have passed. */
const LEFT = 1 / 3;
/** Of the lifetime, the part that chance may put it forward. */
const JITTER = 1 / 6;
/** Milliseconds of the first wait after a failure, and of the longest. */
const FIRST_BACK_OFF = 250;
const LONGEST_BACK_OFF = 60_000;
/** Of what is left until expiry, the part that a wait takes at most: the nearer the end, the more often it is tried. */
const SHARE = 1 / 4;

/** Of what is left until expiry, the part that one attempt may take, or twice what the last one took when that is more. */
const ATTEMPT_SHARE = 1 / 2;
/** Milliseconds that an attempt may take at least. */
const SHORTEST_LIMIT = 2000;

/** Milliseconds until the next attestation, from now, when there are so many until the first thing expires. */
export interface RefreshWindow {
  earliest: number;
  latest: number;
}

/** The window for what holds so many milliseconds from now. */
export function refreshWindow(lifetime: number): RefreshWindow {
  return { earliest: lifetime * (1 - LEFT - JITTER), latest: lifetime * (1 - LEFT) };
}

/** Milliseconds to wait until the next attestation. `random` is from 0 up to 1. */
export function refreshDelay(lifetime: number, random: number): number {
  const { earliest, latest } = refreshWindow(lifetime);
  return earliest + random * (latest - earliest);
}

/**
 * Milliseconds to wait after so many failures in a row, at least what the service asked for. `left`: until the token expires; 0
 * when there is none.
 */
export function backOff(failures: number, random: number, left: number, asked = 0): number {
  const doubled = Math.min(FIRST_BACK_OFF * 2 ** (failures - 1), LONGEST_BACK_OFF);
  const wait = left > 0 ? Math.min(doubled, Math.max(left * SHARE, FIRST_BACK_OFF)) : doubled;
  return Math.max(asked, wait * (0.5 + random / 2));
}

/**
 * Milliseconds until an attempt is given up, `most` at most: while a token holds, early enough for another one, since a service
 * that hangs may have replicas that don't. `left`: until the token expires; 0 when there is none. `usual`: what an attempt takes.
 */
export function attemptLimit(most: number, left: number, usual: number): number {
  return left > 0 ? Math.min(most, Math.max(left * ATTEMPT_SHARE, 2 * usual, SHORTEST_LIMIT)) : most;
}
