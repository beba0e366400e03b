/** What the doctor looks at, and what it finds. */
import { errnoName } from "../errno.ts";
import type { ReportFiles } from "../files.ts";
import { FileError } from "../files.ts";
import type { Owner } from "../owner.ts";
import type { SystemFiles } from "../system.ts";

/**
 * How a thing stands: `ok`; `note`, for what is no failure and worth knowing; `missing`, it is not there; `broken`, it is there
 * and does not work.
 */
export type State = "ok" | "note" | "missing" | "broken";

/** One thing that was looked at. */
export interface Finding {
  check: string;
  state: State;
  /** A sentence. */
  says: string;
  /** The command that mends it, or that looks further. */
  mend?: string;
}

/** The system that is looked at. */
export interface Patient {
  files: SystemFiles;
  /** The report directory of configfs-tsm, and where it lies. */
  reports: ReportFiles;
  reportsAt: string;
  /** Whose entries the program makes. */
  owner: Owner;
  now: Date;
  /** What keeps this program from making ioctl calls, as a sentence; undefined when nothing does. */
  lackOfCalls(): Promise<string | undefined>;
  /** The command that gives it what it lacks. */
  callsBy: string;
}

export const ok = (check: string, says: string): Finding => ({ check, state: "ok", says });
export const remark = (check: string, says: string, mend?: string): Finding => finding(check, "note", says, mend);
export const missing = (check: string, says: string, mend?: string): Finding => finding(check, "missing", says, mend);
export const broken = (check: string, says: string, mend?: string): Finding => finding(check, "broken", says, mend);

function finding(check: string, state: State, says: string, mend: string | undefined): Finding {
  return { check, state, says, ...(mend !== undefined && { mend }) };
}

/** Does nothing stand in the way? */
export function isSound(findings: readonly Finding[]): boolean {
  return findings.every(({ state }) => state !== "missing" && state !== "broken");
}

/** What a file verb came to: its value, or the name of the error that the system gave. */
export type Tried<T> = { value: T; error?: undefined } | { value?: undefined; error: string };

/** Does a file verb. Other failures than the system's are thrown. */
export async function tried<T>(verb: () => T | Promise<T>): Promise<Tried<T>> {
  try {
    return { value: await verb() };
  } catch (error) {
    if (!(error instanceof FileError)) throw error;
    return { error: errnoName(error.errno) };
  }
}

/** The text of a small file, without white space around it; empty when it can't be read. */
export async function textOf({ files }: Patient, path: string): Promise<string> {
  const { value } = await tried(() => files.read(path));
  return value ? new TextDecoder().decode(value).trim() : "";
}

/** Is a file or directory there? */
export async function isThere({ files }: Patient, path: string): Promise<boolean> {
  return (await tried(() => files.mode(path))).error === undefined;
}
