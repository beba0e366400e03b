/** The class device over a provider. The core has its rules; here reports are made, kept and handed in. */
import { Core } from "../core.ts";
import { errnoName, fileError } from "../errno.ts";
import { fieldBytes, fieldNumber } from "../fields.ts";
import { FileError } from "../files.ts";
import { layout, list } from "../rows.ts";
import type { Provider } from "../software-tsm/provider.ts";

/** A report that was made for one reader or several: what it was made from, and outblob as the device shows it. */
export interface ClassReport {
  /** A classRequest. */
  request: Uint8Array;
  outblob: Uint8Array;
}

/** The number of the one driver. */
const DRIVER = 1;
/** What a reader gets, as in assembly/class/device.ts. */
const NEW_REPORT = 1;

/** The device of a provider. Calls fail with a FileError. */
export class ClassDevice {
  /** The device's state lies in it. */
  readonly #core = new Core();
  readonly #provider: Provider;
  /** The report asked for last, made or in the making. */
  #asked: Promise<ClassReport> | undefined;

  constructor(provider: Provider) {
    this.#provider = provider;
    this.#taken(this.#core.exports.classRegister(DRIVER, provider.privlevelFloor, Number(this.#hasExtra)));
  }

  /** The files that the device has, as rows of the table: text says binary or text, extra is the mode. */
  get files(): { value: number; name: string; text: string; extra: number }[] {
    return list("classAttribute").filter(({ name }) => this.#hasExtra || !["privlevel", "format"].includes(name));
  }

  get #hasExtra(): boolean {
    return this.#provider.shows("privlevel");
  }

  /** Takes what is written to a file from an offset on. Returns how many bytes. */
  store(attribute: number, bytes: Uint8Array, at: number): number {
    return this.#taken(this.#core.exports.classStore(attribute, Math.min(at, 1), this.#put(bytes)));
  }

  /** What a text file shows. */
  show(attribute: number): Uint8Array {
    return this.#core.bytes(this.#taken(this.#core.exports.classShow(attribute)));
  }

  /** The report that a reader who comes now gets. */
  report(): Promise<ClassReport> {
    if (this.#taken(this.#core.exports.classRead()) === NEW_REPORT) this.#asked = this.#make();
    return this.#asked as Promise<ClassReport>;
  }

  /** The line that says what a report was made from, with the report. */
  line({ request, outblob }: ClassReport): Uint8Array {
    this.#put(request, outblob);
    return this.#core.bytes(this.#taken(this.#core.exports.classLine(outblob.length)));
  }

  async #make(): Promise<ClassReport> {
    const { exports } = this.#core;
    const table = layout("classRequest");
    const request = this.#core.copy(exports.classAt(), table.size);
    const input = fieldBytes(request, table, 0, "input");
    try {
      const { outblob, auxblob = new Uint8Array(0) } = await this.#provider.makeReport({
        inblob: input.slice(0, fieldNumber(request, table, 0, "inputLength")),
        privlevel: this.#hasExtra ? fieldNumber(request, table, 0, "privlevel") : undefined,
        serviceProvider: undefined,
        serviceGuid: undefined,
        serviceManifestVersion: undefined,
      });
      this.#put(request, outblob, auxblob);
      return { request, outblob: this.#core.bytes(this.#taken(exports.classMade(outblob.length, auxblob.length))) };
    } catch (error) {
      this.#put(request);
      exports.classFailed();
      throw error;
    }
  }

  /** Puts bytes into the input region, one behind the other. Returns how many. */
  #put(...parts: Uint8Array[]): number {
    let at = 0;
    for (const part of parts) {
      if (this.#core.put(part, at) < 0) throw fileError("EFBIG");
      at += part.length;
    }
    return at;
  }

  /** The result of a door; a negative one is an error number, and the core knows the words for it. */
  #taken(result: number): number {
    if (result >= 0) return result;
    const { exports } = this.#core;
    throw new FileError(-result, `${errnoName(-result)}: ${this.#core.text(exports.faultMessage())}`);
  }
}
