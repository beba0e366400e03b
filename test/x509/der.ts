/** DER as a tree that tests change: what is well-formed in it, and what is not on purpose. */

/** One element: other elements, or bytes. */
export interface Element {
  tag: number;
  inside: Element[] | Buffer;
  /** Tag and length in place of the right ones. */
  header?: Buffer;
}

/** Reads one element. */
export function parse(bytes: Uint8Array): Element {
  const [element] = parseAll(Buffer.from(bytes));
  if (!element) throw new RangeError("no element");
  return element;
}

function parseAll(bytes: Buffer): Element[] {
  const found: Element[] = [];
  for (let at = 0; at < bytes.length; ) {
    const tag = bytes.readUInt8(at);
    const first = bytes.readUInt8(at + 1);
    const from = at + 2 + (first < 128 ? 0 : first - 128);
    const length = first < 128 ? first : bytes.readUIntBE(at + 2, first - 128);
    const inside = bytes.subarray(from, from + length);
    found.push({ tag, inside: tag & 0x20 ? parseAll(inside) : Buffer.from(inside) });
    at = from + length;
  }
  return found;
}

/** The bytes of a length, in `size` bytes after the first; the fewest unless told. */
function lengthOf(length: number, size = length < 128 ? 0 : length < 256 ? 1 : length < 65536 ? 2 : 3): Buffer {
  if (size === 0) return Buffer.of(length);
  const bytes = Buffer.alloc(1 + size);
  bytes[0] = 128 + size;
  bytes.writeUIntBE(length, 1, size);
  return bytes;
}

export function encode({ tag, inside, header }: Element): Buffer {
  const body = Buffer.isBuffer(inside) ? inside : Buffer.concat(inside.map(encode));
  return Buffer.concat([header ?? Buffer.concat([Buffer.of(tag), lengthOf(body.length)]), body]);
}

/** Gives an element a length in `size` bytes, whether it needs them or not. */
export function lengthen(element: Element, size: number): void {
  const length = encode({ ...element, tag: 4, header: Buffer.alloc(0) }).length;
  element.header = Buffer.concat([Buffer.of(element.tag), lengthOf(length, size)]);
}

export const of = (tag: number, ...inside: Element[]): Element => ({ tag, inside });
export const bytes = (tag: number, value: Uint8Array | string): Element => ({
  tag,
  inside: typeof value === "string" ? Buffer.from(value, "latin1") : Buffer.from(value),
});
/** A primitive element with bytes in hex. */
export const hex = (tag: number, value: string): Element => bytes(tag, Buffer.from(value, "hex"));
export const sequence = (...inside: Element[]) => of(0x30, ...inside);
export const integer = (value: string) => hex(0x02, value);
export const octets = (value: Uint8Array) => bytes(0x04, value);
export const utf8 = (value: string) => bytes(0x0c, value);
export const nothing = () => hex(0x05, "");

/** An object identifier of numbers with points between. */
export function oid(text: string): Element {
  const [first = 0, second = 0, ...rest] = text.split(".").map(Number);
  const base128 = (n: number): number[] => (n < 128 ? [n] : [...base128(n >> 7).map((b) => b | 128), n & 127]);
  return bytes(0x06, Buffer.from([40 * first + second, ...rest.flatMap(base128)]));
}

/** The elements within an element. */
export function within(element: Element): Element[] {
  if (Buffer.isBuffer(element.inside)) throw new RangeError("a primitive element has none");
  return element.inside;
}

/** The element at a path of places. */
export function at(element: Element, ...path: number[]): Element {
  return path.reduce((outer, place) => {
    const inner = within(outer)[place];
    if (!inner) throw new RangeError(`nothing at ${path.join(".")}`);
    return inner;
  }, element);
}

/** Puts an element in a place within another. */
export function put(outer: Element, place: number, element: Element): void {
  within(outer)[place] = element;
}
