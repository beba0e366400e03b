/**
 * The five file verbs a request needs, and the error they fail with. Whoever implements this interface over some
 * directory, device or simulation becomes a host; who asks for reports never touches the operating system.
 */

/** A file operation failed with a Linux error number. */
export class FileError extends Error {
  override readonly name = "FileError";
  /** Positive Linux error number. */
  readonly errno: number;
  constructor(errno: number, message = `errno ${errno}`, options?: ErrorOptions) {
    super(message, options);
    this.errno = errno;
  }
}

/** Where Linux has the directory of configfs-tsm. */
export const CONFIGFS_REPORTS = "/sys/kernel/config/tsm/report";

/**
 * The entries below a configfs-tsm `report` directory. Every verb may answer at once or with a promise, and fails with
 * a {@link FileError}.
 */
export interface ReportFiles {
  /** mkdir report/entry. */
  create(entry: string): void | Promise<void>;
  /** rmdir report/entry. */
  remove(entry: string): void | Promise<void>;
  /** Opens the attribute for reading, reads until a read gives 0 bytes, closes. Never sized by stat. */
  read(entry: string, attribute: string): Uint8Array | Promise<Uint8Array>;
  /** Opens the attribute for writing, writes all bytes in one write, closes. */
  write(entry: string, attribute: string, bytes: Uint8Array): void | Promise<void>;
  /** Names of the entries that are there. */
  list(): string[] | Promise<string[]>;
}
