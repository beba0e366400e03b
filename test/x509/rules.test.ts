/** What the reader of certificates refuses: one change each to a certificate that it takes, named after the rule. */
import { describe, expect, test } from "vitest";
import { BUILDS } from "../crypto/compile.ts";
import * as own from "./certificates.ts";
import { edited, HASH_OIDS, PCK, pss, TRUE, type Tree, VCEK } from "./certificates.ts";
import * as der from "./der.ts";
import { x509Probe } from "./x509Probe.ts";

const AMD = "1.3.6.1.4.1.3704.1";
const SGX = "1.2.840.113741.1.13.1";
const probes = await Promise.all(
  BUILDS.map(
    async ([name, build]): Promise<[string, Awaited<ReturnType<typeof x509Probe>>]> => [name, await x509Probe(build)],
  ),
);

type Rule = [rule: string, problem: string, edit: (t: Tree) => void];
const sha384 = HASH_OIDS.sha384;
const spl = `${AMD}.3.1`;

/** Puts an element in the place of one in the certificate's signed part. */
const replace = (place: number, element: der.Element) => (t: Tree) => {
  der.within(t.tbs)[place] = element;
};
const addExtension =
  (...extensions: der.Element[]) =>
  (t: Tree) =>
    void t.extensions.push(...extensions);
const setValue = (oid: string, value: der.Element | Buffer) => (t: Tree) => t.setValue(oid, value);
const unknown = (i = 0, critical?: der.Element) => own.extension(`1.2.3.${i}`, Buffer.of(1), critical);
const ia5 = (text: string) => der.bytes(0x16, text);
const name = (...attributes: der.Element[]) => der.sequence(der.of(0x31, ...attributes));
const attribute = (value: der.Element, ...more: der.Element[]) => der.sequence(der.oid("2.5.4.3"), value, ...more);

const edKey = (size: number, ...parameters: der.Element[]) =>
  der.sequence(der.sequence(der.oid("1.3.101.112"), ...parameters), der.hex(0x03, `00${"11".repeat(size)}`));

