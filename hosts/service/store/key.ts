/** Keys of stores: parts with colons between them. */
import { tsmError } from "../../errors.ts";

/** Characters of a key at most. */
const LENGTH = 512;

/** A key that every store takes, as it is. Throws `bad-request` for any other: it might lead out of a directory. */
export function checked(key: string): string {
  const parts = key.split(":");
  const fits = key.length <= LENGTH && parts.every((part) => /^[A-Za-z0-9._-]+$/.test(part) && !/^\.+$/.test(part));
  if (fits) return key;
  throw tsmError("bad-request", `${JSON.stringify(key.slice(0, 80))} is no key of a store`);
}
