/** A class device with the measured provider behind it, and how its files are read and written. */
import { errnoName } from "../../hosts/errno.ts";
import { FileError } from "../../hosts/files.ts";
import { encodeHex } from "../../hosts/hex.ts";
import { ClassDevice } from "../../hosts/mount/classDevice.ts";
import { classFiles } from "../../hosts/mount/classFiles.ts";
import type { FixedContent } from "../../hosts/mount/fixedTree.ts";
import { list } from "../../hosts/rows.ts";
import type { Provider } from "../../hosts/software-tsm/index.ts";
import { bytesOf } from "../software-tsm/bench.ts";
import type { SelfProvider } from "../software-tsm/selfProvider.ts";

const PLENTY = 1 << 16;

/** A device and its files. */
export class DeviceBench<P extends Provider = SelfProvider> {
  readonly provider: P;
  readonly device: ClassDevice;

  constructor(provider: P) {
    this.provider = provider;
    this.device = new ClassDevice(provider);
  }

  open(name: string): FixedContent {
    const file = classFiles(this.device).get(name);
    if (!file) throw new RangeError(`the device has no ${name}`);
    return file.open();
  }

  /** Writes text, or bytes as hex with a line feed. */
  write(name: string, value: string | Uint8Array, at = 0): number {
    const text = typeof value === "string" ? value : `${encodeHex(value)}\n`;
    return this.open(name).write(bytesOf(text), at);
  }

  bytes(name: string): Promise<Uint8Array> {
    return this.open(name).read(PLENTY, 0);
  }

  async text(name: string): Promise<string> {
    return new TextDecoder().decode(await this.bytes(name));
  }

  async generation(): Promise<number> {
    return Number(await this.text("generation"));
  }

  /** The bytes of inhex that a report was made from, as the measured provider puts them there. */
  async carried(length = 64): Promise<Uint8Array> {
    return (await this.bytes("outblob")).slice(32, 32 + length);
  }
}

/** The name of the error that work fails with. */
export async function errorOf(work: () => unknown): Promise<string> {
  try {
    await work();
    return "none";
  } catch (error) {
    if (!(error instanceof FileError)) throw error;
    return errnoName(error.errno);
  }
}

/** The number of a file. */
export const attribute = (name: string) => list("classAttribute").find((row) => row.name === name)?.value as number;
