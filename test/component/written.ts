/** Cases and results as JSON, for hosts that are other programs: what wasmtime/library.py reads and prints. */
import { writeFileSync } from "node:fs";
import { join } from "node:path";
import { encodeHex } from "../../hosts/hex.ts";

const kebab = (name: string) => name.replace(/[A-Z]/g, (letter) => `-${letter.toLowerCase()}`);

/** A value of JavaScript as WIT names its parts; bytes by what `bytes` makes of them. */
function written(value: unknown, bytes: (value: Uint8Array) => unknown): unknown {
  if (value instanceof Uint8Array) return bytes(value);
  if (typeof value === "bigint") return Number(value);
  if (Array.isArray(value)) return value.map((item) => written(item, bytes));
  if (typeof value !== "object" || value === null) return value;
  return Object.fromEntries(
    Object.entries(value)
      .filter(([, member]) => member !== undefined)
      .map(([name, member]) => [kebab(name), written(member, bytes)]),
  );
}

/** A result, or some of a fault. */
export const resultOf = (value: unknown): unknown => written(value, encodeHex);

/** A call as {@link writeCases} takes it. */
export interface Call {
  name: string;
  call: readonly [string, string];
  args: unknown[];
}

/** The set bits of a style, which WIT has as flags. */
const flags = (style: object) => Object.keys(style).filter((name) => (style as Record<string, boolean>)[name]);

/** Writes the calls to cases.json, and their bytes to files beside it. */
export function writeCases(folder: string, calls: Call[]): void {
  const files = new Map<string, string>();
  const file = (bytes: Uint8Array) => {
    const content = encodeHex(bytes);
    const name = files.get(content) ?? `${files.size}.bin`;
    if (!files.has(content)) writeFileSync(join(folder, name), bytes);
    files.set(content, name);
    return { file: name };
  };
  const cases = calls.map(({ name, call, args }) => ({
    name,
    call,
    args: args.map((arg, i) =>
      written(call[0] === "inspect" && i === args.length - 1 ? flags(arg as object) : arg, file),
    ),
  }));
  writeFileSync(join(folder, "cases.json"), JSON.stringify(cases));
}
