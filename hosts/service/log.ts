/** The log of a service: a line of JSON for each event. */
import { printable } from "../printable.ts";
import type { Observer } from "./events.ts";

/** Routes that are asked all the time, by those who look after the service: told of only when they fail. */
const QUIET: readonly string[] = ["/healthz", "/readyz", "/metrics"];

/** A log that writes lines. */
export function serviceLog(write: (line: string) => void, now: () => number): Observer {
  return (event) => {
    if (event.event === "request" && event.status < 400 && QUIET.includes(event.route)) return;
    const level = event.event === "failure" ? "error" : "info";
    const text = JSON.stringify({ time: new Date(now()).toISOString(), level, ...event }, (_, value) =>
      typeof value === "number" ? Math.round(value * 1000) / 1000 : value,
    );
    write(`${printable(text)}\n`);
  };
}
