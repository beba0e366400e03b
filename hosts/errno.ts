/** Linux errors by name, from the core's table. */
import { FileError } from "./files.ts";
import { list } from "./rows.ts";

/** The error called `name`, such as `EINVAL`; a name that the table lacks is a mistake in the calling code. */
export function fileError(name: string): FileError {
  const row = list("errno").find((value) => value.name === name);
  if (!row) throw new RangeError(`no error is called ${name}`);
  return new FileError(row.value, `${name}: ${row.note}`);
}
