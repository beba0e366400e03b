/**
 * Faults to put around a provider, to see what a program makes of them. Each takes a provider and gives one, so they
 * nest: `slow(failing(provider, "EIO", times(2)), 500)`.
 */
import { fileError } from "../errno.ts";
import type { Provider, Report, ReportRequest } from "./provider.ts";

/** Asked once for every report: does the fault happen now? */
export type When = () => boolean;

/** Waits so many milliseconds. */
export type Delay = (ms: number) => Promise<void>;

/** Gives numbers from 0 up to, but not including, 1. */
export type Random = () => number;

/** The clock's delay. */
export const realDelay: Delay = (ms) => new Promise((done) => setTimeout(done, ms));

/** Every time. */
export const always: When = () => true;

/** The first `count` times. */
export function times(count: number): When {
  let left = count;
  return () => left-- > 0;
}

/** At random, with a probability from 0 to 1. */
export function chance(probability: number, random: Random = Math.random): When {
  return () => random() < probability;
}

/** Fails with an errno, such as `EIO`, before the provider is asked. */
export function failing(provider: Provider, errno: string, when: When = always): Provider {
  return around(provider, async (request) => {
    if (when()) throw fileError(errno);
    return provider.makeReport(request);
  });
}

/** Takes so many milliseconds more, during which everybody else waits for the kernel's lock. */
export function slow(provider: Provider, ms: number, delay: Delay = realDelay): Provider {
  return around(provider, async (request) => {
    await delay(ms);
    return provider.makeReport(request);
  });
}

/** Gives an outblob of no bytes and calls it a success, as TDX does when the quoting service is down. */
export function emptyOutblob(provider: Provider, when: When = always): Provider {
  return resized(provider, () => (when() ? 0 : undefined));
}

/** Cuts outblob to a size, or pads it with zeros; `size` is asked once for every report, undefined leaves it alone. */
export function resized(provider: Provider, size: () => number | undefined): Provider {
  return around(provider, async (request) => {
    const report = await provider.makeReport(request);
    const length = size();
    if (length === undefined) return report;
    const outblob = new Uint8Array(length);
    outblob.set(report.outblob.subarray(0, length));
    return { ...report, outblob };
  });
}

/**
 * Starts `act` when a report is asked for, as some other process may, and goes on when it had time to come to the
 * lock: a write to the tree started here then comes between the size and the content that one read asks for.
 * `act` answers for its own failures.
 */
export function meanwhile(
  provider: Provider,
  act: () => void,
  when: When = always,
  delay: Delay = realDelay,
): Provider {
  return around(provider, async (request) => {
    if (when()) {
      act();
      await delay(0);
    }
    return provider.makeReport(request);
  });
}

function around(provider: Provider, makeReport: (request: ReportRequest) => Promise<Report>): Provider {
  const { name, privlevelFloor } = provider;
  return { name, privlevelFloor, shows: (attribute) => provider.shows(attribute), makeReport };
}
