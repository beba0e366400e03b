/** Linux errors by name and number, from the core's table. */
import { FileError } from "./files.ts";
import { list } from "./rows.ts";

/** The error called `name`, such as `EINVAL`; a name that the table lacks is a mistake in the calling code. */
export function fileError(name: string): FileError {
  const row = list("errno").find((value) => value.name === name);
  if (!row) throw new RangeError(`no error is called ${name}`);
  return new FileError(row.value, `${name}: ${row.note}`);
}

/** The name of an error number; its digits when the table has none. */
export function errnoName(errno: number): string {
  return list("errno").find(({ value }) => value === errno)?.name ?? `errno ${errno}`;
}
