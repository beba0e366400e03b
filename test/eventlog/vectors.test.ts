/** Real logs: they replay to what the set's manifest says, and to the registers of the evidence that belongs to them. */
import { readFileSync } from "node:fs";
import { describe, expect, test } from "vitest";
import { type EventLog, readEvents } from "../../hosts/events.ts";
import { encodeHex } from "../../hosts/hex.ts";
import { haveVectors, type Vector, vectorBytes, vectors, vectorsNote, vectorsRoot } from "../vectors.ts";

interface LogVector extends Vector {
  expected: { result: string; matches?: string };
  fields?: { events: number; used: number; mr: Record<string, string> };
}

const logs = vectors("ccel") as LogVector[];
const file = (path: string) => new Uint8Array(readFileSync(`${vectorsRoot}/${path}`));
const agreeing = ({ registers }: EventLog) => registers.flatMap(({ tdx, agrees }) => (agrees ? [tdx] : []));

describe.skipIf(!haveVectors)(`real logs${vectorsNote}`, () => {
  test.each(logs.filter(({ fields }) => fields).map((v): [string, LogVector] => [v.path, v]))("%s", (_path, vector) => {
    const read = readEvents(vectorBytes(vector));
    // The manifest counts the header.
    expect({ events: read.events.length + 1, used: read.size }).toEqual({
      events: vector.fields?.events,
      used: vector.fields?.used,
    });
    const replayed = read.registers.map(({ tdx, replayed }) => [tdx, replayed]);
    expect(Object.fromEntries(replayed)).toEqual(vector.fields?.mr);
    expect(read.wrong).toBe(0);
  });

  test("the log of a VM on Google's cloud gives the registers of its quote, with its table", () => {
    const log = file("ccel/gce-cos113.ccel.bin");
    const against = file("tdx/v4-gce-cos113-ccel.quote.bin");
    const read = readEvents(log, { against, table: file("ccel/gce-cos113.ccel-table.bin") });
    expect(agreeing(read)).toEqual(["rtmr0", "rtmr1", "rtmr2", "rtmr3"]);
    expect(read).toMatchObject({ wrong: 0, suspicious: 0, table: { ccType: "TDX", logLength: "262144" } });
    const count = (wanted: string) => read.events.filter(({ verdict }) => verdict === wanted).length;
    expect([count("proven"), count("partial"), count("described")]).toEqual([13, 18, 12]);
  });

  test("of two boots of one VM each gives its own evidence, and they differ from the initrd on", () => {
    const [one, two] = ["", "2"].map((n) => file(`ccel/attestation-rs-live${n}.ccel.bin`)) as [Uint8Array, Uint8Array];
    const report = file("tdx/v4-attestation-rs-live.tdreport.bin");
    const quote = file("tdx/v4-attestation-rs-live.quote.bin");
    expect(readEvents(one, { against: report }).wrong).toBe(0);
    expect(readEvents(two, { against: quote }).wrong).toBe(0);
    expect(agreeing(readEvents(one, { against: quote }))).toEqual(["rtmr0", "rtmr1", "rtmr3"]);
    const { wrong, registers } = readEvents(one, { against: quote, reference: two });
    expect(wrong).toBe(2);
    expect(registers.filter(({ differs }) => differs)).toMatchObject([
      { register: "runtime2", agrees: false, differs: { event: 18, reference: 18 } },
    ]);
  });

  test("a log with a second separator is suspicious there, and disagrees with the quote", () => {
    const log = file("ccel/go-eventlog-cos113-dupe-separator.ccel.bin");
    const read = readEvents(log, { against: file("tdx/v4-gce-cos113-ccel.quote.bin") });
    expect(read.events.filter(({ verdict }) => verdict === "repeated").map(({ number }) => number)).toEqual([16]);
    expect(read.suspicious).toBe(1);
    expect(agreeing(read)).toEqual(["rtmr2", "rtmr3"]);
  });

  test("what the attestation agent of Confidential Containers went on with is proven", () => {
    const { events, wrong } = readEvents(file("ccel/trustee-aael-alibaba.eventlog.bin"));
    expect(events.slice(-2)).toMatchObject([
      { register: "runtime3", type: "EV_EVENT_TAG", verdict: "proven", text: "coco.com some-operation some-content" },
      { register: "runtime3", type: "EV_EVENT_TAG", verdict: "proven" },
    ]);
    expect(wrong).toBe(0);
  });

  interface Parsed {
    uefi_event_logs: { index: number; type_name: string; digests: { alg: string; digest: string }[]; event: string }[];
  }
  test.each((vectors("ccel-expected") as Vector[]).map(({ path }) => path))(
    "%s is what another parser read",
    (path) => {
      const { uefi_event_logs: wanted } = JSON.parse(readFileSync(`${vectorsRoot}/${path}`, "utf8")) as Parsed;
      const log = logs.find((v) => v.path.startsWith(path.replace(".expected.json", ".")))?.path ?? "";
      const read = readEvents(file(log)).events.map(({ register, type, digests, data }) => ({
        index: ["initial", "runtime0", "runtime1", "runtime2", "runtime3"].indexOf(register),
        type_name: type,
        digests: Object.entries(digests).map(([alg, digest]) => ({ alg, digest })),
        event: data,
      }));
      expect(read).toEqual(
        wanted.map(({ index, type_name, digests, event }) => ({
          index,
          type_name,
          digests,
          event: encodeHex(new Uint8Array(Buffer.from(event, "base64"))),
        })),
      );
    },
  );
});
