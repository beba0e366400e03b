/** What every store asks of keys and lifetimes before it does anything with them. */
import { tsmError } from "../../errors.ts";

/** Characters of a key at most. */
export const KEY_MAX = 512;

const PART = /^[A-Za-z0-9._-]+$/;
const PREFIX = /^[A-Za-z0-9._:-]*$/;

/** A part that is more than dots: those mean directories where a key becomes a path. */
const isPart = (part: string) => PART.test(part) && !/^\.+$/.test(part);

/** @throws TsmError `bad-request` for what is no key of 1 to {@link KEY_MAX} characters. */
export function checkKey(key: string): void {
  if (key.length <= KEY_MAX && key.split(":").every(isPart)) return;
  throw tsmError("bad-request", `${JSON.stringify(key.slice(0, KEY_MAX))} is no key of a store`);
}

/** @throws TsmError `bad-request` for what no key begins with. */
export function checkPrefix(prefix: string): void {
  if (PREFIX.test(prefix)) return;
  throw tsmError("bad-request", `${JSON.stringify(prefix)} is no beginning of a key`);
}

/** @throws TsmError `bad-request` for what is no whole number of milliseconds from 1 on. */
export function checkLifetime(lifetime: number): void {
  if (Number.isSafeInteger(lifetime) && lifetime > 0) return;
  throw tsmError("bad-request", `lifetime is ${lifetime}, not a whole number of milliseconds`);
}
