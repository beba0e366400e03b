/** Rows of the kernel logs that the software tree is not compared with, and why. */
import type { Kernel } from "../../../hosts/software-tsm/index.ts";
import type { Row } from "./rows.ts";

interface LeftOut extends Omit<Row, "result"> {
  /** Only in the log of this kernel, only with this result; the tree gives another one. */
  only?: { kernel: Kernel; result: string; here: string };
  reason: string;
}

const ABOVE = "the tree begins at report";
const ADDRESS = "a program here has no bad addresses";
const DESCRIPTOR = "not a call on what a file holds; a server of the tree answers it, or its kernel does";

const leftOut: LeftOut[] = [
  { section: "no provider", name: "no provider: mkdir in /sys/kernel/config/tsm", reason: ABOVE },
  { section: "inblob writes", name: "write from a bad address", reason: `${ADDRESS}; 64 zeros have the same effect` },
  { section: "reads and the cache", name: "1st read to a bad address", reason: ADDRESS },
  { section: "reads and the cache", name: "poll(outblob, POLLIN)", reason: DESCRIPTOR },
  { section: "reads and the cache", name: "mmap outblob", reason: DESCRIPTOR },
  { section: "reads and the cache", name: "splice outblob->pipe", reason: DESCRIPTOR },
  { section: "reads and the cache", name: "readahead", reason: DESCRIPTOR },
  { section: "reads and the cache", name: "posix_fadvise (returns errno)", reason: DESCRIPTOR },
  { section: "reads and the cache", name: "fallocate", reason: DESCRIPTOR },
  {
    section: "concurrency: report_new takes 2 s",
    name: "thread A outblob",
    only: { kernel: "6.12", result: "96 waited 'SELF n=42 pl=3 len=6'", here: "-1 ENOENT waited" },
    reason: "the reader overtook the waiting rmdir between size and content; the other log has the order of arrival",
  },
  { section: "rmdir with open files", name: "rmdir of somebody's cwd", reason: "the tree has no working directories" },
];

/** The table's rows for the log of one kernel. */
export function leftOutOf(kernel: Kernel): LeftOut[] {
  return leftOut.filter(({ only }) => !only || only.kernel === kernel);
}

/** Is it this row that is left out? */
export function isLeftOut(row: Row, { section, name, only }: LeftOut): boolean {
  return row.section === section && row.name === name && (!only || row.result === only.result);
}

/** What a row of the log is compared as: itself, the tree's own result, or nothing. */
export function expected(row: Row, table: LeftOut[]): Row[] {
  const found = table.find((entry) => isLeftOut(row, entry));
  if (!found) return [row];
  return found.only ? [{ ...row, result: found.only.here }] : [];
}
