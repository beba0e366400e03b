/** Measurement registers of a kernel in memory, and those that evidence shows. */
import { createHash } from "node:crypto";
import { describe, expect, test } from "vitest";
import { encodeTdReport, snp, tdx } from "../../hosts/forge/index.ts";
import { extended, inspect, MeasurementRegisters, registersIn } from "../../hosts/index.ts";
import { type MemoryFile, MemorySystem } from "./system.ts";

const FOLDER = "/sys/class/misc/tdx_guest/measurements";
const DIGEST = new Uint8Array(48).fill(0x5a);
const sha384 = (...parts: Uint8Array[]) => new Uint8Array(createHash("sha384").update(Buffer.concat(parts)).digest());

/** Registers as the kernel shows them; writing extends. */
function kernel(files: Record<string, MemoryFile> = {}) {
  const all: Record<string, MemoryFile> = {};
  for (const name of ["mrconfigid", "mrowner", "mrownerconfig", "mrtd:sha384"]) {
    all[`${FOLDER}/${name}`] = { content: new Uint8Array(48).fill(name.length), mode: 0o444 };
  }
  for (const i of [0, 1, 2, 3]) {
    const file: MemoryFile = { content: new Uint8Array(48).fill(i), mode: 0o644 };
    file.onWrite = (bytes) => {
      file.content = sha384(file.content as Uint8Array, bytes);
    };
    all[`${FOLDER}/rtmr${i}:sha384`] = file;
  }
  const system = new MemorySystem({ "/sys/class/misc/cpu_dma_latency/dev": "10:1", ...all, ...files });
  return { system, registers: new MeasurementRegisters(system) };
}

describe("the kernel's registers", () => {
  test("have names for every vendor, in their order", async () => {
    const all = await kernel().registers.list();
    expect(all.map(({ name, source, hash, extendable }) => [name, source, hash, extendable])).toEqual([
      ["initial", "mrtd:sha384", "SHA-384", false],
      ["runtime0", "rtmr0:sha384", "SHA-384", true],
      ["runtime1", "rtmr1:sha384", "SHA-384", true],
      ["runtime2", "rtmr2:sha384", "SHA-384", true],
      ["runtime3", "rtmr3:sha384", "SHA-384", true],
      ["config", "mrconfigid", undefined, false],
      ["owner", "mrowner", undefined, false],
      ["owner-config", "mrownerconfig", undefined, false],
    ]);
    expect(all[3]?.value).toEqual(new Uint8Array(48).fill(2));
  });

  test("that the table does not have keep their own name, behind the others", async () => {
    const { registers } = kernel({ [`${FOLDER}/apple:sha512`]: { content: new Uint8Array(64) } });
    expect((await registers.list()).at(-1)).toMatchObject({ name: "apple", source: "apple:sha512", hash: "SHA-512" });
  });

  test.each(["runtime2", "rtmr2", "rtmr2:sha384"])("are read by the name %s", async (name) => {
    expect(await kernel().registers.read(name)).toMatchObject({ name: "runtime2", source: "rtmr2:sha384" });
  });

  test("of another device, or in a folder that is named, are found", async () => {
    const files = { "/sys/class/misc/other/measurements/rem0:sha256": { content: new Uint8Array(32), mode: 0o644 } };
    const [only] = await new MeasurementRegisters(new MemorySystem(files)).list();
    expect(only).toMatchObject({ name: "rem0", hash: "SHA-256" });
    const named = new MeasurementRegisters(new MemorySystem({ "/here/rtmr0:sha384": "" }), "/here");
    expect(await named.list()).toHaveLength(1);
  });

  test.each([
    ["where there is no such name", {}, "bad-request", 'no register "rtmr9", only initial, runtime0'],
    ["where a register is closed", { [`${FOLDER}/mrowner`]: { error: "EACCES" } }, "permission", "mrowner: EACCES"],
    ["that others refresh", { [`${FOLDER}/mrowner`]: { error: "EINTR" } }, "busy", "mrowner: EINTR"],
    ["of a device that fails", { [`${FOLDER}/mrowner`]: { error: "EIO" } }, "device", "mrowner: EIO"],
  ])("are not read %s", async (_, files, code, message) => {
    const request = kernel(files).registers.read("rtmr9");
    await expect(request).rejects.toMatchObject({ code });
    await expect(request).rejects.toThrow(message);
  });

  test.each([
    ["without /sys", {}],
    ["without a device that has any", { "/sys/class/misc/tdx_guest/dev": "10:1" }],
  ])("are not there %s", async (_, files) => {
    const registers = new MeasurementRegisters(new MemorySystem(files));
    await expect(registers.list()).rejects.toMatchObject({ code: "no-registers", exitCode: 4 });
  });
});

