/** tsmkit/as-bind gives what the TypeScript API gives: views, appraisals, errors; for any number of calls. */
import { describe, expect, test } from "vitest";
import { converters, type Instance } from "../../hosts/as-bind/converters.ts";
import { AsBindCore, instantiate, instantiateSync } from "../../hosts/as-bind/index.ts";
import { addConverters, releasing } from "../../hosts/as-bind/instance.ts";
import { TsmError } from "../../hosts/errors.ts";
import { createTdxPlatform, snp, tdxCollateral, toCollateralFile } from "../../hosts/forge/index.ts";
import { decodeHex, encodeHex } from "../../hosts/hex.ts";
import { render } from "../../hosts/inspect.ts";
import { type AppraiseOptions, appraise, type VerifierOptions, verify } from "../../hosts/verifier.ts";
import { minted } from "../minted.ts";
import { asBind, memoryOf, module } from "./modules.ts";

const tsm = instantiateSync(asBind, module());
const evidence = Object.entries(await minted());
const at = new Date("2026-01-01T00:00:00Z");
const nonce = Uint8Array.from({ length: 64 }, (_, i) => i);

/** Evidence with what verifies it. */
async function samples(): Promise<[string, Uint8Array, VerifierOptions & AppraiseOptions][]> {
  const { report, certTable, certificates } = await snp({ fields: { reportData: nonce } });
  const platform = await createTdxPlatform();
  const quote = await platform.quote({ reportData: nonce });
  const collateral = JSON.stringify(toCollateralFile(await tdxCollateral(platform)));
  return [
    ["SNP", report, { nonce, at, endorsements: [certTable], trustRoots: [certificates.root] }],
    ["TDX", quote, { nonce, at, endorsements: [collateral], trustRoots: [platform.certificates.root] }],
  ];
}

/** The module with its instance in hand. */
function opened(): { instance: Instance; core: AsBindCore } {
  addConverters(asBind);
  const instance = releasing(asBind.instantiateSync(module(), {}));
  return { instance, core: new AsBindCore(instance) };
}

/** What a call throws, without where. */
function thrown(call: () => unknown): object {
  try {
    call();
  } catch (error) {
    expect(error).toBeInstanceOf(TsmError);
    return { ...(error as TsmError), message: (error as TsmError).message };
  }
  throw new Error("nothing was thrown");
}

test("every type that crosses has a converter", () => {
  const descriptor = WebAssembly.Module.customSections(new WebAssembly.Module(module()), "as-bind_bindings")[0];
  const { exportedFunctions } = JSON.parse(new TextDecoder().decode(descriptor)) as {
    exportedFunctions: Record<string, { returnType: string; parameters: string[] }>;
  };
  const types = Object.values(exportedFunctions).flatMap(({ returnType, parameters }) => [returnType, ...parameters]);
  for (const type of types) expect(["void", "i32", ...converters.keys()]).toContain(type);
});

test("it imports nothing, and its memory has an end", () => {
  expect(WebAssembly.Module.imports(new WebAssembly.Module(module()))).toEqual([]);
  const { exports } = new WebAssembly.Instance(new WebAssembly.Module(module()), {});
  const memory = exports.memory as WebAssembly.Memory;
  expect(memory.buffer.byteLength).toBe(32 << 20);
  memory.grow(2048 - 512);
  expect(() => memory.grow(1)).toThrow(RangeError);
});

test("it is made of bytes, of a response, or of a promise", async () => {
  const hex = "00ff";
  const headers = { "content-type": "application/wasm" };
  for (const source of [module(), new Response(module(), { headers }), Promise.resolve(module())]) {
    expect((await instantiate(asBind, source)).decodeHex(hex)).toEqual(Uint8Array.of(0, 255));
  }
});

describe.each(evidence)("%s", (_, bytes) => {
  test.each(["json", "text", "hex"] as const)("as %s", (view) => {
    for (const options of [{}, { short: true }, { colours: true }]) {
      expect(tsm.inspect(bytes, { view, ...options })).toBe(render(bytes, { view, ...options }));
    }
  });

  test("from text", () => {
    const text = encodeHex(bytes);
    expect(tsm.inspect(text)).toBe(render(text, { view: "json" }));
  });

  test("cut short", () => {
    for (const length of [0, 1, 100, bytes.length - 1]) {
      const part = bytes.subarray(0, length);
      expect(thrown(() => tsm.inspect(part, { form: "bin" }))).toEqual(
        thrown(() => render(part, { view: "json", form: "bin" })),
      );
    }
  });
});

