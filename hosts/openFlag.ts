/** Flags of open(2) that are looked at; the others are accepted. Numbers as on x86-64. */
export const OpenFlag = {
  RDONLY: 0,
  WRONLY: 0o1,
  RDWR: 0o2,
  CREAT: 0o100,
  EXCL: 0o200,
  TRUNC: 0o1000,
  DIRECT: 0o40000,
  DIRECTORY: 0o200000,
} as const;
