/** What is mounted: a tree of files, called as the system's own. `Who` is what it wants to know of the process that calls. */

/** What stat gives. */
export interface FileStat {
  /** Kind of file and permission bits, as st_mode. */
  mode: number;
  size: number;
  /** Links, as st_nlink. */
  links: number;
  /** Who owns it; root when left out. */
  uid?: number;
  gid?: number;
}

/** An open file. */
export interface OpenedFile<Who> {
  pread(count: number, at: number, who: Who): Promise<Uint8Array>;
  pwrite(bytes: Uint8Array, at: number, who: Who): Promise<number>;
  fstat(): Promise<FileStat>;
  fsync(): Promise<void>;
  ftruncate(length: number): Promise<void>;
  close(): Promise<void>;
}

/** A tree. Paths are relative to what is mounted, "" is that itself; every call fails with a FileError. */
export interface FileTree<Who> {
  /** Is what is at a path there for as long as the tree? The kernel then looks for it once; never, when left out. */
  lasts?(path: string): boolean;
  stat(path: string, who: Who): Promise<FileStat>;
  /** access(2), with a mask of 4 read, 2 write, 1 search. */
  access(path: string, mask: number, who: Who): Promise<void>;
  readdir(path: string, who: Who): Promise<string[]>;
  open(path: string, flags: number, who: Who): Promise<OpenedFile<Who>>;
  mkdir(path: string, who: Who): Promise<void>;
  rmdir(path: string, who: Who): Promise<void>;
  chmod(path: string, mode: number, who: Who): Promise<void>;
  truncate(path: string, length: number, who: Who): Promise<void>;
  unlink(path: string, who: Who): Promise<void>;
  rename(from: string, to: string, who: Who): Promise<void>;
  symlink(target: string, path: string, who: Who): Promise<void>;
}
