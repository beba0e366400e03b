/** `tsm rtmr`, as it runs. */
import { sharedCore } from "../core.ts";
import { decodeHex, encodeHex } from "../hex.ts";
import { inspect } from "../inspect.ts";
import { NodeSystem } from "../node/system.ts";
import { type MeasurementRegister, MeasurementRegisters, named, registersIn } from "../registers.ts";
import { inputName, naming, note, print, readInput } from "./io.ts";
import type { ExtendCall, RegisterCall } from "./rtmr.ts";
import { UsageError } from "./usage.ts";

/** Runs `tsm rtmr list`. */
export async function listRegisters(call: RegisterCall): Promise<void> {
  const all = await registers(call);
  print(call.format === "json" ? json(all.map(members)) : text(all));
}

/** Runs `tsm rtmr read`. */
export async function readRegister(name: string, call: RegisterCall): Promise<void> {
  const register = named(await registers(call), name);
  print(call.format === "json" ? json(members(register)) : `${encodeHex(register.value)}\n`);
}

/** Runs `tsm rtmr extend`. */
export async function extendRegister(name: string, { digest, dataFile, root, format }: ExtendCall): Promise<void> {
  if ((digest === undefined) === (dataFile === undefined)) {
    throw new UsageError("by what is it extended? Give --digest HEX, or --data-file FILE");
  }
  const kernel = new MeasurementRegisters(new NodeSystem(), root);
  const { hash } = await kernel.read(name);
  if (dataFile !== undefined && hash === undefined) {
    throw new UsageError(`${name} names no hash that a file could be digested by: give --digest HEX`);
  }
  const bytes =
    digest === undefined
      ? await digestOf(dataFile ?? "-", hash ?? "")
      : await naming("--digest", () => decodeHex(digest));
  const { name: register, before, after, interfered } = await kernel.extend(name, bytes);
  if (interfered) note("others extended the register in between: it holds their measurements, too");
  const done = {
    register,
    digest: encodeHex(bytes),
    before: encodeHex(before),
    after: encodeHex(after),
    interfered,
  };
  const lines = Object.entries({ digest: done.digest, before: done.before, after: done.after });
  print(format === "json" ? json(done) : lines.map(([label, value]) => `${label.padEnd(8)}${value}\n`).join(""));
}

async function registers({ from, root }: RegisterCall): Promise<MeasurementRegister[]> {
  if (from === undefined) return new MeasurementRegisters(new NodeSystem(), root).list();
  if (root !== undefined) throw new UsageError("--from and --root are two places to read from: give one of them");
  const input = await readInput(from, sharedCore().exports.inputMax());
  const found = await naming(inputName(from), () => registersIn(inspect(input)));
  if (found.length > 0) return found;
  throw new UsageError(`${inputName(from)} has no measurement registers: hand in a quote, a TDREPORT or an SNP report`);
}

async function digestOf(path: string, hash: string): Promise<Uint8Array> {
  const bytes = await readInput(path);
  return new Uint8Array(await crypto.subtle.digest(hash, bytes as Uint8Array<ArrayBuffer>));
}

const json = (value: unknown) => `${JSON.stringify(value)}\n`;

function members({ name, source, hash, extendable, value }: MeasurementRegister) {
  return { name, source, hash, extendable, value: encodeHex(value) };
}

/** One line a register: its name for every vendor, where it is from, whether it may be extended, its value. */
function text(all: readonly MeasurementRegister[]): string {
  const width = Math.max(...all.map(({ source }) => source.length)) + 2;
  return all
    .map(({ name, source, extendable, value }) => {
      const may = extendable === undefined ? "" : extendable ? "extendable  " : "fixed       ";
      return `${name.padEnd(14)}${source.padEnd(width)}${may}${encodeHex(value)}\n`;
    })
    .join("");
}
