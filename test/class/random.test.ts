/** Whatever is written to the class device, in whichever order: it does what a small model does, and never traps. */
import { expect, it } from "vitest";
import { errnoName } from "../../hosts/errno.ts";
import type { FileError } from "../../hosts/files.ts";
import { decodeHex, encodeHex } from "../../hosts/hex.ts";
import { parseUint } from "../../hosts/software-tsm/storedText.ts";
import { seeded } from "../random.ts";
import { bytesOf } from "../software-tsm/bench.ts";
import { SelfProvider } from "../software-tsm/selfProvider.ts";
import { DeviceBench, errorOf } from "./device.ts";

const STEPS = 20_000;
const NAMES = ["inhex", "privlevel", "format", "generation", "outblob", "outhex_input"] as const;
const VALUES = ["", "\n", "0", "1", "3", "4", "00", "c0ffee", "default", "extended", "x", "0x2", "\n\n", "07", "-1"];

/** A number as the software TSM reads it, which was measured on kernels; or the name of the error. */
function uint(value: string): number | string {
  try {
    // One line feed was taken off already.
    return value.endsWith("\n") ? "EINVAL" : parseUint(bytesOf(value));
  } catch (error) {
    return errnoName((error as FileError).errno);
  }
}

/** The device, told once more. */
class Model {
  input = "";
  generation = 0;
  privlevel = 0;
  format = "default";

  /** Takes a write, or returns the name of the error. */
  write(name: string, text: string, at: number): string {
    if (at > 0) return "EINVAL";
    if (text === "") return "none";
    const value = text.replace(/\n$/, "");
    const error = this.#keep(name, value);
    if (error === "none") this.generation++;
    return error;
  }

  #keep(name: string, value: string): string {
    if (name === "inhex") {
      if (!/^([0-9a-f]{2}){0,64}$/i.test(value) || value.includes("\n")) return "EINVAL";
      this.input = value.toLowerCase();
    } else if (name === "privlevel") {
      const level = uint(value);
      if (typeof level === "string") return level;
      if (level > 3) return "EINVAL";
      this.privlevel = level;
    } else if (name === "format") {
      if (value !== "default" && value !== "extended") return "EINVAL";
      this.format = value;
    } else return "EACCES";
    return "none";
  }
}

it("does what the model does", async () => {
  const random = seeded(7);
  const below = (count: number) => Math.floor(random() * count);
  const bench = new DeviceBench(new SelfProvider());
  const model = new Model();
  const taken = new Set<string>();
  for (let i = 0; i < STEPS; i++) {
    const name = NAMES[below(NAMES.length)] as string;
    const bytes = Uint8Array.from({ length: below(70) }, () => below(256));
    const text = below(3) ? (VALUES[below(VALUES.length)] as string) : encodeHex(bytes).slice(below(2));
    const at = below(10) ? 0 : below(100);
    const wanted = model.write(name, text, at);
    expect([i, name, text, at, await errorOf(() => bench.write(name, text, at))]).toEqual([i, name, text, at, wanted]);
    taken.add(`${name} ${wanted}`);
    const shown = await Promise.all(["inhex", "generation", "privlevel", "format"].map((file) => bench.text(file)));
    const { input, generation, privlevel, format } = model;
    expect(shown).toEqual([input && `${input}\n`, `${generation}\n`, `${privlevel}\n`, `${format}\n`]);
    if (below(8)) continue;
    if (input === "") expect(await errorOf(() => bench.bytes("outblob"))).toBe("EINVAL");
    else expect(await bench.carried(input.length / 2)).toEqual(decodeHex(input));
  }
  // Each file took something and refused something.
  expect([...taken].sort()).toEqual([
    ...["format EINVAL", "format none", "generation EACCES", "generation EINVAL", "generation none"],
    ...["inhex EINVAL", "inhex none", "outblob EACCES", "outblob EINVAL", "outblob none"],
    ...["outhex_input EACCES", "outhex_input EINVAL", "outhex_input none"],
    ...["privlevel EINVAL", "privlevel ERANGE", "privlevel none"],
  ]);
});
