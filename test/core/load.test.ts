/** Which of the two cores a host takes: on this engine, on engines without relaxed SIMD, on engines that don't fuse. */
import { execFileSync } from "node:child_process";
import { readFileSync } from "node:fs";
import { fileURLToPath } from "node:url";
import { afterEach, beforeEach, describe, expect, test, vi } from "vitest";
import { core as inUse } from "../../hosts/core.ts";
import type { CoreInfo } from "../../hosts/load.ts";

const root = fileURLToPath(new URL("../..", import.meta.url));
const read = (name: string) => new Uint8Array(readFileSync(new URL(`../../build/${name}`, import.meta.url)));
const base64 = (bytes: Uint8Array) => Buffer.from(bytes).toString("base64");
const [plain, fused] = [read("core.wasm"), read("core.fused.wasm")];

const release = Number(process.versions.node.split(".")[0]);
/** Bun's engine is not V8, and rounds twice on x86-64. */
const isBun = process.versions.bun !== undefined;
const isX64 = process.arch === "x64";
/** Every 64-bit processor fuses, but for old ones of Intel and AMD. */
const fuses =
  !isX64 || process.platform !== "linux" || /^flags.*\bfma\b/m.test(readFileSync("/proc/cpuinfo", "latin1"));
const expected = release >= 22 && fuses && !isBun ? "fused" : "plain";

/** A module whose one export says that it is fused and the engine is not: (func (export "fused") (result i32) 2). */
const UNFUSED = new Uint8Array([
  ...[0, 97, 115, 109, 1, 0, 0, 0, 1, 5, 1, 96, 0, 1, 127, 3, 2, 1, 0, 7, 9, 1, 5, 102, 117, 115, 101, 100, 0, 0],
  ...[10, 6, 1, 4, 0, 65, 2, 11],
]);
const EMPTY = new Uint8Array([0, 97, 115, 109, 1, 0, 0, 0]);

/** What a host that has loaded nothing yet does, with these cores inlined. */
async function host(inlined: { PLAIN_BASE64?: string; FUSED_BASE64?: string } = {}) {
  vi.resetModules();
  vi.doMock("../../hosts/core.bytes.ts", () => ({
    // One that must not be decoded is left out: then decoding fails.
    PLAIN_BASE64: inlined.PLAIN_BASE64 ?? "?",
    FUSED_BASE64: inlined.FUSED_BASE64 ?? "?",
  }));
  const { core } = await import("../../hosts/core.ts");
  const { inspect } = await import("../../hosts/inspect.ts");
  return { core, fails: () => expect(() => inspect("0")).toThrow(expect.objectContaining({ code: "hex-odd" })) };
}

beforeEach(() => vi.resetModules());
afterEach(() => {
  vi.doUnmock("../../hosts/core.bytes.ts");
  vi.restoreAllMocks();
});

test("these tests run on the core that they should", () => {
  expect(inUse.info().name).toBe(process.env.TSMKIT_CORE || expected);
});

const engine = isBun ? `Bun ${process.versions.bun}` : `Node ${release}`;

test(`${engine} takes the ${expected} core${isBun ? "" : ", and decodes no other"}`, async () => {
  // Bun has to ask the fused core.
  const inlined = {
    ...((expected === "fused" || isBun) && { FUSED_BASE64: base64(fused) }),
    ...(expected === "plain" && { PLAIN_BASE64: base64(plain) }),
  };
  const { core, fails } = await host(inlined);
  const bytes = expected === "fused" ? fused.length : plain.length;
  expect(core.info()).toMatchObject({ name: expected, bytes, memoryBytes: 32 << 20 });
  fails();
});

test("an engine without relaxed SIMD takes the plain core, and decodes no other", async () => {
  vi.spyOn(WebAssembly, "validate").mockReturnValue(false);
  const { core, fails } = await host({ PLAIN_BASE64: base64(plain) });
  const reason = "this engine has no relaxed SIMD";
  expect(core.info()).toEqual({ name: "plain", bytes: plain.length, memoryBytes: 32 << 20, reason });
  fails();
});

