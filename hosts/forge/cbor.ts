/** Writes CBOR, RFC 8949: definite lengths, numbers in the fewest bytes, pairs in the order given. */
import { concat } from "../bytes.ts";

/** An item with a tag. */
export class Tagged {
  readonly tag: number;
  readonly value: Cbor;

  constructor(tag: number, value: Cbor) {
    this.tag = tag;
    this.value = value;
  }
}

/** Bytes that go in as they are, be they CBOR or not: what is forged wrong must not be put right. */
export class Raw {
  readonly bytes: Uint8Array;

  constructor(bytes: Uint8Array) {
    this.bytes = bytes;
  }
}

/** What can be written. Maps keep the order of their pairs. */
export type Cbor = number | bigint | string | boolean | null | Uint8Array | Cbor[] | Map<Cbor, Cbor> | Tagged | Raw;

const text = new TextEncoder();

/** The head of an item: its major type and its number, in the fewest bytes. */
export function cborHead(major: number, argument: number | bigint): Uint8Array {
  const value = BigInt(argument);
  if (value < 24n) return Uint8Array.of((major << 5) | Number(value));
  const size = value < 0x100n ? 0 : value < 0x1_0000n ? 1 : value < 0x1_0000_0000n ? 2 : 3;
  const bytes = new Uint8Array(1 + (1 << size));
  bytes[0] = (major << 5) | (24 + size);
  for (let i = bytes.length - 1, rest = value; i > 0; i--, rest >>= 8n) bytes[i] = Number(rest & 255n);
  return bytes;
}

/** The CBOR of an item. */
export function encodeCbor(item: Cbor): Uint8Array {
  if (item instanceof Raw) return item.bytes;
  if (item instanceof Tagged) return concat([cborHead(6, item.tag), encodeCbor(item.value)]);
  if (item instanceof Uint8Array) return concat([cborHead(2, item.length), item]);
  if (Array.isArray(item)) return concat([cborHead(4, item.length), ...item.map(encodeCbor)]);
  if (item instanceof Map)
    return concat([
      cborHead(5, item.size),
      ...[...item].flatMap(([key, value]) => [encodeCbor(key), encodeCbor(value)]),
    ]);
  if (typeof item === "string") {
    const bytes = text.encode(item);
    return concat([cborHead(3, bytes.length), bytes]);
  }
  if (item === null || typeof item === "boolean") return Uint8Array.of(item === null ? 0xf6 : item ? 0xf5 : 0xf4);
  return item < 0 ? cborHead(1, -1n - BigInt(item)) : cborHead(0, item);
}
