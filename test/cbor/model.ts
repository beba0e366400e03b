/** A reader of CBOR of its own, after RFC 8949 and what the core says that it takes: the other opinion. */

/** What the model makes of an item; undefined for what is not taken. */
export type Item = { type: string; at: number; size: number; value?: unknown; items?: Item[]; pairs?: [Item, Item][] };

const TYPES = ["unsigned", "negative", "bytes", "text", "array", "map", "tag", "simple"];
const LEVELS = 16;
const PAIRS = 256;
const KEY = 256;
const ITEMS = 16384;

class Refused extends Error {}

class Model {
  #left = ITEMS;
  readonly #bytes: Uint8Array;

  constructor(bytes: Uint8Array) {
    this.#bytes = bytes;
  }

  item(at: number, levels: number): Item {
    if (this.#left-- === 0) throw new Refused();
    const first = this.#byte(at);
    const [type, info] = [first >> 5, first & 31];
    if (info > 27) throw new Refused();
    const size = info < 24 ? 0 : 2 ** (info - 24);
    let value = size === 0 ? BigInt(info) : 0n;
    for (let i = 0; i < size; i++) value = (value << 8n) | BigInt(this.#byte(at + 1 + i));
    if (type === 7) {
      if (size === 0 ? info < 20 : info < 25) throw new Refused();
    } else if (size > 0 && value < (size === 1 ? 24n : 1n << BigInt(4 * size))) throw new Refused();
    const next = at + 1 + size;
    const whole = (end: number, more: Partial<Item>): Item => ({
      type: TYPES[type] ?? "",
      at,
      size: end - at,
      ...more,
    });
    if (type < 2) return whole(next, { value: type === 0 ? value : -1n - value });
    if (type === 7) return whole(next, { value });
    if (type < 4) {
      if (value > BigInt(this.#bytes.length - next)) throw new Refused();
      const string = this.#bytes.subarray(next, next + Number(value));
      return whole(next + string.length, { value: type === 2 ? string : decode(string) });
    }
    if (levels === 0 || (type === 5 && value > BigInt(PAIRS))) throw new Refused();
    if (type === 5) return this.#map(at, next, Number(value), levels - 1);
    const items: Item[] = [];
    let end = next;
    for (let i = 0n; i < (type === 6 ? 1n : value); i++) {
      const one = this.item(end, levels - 1);
      items.push(one);
      end += one.size;
    }
    return whole(end, { items, ...(type === 6 && { value }) });
  }

  #map(at: number, first: number, count: number, levels: number): Item {
    const pairs: [Item, Item][] = [];
    const keys = new Set<string>();
    let end = first;
    for (let i = 0; i < count; i++) {
      const key = this.item(end, levels);
      end += key.size;
      const name = this.#bytes.subarray(key.at, end).join();
      if (key.size > KEY || keys.has(name)) throw new Refused();
      keys.add(name);
      const value = this.item(end, levels);
      end += value.size;
      pairs.push([key, value]);
    }
    return { type: "map", at, size: end - at, pairs };
  }

  #byte(at: number): number {
    const byte = this.#bytes[at];
    if (byte === undefined) throw new Refused();
    return byte;
  }
}

function decode(bytes: Uint8Array): string {
  try {
    return new TextDecoder("utf-8", { fatal: true, ignoreBOM: true }).decode(bytes);
  } catch {
    throw new Refused();
  }
}

/** Reads the item that fills the bytes. */
export function read(bytes: Uint8Array): Item | undefined {
  try {
    const item = new Model(bytes).item(0, LEVELS);
    return item.size === bytes.length ? item : undefined;
  } catch (error) {
    if (error instanceof Refused) return undefined;
    throw error;
  }
}
