/** Hostile logs: every byte changed, every length cut, lengths and counts that lie, and the limits. */
import { describe, expect, test } from "vitest";
import { TsmError } from "../../hosts/errors.ts";
import { type EventLog, readEvents, renderEvents } from "../../hosts/events.ts";
import { type EventTemplate, encodeEventLog } from "../../hosts/forge/eventLog.ts";
import { boot, changed, forged, placesOf, u32 } from "./logs.ts";

const { log, registers } = forged;
const { initial: _, ...runtime } = registers;
const places = placesOf(log);
const [first] = places;
const firstAt = first?.at ?? 0;

/** What is said of a log: a fault, or what it reads as. */
function told(bytes: Uint8Array): EventLog | TsmError {
  try {
    return readEvents(bytes, { against: runtime, reference: log });
  } catch (error) {
    if (error instanceof TsmError) return error;
    throw error;
  }
}

/** Events that are contradicted, and those from which on registers differ from the log that was not changed. */
const caughtAt = ({ events, registers }: EventLog) => [
  ...events.filter(({ verdict }) => verdict === "contradicted").map(({ number }) => number),
  ...registers.flatMap(({ differs }) => (differs ? [differs.event ?? differs.reference] : [])),
];

describe("every byte, changed in three ways", () => {
  const masks = [0x01, 0x80, 0xff];
  const read = readEvents(log);
  /** Each event's bytes, what they belong to, and whether a digest stands for them. */
  const cases = places.flatMap(({ at, digest, size, data, end }, i) =>
    Array.from({ length: end - at }, (_byte, k) => {
      const offset = at + k;
      const part = offset < at + 4 ? "register" : offset < at + 8 ? "type" : offset < digest ? "form" : "";
      const rest = offset < size ? "digest" : offset < data ? "size" : "data";
      return { offset, number: i + 1, part: part || rest, verdict: read.events[i]?.verdict };
    }),
  );

  test.each(masks)("by %i: each is refused, caught at its event, or told of nothing that was measured", (mask) => {
    for (const { offset, number, part, verdict } of cases) {
      const result = told(changed(log, offset, (log[offset] ?? 0) ^ mask));
      const where = `byte ${offset}, ${part} of event ${number}`;
      if (result instanceof TsmError) {
        expect(["register", "form", "size"], where).toContain(part);
        expect(result.at, where).toBeGreaterThanOrEqual(0);
        continue;
      }
      if (part === "data" && verdict === "proven") expect(result.events[number - 1]?.verdict, where).not.toBe("proven");
      // With another tag it is not the attestation agent's, and nothing is promised of its data.
      const isTag = number === boot.length && part === "data" && offset < (places[number - 1]?.data ?? 0) + 4;
      if (part === "digest" || (part === "data" && verdict === "proven" && !isTag)) {
        expect(caughtAt(result), where).toContain(number);
        expect(result.wrong, where).toBeGreaterThan(0);
        continue;
      }
      // No digest covers an event's type, nor data that only describes. Its size and its register move others.
      if (part === "register" && verdict !== "unmeasured") expect(caughtAt(result), where).toContain(number);
      else if (part === "size") expect(result.wrong, where).toBeGreaterThan(0);
      else expect(["type", "data", "register"], where).toContain(part);
      for (const { register, agrees, differs } of result.registers) {
        if (register !== "initial") expect(agrees, where).toBe(differs === undefined);
      }
    }
  });

  test("of a part that gives the digest: it is caught, and the rest is not", () => {
    const caught = (number: number) => {
      const { data, end } = places[number - 1] as (typeof places)[number];
      return Array.from({ length: end - data }, (_byte, k) => {
        const { events } = readEvents(changed(log, data + k, (log[data + k] ?? 0) ^ 1));
        return events[number - 1]?.verdict === "contradicted";
      });
    };
    // Vendor and name may be others; lengths that don't fit make it no variable, and the value is what was measured.
    const lengths = Array(16).fill(true);
    expect(caught(5)).toEqual([...Array(16).fill(false), ...lengths, ...Array(18).fill(false), true, true]);
    // Without GRUB's prefix the data only describes; a byte in the place of the last zero is more text.
    expect(caught(8)).toEqual([...Array(10).fill(false), ...Array(14).fill(true)]);
  });

  test("of the header: no register changes", () => {
    for (let at = 0; at < firstAt; at++) {
      const result = told(changed(log, at, (log[at] ?? 0) ^ 0x55));
      if (!(result instanceof TsmError)) expect(result, `byte ${at}`).toMatchObject({ wrong: 0 });
    }
  });
});

