/** The defects of the class device as it was proposed for Linux, each of them mended: docs/mount.md has the list. */
import { beforeEach, describe, expect, it } from "vitest";
import { Attester } from "../../hosts/attester.ts";
import { Core } from "../../hosts/core.ts";
import { fieldBytes } from "../../hosts/fields.ts";
import { encodeHex } from "../../hosts/hex.ts";
import { attesterProvider } from "../../hosts/mount/attesterProvider.ts";
import { layout } from "../../hosts/rows.ts";
import { type Provider, sevGuest, softwareTsm } from "../../hosts/software-tsm/index.ts";
import { SelfProvider } from "../software-tsm/selfProvider.ts";
import { attribute, DeviceBench, errorOf } from "./device.ts";

const EINVAL = -22;
const EBUSY = -16;
const ENXIO = -6;

const filled = (byte: number, length = 64) => new Uint8Array(length).fill(byte);
const [OWN, FOREIGN] = [filled(0x41), filled(0x7a)];

let bench: DeviceBench;
beforeEach(() => {
  bench = new DeviceBench(new SelfProvider());
});

/** Stops the driver in the middle of a report. Returns what lets it go on. */
function held(): () => void {
  let release = () => {};
  const gate = new Promise<void>((done) => {
    release = done;
  });
  bench.provider.gate = () => gate;
  return () => {
    bench.provider.gate = async () => {};
    release();
  };
}

describe("D1: every write counts", () => {
  it.each(["inhex", "privlevel", "format"])("of %s, though it changes nothing", async (name) => {
    const value = { inhex: encodeHex(OWN), privlevel: "0", format: "default" }[name] as string;
    for (let i = 1; i <= 3; i++) {
      bench.write(name, value);
      expect(await bench.generation()).toBe(i);
    }
  });

  it("and makes the report an old one", async () => {
    bench.write("inhex", OWN);
    await bench.bytes("outblob");
    bench.write("inhex", OWN);
    await bench.bytes("outblob");
    expect(bench.provider.calls).toBe(2);
  });
});

describe("D2: a value replaces the one before, all of it", () => {
  it("when it is the beginning of that", async () => {
    bench.write("inhex", OWN);
    bench.write("inhex", OWN.subarray(0, 8));
    expect(await bench.text("inhex")).toBe(`${encodeHex(OWN.subarray(0, 8))}\n`);
    expect(await bench.carried(64)).toEqual(Uint8Array.of(...OWN.subarray(0, 8), ...filled(0, 56)));
  });

  it("when it is shorter: nothing is left of the longer one", async () => {
    const core = new Core();
    core.exports.classRegister(1, 0, 1);
    core.exports.classStore(attribute("inhex"), 0, core.put(encodeHex(OWN)));
    core.exports.classStore(attribute("inhex"), 0, core.put(encodeHex(FOREIGN.subarray(0, 4))));
    const request = layout("classRequest");
    const input = fieldBytes(core.copy(core.exports.classAt(), request.size), request, 0, "input");
    expect(input).toEqual(Uint8Array.of(...FOREIGN.subarray(0, 4), ...filled(0, 60)));
  });

  it("when it is the first, and all zeros", async () => {
    bench.write("inhex", filled(0));
    expect(await bench.text("inhex")).toBe(`${"0".repeat(128)}\n`);
    expect(await bench.carried()).toEqual(filled(0));
  });

  it("when it is empty: the report of before is no answer to it", async () => {
    bench.write("inhex", OWN);
    await bench.bytes("outblob");
    bench.write("inhex", "\n");
    expect(await errorOf(() => bench.bytes("outblob"))).toBe("EINVAL");
  });
});

