/** What the guest tells the host: a line of JSON each, over the second serial port. */
import { appendFileSync } from "node:fs";
import type { Row } from "../../software-tsm/truth/rows.ts";

/** One message. */
export type Message =
  | { row: Row }
  /** A check, with the reason when it failed, and how long it took in milliseconds. */
  | { check: string; error?: string; took: number }
  /** A file for checks of the host, in base64. */
  | { file: string; base64: string }
  /** Something for the log. */
  | { note: string };

/** Sends one. */
export function say(message: Message): void {
  appendFileSync("/dev/ttyS1", `${JSON.stringify(message)}\n`);
}

/** Sends a file. */
export function send(file: string, content: Uint8Array | string): void {
  say({ file, base64: Buffer.from(content).toString("base64") });
}
