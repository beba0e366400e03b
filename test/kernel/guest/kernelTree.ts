/** The report directory of the kernel, called in the same way as the software tree. */
import { fileError } from "../../../hosts/errno.ts";
import { CONFIGFS_REPORTS, FileError } from "../../../hosts/files.ts";
import { OpenFlag, type Provider, type Seek, type Stat, type User } from "../../../hosts/software-tsm/index.ts";
import type { Handle, Tree } from "../../software-tsm/bench.ts";
import type { Argument, CALLS, Calls } from "./calls.ts";
import { Channel } from "./channel.ts";

/** Who is not root. */
const OTHER = 1000;

/** Sizes and offsets of struct stat and struct linux_dirent64 on x86-64. */
const STAT = { size: 144, links: 16, mode: 24, length: 48 };
const DIRENT = { size: 16, name: 19 };

type Maker = (name: keyof typeof CALLS, args: Argument[], user?: User) => Promise<number>;

/** Calls that fail as they do in the software tree: with a FileError. */
function failing(calls: Calls): Maker {
  return async (name, args, user = "root") => {
    const value = await calls.make(name, args, user === "root" ? 0 : OTHER);
    if (value < 0) throw new FileError(-value, `${name} failed`);
    return value;
  };
}

async function statBy(fill: (bytes: Buffer) => Promise<unknown>): Promise<Stat> {
  const bytes = Buffer.alloc(STAT.size);
  await fill(bytes);
  return {
    mode: bytes.readUInt32LE(STAT.mode),
    size: Number(bytes.readBigInt64LE(STAT.length)),
    links: Number(bytes.readBigUInt64LE(STAT.links)),
  };
}

/** A file descriptor of the program that makes the calls. */
class KernelFile implements Handle {
  readonly #make: Maker;
  readonly #fd: number;

  constructor(make: Maker, fd: number) {
    this.#make = make;
    this.#fd = fd;
  }

  async read(count: number): Promise<Uint8Array> {
    const bytes = new Uint8Array(count);
    return bytes.subarray(0, await this.#make("read", [this.#fd, bytes, count]));
  }

  async pread(count: number, at: number): Promise<Uint8Array> {
    const bytes = new Uint8Array(count);
    return bytes.subarray(0, await this.#make("pread", [this.#fd, bytes, count, at]));
  }

  write(bytes: Uint8Array): Promise<number> {
    return this.#make("write", [this.#fd, bytes, bytes.length]);
  }

  pwrite(bytes: Uint8Array, at: number): Promise<number> {
    return this.#make("pwrite", [this.#fd, bytes, bytes.length, at]);
  }

  lseek(offset: number, whence: Seek): Promise<number> {
    return this.#make("lseek", [this.#fd, offset, whence]);
  }

  fstat(): Promise<Stat> {
    return statBy((bytes) => this.#make("fstat", [this.#fd, bytes]));
  }

  async fsync(): Promise<void> {
    await this.#make("fsync", [this.#fd]);
  }

  async ftruncate(length: number): Promise<void> {
    await this.#make("ftruncate", [this.#fd, length]);
  }

  async dup(): Promise<KernelFile> {
    return new KernelFile(this.#make, await this.#make("dup", [this.#fd]));
  }

  async close(): Promise<void> {
    await this.#make("close", [this.#fd]);
  }
}

/** The tree. Its provider is one in software, behind the test module. */
export class KernelTree implements Tree {
  readonly #make: Maker;
  #channel: Channel | undefined;

  constructor(calls: Calls) {
    this.#make = failing(calls);
  }

  async register(provider: Provider): Promise<void> {
    if (this.#channel) throw fileError("EBUSY");
    this.#channel = await Channel.open(provider);
  }

  async unregister(_provider?: Provider): Promise<void> {
    await this.#channel?.close();
    this.#channel = undefined;
  }

  async mkdir(path: string, user?: User): Promise<void> {
    await this.#make("mkdir", [this.#absolute(path), 0o700], user);
  }

  async rmdir(path: string, user?: User): Promise<void> {
    await this.#make("rmdir", [this.#absolute(path)], user);
  }

  async readdir(path: string, user?: User): Promise<string[]> {
    const fd = await this.#make("open", [this.#absolute(path), OpenFlag.DIRECTORY], user);
    const names: string[] = [];
    const bytes = Buffer.alloc(64 * 1024);
    for (let filled = -1; filled !== 0; ) {
      filled = await this.#make("getdents64", [fd, bytes, bytes.length]);
      for (let at = 0; at < filled; at += bytes.readUInt16LE(at + DIRENT.size)) {
        names.push(bytes.toString("utf8", at + DIRENT.name, bytes.indexOf(0, at + DIRENT.name)));
      }
    }
    await this.#make("close", [fd]);
    return names.filter((name) => name !== "." && name !== "..");
  }

  stat(path: string, user?: User): Promise<Stat> {
    return statBy((bytes) => this.#make("stat", [this.#absolute(path), bytes], user));
  }

  async open(path: string, flags: number, user?: User): Promise<KernelFile> {
    return new KernelFile(this.#make, await this.#make("open", [this.#absolute(path), flags, 0o644], user));
  }

  async chmod(path: string, mode: number, user?: User): Promise<void> {
    await this.#make("chmod", [this.#absolute(path), mode], user);
  }

  async truncate(path: string, length: number, user?: User): Promise<void> {
    await this.#make("truncate", [this.#absolute(path), length], user);
  }

  async unlink(path: string, user?: User): Promise<void> {
    await this.#make("unlink", [this.#absolute(path)], user);
  }

  async rename(from: string, to: string, user?: User): Promise<void> {
    await this.#make("rename", [this.#absolute(from), this.#absolute(to)], user);
  }

  async symlink(target: string, path: string, user?: User): Promise<void> {
    await this.#make("symlink", [target, this.#absolute(path)], user);
  }

  #absolute(path: string): string {
    return `${CONFIGFS_REPORTS}/${path}`;
  }
}
