/**
 * tsmkit on Deno: reports from the kernel's configfs-tsm. Deno's file calls run on threads of their own. Paths below
 * /sys and /proc need `--allow-all`, since Deno guards them apart from `--allow-read`.
 */
import { Attester } from "../attester.ts";
import { concat } from "../bytes.ts";
import { CONFIGFS_REPORTS, FileError, type ReportFiles } from "../files.ts";
import { NodeSystem } from "../node/system.ts";
import { nobody, type Owner } from "../owner.ts";
import { procOwner } from "../procOwner.ts";
import { MeasurementRegisters } from "../registers.ts";
import { list } from "../rows.ts";

export { defaultDirectory, directoryCache } from "../endorsements/directory.ts";
export { readGiven } from "../endorsements/files.ts";
export { CONFIGFS_REPORTS } from "../files.ts";

/** The part of Deno that is used here. */
interface DenoFile {
  read(buffer: Uint8Array): Promise<number | null>;
  write(bytes: Uint8Array): Promise<number>;
  close(): void;
}
declare const Deno: {
  pid: number;
  mkdir(path: string): Promise<void>;
  lstat(path: string): Promise<{ isDirectory: boolean }>;
  remove(path: string): Promise<void>;
  open(path: string, options: { read?: boolean; write?: boolean }): Promise<DenoFile>;
  readDir(path: string): AsyncIterable<{ name: string }>;
  readTextFileSync(path: string): string;
  readLinkSync(path: string): string;
  permissions: { querySync(descriptor: { name: "read"; path: string }): { state: string } };
};

/** Deno's errors carry the number in their words ("… (os error 22)"), or only a name such as EINVAL in `code`. */
function fileError(error: unknown): unknown {
  const { message = "", code } = error as { message?: string; code?: string };
  const number = Number(/\(os error (\d+)\)/.exec(message)?.[1]) || list("errno").find((e) => e.name === code)?.value;
  return number ? new FileError(number, message, { cause: error }) : error;
}

async function attempt<T>(call: () => Promise<T>): Promise<T> {
  try {
    return await call();
  } catch (error) {
    throw fileError(error);
  }
}

/** The entries below a directory, by default the kernel's. */
export class DenoFiles implements ReportFiles {
  readonly root: string;

  constructor(root: string = CONFIGFS_REPORTS) {
    this.root = root;
  }

  create(entry: string): Promise<void> {
    return attempt(() => Deno.mkdir(`${this.root}/${entry}`));
  }

  remove(entry: string): Promise<void> {
    const path = `${this.root}/${entry}`;
    return attempt(async () => {
      // Deno.remove unlinks files too.
      const { isDirectory } = await Deno.lstat(path);
      if (!isDirectory) throw Object.assign(new Error(`not a directory: ${path}`), { code: "ENOTDIR" });
      await Deno.remove(path);
    });
  }

  read(entry: string, attribute: string): Promise<Uint8Array> {
    return attempt(async () => {
      const file = await Deno.open(`${this.root}/${entry}/${attribute}`, { read: true });
      try {
        const parts: Uint8Array[] = [];
        const buffer = new Uint8Array(64 << 10);
        for (let n = await file.read(buffer); n; n = await file.read(buffer)) parts.push(buffer.slice(0, n));
        return concat(parts);
      } finally {
        file.close();
      }
    });
  }

  write(entry: string, attribute: string, bytes: Uint8Array): Promise<void> {
    return attempt(async () => {
      const file = await Deno.open(`${this.root}/${entry}/${attribute}`, { write: true });
      try {
        await file.write(bytes);
      } finally {
        file.close();
      }
    });
  }

  list(): Promise<string[]> {
    return attempt(async () => {
      const names: string[] = [];
      for await (const { name } of Deno.readDir(this.root)) names.push(name);
      return names;
    });
  }
}

/** The owner that this process is: known with `--allow-all`, else nobody, so that entries it leaves stay. */
export function processOwner(): Owner {
  // Deno would ask the user for read access, and then refuse /proc all the same.
  if (Deno.permissions.querySync({ name: "read", path: "/proc" }).state !== "granted") return nobody;
  return procOwner(Deno.pid, { readText: Deno.readTextFileSync, readLink: Deno.readLinkSync });
}

/** An attester over the kernel's report directory, or another of the same kind. */
export function configfsAttester(root?: string): Attester {
  return new Attester(new DenoFiles(root), processOwner());
}

/** The measurement registers that the kernel shows, or those in a folder of the same kind. */
export function measurementRegisters(folder?: string): MeasurementRegisters {
  return new MeasurementRegisters(new NodeSystem(), folder);
}
