/** An agent's status for people. */
import { printable } from "../printable.ts";
import type { CheckOutcome, OutcomeName } from "../verifier.ts";
import type { AgentStatus, RelationStatus } from "./agent.ts";
import { duration } from "./log.ts";

const COLOURS = { bold: 1, red: 31, green: 32, yellow: 33, grey: 90 } as const;
type Colour = keyof typeof COLOURS;
type Paint = (colour: Colour, text: string) => string;

/** What each state says, and how it looks. */
const STATES: Record<RelationStatus["state"], [words: string, colour: Colour]> = {
  idle: ["not started", "grey"],
  attesting: ["attesting for the first time", "yellow"],
  attested: ["attested", "green"],
  failing: ["failing: it will be tried again", "yellow"],
  blocked: ["blocked: something has to change", "red"],
  closed: ["closed", "grey"],
};

const OUTCOMES: Record<CheckOutcome["outcome"], Colour> = {
  affirming: "green",
  warning: "yellow",
  none: "yellow",
  contraindicated: "red",
};

/** Column of the values. */
const WIDTH = 13;

function tokenText({ timeLeft, grounds, expiresFirst }: RelationStatus): string {
  if (timeLeft <= 0) return "none that holds";
  const others = Object.entries(grounds).filter(([ground]) => ground !== expiresFirst);
  const later = others.map(([ground, left]) => `${ground} ${duration(left)}`).join(", ");
  return `holds for ${duration(timeLeft)}; first the ${expiresFirst} expires${later && ` (${later})`}`;
}

function nextText({ refreshing, next, failures }: RelationStatus): string {
  const tries = failures > 0 ? `, after ${failures} that failed` : "";
  if (refreshing) return `now${tries}`;
  return next === undefined ? "none" : `in ${duration(next)}${tries}`;
}

/** Characters of a value at most. */
const VALUE_MAX = 40;

function value(of: CheckOutcome["expected"]): string {
  if (Array.isArray(of)) return of.map(value).join(", ");
  const text = printable(typeof of === "object" ? JSON.stringify(of) : String(of));
  return text.length > VALUE_MAX ? `${text.slice(0, VALUE_MAX)}…` : text;
}

/** Rows that people have to see: those that count and do not affirm, and whatever was found wrong. */
const isWrong = ({ outcome, required }: CheckOutcome) => outcome !== "affirming" && (required || outcome !== "none");

/** The verdict, and how many rows there are of each kind. */
function verdictText(verdict: OutcomeName, outcomes: readonly CheckOutcome[], paint: Paint): string {
  const wrong = outcomes.filter(isWrong).length;
  const affirming = outcomes.filter(({ outcome }) => outcome === "affirming").length;
  const unasked = outcomes.length - wrong - affirming;
  const counts = [`${affirming} checks affirm`, wrong && `${wrong} do not`, unasked && `${unasked} not asked for`];
  return `${paint(OUTCOMES[verdict], verdict)}: ${counts.filter(Boolean).join(", ")}`;
}

function rowText({ check, outcome, expected, actual, required, remedy }: CheckOutcome, paint: Paint): string {
  const compared = [
    expected !== undefined && `expected ${value(expected)}`,
    actual !== undefined && `got ${value(actual)}`,
  ];
  const details = [required ? "required" : "", ...compared].filter(Boolean).join(", ");
  const lines = [`    ${paint(OUTCOMES[outcome], outcome.padEnd(16))}${printable(check)}${details && `: ${details}`}`];
  if (remedy) lines.push(`${" ".repeat(20)}${printable(remedy)}`);
  return lines.join("\n");
}

function relationText(status: RelationStatus, paint: Paint, now: number): string {
  const { name, state, since, service, attempts, verdict, outcomes, error } = status;
  const [words, colour] = STATES[state];
  const row = (label: string, text: string) => `  ${label.padEnd(WIDTH)}${text}`;
  const wrong = outcomes.filter(isWrong);
  const lines = [
    `${paint("bold", name)}  ${paint(colour, words)}, for ${duration(Math.max(0, now - since))}`,
    row("service", printable(service)),
    row("token", tokenText(status)),
    row("next attempt", `${nextText(status)}; ${attempts} so far`),
  ];
  if (error) lines.push(row("last error", `${error.code}: ${printable(error.message)}`));
  if (verdict) lines.push(row("verdict", verdictText(verdict, outcomes, paint)));
  else if (wrong.length > 0) lines.push(row("verdict", `${paint("red", "refused")} by the service, for these checks:`));
  lines.push(...wrong.map((outcome) => rowText(outcome, paint)));
  return lines.join("\n");
}

/** The status as text. `now`: milliseconds since 1970. */
export function statusText({ software, relations }: AgentStatus, colours: boolean, now: number): string {
  const paint: Paint = (colour, text) => (colours ? `\x1b[${COLOURS[colour]}m${text}\x1b[0m` : text);
  const warning = software ? [paint("yellow", "The TSM is one in software: its evidence proves nothing.")] : [];
  return `${[...warning, ...relations.map((one) => relationText(one, paint, now))].join("\n\n")}\n`;
}