describe("D3: readers don't race", () => {
  it("those who come while a report is made get that one", async () => {
    const release = held();
    bench.write("inhex", OWN);
    const readers = Array.from({ length: 20 }, () => bench.bytes("outblob"));
    release();
    const reports = new Set((await Promise.all(readers)).map(encodeHex));
    expect(reports.size).toBe(1);
    expect(bench.provider.calls).toBe(1);
  });

  it("a writer meanwhile waits for nobody, and each reader has the report of the input that it met", async () => {
    const release = held();
    bench.write("inhex", OWN);
    const first = bench.carried();
    bench.write("inhex", FOREIGN);
    const second = bench.carried();
    expect(await bench.generation()).toBe(2);
    release();
    expect(await Promise.all([first, second])).toEqual([OWN, FOREIGN]);
    // The older one does not take the newer one's place, in whichever order they end.
    expect(await bench.carried()).toEqual(FOREIGN);
    expect(bench.provider.calls).toBe(2);
  });

  it("a descriptor keeps the report that it began with", async () => {
    bench.write("inhex", OWN);
    const file = bench.open("outblob");
    const start = await file.read(40, 0);
    bench.write("inhex", FOREIGN);
    expect(await bench.carried()).toEqual(FOREIGN);
    const rest = await file.read(1000, 40);
    expect(Uint8Array.of(...start, ...rest).slice(32, 96)).toEqual(OWN);
  });

  it("nor do the first two reads of one descriptor", async () => {
    const release = held();
    bench.write("inhex", OWN);
    const file = bench.open("outblob");
    const reads = [file.read(48, 0), file.read(48, 48)];
    bench.write("inhex", FOREIGN);
    release();
    const [start, rest] = await Promise.all(reads);
    expect(Uint8Array.of(...(start as Uint8Array), ...(rest as Uint8Array)).slice(32, 96)).toEqual(OWN);
  });
});

describe("D4: a driver that fails leaves nothing behind", () => {
  it("not the report of before, nor the failure", async () => {
    bench.write("inhex", OWN);
    const file = bench.open("outblob");
    await bench.bytes("outblob");
    bench.write("inhex", FOREIGN);
    bench.provider.failWith = "EIO";
    expect(await errorOf(() => file.read(1000, 0))).toBe("EIO");
    expect(await errorOf(() => bench.bytes("outblob"))).toBe("EIO");
    expect(bench.provider.calls).toBe(3);
    expect(await bench.generation()).toBe(2);
    bench.provider.failWith = "";
    // The same descriptor, once it recovers.
    expect((await file.read(1000, 0)).slice(32, 96)).toEqual(FOREIGN);
    expect(await bench.carried()).toEqual(FOREIGN);
  });

  it("when an older report fails, the newer one stays", async () => {
    const release = held();
    bench.write("inhex", OWN);
    bench.provider.failWith = "EIO";
    const old = errorOf(() => bench.bytes("outblob"));
    bench.write("inhex", FOREIGN);
    bench.provider.gate = async () => {
      bench.provider.failWith = "";
    };
    expect(await bench.carried()).toEqual(FOREIGN);
    bench.provider.failWith = "EIO";
    release();
    expect(await old).toBe("EIO");
    bench.provider.failWith = "ENXIO";
    expect(await bench.carried()).toEqual(FOREIGN);
  });

  it("a report without a byte is a failure", async () => {
    bench.provider.outLength = 0;
    bench.write("inhex", OWN);
    expect(await errorOf(() => bench.bytes("outblob"))).toBe("EIO");
    bench.provider.outLength = 96;
    expect(await bench.carried()).toEqual(OWN);
  });
});

describe("D5, D6: one driver, and errors that say so", () => {
  it("a second one is refused, one without a number too", () => {
    const { exports } = new Core();
    expect(exports.classRegister(0, 0, 1)).toBe(EINVAL);
    expect(exports.classRegister(7, 4, 1)).toBe(EINVAL);
    expect(exports.classRegister(7, 0, 1)).toBe(0);
    expect(exports.classRegister(8, 0, 1)).toBe(EBUSY);
    expect(exports.classRegister(7, 0, 1)).toBe(EBUSY);
  });

  it("only the one that is there is taken away, and the next device is as new", () => {
    const core = new Core();
    const { exports } = core;
    expect(exports.classUnregister(7)).toBe(EBUSY);
    exports.classRegister(7, 0, 1);
    exports.classStore(attribute("inhex"), 0, core.put("c0ffee"));
    expect(exports.classRead()).toBe(1);
    expect(exports.classUnregister(8)).toBe(EBUSY);
    expect(exports.classUnregister(7)).toBe(0);
    expect(exports.classShow(attribute("generation"))).toBe(ENXIO);
    expect(exports.classRead()).toBe(ENXIO);
    exports.classRegister(8, 1, 1);
    expect(core.text(exports.classShow(attribute("generation")))).toBe("0\n");
    expect(core.text(exports.classShow(attribute("privlevel")))).toBe("1\n");
    expect(exports.classShow(attribute("inhex"))).toBe(0);
    expect(exports.classRead()).toBe(EINVAL);
  });
});

