/** Event logs of the forge: what is said of each event, what registers come to, what disagrees, how it is shown. */
import { describe, expect, test } from "vitest";
import { type EventLog, readEvents, registerOfPcr, registersOf, renderEvents } from "../../hosts/events.ts";
import { encodeCcelTable, encodeEventLog, variableData } from "../../hosts/forge/eventLog.ts";
import { createSnpPlatform, createTdxPlatform } from "../../hosts/forge/index.ts";
import { encodeHex } from "../../hosts/hex.ts";
import { list } from "../../hosts/rows.ts";
import { boot, changed, forged, placesOf, u32 } from "./logs.ts";

const { log, registers } = forged;
const { initial: _, ...runtime } = registers;
const places = placesOf(log);
/** The events that are not plainly good. */
const marked = ({ events }: EventLog) =>
  events
    .filter(({ verdict }) => !["proven", "partial", "described", "unmeasured"].includes(verdict))
    .map(({ number, verdict }) => [number, verdict]);

describe("a log", () => {
  const read = readEvents(log, { against: runtime });

  test("says of each event what proves it, and what of it can be read", () => {
    expect(read.events.map(({ register, verdict, text }) => [register, verdict, text])).toEqual([
      ["runtime0", "unmeasured", "StartupLocality"],
      ["runtime0", "described", "Fv1"],
      ["runtime0", "proven", "SecureBoot = 01"],
      ["runtime0", "proven", ""],
      ["runtime0", "partial", "BootOrder = 0000"],
      ["runtime1", "proven", "Calling EFI Application from Boot Option"],
      ["runtime1", "described", "\\EFI\\BOOT.EFI"],
      ["runtime2", "partial", "grub_cmd: set default=2"],
      ["runtime2", "described", "/vmlinuz"],
      ["runtime2", "described", "LoadOptions"],
      ["runtime3", "proven", "coco.example PullImage {}"],
    ]);
    expect(read.events.map(({ type }) => type)).toEqual(boot.map(({ type }) => type));
    expect(read.events.map(({ at, size }) => [at, at + size])).toEqual(places.map(({ at, end }) => [at, end]));
    expect(read.events.map(({ data }) => data)).toEqual(
      places.map(({ data, end }) => encodeHex(log.subarray(data, end))),
    );
  });

  test("comes to the registers that the forge computed", () => {
    expect(read).toMatchObject({
      wrong: 0,
      suspicious: 0,
      size: log.length,
      area: log.length,
      algorithms: ["SHA-384"],
    });
    expect(read.registers.map((r) => [r.register, r.tdx, r.events, r.replayed, r.agrees])).toEqual([
      ["runtime0", "rtmr0", 4, encodeHex(registers.runtime0), true],
      ["runtime1", "rtmr1", 2, encodeHex(registers.runtime1), true],
      ["runtime2", "rtmr2", 3, encodeHex(registers.runtime2), true],
      ["runtime3", "rtmr3", 1, encodeHex(registers.runtime3), true],
    ]);
  });

  test("has digests by every algorithm of its header", async () => {
    const many = await encodeEventLog(boot, { algorithms: ["SHA-1", "SHA-256", "SHA-384", "SHA-512"], area: 8192 });
    const { algorithms, events, area, wrong } = readEvents(many.log, { against: runtime });
    expect({ algorithms, area, wrong }).toEqual({
      algorithms: ["SHA-1", "SHA-256", "SHA-384", "SHA-512"],
      area: 8192,
      wrong: 0,
    });
    for (const { digests } of events) {
      expect(Object.entries(digests).map(([name, hex]) => [name, hex.length])).toEqual([
        ["SHA-1", 40],
        ["SHA-256", 64],
        ["SHA-384", 96],
        ["SHA-512", 128],
      ]);
    }
  });

  test("a type that nobody knows is told by its number", async () => {
    const other = await encodeEventLog([{ register: "runtime0", type: 0x80001234, data: "x", measured: "y" }]);
    expect(readEvents(other.log).events[0]).toMatchObject({ type: "0x80001234", verdict: "described", text: "" });
  });

  test("what a host writes for its end: FF, zeros, nothing", () => {
    for (const fill of [0, 255]) {
      const padded = new Uint8Array(log.length + 500).fill(fill);
      padded.set(log);
      expect(readEvents(padded)).toMatchObject({ size: log.length, area: padded.length, wrong: 0 });
    }
  });
});

