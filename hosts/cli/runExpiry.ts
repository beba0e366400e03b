/** `tsm expiry`, as it runs. */
import type { Item } from "../endorsements/need.ts";
import { expiriesOf, expiryOf, failuresAt } from "../expiry.ts";
import { fetchEndorsements } from "../online.ts";
import { refreshWindow } from "../session/plan.ts";
import { isoTime, timeOf } from "../token/claims.ts";
import { readToken } from "../token/parts.ts";
import { type EvidenceInput, explain } from "../verifier.ts";
import type { ExpiryCall } from "./expiry.ts";
import { readEvidence, sourcesOf, tellMissing } from "./gather.ts";
import { colours, inputName, naming, note, print } from "./io.ts";
import { readTokenInput } from "./tokenInput.ts";
import { UsageError } from "./usage.ts";

/** Something that ends. */
interface End {
  /** ISO 8601: the last second that it holds. */
  validUntil: string;
  /** The check that fails then; of a token, its claim. */
  check: string;
  meaning: string;
}

/** What ends, in order, and what fails at a time. */
interface Ends {
  ends: End[];
  failingAt(time: Date): string[];
}

/** What is told: dates in ISO 8601, times in seconds. */
interface Plan {
  now: string;
  expired: boolean;
  first?: End & { left: number };
  refresh?: { earliest: string; latest: string };
  ends: (End & { left: number })[];
  at?: { time: string; holds: boolean; failing: string[] };
}

/** Runs the command. */
export async function runExpiry(file: string | undefined, call: ExpiryCall): Promise<void> {
  if (call.token !== undefined && file !== undefined) throw new UsageError("give evidence or --token, not both");
  const ends = call.token === undefined ? await evidenceEnds(file, call) : await tokenEnds(call.token);
  const plan = planOf(ends, new Date(), call.at);
  print(call.format === "json" ? `${JSON.stringify(plan)}\n` : text(plan));
  if (plan.at ? !plan.at.holds : plan.expired) process.exitCode = 2;
}

const meaningOf = (check: string): string => explain(check)?.meaning ?? "";

async function evidenceEnds(file: string | undefined, call: ExpiryCall): Promise<Ends> {
  const source = await readEvidence(file, call.inForm);
  const { evidence } = source;
  // What is fetched is what there is today, whatever day is asked about.
  const { at: _, ...today } = call;
  return naming(inputName(file ?? "-"), async () => {
    const options = await sourcesOf(today, source);
    // A bundle is asked about as it is: with what is fetched it would be another.
    if (evidence !== source.input) return endsOf(evidence, options.endorsements);
    const { items, missing } = await fetchEndorsements(evidence, options);
    tellMissing(missing);
    return endsOf(evidence, items);
  });
}

function endsOf(evidence: EvidenceInput, items: readonly Item[]): Ends {
  const first = expiryOf(evidence, items);
  // From when everything held: the first may have ended already.
  const from = new Date(Math.min(Date.now(), first ? Date.parse(first.validUntil) : Date.now()));
  const always = new Set(failuresAt(evidence, items, from));
  return {
    ends: first ? expiriesOf(evidence, items, from).map((end) => ({ ...end, meaning: meaningOf(end.check) })) : [],
    failingAt: (time) => failuresAt(evidence, items, time).filter((check) => !always.has(check)),
  };
}

async function tokenEnds(given: string): Promise<Ends> {
  const { name, token } = await readTokenInput(given);
  note("the token is not verified here: see tsm token");
  return naming(name, () => {
    const { claims } = readToken(token);
    const [exp, nbf] = [timeOf(claims, "exp"), timeOf(claims, "nbf") ?? timeOf(claims, "iat")];
    // A token holds until just before its exp.
    const until = exp === undefined ? undefined : exp - 1;
    return {
      ends: until === undefined ? [] : [{ validUntil: isoTime(until), check: "exp", meaning: "the token holds" }],
      failingAt: (time) => {
        const now = time.getTime() / 1000;
        return [
          ...(nbf !== undefined && now < nbf ? ["nbf"] : []),
          ...(exp !== undefined && now >= exp ? ["exp"] : []),
        ];
      },
    };
  });
}

function planOf({ ends: all, failingAt }: Ends, now: Date, at: Date | undefined): Plan {
  const ends = all.map((end) => ({ ...end, left: Math.floor((Date.parse(end.validUntil) - now.getTime()) / 1000) }));
  const [first] = ends;
  const failing = at && failingAt(at);
  const iso = (ms: number) => isoTime(Math.floor(ms / 1000));
  const window = first && first.left > 0 ? refreshWindow(1000 * first.left) : undefined;
  return {
    now: iso(now.getTime()),
    expired: first !== undefined && first.left < 0,
    ...(first && { first }),
    ...(window && {
      refresh: { earliest: iso(now.getTime() + window.earliest), latest: iso(now.getTime() + window.latest) },
    }),
    ends,
    ...(at && failing && { at: { time: iso(at.getTime()), holds: failing.length === 0, failing } }),
  };
}

const UNITS: readonly [seconds: number, name: string][] = [
  [86_400, "day"],
  [3600, "hour"],
  [60, "minute"],
  [1, "second"],
];

/** Time that is left, or has passed, in the largest unit that it has one of. */
function span(seconds: number): string {
  const size = Math.abs(seconds);
  const [unit, name] = UNITS.find(([unit]) => size >= unit) ?? [1, "second"];
  const count = Math.floor(size / unit);
  const words = `${count} ${name}${count === 1 ? "" : "s"}`;
  return seconds < 0 ? `${words} ago` : `in ${words}`;
}

/** Column of the values, as in the views of the core. */
const VALUES = 28;

function text({ now, first, refresh, ends, at, expired }: Plan): string {
  const bold = (words: string) => (colours() ? `\x1b[1m${words}\x1b[0m` : words);
  const row = (name: string, value: string) => `  ${name.padEnd(VALUES - 2)}${value}`;
  const lines = [
    bold(expired ? "Expired" : "Expiry"),
    row("now", now),
    row("first", first ? `${first.validUntil}, ${span(first.left)}: ${first.check}` : "nothing expires"),
    ...(refresh ? [row("refresh", `from ${refresh.earliest} to ${refresh.latest}`)] : []),
    ...(at
      ? [row("at", at.holds ? `held on ${at.time}` : `would have failed on ${at.time}: ${at.failing.join(", ")}`)]
      : []),
  ];
  if (ends.length === 0) return `${lines.join("\n")}\n`;
  const each = ends.map(({ validUntil, left, check, meaning }) =>
    row(validUntil, `${span(left)}, ${check}: ${meaning}`),
  );
  return `${[...lines, "", bold("Holds until"), ...each].join("\n")}\n`;
}