describe("D7: a TSM that takes one request at a time", () => {
  it("gets one at a time", async () => {
    const inner = sevGuest();
    let [now, most] = [0, 0];
    const counted: Provider = {
      ...inner,
      makeReport: async (request) => {
        most = Math.max(most, ++now);
        await new Promise((done) => setTimeout(done, 2));
        return inner.makeReport(request).finally(() => now--);
      },
    };
    const attester = new Attester(softwareTsm({ provider: counted }).files);
    const provider = attesterProvider(attester, await attester.request({ nonce: OWN }));
    const devices = Array.from({ length: 8 }, () => new DeviceBench(provider));
    for (const [i, device] of devices.entries()) device.write("inhex", filled(i));
    const reports = await Promise.all(devices.map((device) => device.bytes("outblob")));
    expect(new Set(reports.map(encodeHex)).size).toBe(8);
    expect(most).toBe(1);
  });
});

describe("D8: the driver's report arrives", () => {
  it("byte by byte", async () => {
    const report = Uint8Array.from({ length: 5000 }, (_, i) => i % 251);
    bench.provider.makeReport = async () => ({ outblob: report });
    bench.write("inhex", OWN);
    expect(await bench.bytes("outblob")).toEqual(report);
  });
});

describe("D9, D10: what a report was made from stands beside it", () => {
  /** The words of outhex_input. */
  const line = async () => /^(\w*) (\d+) (\w+)\n$/.exec(await bench.text("outhex_input"))?.slice(1);

  it("in one line: input, generation, report", async () => {
    bench.write("inhex", OWN);
    bench.write("privlevel", "1");
    const outblob = encodeHex(await bench.bytes("outblob"));
    expect(await line()).toEqual([encodeHex(OWN), "2", outblob]);
    expect(bench.provider.calls).toBe(1);
  });

  it("which is good whoever writes later: generation alone would throw the report away", async () => {
    bench.write("inhex", OWN);
    const file = bench.open("outhex_input");
    await file.read(1, 0);
    bench.write("inhex", FOREIGN);
    await bench.bytes("outblob");
    expect(await bench.generation()).toBe(2);
    const [input, generation, report] = new TextDecoder()
      .decode(await file.read(1000, 0))
      .trim()
      .split(" ");
    expect([input, generation]).toEqual([encodeHex(OWN), "1"]);
    expect(report?.slice(64, 192)).toBe(encodeHex(OWN));
  });

  it("and tells of a foreign one, also when the nonce is made to look right afterwards", async () => {
    bench.write("inhex", OWN);
    bench.write("inhex", FOREIGN);
    const file = bench.open("outhex_input");
    await file.read(1, 0);
    bench.write("inhex", OWN);
    const [input, , report] = new TextDecoder().decode(await file.read(1000, 0)).split(" ");
    expect(input).toBe(encodeHex(FOREIGN));
    expect(report?.slice(64, 192)).toBe(encodeHex(FOREIGN));
  });
});

describe("D11: a value is written at once", () => {
  it.each([1, 2, 64, 4096, 2 ** 32, Number.MAX_SAFE_INTEGER])("not from byte %d on", async (at) => {
    bench.write("inhex", OWN);
    for (const [name, value] of [
      ["inhex", "00"],
      ["privlevel", "1"],
      ["format", "extended"],
    ] as const) {
      expect(await errorOf(() => bench.write(name, value, at))).toBe("EINVAL");
    }
    expect(await bench.generation()).toBe(1);
    expect(await bench.carried()).toEqual(OWN);
  });
});
