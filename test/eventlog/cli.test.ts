/** `tsm events`, as users run it. */
import { existsSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { expect, test } from "vitest";
import { readEvents, renderEvents } from "../../hosts/events.ts";
import { encodeCcelTable } from "../../hosts/forge/eventLog.ts";
import { createTdxPlatform } from "../../hosts/forge/index.ts";
import { directory, tsm } from "../cli/tsm.ts";
import { changed, forged, placesOf } from "./logs.ts";

const { log, registers } = forged;
const platform = await createTdxPlatform();
const { runtime0: rtmr0, runtime1: rtmr1, runtime2: rtmr2, runtime3: rtmr3 } = registers;
const quote = await platform.quote({ fields: { rtmr0, rtmr1, rtmr2, rtmr3 } });

/** A directory with files, and the command in it. */
function place(files: Record<string, Uint8Array | string>) {
  const cwd = directory();
  for (const [name, bytes] of Object.entries(files)) writeFileSync(join(cwd, name), bytes);
  return (args: string[], stdin?: Uint8Array) => tsm(["events", ...args], { cwd, ...(stdin && { stdin }) });
}

test("shows a log, and is done", async () => {
  const run = place({ log });
  expect(await run(["--log", "log"])).toMatchObject({ code: 0, out: renderEvents(log), err: "" });
  expect(await run(["--log", "-"], log)).toMatchObject({ code: 0, out: renderEvents(log), err: "" });
});

test("compares with evidence, with the table, with a reference; as text and as JSON", async () => {
  const table = encodeCcelTable(log.length);
  const run = place({ log, quote, table, other: changed(log, placesOf(log)[7]?.digest ?? 0, 1, 2, 3) });
  const good = await run(["--log", "log", "--against", "quote", "--table", "table", "--format", "json"]);
  expect({ code: good.code, err: good.err }).toEqual({ code: 0, err: "" });
  expect(JSON.parse(good.out)).toEqual(readEvents(log, { against: quote, table }));
  const bad = await run(["--log", "other", "--against", "quote", "--reference", "log"]);
  expect({ code: bad.code, err: bad.err }).toEqual({ code: 2, err: "" });
  expect(bad.out).toContain("runtime2 (rtmr2 on TDX), 3 events");
  expect(bad.out).toContain("from event 8 on; the reference has its event 8 there");
  expect(bad.out).toContain("contradicted: event 8.");
});

test("evidence may be JSON of tsm report, from stdin", async () => {
  const run = place({ log });
  const evidence = new TextEncoder().encode(
    JSON.stringify({ provider: "tdx_guest", outblob: Buffer.from(quote).toString("hex") }),
  );
  const { code, out } = await run(["--log", "log", "--against", "-"], evidence);
  expect(code).toBe(0);
  expect(out).toContain("The log gives the registers that were expected.\n");
});

test("what is malformed is rejected, with its name and its place", async () => {
  const run = place({ log, short: log.subarray(0, 100), quote, empty: "" });
  const short = await run(["--log", "short"]);
  expect({ code: short.code, out: short.out }).toEqual({ code: 2, out: "" });
  expect(short.err).toMatch(/^tsm: short: the log: the evidence ends too early in \S+ at byte \d+ /);
  expect(await run(["--log", "log", "--table", "log"])).toMatchObject({ code: 2, out: "" });
  expect((await run(["--log", "log", "--against", "log"])).err).toMatch(/^tsm: log: /);
  expect(await run(["--log", "empty"])).toMatchObject({ code: 1, out: "" });
});

test("wrong calls say what is meant", async () => {
  const run = place({ log });
  expect((await run(["--log", "-", "--against", "-"])).err).toContain("only one of the files can come from stdin");
  expect((await run(["--log", "none"])).err).toContain("can't read none: no such file or directory");
  expect(await run(["--log", "log", "--format", "xml"])).toMatchObject({ code: 1 });
});

const kernelLog = "/sys/firmware/acpi/tables/data/CCEL";
const isThere = existsSync(kernelLog);
test.skipIf(isThere)(
  `without a log of the kernel's it says so${isThere ? " (SKIPPED: this kernel has one)" : ""}`,
  async () => {
    const { code, out, err } = await tsm(["events"]);
    expect({ code, out }).toEqual({ code: 1, out: "" });
    expect(err).toContain(`this kernel has no event log at ${kernelLog}: name one with --log`);
  },
);

test("help teaches by example, and fits a terminal", async () => {
  const { code, out } = await tsm(["events", "--help"]);
  expect(code).toBe(0);
  expect(out.match(/^ {4}\$ tsm events/gm)?.length).toBeGreaterThanOrEqual(4);
  expect(Math.max(...out.split("\n").map((line) => line.length))).toBeLessThanOrEqual(80);
});