describe("every length", () => {
  const whole = new Uint8Array(log.length + 40).fill(255);
  whole.set(log);
  const ends = new Set([firstAt, ...places.map(({ end }) => end)]);

  test("is refused unless it ends with an event, or with what fills the area", () => {
    for (let length = 0; length < whole.length; length++) {
      const result = told(whole.slice(0, length));
      if (length >= log.length) expect(result, `${length}`).toMatchObject({ wrong: 0 });
      else if (ends.has(length)) {
        const events = places.filter(({ end }) => end <= length).length;
        const next = readEvents(log)
          .events.slice(events)
          .find(({ verdict }) => verdict !== "unmeasured")?.number;
        expect(caughtAt(result as EventLog), `${length}`).toContain(next);
      } else
        expect(result, `${length}`).toMatchObject({ code: length ? "truncated" : "empty", exitCode: length ? 2 : 1 });
    }
  });
});

describe("is refused, with the place:", () => {
  const second = places[1]?.at ?? 0;
  const spec = 32;
  const refused: [what: string, bytes: Uint8Array, fault: object][] = [
    [
      "a register that there is not",
      changed(log, second, ...u32(5)),
      { code: "bad-value", field: "ccEvent.register", at: second, got: 5, want: 4 },
    ],
    [
      "a digest more",
      changed(log, second + 8, ...u32(2)),
      { code: "bad-value", field: "ccEvent.digestCount", at: second + 8, got: 2, want: 1 },
    ],
    ["no digest", changed(log, second + 8, ...u32(0)), { code: "bad-value", field: "ccEvent.digestCount", got: 0 }],
    [
      "billions of digests",
      changed(log, second + 8, ...u32(0xffffffff)),
      { code: "bad-value", field: "ccEvent.digestCount", got: 0xffffffff },
    ],
    [
      "an algorithm that the header has not",
      changed(log, second + 12, 0x0d, 0),
      { code: "bad-value", field: "ccDigest.algorithm", at: second + 12, got: 0x0d },
    ],
    [
      "data behind the log",
      changed(log, second + 62, ...u32(0x7fffffff)),
      { code: "truncated", field: "ccEventData", at: second + 66, want: 0x7fffffff },
    ],
    [
      "data of 4 GiB",
      changed(log, second + 62, ...u32(0xffffffff)),
      { code: "truncated", at: second + 66, want: 0xffffffff },
    ],
    [
      "a first record of another type",
      changed(log, 4, 4),
      { code: "bad-value", field: "ccLogHeader.type", at: 4, got: 4, want: 3 },
    ],
    ["a digest in it", changed(log, 20, 1), { code: "bad-value", field: "ccLogHeader.digest", at: 20 }],
    [
      "a header that is longer than the log",
      changed(log, 28, ...u32(0xffffffe0)),
      { code: "truncated", field: "ccSpecId", at: 32 },
    ],
    [
      "a header without room for its parts",
      changed(log, 28, ...u32(27)),
      { code: "bad-value", field: "ccLogHeader.size", got: 27, want: 28 },
    ],
    [
      "a header without room for its algorithms",
      changed(log, 28, ...u32(32)),
      { code: "bad-value", field: "ccLogHeader.size", got: 32, want: 33 },
    ],
    ["another signature", changed(log, spec + 14, 50), { code: "bad-value", field: "ccSpecId.signature", at: spec }],
    [
      "another version",
      changed(log, spec + 21, 1),
      { code: "bad-value", field: "ccSpecId.versionMajor", got: 1, want: 2 },
    ],
    [
      "nine algorithms",
      changed(log, spec + 24, ...u32(9)),
      { code: "too-many", field: "ccSpecId.algorithmCount", got: 9, want: 8 },
    ],
    ["a billion algorithms", changed(log, spec + 24, ...u32(0x40000000)), { code: "too-many" }],
    [
      "a digest of another size",
      changed(log, spec + 30, 47),
      { code: "bad-value", field: "ccAlgorithm.size", got: 47, want: 48 },
    ],
    ["no SHA-384", changed(log, spec + 28, 0x27, 0, 32), { code: "bad-value", field: "ccAlgorithm.id", want: 12 }],
    [
      "digests of another algorithm of no bytes",
      changed(log, spec + 28, 0x99, 0, 0),
      { code: "bad-value", field: "ccAlgorithm.size", got: 0 },
    ],
    [
      "vendor information of another size",
      changed(log, spec + 32, 1),
      { code: "bad-length", field: "ccVendorInfo.size", got: 1, want: 0 },
    ],
  ];

  test.each(refused)("%s", (_what, bytes, fault) => {
    expect(told(bytes)).toMatchObject({ ...fault, exitCode: 2 });
    expect((told(bytes) as TsmError).message).toMatch(/^the log: /);
  });

  test("an algorithm twice in the header, and one twice in an event", async () => {
    const { log: two } = await encodeEventLog(
      [{ register: "runtime0", type: "EV_SEPARATOR", data: new Uint8Array(4) }],
      { algorithms: ["SHA-384", "SHA-256"] },
    );
    const event = 32 + 28 + 8 + 1;
    expect(told(changed(two, spec + 32, 12, 0, 48))).toMatchObject({
      code: "duplicate",
      field: "ccAlgorithm",
      got: 1,
      want: 0,
    });
    expect(told(changed(two, event + 12 + 50, 12, 0))).toMatchObject({
      code: "duplicate",
      field: "ccDigest.algorithm",
      at: event + 62,
    });
  });

  test("a byte behind the end that is not what fills the rest", () => {
    for (const fill of [0, 255]) {
      const area = new Uint8Array(log.length + 100).fill(fill);
      area.set(log);
      for (const at of [12, 50, 99]) {
        const fault = { code: "bad-value", field: "ccFiller.fill", at: log.length + at, got: 7, want: fill };
        expect(told(changed(area, log.length + at, 7))).toMatchObject(fault);
      }
    }
  });

  test("a variable, a path, a tag and a description whose lengths lie are not read, and nothing breaks", async () => {
    const lies = [0, 1, 7, 0x7f, 0xff].flatMap((byte) =>
      [
        "EV_EFI_VARIABLE_BOOT",
        "EV_EFI_BOOT_SERVICES_DRIVER",
        "EV_EVENT_TAG",
        "EV_EFI_HANDOFF_TABLES2",
        "EV_IPL",
      ].flatMap((type) =>
        [0, 1, 8, 31, 32, 33, 36, 80].map(
          (size): EventTemplate => ({
            register: "runtime2",
            type,
            data: new Uint8Array(size).fill(byte),
            measured: "",
          }),
        ),
      ),
    );
    const { log: lying } = await encodeEventLog(lies);
    expect(readEvents(lying).events.length).toBe(lies.length);
    expect(renderEvents(lying)).toMatch(/^[\x20-\x7e\n]*$/);
  });
});

