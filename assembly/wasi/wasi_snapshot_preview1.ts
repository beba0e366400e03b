/**
 * What this command imports: functions of WASI, preview 1, and nothing else. The compiler takes the name of this file for the
 * module's. Each returns one of WASI's error numbers, 0 for success; a `usize` that is no length is a place in memory. What
 * the structures there look like is written where they are read: system.ts, preopens.ts, files.ts.
 * Source: WebAssembly/WASI, legacy/preview1/docs.md.
 */

export declare function args_sizes_get(count: usize, size: usize): i32;
export declare function args_get(pointers: usize, bytes: usize): i32;
export declare function environ_sizes_get(count: usize, size: usize): i32;
export declare function environ_get(pointers: usize, bytes: usize): i32;
export declare function clock_time_get(clock: i32, precision: i64, time: usize): i32;
export declare function poll_oneoff(subscriptions: usize, events: usize, count: usize, happened: usize): i32;
export declare function random_get(to: usize, length: usize): i32;
export declare function proc_exit(code: i32): void;
export declare function fd_fdstat_get(fd: i32, stat: usize): i32;
export declare function fd_prestat_get(fd: i32, prestat: usize): i32;
export declare function fd_prestat_dir_name(fd: i32, path: usize, length: usize): i32;
export declare function fd_read(fd: i32, vectors: usize, count: usize, length: usize): i32;
export declare function fd_write(fd: i32, vectors: usize, count: usize, length: usize): i32;
export declare function fd_sync(fd: i32): i32;
export declare function fd_close(fd: i32): i32;
export declare function fd_readdir(fd: i32, to: usize, length: usize, cookie: u64, used: usize): i32;
export declare function path_open(
  dir: i32,
  lookup: i32,
  path: usize,
  length: usize,
  how: i32,
  rights: u64,
  inherited: u64,
  flags: i32,
  fd: usize,
): i32;
export declare function path_filestat_get(dir: i32, lookup: i32, path: usize, length: usize, stat: usize): i32;
export declare function path_create_directory(dir: i32, path: usize, length: usize): i32;
export declare function path_remove_directory(dir: i32, path: usize, length: usize): i32;
export declare function path_unlink_file(dir: i32, path: usize, length: usize): i32;
export declare function path_readlink(dir: i32, path: usize, length: usize, to: usize, room: usize, used: usize): i32;
export declare function path_rename(
  fromDir: i32,
  from: usize,
  fromLength: usize,
  toDir: i32,
  to: usize,
  toLength: usize,
): i32;