const rules: Rule[] = [
  ["two bytes for a length below 128", "encoding", (t) => der.lengthen(t.signature, 3)],
  [
    "a length in the indefinite form",
    "encoding",
    (t) => void Object.assign(t.signature, { header: Buffer.of(3, 0x80) }),
  ],
  ["a length in four bytes", "encoding", (t) => der.lengthen(t.root, 4)],
  ["an element after the signature", "encoding", (t) => void der.within(t.root).push(der.nothing())],
  ["an element after the extensions", "encoding", (t) => void der.within(t.tbs).push(der.nothing())],
  [
    "a tag of more than one byte",
    "encoding",
    (t) => void Object.assign(t.signature, { header: Buffer.of(0x1f, 3, 0x82, 2, 1) }),
  ],
  ["unused bits in the signature", "encoding", (t) => void (t.signature.inside as Buffer).writeUInt8(1)],
  ["an empty signature", "encoding", (t) => void Object.assign(t.signature, { inside: Buffer.of(0) })],

  ["no version, which is 1", "version", (t) => void der.within(t.tbs).shift()],
  ["version 2", "version", replace(0, der.of(0xa0, der.integer("01")))],
  ["version 4", "version", replace(0, der.of(0xa0, der.integer("03")))],
  ["a version in two bytes", "version", replace(0, der.of(0xa0, der.integer("0002")))],

  ["a negative serial number", "serial", replace(1, der.integer("80"))],
  ["an empty serial number", "serial", replace(1, der.integer(""))],
  ["a serial number with a zero too many", "serial", replace(1, der.integer("007f"))],
  ["a serial number of 21 bytes", "serial", replace(1, der.integer("01".repeat(21)))],

  ["another algorithm signed than stated", "otherAlgorithm", replace(2, own.ecdsa("sha384").algorithm)],
  ["other parameters signed than stated", "otherAlgorithm", replace(2, pss(HASH_OIDS.sha256, "20"))],
  ["SHA-1 with RSA", "algorithm", (t) => t.setAlgorithm(der.sequence(der.oid("1.2.840.113549.1.1.5"), der.nothing()))],
  ["ECDSA with SHA-1", "algorithm", (t) => t.setAlgorithm(der.sequence(der.oid("1.2.840.10045.4.1")))],
  [
    "ECDSA with parameters",
    "algorithm",
    (t) => t.setAlgorithm(der.sequence(der.oid("1.2.840.10045.4.3.3"), der.nothing())),
  ],
  ["Ed25519 with parameters", "algorithm", (t) => t.setAlgorithm(der.sequence(der.oid("1.3.101.112"), der.nothing()))],
  ["Ed448", "algorithm", (t) => t.setAlgorithm(der.sequence(der.oid("1.3.101.113")))],
  ["PKCS1 without parameters", "algorithm", (t) => t.setAlgorithm(der.sequence(der.oid("1.2.840.113549.1.1.12")))],
  ["PSS without parameters", "algorithm", (t) => t.setAlgorithm(der.sequence(der.oid("1.2.840.113549.1.1.10")))],
  [
    "PSS with SHA-1 by default",
    "algorithm",
    (t) => t.setAlgorithm(der.sequence(der.oid("1.2.840.113549.1.1.10"), der.sequence())),
  ],
  ["PSS with another hash in its mask", "algorithm", (t) => t.setAlgorithm(pss(sha384, "30", [], HASH_OIDS.sha256))],
  ["PSS with SHA-1", "algorithm", (t) => t.setAlgorithm(pss("1.3.14.3.2.26", "30"))],
  ["PSS with trailer 2", "algorithm", (t) => t.setAlgorithm(pss(sha384, "30", [der.of(0xa3, der.integer("02"))]))],
  ["PSS with more parameters", "algorithm", (t) => t.setAlgorithm(pss(sha384, "30", [der.nothing()]))],
  ["PSS with negative salt", "algorithm", (t) => t.setAlgorithm(pss(sha384, "d0"))],

  ["an issuer without attributes", "name", replace(3, der.sequence())],
  ["a subject without attributes", "name", replace(5, der.sequence())],
  [
    "a name of two attributes side by side",
    "name",
    replace(5, name(attribute(der.utf8("a")), attribute(der.utf8("b")))),
  ],
  ["a name with an empty set", "name", replace(5, name())],
  ["a name with an empty text", "name", replace(5, name(attribute(der.utf8(""))))],
  ["a name of no text", "name", replace(5, name(attribute(der.integer("01"))))],
  ["a name with something after a text", "name", replace(5, name(attribute(der.utf8("a"), der.nothing())))],
  ["a name that is no sequence", "name", replace(5, der.of(0x31, der.sequence()))],

  ["a third time", "time", (t) => void der.within(t.part(4)).push(der.bytes(0x17, "300101000000Z"))],
  ["one time only", "time", (t) => void der.within(t.part(4)).pop()],
  [
    "a time that is no date",
    "time",
    replace(4, der.sequence(der.bytes(0x17, "210229000000Z"), der.bytes(0x17, "300101000000Z"))),
  ],
  [
    "a time in the form of later years",
    "time",
    replace(4, der.sequence(der.bytes(0x18, "20210101000000Z"), der.bytes(0x17, "300101000000Z"))),
  ],

  ["a curve that is not known", "key", (t) => der.put(der.at(t.part(6), 0), 1, der.oid("1.3.132.0.35"))],
  ["a key without a curve", "key", (t) => void der.within(der.at(t.part(6), 0)).pop()],
  [
    "another curve than the point is on",
    "key",
    (t) => der.put(der.at(t.part(6), 0), 1, der.oid("1.2.840.10045.3.1.7")),
  ],
  ["a compressed point", "key", (t) => der.put(t.part(6), 1, der.hex(0x03, `0002${"11".repeat(48)}`))],
  ["a point with an unused bit", "key", (t) => void (der.at(t.part(6), 1).inside as Buffer).writeUInt8(1)],
  [
    "a key that is not known",
    "key",
    replace(6, der.sequence(der.sequence(der.oid("1.3.101.113")), der.hex(0x03, `00${"11".repeat(57)}`))),
  ],
  ["an Ed25519 key with parameters", "key", replace(6, edKey(32, der.nothing()))],
  ["an Ed25519 key of 31 bytes", "key", replace(6, edKey(31))],
  ["an Ed25519 key of 33 bytes", "key", replace(6, edKey(33))],
  ["something after the key", "key", (t) => void der.within(t.part(6)).push(der.nothing())],

  ["an issuerUniqueID", "uniqueId", (t) => void der.within(t.tbs).splice(7, 0, der.hex(0x81, "0000"))],
  ["a subjectUniqueID", "uniqueId", (t) => void der.within(t.tbs).splice(7, 0, der.hex(0x82, "0000"))],

  ["no extension in the list of them", "extension", (t) => void t.extensions.splice(0)],
  ["something after the list of extensions", "extension", (t) => void der.within(t.part(7)).push(der.nothing())],
  ["critical FALSE written out", "extension", addExtension(unknown(1, der.hex(0x01, "00")))],
  ["critical TRUE as 01", "extension", addExtension(unknown(1, der.hex(0x01, "01")))],
  ["an extension without a value", "extension", addExtension(der.sequence(der.oid("1.2.3.1")))],
  [
    "an extension with two values",
    "extension",
    addExtension(der.sequence(...der.within(unknown()), der.octets(Buffer.of(1)))),
  ],
  ["an extension without an OID", "extension", addExtension(der.sequence(der.octets(Buffer.of(1))))],
  ["an extension twice", "duplicate", (t) => void t.extensions.push(t.extension(spl))],
  ["an extension twice that is not known", "duplicate", addExtension(unknown(), unknown())],
  ["a critical extension that is not known", "critical", addExtension(unknown(1, TRUE))],
  ["critical name constraints", "critical", addExtension(own.extension("2.5.29.30", der.sequence(), TRUE))],
  ["a critical part of Intel's on its own", "critical", addExtension(own.extension(`${SGX}.4`, Buffer.alloc(6), TRUE))],
  [
    "33 extensions",
    "tooMany",
    (t) => void t.extensions.push(...Array.from({ length: 33 - t.extensions.length }, (_, i) => unknown(i))),
  ],

  [
    "basicConstraints with FALSE written out",
    "value",
    addExtension(own.extension("2.5.29.19", der.sequence(der.hex(0x01, "00")))),
  ],
  [
    "basicConstraints with TRUE as 01",
    "value",
    addExtension(own.extension("2.5.29.19", der.sequence(der.hex(0x01, "01")))),
  ],
  ["a path length of no authority", "value", addExtension(own.extension("2.5.29.19", der.sequence(der.integer("00"))))],
  ["a negative path length", "value", addExtension(own.authority("ff"))],
  ["a path length of two bytes", "value", addExtension(own.authority("0100"))],
  [
    "basicConstraints with something more",
    "value",
    addExtension(own.extension("2.5.29.19", der.sequence(TRUE, der.integer("00"), der.nothing()))),
  ],
  ["keyUsage without bits", "value", addExtension(own.keyUsage("00"))],
  ["keyUsage with none set", "value", addExtension(own.keyUsage("0000"))],
  ["keyUsage with an unused bit set", "value", addExtension(own.keyUsage("0205"))],
  ["keyUsage with eight unused bits", "value", addExtension(own.keyUsage("0804"))],
  ["keyUsage of three bytes", "value", addExtension(own.keyUsage("00040404"))],
  ["keyUsage that is no bit string", "value", addExtension(own.extension("2.5.29.15", der.octets(Buffer.of(0, 4))))],
  [
    "an authorityKeyIdentifier that breaks off",
    "value",
    addExtension(own.extension("2.5.29.35", der.bytes(0x30, Buffer.of(0x80, 5, 1)))),
  ],
  [
    "a subjectKeyIdentifier without bytes",
    "value",
    addExtension(own.extension("2.5.29.14", der.octets(Buffer.alloc(0)))),
  ],
  [
    "something after the value of an extension",
    "value",
    addExtension(own.extension("2.5.29.14", Buffer.of(4, 1, 9, 0))),
  ],

  ["AMD: an SPL of 256", "value", setValue(spl, der.integer("0100"))],
  ["AMD: a negative SPL", "value", setValue(spl, der.integer("80"))],
  ["AMD: an SPL with a zero too many", "value", setValue(spl, der.integer("0005"))],
  ["AMD: an SPL that is no integer", "value", setValue(spl, der.octets(Buffer.of(1)))],
  ["AMD: something after an SPL", "value", setValue(spl, Buffer.of(2, 1, 1, 0))],
  ["AMD: an SPL that is not shown, of 256", "value", setValue(`${AMD}.3.5`, der.integer("0100"))],
  ["AMD: a structVersion of another type", "value", setValue(`${AMD}.1`, ia5("0"))],
  ["AMD: a hwID of 63 bytes", "value", setValue(`${AMD}.4`, Buffer.alloc(63, 1))],
  ["AMD: a hwID of no bytes", "value", setValue(`${AMD}.4`, Buffer.alloc(0))],
  [
    "AMD: a wrapped hwID of 63 bytes",
    "value",
    setValue(`${AMD}.4`, Buffer.concat([Buffer.of(4, 63), Buffer.alloc(64)])),
  ],
  [
    "AMD: a wrapped hwID of another type",
    "value",
    setValue(`${AMD}.4`, Buffer.concat([Buffer.of(3, 64), Buffer.alloc(64)])),
  ],
  ["AMD: a productName of another type", "value", setValue(`${AMD}.2`, der.utf8("Milan-B0"))],
  ["AMD: a productName with a line feed", "value", setValue(`${AMD}.2`, ia5("Milan\nB0"))],
  ["AMD: a productName without characters", "value", setValue(`${AMD}.2`, ia5(""))],
  ["AMD: a productName of 65 characters", "value", setValue(`${AMD}.2`, ia5("M".repeat(65)))],
];

