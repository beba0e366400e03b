/** Revocation lists: what is read, what is refused, who is on them. One change each to a list that is taken. */
import { describe, expect, test } from "vitest";
import * as own from "./certificates.ts";
import { TRUE } from "./certificates.ts";
import * as der from "./der.ts";
import { Link, x509Probe } from "./x509Probe.ts";

const probe = await x509Probe({ fused: false, debug: true });
const { read, readList, isOnList, listNumber } = probe;
const keys = own.ecKeys();
const other = own.ecKeys();
const NOW = BigInt(Date.UTC(2025, 0)) / 1000n;

const utc = (text: string) => der.bytes(0x17, text);
const reason = (value: string, type = 0x0a) => own.extension("2.5.29.21", der.hex(type, value));
const entry = (serial: string, ...extensions: der.Element[]) =>
  der.sequence(der.integer(serial), utc("240101000000Z"), ...(extensions.length ? [der.sequence(...extensions)] : []));
const NUMBER = own.extension("2.5.29.20", der.integer("00ff"));
const KEY_ID = own.extension("2.5.29.35", der.sequence(der.hex(0x80, "0102")));

/** The parts of what is signed. */
interface Parts {
  version: der.Element[];
  algorithm: der.Element;
  issuer: der.Element;
  thisUpdate: der.Element;
  nextUpdate: der.Element[];
  entries: der.Element[];
  extensions: der.Element[];
}

function list(change: Partial<Parts> = {}, key = keys.privateKey): Buffer {
  const signer = own.ecdsa("sha256");
  const parts: Parts = {
    version: [der.integer("01")],
    algorithm: signer.algorithm,
    issuer: own.name("ca"),
    thisUpdate: utc("240101000000Z"),
    nextUpdate: [utc("300101000000Z")],
    entries: [der.sequence(entry("05", reason("01")), entry("00ff"), entry("00"), entry("1234"))],
    extensions: [der.of(0xa0, der.sequence(NUMBER, KEY_ID))],
    ...change,
  };
  const { version, algorithm, issuer, thisUpdate, nextUpdate, entries, extensions } = parts;
  const tbs = der.sequence(...version, algorithm, issuer, thisUpdate, ...nextUpdate, ...entries, ...extensions);
  return own.seal(tbs, signer, key);
}

/** An authority's certificate. */
const authority = (...extensions: der.Element[]) =>
  own.mint({ subject: "ca", issuer: "ca", publicKey: keys.publicKey, signedWith: keys.privateKey, extensions });
const CA = authority(own.authority(), own.keyUsage("0106"));

const withEntries = (...entries: der.Element[]) => ({ entries: [der.sequence(...entries)] });
const withExtensions = (...extensions: der.Element[]) => ({ extensions: [der.of(0xa0, der.sequence(...extensions))] });
const unknown = (critical?: der.Element) => own.extension("1.2.3.4", Buffer.of(1), critical);

test.each<[rule: string, problem: string, change: Partial<Parts>]>([
  ["no version, which is 1", "version", { version: [] }],
  ["version 3", "version", { version: [der.integer("02")] }],
  ["another algorithm signed than stated", "otherAlgorithm", { algorithm: own.ecdsa("sha384").algorithm }],
  ["an empty issuer", "name", { issuer: der.sequence() }],
  ["no time of the next list", "time", { nextUpdate: [] }],
  ["a time that is no date", "time", { thisUpdate: utc("240230000000Z") }],
  ["three times", "encoding", { nextUpdate: [utc("300101000000Z"), utc("300101000000Z")] }],
  ["two runs of entries", "encoding", { entries: [der.sequence(entry("01")), der.sequence(entry("02"))] }],
  ["something after the extensions", "encoding", { extensions: [...withExtensions(NUMBER).extensions, der.nothing()] }],
  ["an entry that is no sequence", "encoding", withEntries(der.nothing())],
  ["an entry with a negative serial number", "serial", withEntries(entry("ff"))],
  ["an entry with 21 bytes of serial number", "serial", withEntries(entry("01".repeat(21)))],
  ["an entry without a time", "time", withEntries(der.sequence(der.integer("01")))],
  ["an entry with something more", "extension", withEntries(der.sequence(...der.within(entry("01")), der.nothing()))],
  [
    "an entry with no extension in its list",
    "extension",
    withEntries(der.sequence(...der.within(entry("01")), der.sequence())),
  ],
  ["an entry with a reason twice", "duplicate", withEntries(entry("01", reason("01"), reason("01")))],
  ["an entry with a critical extension that is not known", "critical", withEntries(entry("01", unknown(TRUE)))],
  [
    "an entry of another issuer",
    "critical",
    withEntries(entry("01", own.extension("2.5.29.29", der.sequence(), TRUE))),
  ],
  [
    "an entry with a critical extension of lists",
    "critical",
    withEntries(entry("01", own.extension("2.5.29.20", der.integer("01"), TRUE))),
  ],
  ["an entry that is a removal", "value", withEntries(entry("01", reason("08")))],
  ["an entry with reason 7", "value", withEntries(entry("01", reason("07")))],
  ["an entry with reason 11", "value", withEntries(entry("01", reason("0b")))],
  ["an entry with reason 32", "value", withEntries(entry("01", reason("20")))],
  ["an entry with a reason of two bytes", "value", withEntries(entry("01", reason("0001")))],
  ["an entry with a reason of another type", "value", withEntries(entry("01", reason("01", 2)))],
  ["no extension in the list of them", "extension", withExtensions()],
  ["an extension twice", "duplicate", withExtensions(NUMBER, KEY_ID, NUMBER)],
  ["a critical extension that is not known", "critical", withExtensions(NUMBER, unknown(TRUE))],
  ["a list of changes only", "critical", withExtensions(own.extension("2.5.29.27", der.integer("01"), TRUE))],
  ["a list of some certificates only", "critical", withExtensions(own.extension("2.5.29.28", der.sequence(), TRUE))],
  ["a critical reason of the list", "critical", withExtensions(own.extension("2.5.29.21", der.hex(0x0a, "01"), TRUE))],
  ["a negative number", "value", withExtensions(own.extension("2.5.29.20", der.integer("ff")))],
  ["a number of 21 bytes", "value", withExtensions(own.extension("2.5.29.20", der.integer("01".repeat(21))))],
  [
    "a key id that breaks off",
    "value",
    withExtensions(own.extension("2.5.29.35", der.bytes(0x30, Buffer.of(0x80, 9)))),
  ],
])("refuses %s: %s", (_, problem, change) => {
  expect(readList(list())).toBe("ok");
  expect(readList(list(change))).toBe(problem);
});