describe.each(await samples())("%s", (_, bytes, options) => {
  test("is appraised, and verified", () => {
    const wanted = appraise(bytes, options);
    expect(wanted.verdict).toBe("affirming");
    expect(tsm.appraise(bytes, options)).toBe(JSON.stringify(wanted));
    expect(tsm.verify(bytes, options)).toBe(JSON.stringify(wanted));
  });

  test.each<[string, Partial<VerifierOptions> & { nonce?: Uint8Array; noNonce?: true; at?: Date }]>([
    ["another nonce", { nonce: nonce.slice(1) }],
    ["later", { at: new Date("2100-01-01T00:00:00Z") }],
    ["before 1970", { at: new Date(-1000) }],
    ["without a root", { trustRoots: [] }],
    ["without endorsements", { endorsements: [] }],
    ["by a policy", { policy: { version: 1, snp: { minVersion: 9 } } as never }],
  ])("does not hold: %s", (_, more) => {
    const changed = { ...options, ...more } as VerifierOptions & AppraiseOptions;
    const [get, same] = [() => tsm.appraise(bytes, changed), () => JSON.stringify(appraise(bytes, changed))];
    let wanted = "";
    try {
      wanted = same();
    } catch {
      return expect(thrown(get)).toEqual(thrown(same));
    }
    expect(get()).toBe(wanted);
    if (JSON.parse(wanted).verdict !== "affirming") {
      expect(thrown(() => tsm.verify(bytes, changed))).toEqual(thrown(() => verify(bytes, changed)));
    }
  });

  test("without a nonce, when that is said", () => {
    const { nonce: _, ...rest } = options as VerifierOptions & { nonce: Uint8Array; at: Date };
    const waived = { ...rest, noNonce: true } as const;
    expect(tsm.appraise(bytes, waived)).toBe(JSON.stringify(appraise(bytes, waived)));
    expect(thrown(() => tsm.appraise(bytes, rest as never))).toEqual(thrown(() => appraise(bytes, rest as never)));
  });
});

test.each<[string, (options: VerifierOptions) => unknown, string]>([
  ["an endorsement", (o) => ({ ...o, endorsements: [{ name: "leaf.der", bytes: Uint8Array.of(48, 3) }] }), "leaf.der"],
  ["a root", (o) => ({ ...o, trustRoots: ["no certificate"] }), ""],
  ["a policy", (o) => ({ ...o, policy: '{"version":1,"nothing":1}' }), "character 14"],
  ["an empty policy", (o) => ({ ...o, policy: "" }), ""],
  ["a form", (o) => ({ ...o, form: "yaml" }), "yaml"],
  ["a time", (o) => ({ ...o, at: new Date(Number.NaN) }), ""],
  ["a nonce", (o) => ({ ...o, nonce: new Uint8Array(65) }), "64"],
])("%s that is wrong is the same error", (_, change, told) => {
  const [, report] = evidence[0] ?? [];
  const options = change({ noNonce: true } as never) as VerifierOptions & AppraiseOptions;
  const error = thrown(() => tsm.appraise(report as Uint8Array, options));
  expect(error).toEqual(thrown(() => appraise(report as Uint8Array, options)));
  expect((error as TsmError).message).toContain(told);
});

test("hex, both ways", () => {
  const bytes = crypto.getRandomValues(new Uint8Array(4097));
  expect(tsm.encodeHex(bytes)).toBe(encodeHex(bytes));
  expect(tsm.decodeHex(encodeHex(bytes))).toEqual(bytes);
  expect(tsm.encodeHex(new Uint8Array(0))).toBe("");
  for (const text of ["0", "0g", "00 11", "é0"]) {
    expect(thrown(() => tsm.decodeHex(text))).toEqual(thrown(() => decodeHex(text)));
  }
});

test("what is too large is an error, and never reaches the module", () => {
  const { instance, core } = opened();
  const before = memoryOf(instance);
  const large = new Uint8Array(200 << 20);
  for (const call of [
    () => core.inspect(large),
    () => core.encodeHex(large),
    () => core.decodeHex("0".repeat(5 << 20)),
  ]) {
    expect(thrown(call)).toMatchObject({ code: "too-large" });
  }
  expect(thrown(() => core.inspect("é".repeat(3 << 20)))).toMatchObject({ code: "too-large" });
  expect(memoryOf(instance)).toBe(before);
  // Fewer characters than the input takes, but more bytes.
  expect(thrown(() => core.decodeHex("é".repeat(3 << 20)))).toMatchObject({ code: "too-large" });
});

test("10,000 calls: results stay, memory does not grow", () => {
  const { instance, core } = opened();
  const wanted = evidence.map(([, bytes]) => render(bytes, { view: "json" }));
  const round = (i: number) => core.inspect(evidence[i % evidence.length]?.[1] as Uint8Array);
  for (let i = 0; i < evidence.length; i++) round(i);
  const before = memoryOf(instance);
  const texts: string[] = [];
  const bytes: Uint8Array[] = [];
  for (let i = 0; i < 5_000; i++) {
    texts.push(round(i));
    bytes.push(core.decodeHex((i % 256).toString(16).padStart(2, "0").repeat(64)));
  }
  expect(memoryOf(instance)).toBe(before);
  for (const [i, text] of texts.entries()) expect(text === wanted[i % wanted.length]).toBe(true);
  for (const [i, result] of bytes.entries()) expect(result.every((byte) => byte === i % 256)).toBe(true);
});

test("the largest of everything fits, again and again", () => {
  const { instance, core } = opened();
  const all = crypto.getRandomValues(new Uint8Array(65536));
  const largest = new Uint8Array(4 << 20).map((_, i) => all[i & 65535] as number);
  const digits = encodeHex(largest.subarray(0, 2 << 20));
  const report = evidence.find(([name]) => name.includes("SNP report 5"))?.[1] as Uint8Array;
  const tailed = new Uint8Array(1 << 20);
  tailed.set(report);
  const call = () => {
    expect(core.encodeHex(largest)).toHaveLength(8 << 20);
    expect(core.decodeHex(digits)).toHaveLength(2 << 20);
    expect(core.inspect(tailed, { view: "hex" })).toBe(render(tailed, { view: "hex" }));
    expect(thrown(() => core.inspect(digits))).toMatchObject({ code: "too-large" });
  };
  call();
  const before = memoryOf(instance);
  for (let i = 0; i < 10; i++) call();
  expect(memoryOf(instance)).toBe(before);
});
