/** What a program that looks at Linux, and changes little, needs of its files. Fails with a FileError each. */
export interface SystemFiles {
  /** Names in a directory. */
  list(path: string): Promise<string[]>;
  /** Reads until a read gives nothing: sizes told by stat are not true of the kernel's files. */
  read(path: string): Promise<Uint8Array>;
  /** Writes all bytes in one write. */
  write(path: string, bytes: Uint8Array): Promise<void>;
  /** The permission bits of a file. */
  mode(path: string): Promise<number>;
  /** Fails unless this process may read, or read and write. */
  access(path: string, mode: "read" | "write"): Promise<void>;
}