describe("extending", () => {
  test("computes the hash of the old value and the digest", async () => {
    const { registers } = kernel();
    const before = new Uint8Array(48).fill(3);
    const after = sha384(before, DIGEST);
    expect(await registers.extend("runtime3", DIGEST)).toEqual({ name: "runtime3", before, after, interfered: false });
    expect((await registers.read("runtime3")).value).toEqual(after);
    expect(await extended("SHA-384", before, DIGEST)).toEqual(after);
  });

  test("tells when somebody else extended in between", async () => {
    const { registers, system } = kernel();
    const file = system.files[`${FOLDER}/rtmr3:sha384`] as MemoryFile;
    file.onWrite = (bytes) => {
      file.content = sha384(sha384(file.content as Uint8Array, new Uint8Array(48)), bytes);
    };
    expect(await registers.extend("runtime3", DIGEST)).toMatchObject({ interfered: true });
  });

  test("a register whose hash is not known is not computed", async () => {
    const { registers } = kernel({ [`${FOLDER}/mix:sm3`]: { content: new Uint8Array(32), mode: 0o644 } });
    expect(await registers.extend("mix", new Uint8Array(32).fill(1))).toMatchObject({ interfered: false });
  });

  test.each([
    ["a register that is fixed", "initial", DIGEST, {}, "not-extendable"],
    ["by too few bytes", "runtime3", DIGEST.subarray(1), {}, "bad-request"],
    ["what the platform keeps", "runtime0", DIGEST, { writeError: "EIO" }, "not-extendable"],
    ["what the driver does not take", "runtime0", DIGEST, { writeError: "EINVAL" }, "not-extendable"],
    ["without permission", "runtime0", DIGEST, { writeError: "EACCES" }, "permission"],
    ["when a signal comes", "runtime0", DIGEST, { writeError: "EINTR" }, "busy"],
  ])("not %s", async (_, name, digest, file, code) => {
    const { registers, system } = kernel();
    const path = `${FOLDER}/rtmr0:sha384`;
    system.files[path] = { ...system.files[path], ...file };
    await expect(registers.extend(name, digest)).rejects.toMatchObject({ code });
    expect((await registers.read("runtime0")).value).toEqual(new Uint8Array(48));
  });
});

describe("evidence shows", () => {
  const fields = { rtmr0: new Uint8Array(48).fill(7), mrTd: new Uint8Array(48).fill(8) };
  const names = (bytes: Uint8Array) => registersIn(inspect(bytes)).map(({ name, source }) => `${name}=${source}`);

  test("in a quote what it shows in a TDREPORT", async () => {
    const all = registersIn(inspect((await tdx({ fields })).quote));
    const [initial, runtime0, ...others] = registersIn(inspect(await encodeTdReport({ fields })));
    expect([initial, runtime0]).toEqual(all.slice(0, 2));
    expect(others.map(({ name }) => name)).toEqual(all.slice(2).map(({ name }) => name));
    expect(all.map(({ name }) => name)).toEqual([
      ...["initial", "runtime0", "runtime1", "runtime2", "runtime3"],
      ...["config", "owner", "owner-config"],
    ]);
    expect(all[0]).toMatchObject({ source: "mrTd", value: fields.mrTd, extendable: undefined });
    expect(all[1]?.value).toEqual(fields.rtmr0);
  });

  test("in an SNP report its measurement and what the host gave", async () => {
    expect(names((await snp()).report)).toEqual(["initial=measurement", "config=hostData"]);
  });

  test("in a certificate table nothing", async () => {
    expect(names((await snp()).certTable)).toEqual([]);
  });
});
