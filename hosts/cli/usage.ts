/** What the commands share about their use: the error of a wrong call, numbers among the options, the exit codes. */
import { InvalidArgumentError } from "commander";

/** The call is wrong; the message says how to make it right. */
export class UsageError extends Error {
  override readonly name = "UsageError";
}

/** A parser of options that are whole numbers of 32 bits, from `least` on. */
export function wholeNumber(least: number): (text: string) => number {
  return (text) => {
    const value = /^[0-9]{1,10}$/.test(text) ? Number(text) : Number.NaN;
    if (value >= least && value <= 0xffffffff) return value;
    throw new InvalidArgumentError(`Expected a whole number from ${least} on.`);
  };
}

/** Seconds as an option gives them. Returns milliseconds. */
export function seconds(text: string): number {
  const ms = /^[0-9]*\.?[0-9]+$/.test(text) ? Math.round(Number(text) * 1000) : Number.NaN;
  if (ms >= 1 && ms <= 0x7fffffff) return ms;
  throw new InvalidArgumentError("Expected seconds, such as 30 or 0.5.");
}

/** Refuses a form beside `--open`: the page tells it by itself. */
export function checkOpen(open: boolean | undefined, form: string): void {
  if (open && form !== "auto") throw new UsageError("the page of --open tells the form by itself: leave --in-form out");
}

/** The end of every help text. */
export const EXIT_CODES = `
Exit codes:
  0         done
  1         usage: the call, its input or its files have to change
  2         rejected: the evidence is malformed, or not affirmed
  3         collateral or network: what verifying needs could not be had
  4         device: there is no TSM, or it failed, or it was too slow
  5         conflict: other programs kept interfering with the request
  129, 130, 143
            interrupted by SIGHUP, SIGINT, SIGTERM`;