describe("registers", () => {
  test("are taken out of a quote and a TDREPORT", async () => {
    const platform = await createTdxPlatform();
    const fields = { mrTd: new Uint8Array(48).fill(9), rtmr0: registers.runtime0, rtmr1: registers.runtime1 };
    const evidence = [
      await platform.quote({ fields }),
      await platform.tdReport({ fields }),
      encodeHex(await platform.quote({ version: 5, fields })),
    ];
    for (const against of evidence) {
      expect(registersOf(against)).toMatchObject({ initial: fields.mrTd, runtime0: registers.runtime0 });
      const read = readEvents(log, { against });
      expect(read.registers.map(({ register, agrees }) => [register, agrees])).toEqual([
        ["initial", undefined],
        ["runtime0", true],
        ["runtime1", true],
        ["runtime2", false],
        ["runtime3", false],
      ]);
      expect(read.wrong).toBe(2);
    }
  });

  test("do not come of other evidence", async () => {
    const report = await (await createSnpPlatform()).report();
    expect(() => readEvents(log, { against: report })).toThrow(
      "run-time registers come of a TDX quote or a TDREPORT, not of a snp-report",
    );
  });

  test("stand for the PCRs of a TPM", () => {
    expect(Array.from({ length: 18 }, (_pcr, i) => registerOfPcr(i)?.replace("runtime", ""))).toEqual([
      "initial",
      "0",
      ..."11111",
      "0",
      ..."22222222",
      undefined,
      undefined,
    ]);
    expect([31, 32, 33, 39].map(registerOfPcr)).toEqual([undefined, undefined, undefined, undefined]);
  });

  test("must be known, and whole", () => {
    expect(() => readEvents(log, { against: { rtmr0: registers.runtime0 } as never })).toThrow(
      "no register is called rtmr0; there are initial, runtime0, runtime1, runtime2, runtime3",
    );
    expect(() => readEvents(log, { against: { runtime0: "00" } })).toThrow("runtime0 has 1 bytes, expected 48");
  });

  test("expected of one log are not expected of the next", () => {
    expect(readEvents(log, { against: { runtime0: "00".repeat(48) } }).wrong).toBe(1);
    expect(readEvents(log).wrong).toBe(0);
  });

  test("that no event extends are zero", () => {
    const empty = log.subarray(0, places[0]?.at);
    expect(readEvents(empty, { against: { runtime0: "00".repeat(48) } })).toMatchObject({ wrong: 0, events: [] });
    expect(readEvents(empty, { against: { runtime0: registers.runtime0 } }).wrong).toBe(1);
  });
});

describe("a reference", () => {
  const without = (n: number) => encodeEventLog(boot.filter((_event, i) => i !== n - 1));
  const differs = (read: EventLog) =>
    read.registers.flatMap(({ register, differs }) => (differs ? [[register, differs]] : []));

  test("that measures the same differs in nothing, whatever fills it and tells of it", () => {
    const other = changed(log, (places[8]?.data ?? 0) + 1, 0x55);
    expect(readEvents(log, { reference: other })).toMatchObject({ wrong: 0 });
  });

  test("tells from which event on the registers are others", async () => {
    for (const [i, { register }] of boot.entries()) {
      if (boot[i]?.type === "EV_NO_ACTION") continue;
      const read = readEvents(changed(log, places[i]?.digest ?? 0, 0x5a, 0x5a, 0x5a), { reference: log });
      expect(differs(read)).toEqual([[register, { event: i + 1, reference: i + 1 }]]);
    }
  });

  test("may have an event more, or less", async () => {
    const shorter = (await without(11)).log;
    expect(differs(readEvents(log, { reference: shorter }))).toEqual([["runtime3", { event: 11 }]]);
    expect(differs(readEvents(shorter, { reference: log }))).toEqual([["runtime3", { reference: 11 }]]);
    const middle = (await without(5)).log;
    expect(differs(readEvents(middle, { reference: log }))).toEqual([["runtime0", { reference: 5 }]]);
    expect(readEvents(middle, { reference: log }).wrong).toBe(1);
  });

  test("that is malformed is named", () => {
    expect(() => readEvents(log, { reference: log.subarray(0, 50) })).toThrow(/^the reference: the evidence ends too/);
  });
});