test.each<[rule: string, change: Partial<Parts>]>([
  ["no entries", { entries: [] }],
  ["an empty run of entries", withEntries()],
  ["no extensions", { extensions: [] }],
  ["an extension that is not known", withExtensions(unknown())],
  ["an entry's extension that is not known", withEntries(entry("01", unknown()))],
  [
    "every reason there is",
    withEntries(...[0, 1, 2, 3, 4, 5, 6, 9, 10].map((r) => entry("01", reason(Buffer.of(r).toString("hex"))))),
  ],
])("takes %s", (_, change) => expect(readList(list(change))).toBe("ok"));

test("refuses every beginning, and bytes after the end", () => {
  const whole = list();
  for (let n = 0; n < whole.length; n++) expect(readList(whole.subarray(0, n))).not.toBe("ok");
  expect(readList(Buffer.concat([whole, Buffer.of(0)]))).toBe("encoding");
});

test("tells who is on it, by the number alone", () => {
  readList(list());
  const listed = ["05", "ff", "00", "1234"].map((serial) => isOnList(Buffer.from(serial, "hex")));
  expect(listed).toEqual([true, true, true, true]);
  const free = ["", "04", "06", "00ff", "0005", "12", "34", "123400", "01"];
  expect(free.filter((serial) => isOnList(Buffer.from(serial, "hex")))).toEqual([]);
  expect(listNumber()).toBe("ff");
  readList(list({ entries: [] }));
  expect(isOnList(Buffer.of(5))).toBe(false);
});

test("a list of 1 MiB is taken, a larger one is not", () => {
  const serial = (i: number) => `01${i.toString(16).padStart(24, "0")}`;
  const entries = Array.from({ length: 20000 }, (_, i) => entry(serial(i)));
  const { tbs } = new own.Tree(list({ ...withEntries(...entries), ...withExtensions(NUMBER) }));
  // Signatures made with a key differ in length.
  const sized = (rest: number) => {
    der.put(tbs, 6, der.of(0xa0, der.sequence(own.extension("1.2.3.4", Buffer.alloc(rest)))));
    return own.seal(tbs, { ...own.ecdsa("sha256"), sign: () => Buffer.alloc(70) }, keys.privateKey);
  };
  const rest = 2 ** 20 - sized(70000).length + 70000;
  expect([sized(rest).length, readList(sized(rest))]).toEqual([2 ** 20, "ok"]);
  expect([19999, 20000].map((i) => isOnList(Buffer.from(serial(i), "hex")))).toEqual([true, false]);
  expect(readList(sized(rest + 1))).toBe("tooLarge");
});

describe("a list is gone by", () => {
  const check = (crl: Buffer, certificate = CA, now = NOW) => {
    expect(read(certificate)).toBe("ok");
    expect(readList(crl)).toBe("ok");
    return probe.probe.checkList(0, now);
  };
  test("when all is right", () => expect(check(list())).toBe(0));
  test("not under another name", () => expect(check(list({ issuer: own.name("other") }))).toBe(Link.Name));
  test("not when it was signed by another key", () => expect(check(list({}, other.privateKey))).toBe(Link.Signature));
  test("not of an issuer that is no authority", () =>
    expect(check(list(), authority(own.keyUsage("0106")))).toBe(Link.Authority));
  test("not of a key that is for certificates alone", () =>
    expect(check(list(), authority(own.authority(), own.keyUsage("0204")))).toBe(Link.Usage));
  test("from its first second to its last", () => {
    const crl = list();
    const [first, last] = [BigInt(Date.UTC(2024, 0)) / 1000n, BigInt(Date.UTC(2030, 0)) / 1000n];
    expect([first - 1n, first, last, last + 1n].map((now) => check(crl, CA, now))).toEqual([
      Link.Time,
      0,
      0,
      Link.Time,
    ]);
  });
});