/** The parts of Intel's extension: 0 PPID, 1 TCB, 2 PCEID, 3 FMSPC, 4 type, 5 instance, 6 configuration. */
function sgx(edit: (extension: der.Element) => void) {
  return (t: Tree) => {
    const value = t.value(SGX);
    edit(value);
    t.setValue(SGX, value);
  };
}
const setPart = (value: der.Element, ...path: number[]) => sgx((e) => der.put(der.at(e, ...path), 1, value));
const dropPart = (...path: number[]) =>
  sgx((e) => void der.within(der.at(e, ...path.slice(0, -1))).splice(path.at(-1) as number, 1));
const repeatPart = (...path: number[]) =>
  sgx((e) => void der.within(der.at(e, ...path.slice(0, -1))).push(der.at(e, ...path)));
const addPart = (arc: string, value: der.Element, ...path: number[]) =>
  sgx((e) => void der.within(der.at(e, ...path)).push(der.sequence(der.oid(arc), value)));

const intelRules: Rule[] = [
  ...["PPID", "TCB", "PCEID", "FMSPC", "type"].map((part, i): Rule => [`no ${part}`, "missing", dropPart(i)]),
  ...Array.from({ length: 16 }, (_, i): Rule => [`no component version ${i + 1}`, "missing", dropPart(1, 1, i)]),
  ["no PCESVN", "missing", dropPart(1, 1, 16)],
  ["no CPUSVN", "missing", dropPart(1, 1, 17)],
  ...Array.from({ length: 7 }, (_, i): Rule => [`part ${i + 1} twice`, "duplicate", repeatPart(i)]),
  ...Array.from({ length: 18 }, (_, i): Rule => [`part 2.${i + 1} twice`, "duplicate", repeatPart(1, 1, i)]),
  ...Array.from({ length: 3 }, (_, i): Rule => [`part 7.${i + 1} twice`, "duplicate", repeatPart(6, 1, i)]),
  ["a component version of 256", "value", setPart(der.integer("0100"), 1, 1, 3)],
  ["a negative component version", "value", setPart(der.integer("80"), 1, 1, 3)],
  ["a component version of another type", "value", setPart(der.octets(Buffer.of(1)), 1, 1, 3)],
  ["a component version 0", "value", addPart(`${SGX}.2.0`, der.integer("01"), 1, 1)],
  ["a component version 19", "value", addPart(`${SGX}.2.19`, der.integer("01"), 1, 1)],
  ["a PCESVN of 65536", "value", setPart(der.integer("010000"), 1, 1, 16)],
  ["a CPUSVN of 17 bytes", "value", setPart(der.octets(Buffer.alloc(17)), 1, 1, 17)],
  ["a PPID of 15 bytes", "value", setPart(der.octets(Buffer.alloc(15)), 0)],
  ["a PCEID of 3 bytes", "value", setPart(der.octets(Buffer.alloc(3)), 2)],
  ["an FMSPC of 5 bytes", "value", setPart(der.octets(Buffer.alloc(5)), 3)],
  ["an FMSPC of another type", "value", setPart(der.hex(0x0c, "000000000000"), 3)],
  ["a type 3", "value", setPart(der.hex(0x0a, "03"), 4)],
  ["a type that is an integer", "value", setPart(der.integer("01"), 4)],
  ["an instance of 8 bytes", "value", setPart(der.octets(Buffer.alloc(8)), 5)],
  ["a flag of 01", "value", setPart(der.hex(0x01, "01"), 6, 1, 0)],
  ["a flag of another type", "value", setPart(der.integer("00"), 6, 1, 0)],
  ["a part 8", "value", addPart(`${SGX}.8`, der.integer("01"))],
  ["a part of another arc", "value", addPart("1.2.3.4", der.integer("01"))],
  ["a part of the TCB beside it", "value", addPart(`${SGX}.2.17`, der.integer("01"))],
  ["a component version beside the TCB", "value", addPart(`${SGX}.9`, der.integer("01"))],
  ["a part with two values", "value", sgx((e) => void der.within(der.at(e, 0)).push(der.nothing()))],
  ["a part without a value", "value", sgx((e) => void der.within(der.at(e, 0)).pop())],
  ["something after the parts", "value", sgx((e) => void der.within(e).push(der.nothing()))],
];