describe("suspicious is", () => {
  const separator = { register: "runtime0", type: "EV_SEPARATOR", data: new Uint8Array(4) } as const;
  const secure = (name: string, register: "runtime0" | "runtime1" = "runtime0") =>
    ({ register, type: "EV_EFI_VARIABLE_DRIVER_CONFIG", data: variableData(name, Uint8Array.of(1)) }) as const;

  test("a second separator in a register, not one in another", async () => {
    const { log: twice } = await encodeEventLog([separator, { ...separator, register: "runtime1" }, separator]);
    expect(marked(readEvents(twice))).toEqual([[3, "repeated"]]);
    expect(readEvents(twice)).toMatchObject({ wrong: 0, suspicious: 1 });
  });

  test("a variable of Secure Boot behind the separator of its register", async () => {
    const names = list("secureBootVariable").map(({ name }) => name);
    const { log: late } = await encodeEventLog([
      ...names.map((n) => secure(n)),
      separator,
      ...names.map((n) => secure(n)),
    ]);
    expect(marked(readEvents(late))).toEqual([7, 8, 9, 10, 11].map((number) => [number, "late"]));
    const { log: other } = await encodeEventLog([separator, secure("db", "runtime1"), secure("dbz"), secure("d")]);
    expect(marked(readEvents(other))).toEqual([]);
  });
});

describe("contradicted is", () => {
  const types = list("eventType").filter(({ extra }) => [1, 2].includes(extra & 15));

  test.each(types.map(({ name }) => name))("%s whose data does not give its digest", async (type) => {
    const event = { register: "runtime1", type, data: variableData("A", Uint8Array.of(7)) } as const;
    expect(readEvents((await encodeEventLog([event])).log).events[0]?.verdict).toBe("proven");
    const { log: wrong } = await encodeEventLog([{ ...event, measured: "something else" }]);
    expect(marked(readEvents(wrong))).toEqual([[1, "contradicted"]]);
    expect(readEvents(wrong).wrong).toBe(1);
  });

  test.each(list("grubPrefix").map(({ name }) => name))("GRUB's %s with other text behind it", async (prefix) => {
    const event = (data: string, measured: string) =>
      ({ register: "runtime2", type: "EV_IPL", data, measured }) as const;
    const { log: mixed } = await encodeEventLog([
      event(`${prefix}ro\0`, "ro"),
      event(`${prefix}ro`, "ro"),
      event(`${prefix}\0`, ""),
      event(`${prefix}ro\0`, "rw"),
      event(`${prefix}ro\0`, `${prefix}ro`),
    ]);
    expect(marked(readEvents(mixed))).toEqual([
      [4, "contradicted"],
      [5, "contradicted"],
    ]);
  });

  test("what the attestation agent did not measure so, and digests of events that extend nothing", async () => {
    const digests = { "SHA-384": new Uint8Array(48).fill(1) };
    const { log: wrong, registers: after } = await encodeEventLog([
      {
        register: "runtime3",
        type: "EV_EVENT_TAG",
        data: new Uint8Array([...u32(0x4141454c), 1, 0, 0, 0, 65]),
        measured: "B",
      },
      { register: "runtime3", type: "EV_NO_ACTION", digests },
    ]);
    const read = readEvents(wrong, { against: { runtime3: after.runtime3 } });
    expect(marked(read)).toEqual([
      [1, "contradicted"],
      [2, "contradicted"],
    ]);
    expect(read.registers.find(({ register }) => register === "runtime3")?.agrees).toBe(true);
  });
});

