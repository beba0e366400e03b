/** What an agent tells of its relations, a line for each event: for people, or as JSON. No token, nonce or key is in it. */
import type { AttestationSession, SessionEvents } from "../session/index.ts";

/** A form of the lines. */
export type LogForm = "text" | "json";

/** Runs of characters that may be a nonce, a key or a token in somebody's message. */
const BYTES = /[A-Za-z0-9+/_=-]{32,}/g;

const withoutBytes = (text: string): string => text.replace(BYTES, "…");

/** Milliseconds as people say them: `4 min 10 s`. */
export function duration(milliseconds: number): string {
  const seconds = Math.floor(milliseconds / 1000);
  if (seconds < 1) return `${Math.ceil(milliseconds)} ms`;
  const units: [string, number][] = [
    ["d", Math.floor(seconds / 86_400)],
    ["h", Math.floor(seconds / 3600) % 24],
    ["min", Math.floor(seconds / 60) % 60],
    ["s", seconds % 60],
  ];
  const first = units.findIndex(([, count]) => count > 0);
  const shown = units.slice(first, first + 2).filter(([, count]) => count > 0);
  return shown.map(([unit, count]) => `${count} ${unit}`).join(" ");
}

type Facts = Record<string, string | number | undefined>;

/** An event in words, and as members. */
interface Line {
  words: string;
  facts: Facts;
}

/** What each event says. */
const LINES: { [T in keyof SessionEvents]: (detail: SessionEvents[T]) => Line } = {
  refreshing: ({ reason }) => ({ words: `attests (${reason})`, facts: { reason } }),
  token: ({ timeLeft, next, appraisal }) => ({
    words: `has a token for ${duration(timeLeft)}, attests again in ${duration(next)}`,
    facts: { timeLeft, next, verdict: appraisal?.verdict },
  }),
  failed: ({ error: { code, message }, timeLeft, next }) => ({
    words: `failed (${code}): ${withoutBytes(message)} ${timeLeft > 0 ? `The token holds for ${duration(timeLeft)}` : "There is no token"}; tries again in ${duration(next)}`,
    facts: { code, message: withoutBytes(message), timeLeft, next },
  }),
  expired: ({ ground }) => ({ words: `has no token any more: its ${ground} expired`, facts: { ground } }),
  closed: () => ({ words: "ended", facts: {} }),
};

/** Lets a relation's events be written. */
export function logEvents(
  name: string,
  session: AttestationSession,
  form: LogForm,
  write: (line: string) => void,
): void {
  const listen = <T extends keyof SessionEvents>(event: T) => {
    session.on(event, (detail) => {
      const { words, facts } = LINES[event](detail);
      const members = { time: new Date().toISOString(), relation: name, event, ...facts };
      write(form === "json" ? JSON.stringify(members) : `${name} ${words}`);
    });
  };
  for (const event of Object.keys(LINES) as (keyof SessionEvents)[]) listen(event);
}
