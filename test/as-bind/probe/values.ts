/** Values across as-bind's boundary, and a call that fails: what assembly/as-bind does not have. */

export function echo(text: string): string {
  return text;
}
export function letters(length: i32): string {
  return String.fromCharCode(65).repeat(length);
}
export function filled(length: i32, value: u8): Uint8Array {
  return new Uint8Array(length).fill(value);
}
export function sum(bytes: Uint8Array): u32 {
  let total: u32 = 0;
  for (let i = 0; i < bytes.length; i++) total += bytes[i];
  return total;
}
export function largest32(): u32 {
  return u32.MAX_VALUE;
}
export function largest64(): u64 {
  return u64.MAX_VALUE;
}
export function trap(_: Uint8Array): void {
  unreachable();
}
export function both(a: Uint8Array, b: Uint8Array): i32 {
  return a.length + b.length;
}