describe("limits", () => {
  const event: EventTemplate = { register: "runtime1", type: "EV_IPL", measured: "x" };

  test("8192 events, and not one more", async () => {
    const { log: most, registers } = await encodeEventLog(Array<EventTemplate>(8192).fill(event));
    const read = readEvents(most, { against: { runtime1: registers.runtime1 } });
    expect(read).toMatchObject({ wrong: 0, registers: [{ events: 8192, agrees: true }] });
    const more = new Uint8Array(most.length + 66);
    more.set(most);
    more.set(most.subarray(most.length - 66), most.length);
    expect(told(more)).toMatchObject({ code: "too-many", field: "ccEvent", got: 8193, want: 8192, at: most.length });
  });

  test("4 MiB, together with a reference", async () => {
    const { log: large } = await encodeEventLog([event], { area: 4 << 20 });
    expect(readEvents(large)).toMatchObject({ area: 4 << 20, wrong: 0 });
    expect(() => readEvents(new Uint8Array((4 << 20) + 1))).toThrow(expect.objectContaining({ code: "too-large" }));
    expect(() => readEvents(large, { reference: log })).toThrow(/the reference has \d+ bytes, of 0/);
  });

  test("one event of almost 4 MiB", async () => {
    const data = new Uint8Array((4 << 20) - 131).fill(34);
    const { log: huge, registers } = await encodeEventLog([{ register: "runtime2", type: "EV_ACTION", data }]);
    expect(huge.length).toBe(4 << 20);
    expect(readEvents(huge.subarray(0, 4 << 20), { against: { runtime2: registers.runtime2 } })).toMatchObject({
      wrong: 0,
      events: [{ verdict: "proven" }],
    });
  });

  test("a log whose view is too large is told of, not cut", async () => {
    const data = new Uint8Array(8000).fill(0xe4);
    const { log: wide } = await encodeEventLog(
      Array<EventTemplate>(500).fill({ register: "runtime2", type: "EV_IPL", data }),
    );
    expect(() => readEvents(wide)).toThrow(expect.objectContaining({ code: "output-full" }));
    expect(renderEvents(wide)).toContain("Event log, 500 events");
  });
});
