/**
 * A report directory whose files answer at once, as an imported interface has to: a report of the forge, with what was asked
 * for written into it. Any call can be made to fail.
 */
import { fileError } from "../../hosts/errno.ts";
import { FileError, type ReportFiles as HostFiles } from "../../hosts/files.ts";
import { layout } from "../../hosts/rows.ts";
import type { ReportFiles } from "./worlds.ts";

const utf8 = new TextEncoder();
const at = (name: string) => layout("snpReport").fields.find((field) => field.name === name)?.at ?? 0;

/** Says with which error number a call fails, if it does. */
export type Failing = (verb: "create" | "remove" | "read" | "write", attribute?: string) => number | undefined;

export class Model implements HostFiles {
  /** Entries with what was written to each. */
  readonly entries = new Map<string, Map<string, Uint8Array>>();
  readonly #report: Uint8Array;
  readonly #failing: Failing;
  /** Files that hold something else than usual. */
  readonly files: Record<string, Uint8Array | undefined> = {};

  constructor(report: Uint8Array, failing: Failing = () => undefined) {
    this.#report = report;
    this.#failing = failing;
  }

  #check(...call: Parameters<Failing>): void {
    const errno = this.#failing(...call);
    if (errno !== undefined) throw new FileError(errno);
  }

  #entry(name: string): Map<string, Uint8Array> {
    const entry = this.entries.get(name);
    if (!entry) throw fileError("ENOENT");
    return entry;
  }

  create(entry: string): void {
    this.#check("create");
    if (this.entries.has(entry)) throw fileError("EEXIST");
    this.entries.set(entry, new Map());
  }

  remove(entry: string): void {
    this.#check("remove");
    if (!this.entries.delete(entry)) throw fileError("ENOENT");
  }

  read(entry: string, attribute: string): Uint8Array {
    this.#check("read", attribute);
    const written = this.#entry(entry);
    const other = this.files[attribute];
    if (other) return other;
    const texts: Record<string, string> = {
      provider: "sev_guest\n",
      generation: `${[...written.values()].length}\n`,
      privlevel_floor: "0\n",
    };
    const text = texts[attribute];
    if (text !== undefined) return utf8.encode(text);
    if (attribute !== "outblob") throw fileError("ENOENT");
    const report = this.#report.slice();
    report.set(written.get("inblob") ?? new Uint8Array(64), at("reportData"));
    report[at("vmpl")] = Number(new TextDecoder().decode(written.get("privlevel")));
    return report;
  }

  write(entry: string, attribute: string, bytes: Uint8Array): void {
    this.#check("write", attribute);
    this.#entry(entry).set(attribute, bytes.slice());
  }

  list(): string[] {
    return [...this.entries.keys()];
  }
}

/** A model as the component's import: a failure is thrown as its number. */
export function imported(files: Model, wait: (milliseconds: number) => boolean = () => true): ReportFiles {
  const failing =
    <Args extends unknown[], Result>(call: (...args: Args) => Result) =>
    (...args: Args): Result => {
      try {
        return call(...args);
      } catch (error) {
        throw error instanceof FileError ? error.errno : error;
      }
    };
  return {
    create: failing((entry: string) => files.create(entry)),
    remove: failing((entry: string) => files.remove(entry)),
    read: failing((entry: string, attribute: string) => files.read(entry, attribute)),
    write: failing((entry: string, attribute: string, bytes: Uint8Array) => files.write(entry, attribute, bytes)),
    wait,
  };
}