test("an engine with relaxed SIMD that does not fuse takes the plain core", async () => {
  vi.spyOn(WebAssembly, "validate").mockReturnValue(true);
  const { core, fails } = await host({ PLAIN_BASE64: base64(plain), FUSED_BASE64: base64(UNFUSED) });
  expect(core.info()).toMatchObject({ name: "plain", reason: expect.stringContaining("does not fuse") });
  fails();
});

test("relaxed SIMD is looked for as the fused core needs it", async () => {
  const hasRelaxedSimd = WebAssembly.validate(fused);
  const validate = vi.spyOn(WebAssembly, "validate");
  const { core } = await host({ PLAIN_BASE64: base64(plain), FUSED_BASE64: base64(fused) });
  core.info();
  expect(validate.mock.results).toEqual([{ type: "return", value: hasRelaxedSimd }]);
});

describe("core.use", () => {
  test("takes a core compiled elsewhere, and decodes none", async () => {
    const { core, fails } = await host();
    const info: CoreInfo = core.use(new WebAssembly.Module(plain));
    expect(info).toEqual({
      name: "plain",
      bytes: undefined,
      memoryBytes: 32 << 20,
      reason: "it was given to core.use",
    });
    expect(core.info()).toEqual(info);
    fails();
  });

  test("takes the plain core in place of a fused one that would compute wrong numbers", async () => {
    const { core, fails } = await host({ PLAIN_BASE64: base64(plain) });
    expect(core.use(new WebAssembly.Module(UNFUSED))).toMatchObject({ name: "plain", bytes: plain.length });
    fails();
  });

  test("refuses what is no core, and keeps the one in use", async () => {
    const { core } = await host({ PLAIN_BASE64: base64(plain) });
    const info = core.use(new WebAssembly.Module(plain));
    expect(() => core.use(new WebAssembly.Module(EMPTY))).toThrow(TypeError);
    expect(core.info()).toEqual(info);
  });

  test("changes the core of calls that share one", async () => {
    const { core, fails } = await host({ PLAIN_BASE64: base64(plain), FUSED_BASE64: base64(fused) });
    fails();
    core.use(new WebAssembly.Module(plain));
    fails();
    expect(core.info().reason).toBe("it was given to core.use");
  });
});

/** The flag that older releases need for relaxed SIMD. */
const RELAXED = release < 22 ? ["--experimental-wasm-relaxed-simd"] : [];

/** The core that another process takes, and all that fused() of the fused build says while the engine compiles it anew. */
const ASK = `
  import { readFileSync } from "node:fs";
  import { core } from "./dist/index.js";
  const module = new WebAssembly.Module(readFileSync("build/core.fused.wasm"));
  const { fused } = new WebAssembly.Instance(module, {}).exports;
  const said = new Set();
  for (let i = 0; i < 50_000; i++) said.add(fused());
  console.log(core.info().name, ...said);
`;

describe.skipIf(isBun)(`V8${isBun ? " (SKIPPED: this is Bun)" : ""}`, () => {
  const tiers: [string, string[], boolean][] = [
    ["with both tiers", [], fuses],
    ["with its first tier alone", ["--liftoff-only"], fuses],
    ["with its second tier alone", ["--no-liftoff"], fuses],
    ["without the processor's instruction", ["--no-enable-fma3"], false],
  ];
  test.each(isX64 ? tiers : tiers.slice(0, 3))("%s", (_, flags, isFused) => {
    const args = [...RELAXED, ...flags, "--input-type=module", "--eval", ASK];
    const said = execFileSync(process.execPath, args, { cwd: root, encoding: "utf8" });
    expect(said).toBe(isFused ? "fused 1\n" : "plain 2\n");
  });
});