/** What looks odd, and is taken. */
const taken: [rule: string, certificate: Buffer, edit: (t: Tree) => void][] = [
  ["a serial number of 20 bytes with a sign", VCEK, replace(1, der.integer(`00${"ff".repeat(20)}`))],
  ["an Ed25519 key", VCEK, replace(6, edKey(32))],
  ["Ed25519", VCEK, (t) => t.setAlgorithm(own.ed25519.algorithm)],
  ["PSS without a trailer", VCEK, (t) => t.setAlgorithm(pss(sha384, "30"))],
  [
    "PSS with SHA-256 and trailer 1",
    VCEK,
    (t) => t.setAlgorithm(pss(HASH_OIDS.sha256, "20", [der.of(0xa3, der.integer("01"))])),
  ],
  ["an extension that is not known", VCEK, addExtension(unknown())],
  [
    "32 extensions",
    VCEK,
    (t) => void t.extensions.push(...Array.from({ length: 32 - t.extensions.length }, (_, i) => unknown(i))),
  ],
  ["no extensions", VCEK, (t) => void der.within(t.tbs).pop()],
  ["a zero bit at the end of keyUsage, as AMD has it", VCEK, addExtension(own.keyUsage("0104"))],
  ["keyUsage of two bytes", VCEK, addExtension(own.keyUsage("070680"))],
  ["a configuration without SMT", PCK, dropPart(6, 1, 2)],
  ["no configuration and no instance", PCK, sgx((e) => void der.within(e).splice(5, 2))],
];

