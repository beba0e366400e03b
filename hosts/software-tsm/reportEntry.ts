/**
 * One report entry: what it was asked, its two generation counters, and the report at hand.
 * Source: Linux drivers/virt/coco/guest/report.c; the life lock is the fragment of fs/configfs.
 */

import { fileError } from "../errno.ts";
import { type Attribute, attributesOf } from "./attributes.ts";
import { Lock } from "./lock.ts";
import type { Provider, Report, ReportRequest } from "./provider.ts";
import { parseGuid, parseName, parseUint } from "./storedText.ts";

/** Highest privlevel (TSM_REPORT_PRIVLEVEL_MAX). */
const PRIVLEVEL_MAX = 3;

/** What all entries share. */
export interface Tsm {
  provider: Provider | undefined;
  /** The one lock over every counter, value and report (tsm_rwsem); held alone while a report is being made. */
  readonly lock: Lock;
  /** Has each entry a lock of its own instead, and a reader its report in one piece? */
  readonly isolated: boolean;
}

/** The two counters of an entry, 64 bits each: a report is current when they are equal. */
export interface Counters {
  /** Counts the writes: the `generation` attribute. */
  write: bigint;
  /** The value of `write` that the last report was made at. */
  read: bigint;
}

/** An entry below `report`. Everything here waits for its lock. */
export class ReportEntry {
  /** Its files, by name; fixed by the provider of the moment it was made. */
  readonly attributes: Map<string, Attribute>;
  /** Permission bits of the directory. */
  mode = 0o755;
  /** Is a report read by one call of the provider, and not by two, of which each may find another? */
  readonly inOnePiece: boolean;
  readonly #tsm: Tsm;
  readonly #lock: Lock;
  readonly #counters: Counters;
  readonly #request: ReportRequest = {
    inblob: new Uint8Array(0),
    privlevel: undefined,
    serviceProvider: undefined,
    serviceGuid: undefined,
    serviceManifestVersion: undefined,
  };
  #report: Report | undefined;
  readonly #life = new Lock();
  #dead = false;

  constructor(tsm: Tsm, provider: Provider, counters: Counters) {
    this.attributes = attributesOf(provider);
    this.inOnePiece = tsm.isolated;
    this.#tsm = tsm;
    this.#lock = tsm.isolated ? new Lock() : tsm.lock;
    this.#counters = { ...counters };
  }

  /** Runs `work` while the entry can't be removed. Fails with ENOENT when it was. */
  alive<T>(work: () => T | Promise<T>): Promise<T> {
    return this.#life.shared(() => {
      if (this.#dead) throw fileError("ENOENT");
      return work();
    });
  }

  /** Ends the entry as soon as nobody is inside {@link alive}. Open files stay open and find nothing any more. */
  remove(): Promise<void> {
    return this.#life.exclusive(() => {
      this.#dead = true;
    });
  }

  /** The text of a readable text attribute, with its line feed. */
  show(name: string): Promise<string> {
    return this.#lock.shared(() => {
      if (name === "generation") return `${this.#counters.write}\n`;
      const { provider } = this.#tsm;
      if (!provider) throw fileError("ENXIO");
      return `${name === "provider" ? provider.name : provider.privlevelFloor}\n`;
    });
  }

  /** Takes what was written to a text attribute. */
  async store(name: string, bytes: Uint8Array): Promise<void> {
    switch (name) {
      case "privlevel":
        return this.#storePrivlevel(parseUint(bytes));
      case "service_provider":
        return this.#set(() => {
          this.#request.serviceProvider = parseName(bytes);
        });
      case "service_guid":
        return this.#set(() => {
          // A bad one has counted and has taken the old one away by the time it is seen to be bad.
          this.#request.serviceGuid = undefined;
          this.#request.serviceGuid = parseGuid(bytes);
        });
      case "service_manifest_version": {
        const version = parseUint(bytes);
        return this.#set(() => {
          this.#request.serviceManifestVersion = version;
        });
      }
      default:
        throw new RangeError(`${name} is not a text attribute that can be written`);
    }
  }

  /** Takes a whole new inblob. */
  commit(inblob: Uint8Array): Promise<void> {
    return this.#set(() => {
      this.#request.inblob = inblob;
    });
  }

  /** A blob of the current report, which is made first when there is none; empty when the provider gave none. */
  async blob(name: string): Promise<Uint8Array> {
    const cached = await this.#lock.shared(() => this.#current());
    const report = cached ?? (await this.#lock.exclusive(() => this.#make()));
    return report[name as keyof Report] ?? new Uint8Array(0);
  }

  #storePrivlevel(level: number): Promise<void> {
    return this.#lock.exclusive(() => {
      const { provider } = this.#tsm;
      if (!provider) throw fileError("ENXIO");
      if (level < provider.privlevelFloor || level > PRIVLEVEL_MAX) throw fileError("EINVAL");
      this.#advance();
      this.#request.privlevel = level;
    });
  }

  #set(change: () => void): Promise<void> {
    return this.#lock.exclusive(() => {
      this.#advance();
      change();
    });
  }

  /** Counts a write, unless the counters would then be equal by having gone all the way round. */
  #advance(): void {
    const { write, read } = this.#counters;
    const next = BigInt.asUintN(64, write + 1n);
    if (next === read) throw fileError("EBUSY");
    this.#counters.write = next;
  }

  #current(): Report | undefined {
    if (this.#request.inblob.length === 0) throw fileError("EINVAL");
    return this.#counters.read === this.#counters.write ? this.#report : undefined;
  }

  async #make(): Promise<Report> {
    const { provider } = this.#tsm;
    if (!provider) throw fileError("ENXIO");
    // Whoever held the lock before may have made it meanwhile.
    const made = this.#current();
    if (made) return made;
    const report = await provider.makeReport({ ...this.#request, inblob: this.#request.inblob.slice() });
    this.#report = report;
    this.#counters.read = this.#counters.write;
    return report;
  }
}
