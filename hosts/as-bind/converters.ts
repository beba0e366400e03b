/**
 * How values cross the boundary. as-bind's own converters read the memory as the compiler of 2021 laid it out, give views of
 * memory that later calls overwrite, and pass u32 and u64 with a sign. These copy, and have names of their own
 * (tools/as-bind.mjs gives them), so that the host's other modules keep theirs.
 */

/** An instance as as-bind makes it, as far as this door uses it. */
export interface Instance {
  // biome-ignore lint/suspicious/noExplicitAny: what a module exports is known by its descriptor alone
  exports: Record<string, any>;
  getTypeId(name: string): number;
  typeDescriptor: { exportedFunctions: Record<string, unknown> };
}

/** Both ways across for one type. */
export interface Converter {
  // biome-ignore lint/suspicious/noExplicitAny: as above
  ascToJs(instance: any, value: any, name: string): unknown;
  // biome-ignore lint/suspicious/noExplicitAny: as above
  jsToAsc(instance: any, value: any, name: string): unknown;
}

const STRING = "tsmkit:~lib/string/String";
const BUFFER = "tsmkit:~lib/arraybuffer/ArrayBuffer";
const BYTES = "tsmkit:~lib/typedarray/Uint8Array";

/** An object's header is in front of it; its last word is the size in bytes. */
const SIZE = -4;
/** A typed array: its buffer, where its data starts, how many bytes. */
const ARRAY = { buffer: 0, start: 4, size: 8, bytes: 12 } as const;

const utf16 = new TextDecoder("utf-16le");

const viewOf = ({ exports }: Instance) => new DataView(exports.memory.buffer);

/** A new object of the module; nothing keeps it from being freed yet. */
const allocate = ({ exports }: Instance, bytes: number, id: number): number => exports.__new(bytes, id) >>> 0;

const string: Converter = {
  ascToJs(instance: Instance, at: number) {
    if (at === 0) return null;
    const size = viewOf(instance).getUint32(at + SIZE, true);
    return utf16.decode(new Uint8Array(instance.exports.memory.buffer, at, size));
  },
  jsToAsc(instance: Instance, text: string) {
    if (typeof text !== "string") throw new TypeError(`expected a string, got ${typeof text}`);
    const at = allocate(instance, 2 * text.length, instance.getTypeId(STRING));
    const units = new Uint16Array(instance.exports.memory.buffer, at, text.length);
    for (let i = 0; i < text.length; i++) units[i] = text.charCodeAt(i);
    return at;
  },
};

const bytes: Converter = {
  ascToJs(instance: Instance, at: number) {
    if (at === 0) return null;
    const view = viewOf(instance);
    const [start, size] = [view.getUint32(at + ARRAY.start, true), view.getUint32(at + ARRAY.size, true)];
    return new Uint8Array(instance.exports.memory.buffer, start, size).slice();
  },
  jsToAsc(instance: Instance, array: Uint8Array) {
    if (!(array instanceof Uint8Array)) throw new TypeError(`expected a Uint8Array, got ${typeof array}`);
    const buffer = allocate(instance, array.length, instance.getTypeId(BUFFER));
    // The module frees nothing between two allocations, so the buffer needs no pin.
    const at = allocate(instance, ARRAY.bytes, instance.getTypeId(BYTES));
    new Uint8Array(instance.exports.memory.buffer, buffer, array.length).set(array);
    const view = viewOf(instance);
    view.setUint32(at + ARRAY.buffer, buffer, true);
    view.setUint32(at + ARRAY.start, buffer, true);
    view.setUint32(at + ARRAY.size, array.length, true);
    return at;
  },
};

const u32: Converter = {
  ascToJs: (_: Instance, value: number) => value >>> 0,
  jsToAsc: (_: Instance, value: number) => value,
};

const u64: Converter = {
  ascToJs: (_: Instance, value: bigint) => BigInt.asUintN(64, value),
  jsToAsc: (_: Instance, value: bigint) => value,
};

/** Every converter by its name. */
export const converters: ReadonlyMap<string, Converter> = new Map([
  [STRING, string],
  [BYTES, bytes],
  ["tsmkit:u32", u32],
  ["tsmkit:u64", u64],
]);