describe.each(probes)("the reader, %s,", (_, { read, problemAt, slot, hex, number }) => {
  test.each(rules)("refuses %s: %s", (_, problem, edit) => {
    const certificate = edited(VCEK, edit);
    expect(read(VCEK)).toBe("ok");
    expect(read(certificate)).toBe(problem);
    expect(problemAt()).toBeGreaterThanOrEqual(0);
    expect(problemAt()).toBeLessThanOrEqual(certificate.length);
  });

  test.each(intelRules)("refuses in Intel's extension %s: %s", (_, problem, edit) => {
    expect(read(PCK)).toBe("ok");
    expect(read(edited(PCK, edit))).toBe(problem);
  });

  test.each(taken)("takes %s", (_, certificate, edit) => {
    expect(edited(certificate, edit)).not.toEqual(certificate);
    expect(read(edited(certificate, edit))).toBe("ok");
  });

  test("refuses bytes after a certificate, and one that is too large", () => {
    expect(read(Buffer.concat([VCEK, Buffer.of(0)]))).toBe("encoding");
    const large = addExtension(own.extension("1.2.3.4", Buffer.alloc(8192)));
    expect(read(edited(VCEK, large))).toBe("tooLarge");
    const rest = 8192 - edited(VCEK, addExtension(own.extension("1.2.3.4", Buffer.alloc(4096)))).length;
    const largest = edited(VCEK, addExtension(own.extension("1.2.3.4", Buffer.alloc(4096 + rest))));
    expect([largest.length, read(largest)]).toEqual([8192, "ok"]);
  });

  test("gives values without their encoding", () => {
    read(edited(VCEK, setValue(spl, der.integer("00de"))));
    expect(number(0, "blSpl")).toBe(222);
    expect(number(0, "fmcSpl")).toBe(-1);
    const id = Buffer.from(VCEK.subarray(0, 64));
    id.set([4, 62]);
    for (const [stored, meant] of [
      [id, id],
      [id.subarray(0, 8), id.subarray(0, 8)],
      [der.encode(der.octets(id)), id],
      [der.encode(der.octets(id.subarray(0, 8))), id.subarray(0, 8)],
    ] as const) {
      expect(read(edited(VCEK, setValue(`${AMD}.4`, Buffer.from(stored))))).toBe("ok");
      expect(hex(0, "hwId")).toBe(meant.toString("hex"));
    }
    read(edited(PCK, setPart(der.integer("00ffff"), 1, 1, 16)));
    expect(number(0, "pceSvn")).toBe(65535);
    read(edited(PCK, setPart(der.integer("00ff"), 1, 1, 15)));
    expect(slot(0, "tcbComponents")?.at(15)).toBe(255);
  });

  test.each([
    ["VCEK", VCEK],
    ["PCK certificate", PCK],
  ])("refuses every beginning of a %s", (_, certificate) => {
    for (let n = 0; n < certificate.length; n++) expect(read(certificate.subarray(0, n))).not.toBe("ok");
  });
});
