/** The text attributes of an entry: numbers and the provider's name, each with one line feed behind it or none. */
import { INPUT } from "../arena";
import { providers } from "../formats/configfs";
import { Kind, Row } from "../layout";

const digits = memory.data(16);

/** Where {@link writeNumber} puts its digits. */
export const numberAt: usize = digits;

/** Bytes of the text in the input region without its line feed. */
function trimmed(length: u32): u32 {
  return length > 0 && load<u8>(INPUT + length - 1) == 10 ? length - 1 : length;
}

/** Is the text in the input region a decimal number? */
export function isNumber(length: u32): bool {
  const n = trimmed(length);
  if (n == 0 || n > 20) return false;
  for (let i: u32 = 0; i < n; i++) {
    if (load<u8>(INPUT + i) - 48 > 9) return false;
  }
  return true;
}

/** The decimal number in the input region. */
export function numberOf(length: u32): u64 {
  let value: u64 = 0;
  for (let i: u32 = 0; i < trimmed(length); i++) value = value * 10 + (load<u8>(INPUT + i) - 48);
  return value;
}

/** Writes a small number in decimal. Returns its digits. */
export function writeNumber(value: u32): u32 {
  let n: u32 = 1;
  for (let rest = value; rest > 9; rest /= 10) n++;
  for (let i = n; i > 0; i--) {
    store<u8>(digits + i - 1, <u8>(48 + (value % 10)));
    value /= 10;
  }
  return n;
}

/** The provider named in the input region, or null when it is none of the table. */
export function providerOf(length: u32): Row | null {
  const n = trimmed(length);
  for (let r = providers.next; r.inLayout && r.kind == Kind.Value; r = r.next) {
    if (r.name.length != n) continue;
    let i: u32 = 0;
    while (i < n && load<u8>(INPUT + i) == r.name.charAt(i)) i++;
    if (i == n) return r;
  }
  return null;
}