describe("text", () => {
  // biome-ignore lint/suspicious/noControlCharactersInRegex: that is what escape sequences begin with
  const escapes = /\x1b\[\d+m/g;

  test("has each event on a line, then the registers, then the conclusion", () => {
    const lines = renderEvents(log, { against: runtime }).split("\n");
    expect(lines[0]).toBe(`Event log, 11 events, ${log.length} bytes`);
    const shown = lines.slice(2, 13).map((line) => line.trim().split(/ {2,}/));
    const read = readEvents(log);
    expect(shown.map((parts) => parts.slice(0, 5))).toEqual(
      read.events.map(({ number, verdict, register, type, digests }) =>
        [number, verdict, register, type, digests["SHA-384"]?.slice(0, 16)].map(String),
      ),
    );
    expect(lines.at(-2)).toBe("The log gives the registers that were expected.");
  });

  test("tells what is wrong", () => {
    const broken = changed(log, places[2]?.digest ?? 0, 1, 2, 3);
    const text = renderEvents(broken, { against: runtime, reference: log });
    expect(text).toContain(`expected          ${encodeHex(registers.runtime0)} DISAGREES\n`);
    expect(text).toContain("differs           from event 3 on; the reference has its event 3 there\n");
    expect(text).toContain("Something is wrong.\n  contradicted: event 3. The data does not give");
    expect(text).toMatch(/\n {2}runtime0: the events do not give what was expected. They are not the reference's.\n$/);
    expect(renderEvents(log)).toContain("Without registers to compare with it proves nothing.\n");
  });

  test("colours change nothing but colours", () => {
    const coloured = renderEvents(log, { colours: true });
    expect(coloured).toMatch(escapes);
    expect(coloured.replace(escapes, "")).toBe(renderEvents(log));
  });

  test("shows nothing to a terminal that it could act on, and one line for each event", async () => {
    const data = 'a\u001b[31m\u0007\n\u007fé"\\b\0hidden';
    const { log: evil } = await encodeEventLog([
      {
        register: "runtime2",
        type: "EV_IPL",
        data: data.replaceAll("\u001b", "\u007f").replaceAll("\u0007", "\u007f"),
      },
      { register: "runtime2", type: "EV_IPL", data },
      { register: "runtime0", type: "EV_EFI_VARIABLE_BOOT2", data: variableData("\u001b\u202eX", new Uint8Array(9)) },
      { register: "runtime2", type: "EV_IPL", data: "x".repeat(9000) },
    ]);
    const text = renderEvents(evil);
    expect(text).toMatch(/^[\x20-\x7e\n]*$/);
    expect(
      text
        .split("\n")
        .slice(2, 6)
        .map((line) => line.slice(0, 4).trim()),
    ).toEqual(["1", "2", "3", "4"]);
    expect(text).toContain(`${"x".repeat(160)}...\n`);
    expect(readEvents(evil).events.map((event) => event.text)).toEqual([
      'a\u007f[31m\u007f\n\u007f\u00c3\u00a9"\\b',
      "",
      "\u001b\u202eX",
      `${"x".repeat(8192)}...`,
    ]);
  });
});

describe("the table", () => {
  const table = encodeCcelTable(65536);

  test("is told with the log", () => {
    expect(readEvents(log, { table }).table).toEqual({
      ccType: "TDX",
      ccSubtype: 0,
      logLength: "65536",
      logAddress: "0",
    });
    expect(renderEvents(log, { table })).toMatch(/^Event log of TDX, 11 events/);
    expect(readEvents(log).table).toBeUndefined();
  });

  test("every changed byte is seen, by the sum of all", () => {
    for (let at = 0; at < table.length; at++) {
      const other = changed(table, at, (table[at] ?? 0) ^ 0x41);
      expect(() => readEvents(log, { table: other }), `byte ${at}`).toThrow(/^the table: /);
    }
    for (let size = 0; size < table.length; size++) {
      expect(() => readEvents(log, { table: table.subarray(0, size) })).toThrow(
        /^the table: the evidence ends too early/,
      );
    }
  });

  test("has room for the log", () => {
    expect(readEvents(log, { table: encodeCcelTable(log.length) }).wrong).toBe(0);
    expect(() => readEvents(log, { table: encodeCcelTable(log.length - 1) })).toThrow(
      expect.objectContaining({
        code: "bad-length",
        field: "ccelTable.logLength",
        got: log.length,
        want: log.length - 1,
      }),
    );
  });
});
