/** The modules that as-bind binds in these tests, and as-bind itself as it comes. */
import { readFileSync } from "node:fs";
import { createRequire } from "node:module";
import { fileURLToPath } from "node:url";
import { type Converter, converters, type Instance } from "../../hosts/as-bind/converters.ts";
import { type AsBind, addConverters, releasing } from "../../hosts/as-bind/instance.ts";
import { probeBytes } from "../crypto/compile.ts";

export const asBind: AsBind = createRequire(import.meta.url)("as-bind/dist/as-bind.cjs.js");

/** The module of the package. */
export const module = (): Uint8Array<ArrayBuffer> =>
  new Uint8Array(readFileSync(new URL("../../build/as-bind.wasm", import.meta.url)));

const probe = () => probeBytes(fileURLToPath(new URL("probe/values.ts", import.meta.url)), "as-bind");

/** The probe as tsmkit/as-bind binds it. */
export async function bound(): Promise<Instance> {
  addConverters(asBind);
  return releasing(asBind.instantiateSync(await probe(), {}));
}

/** The probe as as-bind alone binds it: its converters serve the names of this door, but for those that are given. */
export async function stock(own: Record<string, Converter> = {}): Promise<Instance> {
  for (const name of converters.keys()) {
    const theirs = name.replace("tsmkit:", "");
    const matches = (key: string | RegExp) => (typeof key === "string" ? key === theirs : key.test(theirs));
    const found = [...asBind.converters].find(([key]) => matches(key))?.[1];
    if (!found) throw new Error(`as-bind has no converter for ${theirs}`);
    asBind.converters.set(name, {
      ascToJs: (instance, value) => found.ascToJs(instance, value, theirs),
      jsToAsc: (instance, value) => found.jsToAsc(renamed(instance), value, theirs),
      ...own[theirs],
    });
  }
  return asBind.instantiateSync(await probe(), {});
}

/** An instance that knows types by the names that as-bind has for them. */
const renamed = (instance: Instance): Instance =>
  Object.create(instance, { getTypeId: { value: (name: string) => instance.getTypeId(`tsmkit:${name}`) } });

/** Bytes of memory. */
export const memoryOf = ({ exports }: Instance): number => exports.memory.buffer.byteLength;
