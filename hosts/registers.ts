/**
 * Measurement registers: what has been measured into this guest, read and extended through the kernel, or read out of
 * evidence; under names that fit every vendor.
 * Source: Linux Documentation/ABI/testing/sysfs-devices-virtual-misc-tdx_guest, drivers/virt/coco/guest/tsm-mr.c.
 */
import { concat } from "./bytes.ts";
import { errnoName } from "./errno.ts";
import { tsmError } from "./errors.ts";
import { FileError } from "./files.ts";
import type { ErrorCode } from "./formats.ts";
import { decodeHex } from "./hex.ts";
import type { Inspection } from "./inspect.ts";
import { list } from "./rows.ts";
import type { SystemFiles } from "./system.ts";

/** Hash functions that registers are extended by, as the kernel's names end and as WebCrypto calls them. */
const HASHES: Record<string, string> = { sha256: "SHA-256", sha384: "SHA-384", sha512: "SHA-512" };

/** A measurement register and its value. */
export interface MeasurementRegister {
  /** `initial`, `runtime0` to `runtime3`, `config`, `owner`, `owner-config`; the kernel's own name for any other. */
  name: string;
  /** What the kernel calls it, such as `rtmr2:sha384`; the field's name for one out of evidence. */
  source: string;
  /** The hash that extending it computes, such as `SHA-384`; undefined for a register that is no digest. */
  hash: string | undefined;
  /** May this guest extend it? Undefined for one out of evidence. */
  extendable: boolean | undefined;
  value: Uint8Array;
}

/** What extending a register did. */
export interface Extension {
  name: string;
  before: Uint8Array;
  after: Uint8Array;
  /** Did others extend it in between? `after` is then not the hash of `before` and the digest alone. */
  interfered: boolean;
}

/** The value of a register that is extended by a digest: the hash of both, one behind the other. */
export async function extended(hash: string, before: Uint8Array, digest: Uint8Array): Promise<Uint8Array> {
  return new Uint8Array(await crypto.subtle.digest(hash, concat([before, digest]) as Uint8Array<ArrayBuffer>));
}

/** The name for every vendor of a register by the kernel's name; the same where there is none. */
function nameOf(kernelName: string): string {
  return list("measurementRegister").find(({ text }) => text === kernelName)?.name ?? kernelName;
}

/** Where the table has a register, or its end for one that it does not have. */
function placeOf({ name }: MeasurementRegister): number {
  const rows = list("measurementRegister");
  const at = rows.findIndex((row) => row.name === name);
  return at < 0 ? rows.length : at;
}

const READING: Record<string, ErrorCode> = {
  ENOENT: "no-registers",
  ENOTDIR: "no-registers",
  EACCES: "permission",
  EPERM: "permission",
  EINTR: "busy",
  EAGAIN: "busy",
  EBUSY: "busy",
};
/** A platform may keep registers from its guests: the driver then fails the write. */
const EXTENDING: Record<string, ErrorCode> = { ...READING, EIO: "not-extendable", EINVAL: "not-extendable" };

/** Does a file verb; what the system refuses becomes an error that names the file. */
async function attempt<T>(file: string, verb: () => Promise<T>, codes = READING): Promise<T> {
  try {
    return await verb();
  } catch (error) {
    if (!(error instanceof FileError)) throw error;
    const { errno } = error;
    const name = errnoName(errno);
    throw tsmError(codes[name] ?? "device", `${file}: ${name}`, { errno, cause: error });
  }
}

/** The registers that a quote, a TDREPORT or an SNP report shows. */
export function registersIn({ sections }: Inspection): MeasurementRegister[] {
  const shown = ["tdReport", "tdInfo", "snpReport"];
  const section = sections.find(({ layout }) => shown.includes(layout));
  const fields = Object.entries(section?.fields ?? {});
  return list("measurementRegister").flatMap(({ name, more }) => {
    const [field, hex] = fields.find(([key]) => more.split(" ").includes(key)) ?? [];
    if (field === undefined) return [];
    return [{ name, source: field, hash: undefined, extendable: undefined, value: decodeHex(hex as string) }];
  });
}

