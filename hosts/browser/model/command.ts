/** The call of `tsm` that does what the page shows. */
import { encodeHex } from "../../hex.ts";
import type { Model } from "./model.ts";
import type { Reading } from "./reading.ts";

/** Quotes an argument for a POSIX shell. */
function quoted(word: string): string {
  return /^[\w./:@%+=-]+$/.test(word) && !word.startsWith("-") ? word : `'${word.replaceAll("'", "'\\''")}'`;
}

/** Writes a time as the command takes it. */
export const isoTime = (at: Date): string => at.toISOString().replace(/\.\d+Z$/, "Z");

/** The file that the policy came from, or one to write it to. */
function nameOfPolicy(readings: readonly Reading[], policy: string): string {
  return readings.find((one) => one.kind === "policy" && one.text === policy)?.name ?? "policy.json";
}

/** `tsm verify` for what is appraised, `tsm inspect` for what is only shown, `tsm events` for a log. */
export function commandOf({ subject, settings, appraisal, readings, given, roots, log }: Model): string | undefined {
  if (!subject) {
    if (!log) return undefined;
    return [
      "tsm events --log",
      quoted(log.name),
      ...(log.reference ? ["--reference", quoted(log.reference)] : []),
    ].join(" ");
  }
  if (!appraisal) return `tsm inspect ${quoted(subject.name)}`;
  const { nonce, at, atChosen, policy } = settings;
  const words = ["tsm verify --offline --no-cache"];
  if (nonce) words.push("nonce" in nonce ? `--nonce ${encodeHex(nonce.nonce)}` : "--no-nonce");
  if (atChosen) words.push(`--at ${isoTime(at)}`);
  for (const { name } of given) words.push(`--certs ${quoted(name)}`);
  for (const { name } of roots) words.push(`--trust-root ${quoted(name)}`);
  if (policy) words.push(`--policy ${quoted(nameOfPolicy(readings, policy))}`);
  return [...words, quoted(subject.name)].join(" ");
}
