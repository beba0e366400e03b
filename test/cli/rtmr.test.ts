/** `tsm rtmr` on folders that stand for the kernel's, and on evidence. */
import { createHash } from "node:crypto";
import { chmodSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, it } from "vitest";
import { tdx } from "../../hosts/forge/index.ts";
import { directory, tsm } from "./tsm.ts";

const VALUE = "11".repeat(48);

/** A folder with a fixed and an extendable register. Nothing in it extends: what is written stays as it is. */
function folder(): string {
  const root = directory();
  writeFileSync(join(root, "mrtd:sha384"), Buffer.alloc(48));
  chmodSync(join(root, "mrtd:sha384"), 0o444);
  writeFileSync(join(root, "rtmr3:sha384"), Buffer.from(VALUE, "hex"));
  writeFileSync(join(root, "mrconfigid"), Buffer.alloc(48, 2));
  chmodSync(join(root, "mrconfigid"), 0o444);
  return root;
}

describe("list", () => {
  it("shows a line a register", async () => {
    const { code, out, err } = await tsm(["rtmr", "list", "--root", folder()]);
    expect({ code, err }).toEqual({ code: 0, err: "" });
    expect(out.split("\n").slice(0, 2)).toEqual([
      `initial       mrtd:sha384   fixed       ${"00".repeat(48)}`,
      `runtime3      rtmr3:sha384  extendable  ${VALUE}`,
    ]);
  });

  it("gives JSON to programs", async () => {
    const { out } = await tsm(["rtmr", "list", "--format", "json", "--root", folder()]);
    expect(JSON.parse(out)[1]).toEqual({
      name: "runtime3",
      source: "rtmr3:sha384",
      hash: "SHA-384",
      extendable: true,
      value: VALUE,
    });
  });

  it("reads them out of a quote", async () => {
    const { quote } = await tdx({ fields: { rtmr3: new Uint8Array(48).fill(0x11) } });
    const { code, out } = await tsm(["rtmr", "list", "--from", "-"], { stdin: quote });
    expect(code).toBe(0);
    expect(out).toContain(`runtime3      rtmr3          ${VALUE}\n`);
    expect((await tsm(["rtmr", "read", "runtime3", "--from", "-"], { stdin: quote })).out).toBe(`${VALUE}\n`);
  });
});

describe("extend", () => {
  it("writes the digest, or that of a file, and tells before and after", async () => {
    const root = folder();
    const digest = createHash("sha384").update("data").digest("hex");
    const { code, out, err } = await tsm(["rtmr", "extend", "runtime3", "--data-file", "-", "--root", root], {
      stdin: "data",
    });
    expect(code, err).toBe(0);
    expect(out).toBe(`digest  ${digest}\nbefore  ${VALUE}\nafter   ${digest}\n`);
    expect(readFileSync(join(root, "rtmr3:sha384"), "hex")).toBe(digest);
    // A file that keeps what is written is no register: it looks as if somebody else had extended it.
    expect(err).toContain("tsm: others extended the register in between");
    const json = await tsm(["rtmr", "extend", "rtmr3", "--digest", VALUE, "--format", "json", "--root", root]);
    expect(JSON.parse(json.out)).toMatchObject({ register: "runtime3", digest: VALUE, before: digest, after: VALUE });
  });
});

it.each([
  ["no registers", ["list"], 4, "code no-registers"],
  ["no such folder", ["list", "--root", "/none/such"], 4, "/none/such: ENOENT"],
  ["no such register", ["read", "rtmr9"], 1, 'there is no register "rtmr9", only initial, runtime3, config'],
  ["a fixed one", ["extend", "initial", "--digest", VALUE], 1, "code not-extendable"],
  ["a digest of another length", ["extend", "runtime3", "--digest", "00"], 1, "takes a digest of 48 bytes, got 1"],
  ["a digest that is no hex", ["extend", "runtime3", "--digest", "0g"], 1, "--digest: this is not a hex digit"],
  ["nothing to extend by", ["extend", "runtime3"], 1, "Give --digest HEX, or --data-file FILE"],
  ["two things to extend by", ["extend", "runtime3", "--digest", "00", "--data-file", "x"], 1, "Give --digest HEX"],
  ["a file, for a register that is no digest", ["extend", "config", "--data-file", "-"], 1, "give --digest HEX"],
  ["two places", ["list", "--from", "-"], 1, "two places to read from"],
  ["evidence without registers", ["list", "--from", "-"], 2, "stdin: this is no evidence"],
])("%s: says so", async (what, args, exit, message) => {
  const elsewhere = what === "no registers" || what === "evidence without registers" || args.includes("--root");
  const { code, out, err } = await tsm(["rtmr", ...args, ...(elsewhere ? [] : ["--root", folder()])], {
    stdin: "00".repeat(2000),
  });
  expect({ code, out }).toEqual({ code: exit, out: "" });
  expect(err).toContain(message);
});