/**
 * The register that has a name: for every vendor, the kernel's, or the field's.
 *
 * @throws TsmError `bad-request` when none has.
 */
export function named(all: readonly MeasurementRegister[], name: string): MeasurementRegister {
  const found = all.find((one) => [one.name, one.source, one.source.split(":")[0]].includes(name));
  if (found) return found;
  const known = all.map((one) => one.name).join(", ");
  throw tsmError("bad-request", `there is no register ${JSON.stringify(name)}, only ${known}`);
}

/** Where Linux shows the devices whose drivers have registers, each in a folder of its own. */
const MISC = "/sys/class/misc";
const FOLDER = "measurements";

/** The registers that the kernel shows (Linux 6.16 or later). */
export class MeasurementRegisters {
  readonly #files: SystemFiles;
  #folder: string | undefined;

  /** `folder` has the registers' files; it is looked for when left out. */
  constructor(files: SystemFiles, folder?: string) {
    this.#files = files;
    this.#folder = folder;
  }

  /**
   * All registers, those with a name for every vendor first.
   *
   * @throws TsmError `no-registers` where the kernel shows none, `permission`, `busy`, `device`.
   */
  async list(): Promise<MeasurementRegister[]> {
    const folder = await this.folder();
    const names = await attempt(folder, () => this.#files.list(folder));
    const all: MeasurementRegister[] = [];
    for (const name of names.sort()) all.push(await this.#register(folder, name));
    if (all.length === 0) throw tsmError("no-registers", `${folder} is empty`);
    return all.sort((a, b) => placeOf(a) - placeOf(b));
  }

  /**
   * One register, by its name for every vendor or the kernel's.
   *
   * @throws TsmError as {@link list}; `bad-request` when no register has the name.
   */
  async read(name: string): Promise<MeasurementRegister> {
    return named(await this.list(), name);
  }

  /**
   * Extends a register by a digest. Nothing can undo it, and without an entry in a log nobody can tell later by what.
   *
   * @throws TsmError as {@link read}; `not-extendable` when the register is fixed or the platform keeps it from guests.
   */
  async extend(name: string, digest: Uint8Array): Promise<Extension> {
    const register = await this.read(name);
    const { source, hash, value: before } = register;
    if (!register.extendable) throw tsmError("not-extendable", `${source} is fixed`);
    if (digest.length !== before.length) {
      throw tsmError("bad-request", `${source} takes a digest of ${before.length} bytes, got ${digest.length}`);
    }
    const path = `${await this.folder()}/${source}`;
    await attempt(source, () => this.#files.write(path, digest), EXTENDING);
    const { value: after } = await this.read(source);
    const expected = hash === undefined ? after : await extended(hash, before, digest);
    const interfered = after.some((byte, i) => byte !== expected[i]);
    return { name: register.name, before, after, interfered };
  }

  /** The folder that has the files. */
  async folder(): Promise<string> {
    this.#folder ??= await this.#find();
    return this.#folder;
  }

  async #find(): Promise<string> {
    const devices = await attempt(MISC, () => this.#files.list(MISC));
    for (const device of devices.sort()) {
      const inside = await attempt(device, () => this.#files.list(`${MISC}/${device}`));
      if (inside.includes(FOLDER)) return `${MISC}/${device}/${FOLDER}`;
    }
    throw tsmError("no-registers", `no device in ${MISC} has a folder ${FOLDER}`);
  }

  async #register(folder: string, file: string): Promise<MeasurementRegister> {
    const [kernelName = file, hash = ""] = file.split(":");
    const path = `${folder}/${file}`;
    const value = await attempt(file, () => this.#files.read(path));
    const mode = await attempt(file, () => this.#files.mode(path));
    return { name: nameOf(kernelName), source: file, hash: HASHES[hash], extendable: (mode & 0o222) !== 0, value };
  }
}
