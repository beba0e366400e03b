/** What is wrong with collateral has a place and a member, and nothing of it is kept. */
import { beforeAll, describe, expect, test } from "vitest";
import { collateralProbe } from "./collateralProbe.ts";
import { enclaveIdentity, level, module, SIXTEEN, sgxTcb, tcbInfo, tdxTcb } from "./forged.ts";
import { kept } from "./kept.ts";

type Json = Record<string, unknown>;

const info = tcbInfo(
  "TDX",
  [
    level(tdxTcb([5, 5], 11, [4, 0, 5]), "UpToDate", []),
    level(tdxTcb([3, 3], 5, [3]), "OutOfDate", ["INTEL-SA-00001", "INTEL-SA-00002"]),
  ],
  [module("TDX_01", level({ isvsvn: 4 }, "UpToDate"), level({ isvsvn: 2 }, "OutOfDate", ["INTEL-SA-00003"]))],
);
const identity = enclaveIdentity("TD_QE", [level({ isvsvn: 4 }, "UpToDate"), level({ isvsvn: 1 }, "Revoked")]);

/** Members that may be left out, by what they are members of. */
const OPTIONAL = ["tcbInfo.tdxModuleIdentities", "tcbLevel.advisoryIDs"];

/** Every object inside a value: the path to it, and the list that names its members. */
function objects(
  value: unknown,
  path: (string | number)[],
  list: string,
): { path: (string | number)[]; list: string }[] {
  if (Array.isArray(value)) return value.flatMap((element, i) => objects(element, [...path, i], list));
  if (typeof value !== "object" || value === null) return [];
  const inner: Record<string, string> = {
    tdxModule: "tdxModuleIdentity",
    tdxModuleIdentities: "tdxModuleIdentity",
    tcbLevels: "tcbLevel",
    tcb: "tcb",
    sgxtcbcomponents: "tcbComponent",
    tdxtcbcomponents: "tcbComponent",
  };
  const below = Object.entries(value).flatMap(([name, member]) => objects(member, [...path, name], inner[name] ?? ""));
  return [{ path, list }, ...below];
}
const at = (value: unknown, path: (string | number)[]) =>
  path.reduce((inner, step) => (inner as Json)[step], value) as Json;

/** The value with one of its objects changed. */
function changed(value: unknown, path: (string | number)[], change: (object: Json) => unknown): Json {
  const copy = structuredClone(value) as Json;
  change(at(copy, path));
  return copy;
}

/** JSON in which one member of an object stands twice. */
function doubled(value: unknown, path: (string | number)[], name: string): string {
  const again = changed(value, path, (object) => {
    object["@again"] = object[name];
  });
  return JSON.stringify(again).replace('"@again"', JSON.stringify(name));
}

let probe: Awaited<ReturnType<typeof collateralProbe>>;
beforeAll(async () => {
  probe = await collateralProbe({ fused: false, debug: true });
});

describe.each([
  { what: "TCB info", list: "tcbInfo", whole: info as unknown as Json },
  { what: "an identity", list: "enclaveIdentity", whole: identity as unknown as Json },
])("$what", ({ list, whole }) => {
  const read = (json: string) => (list === "tcbInfo" ? probe.readTcbInfo(json) : probe.readEnclaveIdentity(json));
  const record = () => (list === "tcbInfo" ? probe.tcbInfo() : probe.enclaveIdentity());
  const text = JSON.stringify(whole);
  const all = objects(whole, [], list);

  test("is read as it is, with white space, and with its members the other way round", () => {
    const reversed = (value: unknown): unknown =>
      typeof value !== "object" || value === null
        ? value
        : Array.isArray(value)
          ? value.map(reversed)
          : Object.fromEntries(
              Object.entries(value)
                .reverse()
                .map(([name, member]) => [name, reversed(member)]),
            );
    for (const json of [text, JSON.stringify(whole, null, 2), ` ${text}\n`, JSON.stringify(reversed(whole))]) {
      expect(read(json)).toBeUndefined();
      expect(record()).toEqual(kept(whole));
    }
  });

  test("each truncation is refused, at its end", () => {
    for (let length = 0; length < text.length; length++) {
      const refused = read(text.slice(0, length));
      expect(refused, `${length}`).toMatchObject({ problem: "truncated", at: length });
    }
    if (list === "tcbInfo") expect(probe.isEmpty()).toBe(true);
  });

  test("each member that has to be there is missed, where its object ends", () => {
    let removed = 0;
    for (const { path, list } of all) {
      for (const name of Object.keys(at(whole, path))) {
        const less = changed(whole, path, (object) => delete object[name]);
        const json = JSON.stringify(less);
        const refused = read(json);
        if (OPTIONAL.includes(`${list}.${name}`)) {
          expect(refused).toBeUndefined();
          continue;
        }
        expect(refused, `${path}.${name}`).toMatchObject({ problem: "missing", member: `${list}.${name}` });
        // Whether TDX components have to be there is known at the end: then the level has the place.
        expect(json[refused?.at ?? 0], `${path}.${name}`).toBe(name === "tdxtcbcomponents" ? "{" : "}");
        removed++;
      }
    }
    expect(removed).toBeGreaterThan(19);
  });

  test("each member that is there twice is refused, where it is there again", () => {
    for (const { path } of all) {
      for (const name of Object.keys(at(whole, path))) {
        const json = doubled(whole, path, name);
        const refused = read(json);
        expect(refused?.problem, `${path}.${name}`).toBe("duplicate");
        expect(json.slice(refused?.at, (refused?.at ?? 0) + name.length)).toBe(name);
        expect(json.slice(0, refused?.at)).toContain(`"${name}"`);
      }
    }
  });

  test("each member of another type is refused, at its value", () => {
    for (const { path, list } of all) {
      for (const [name, value] of Object.entries(at(whole, path))) {
        for (const other of [
          null,
          true,
          typeof value === "number" ? "1" : 1,
          Array.isArray(value) ? {} : [],
          -1,
          1.5,
        ]) {
          const json = JSON.stringify(changed(whole, path, (object) => Object.assign(object, { [name]: other })));
          const refused = read(json);
          expect(refused, `${path}.${name} ${other}`).toBeDefined();
          // The fraction of a number is seen behind it.
          const problem = typeof value === "number" && other === 1.5 ? /syntax|unknown/ : /otherType/;
          expect(refused?.problem, `${path}.${name} ${other}`).toMatch(problem);
          if (refused?.problem === "otherType") expect(refused.member).toBe(`${list}.${name}`);
        }
      }
    }
  });

  test("members that are not known are skipped, whatever they hold, unless they are no JSON", () => {
    for (const { path } of all) {
      const more = changed(whole, path, (object) => Object.assign(object, { more: [{ a: [null, "x", { b: 1.5 }] }] }));
      expect(read(JSON.stringify(more)), `${path}`).toBeUndefined();
      expect(record()).toEqual(kept(whole));
      const twice = JSON.stringify(more).replace('"b":1.5', '"b":1.5,"b":1.5');
      expect(read(twice)).toMatchObject({ problem: "duplicate", at: twice.indexOf('"b":1.5,') + 9 });
    }
  });

  test("nothing but white space follows", () => {
    expect(read(`${text} x`)).toEqual({ problem: "syntax", at: text.length + 1, member: undefined });
    expect(read(`${text}${text}`)).toEqual({ problem: "syntax", at: text.length, member: undefined });
  });
});

/** A change of the TCB info, where its place is looked for, and what is said. */
const VALUES: [what: string, from: string, to: string, problem: string, member: string, at?: string][] = [
  ["an unknown id", '"id":"TDX"', '"id":"TDX2"', "unknown", "tcbInfo.id", "TDX2"],
  ["version 1", '"version":3', '"version":1', "unknown", "tcbInfo.version", "1,"],
  ["version 4", '"version":3', '"version":4', "unknown", "tcbInfo.version", "4,"],
  ["version 2 for TDX", '"version":3', '"version":2', "unknown", "tcbInfo.id"],
  ["another way of comparing", '"tcbType":0', '"tcbType":1', "unknown", "tcbInfo.tcbType", "1,"],
  ["a short FMSPC", "50806F000000", "50806F0000", "unknown", "tcbInfo.fmspc", "50806F"],
  ["a long FMSPC", "50806F000000", "50806F00000000", "unknown", "tcbInfo.fmspc", "50806F"],
  ["an FMSPC that is no hex", "50806F000000", "50806F00000g", "unknown", "tcbInfo.fmspc", "0g"],
  ["an FMSPC with escapes", "50806F000000", "\\u0035806F000", "unknown", "tcbInfo.fmspc", "\\u0035"],
  [
    "a date of another form",
    "2025-01-01T00:00:00Z",
    "2025-01-01 00:00:00Z",
    "unknown",
    "tcbInfo.issueDate",
    "2025-01-01 ",
  ],
  [
    "a date that there is not",
    "2025-01-31T00:00:00Z",
    "2025-02-29T00:00:00Z",
    "unknown",
    "tcbInfo.nextUpdate",
    "2025-02-29",
  ],
  [
    "a large evaluation number",
    'Number":17',
    'Number":4294967296',
    "outOfRange",
    "tcbInfo.tcbEvaluationDataNumber",
    "4294967296",
  ],
  ["a component above 255", '{"svn":5}', '{"svn":256}', "outOfRange", "tcbComponent.svn", "256"],
  ["a large pcesvn", '"pcesvn":11', '"pcesvn":65536', "outOfRange", "tcb.pcesvn", "65536"],
  ["a large isvsvn", '"isvsvn":4', '"isvsvn":65536', "outOfRange", "tcb.isvsvn", "65536"],
  ["a padded number", '"pcesvn":11', '"pcesvn":011', "syntax", "tcb.pcesvn"],
  ["an unknown status", '"OutOfDate"', '"OutOfDates"', "unknown", "tcbLevel.tcbStatus", "OutOfDates"],
  ["a status in small letters", '"OutOfDate"', '"outOfDate"', "unknown", "tcbLevel.tcbStatus", "outOfDate"],
  [
    "a status that no level has",
    '"OutOfDate"',
    '"TDRelaunchAdvised"',
    "unknown",
    "tcbLevel.tcbStatus",
    "TDRelaunchAdvised",
  ],
  ["a status of ours", '"OutOfDate"', '"NotSupported"', "unknown", "tcbLevel.tcbStatus", "NotSupported"],
  ["an advisory that is a number", '"INTEL-SA-00001"', "1", "otherType", "tcbLevel.advisoryIDs", '1,"INTEL'],
  ["15 components", ',{"svn":0}],"pcesvn":11', '],"pcesvn":11', "missing", "tcb.sgxtcbcomponents", '],"pcesvn":11'],
  ["17 components", '],"pcesvn":11', ',{"svn":7}],"pcesvn":11', "tooMany", "tcb.sgxtcbcomponents", '{"svn":7}],"pce'],
  ["a component that is a number", '{"svn":5}', "5", "otherType", "tcb.sgxtcbcomponents", "5,"],
];

describe("TCB info", () => {
  const text = JSON.stringify(info);

  test.each(VALUES)("with %s is refused", (_, from, to, problem, member, place) => {
    expect(text).toContain(from);
    const json = text.replace(from, to);
    const refused = probe.readTcbInfo(json);
    // In an array there is no member at fault but the array.
    expect(refused).toMatchObject({ problem, ...(to === "5" ? {} : { member }) });
    if (place)
      expect(json.slice(refused?.at).startsWith(place), `${json.slice(refused?.at, (refused?.at ?? 0) + 20)}`).toBe(
        true,
      );
  });

  const read = (value: unknown) => probe.readTcbInfo(JSON.stringify(value));
  const platform = (i: number) => level(tdxTcb([i], i, [i]), "UpToDate");

  test("has 1 to 64 levels, sorted, and none twice", () => {
    const levels = Array.from({ length: 65 }, (_, i) => platform((i * 7) % 65));
    expect(read({ ...info, tcbLevels: [] })).toMatchObject({ problem: "missing", member: "tcbInfo.tcbLevels" });
    expect(read({ ...info, tcbLevels: levels.slice(0, 64) })).toBeUndefined();
    expect(probe.tcbInfo()).toEqual(kept({ ...info, tcbLevels: levels.slice(0, 64) }));
    expect(read({ ...info, tcbLevels: levels })).toMatchObject({ problem: "tooMany", member: "tcbInfo.tcbLevels" });
    const again = { ...info, tcbLevels: [platform(1), platform(2), { ...platform(1), tcbStatus: "Revoked" }] };
    const refused = read(again);
    expect(refused).toMatchObject({ problem: "duplicate", member: "tcbInfo.tcbLevels" });
    const json = JSON.stringify(again);
    expect(json.slice(refused?.at)).toBe(json.slice(json.lastIndexOf('{"tcb"')));
  });

  test("has up to 16 modules of up to 16 levels, and none twice", () => {
    const levels = Array.from({ length: 17 }, (_, i) => level({ isvsvn: i }, "UpToDate"));
    const modules = SIXTEEN.map((i) => module(`TDX_${String(i + 1).padStart(2, "0")}`, ...levels.slice(0, 16)));
    expect(read({ ...info, tdxModuleIdentities: [] })).toBeUndefined();
    expect(read({ ...info, tdxModuleIdentities: modules })).toBeUndefined();
    expect(probe.tcbInfo()).toEqual(kept({ ...info, tdxModuleIdentities: modules }));
    const refused = (...tdxModuleIdentities: object[]) => read({ ...info, tdxModuleIdentities });
    expect(refused(...modules, module("TDX_20", ...levels.slice(1)))).toMatchObject({ problem: "tooMany" });
    expect(refused(module("TDX_01", ...levels))).toMatchObject({
      problem: "tooMany",
      member: "tdxModuleIdentity.tcbLevels",
    });
    expect(refused(module("TDX_01"))).toMatchObject({ problem: "missing", member: "tdxModuleIdentity.tcbLevels" });
    const twice = { problem: "duplicate", member: "tcbInfo.tdxModuleIdentities" };
    const one = levels[0] as (typeof levels)[0];
    expect(refused(module("TDX_0a", one), module("tdx_0A", one))).toMatchObject(twice);
    // Ids of another form are no module's, so there may be any number of them.
    for (const id of ["", "TDX", "TDX_", "TDX_0", "TDX_001", "TDX-01", "TDX_0g", "XTDX_01", "TD\u007f_01"]) {
      expect(refused(module(id, one), module(id, one)), id).toBeUndefined();
    }
  });

  test("has up to 64 advisories a level", () => {
    const advisories = Array.from({ length: 65 }, (_, i) => `INTEL-SA-${i}`);
    const of = (count: number) => ({
      ...info,
      tcbLevels: [level(tdxTcb([1], 1, [1]), "OutOfDate", advisories.slice(0, count))],
    });
    expect(read(of(64))).toBeUndefined();
    expect(probe.tcbInfo()).toEqual(kept(of(64)));
    expect(read(of(65))).toMatchObject({ problem: "tooMany", member: "tcbLevel.advisoryIDs" });
  });

  test("for SGX has no TDX components; version 2 has no id, and its components are members of their own", () => {
    const sgx = tcbInfo("SGX", [level(sgxTcb([1, 2, 3], 4), "UpToDate")]);
    expect(read(sgx)).toBeUndefined();
    expect(probe.tcbInfo()).toEqual(kept(sgx));
    const single = Object.fromEntries(SIXTEEN.map((i) => [`sgxtcbcomp${String(i + 1).padStart(2, "0")}svn`, i * 17]));
    const { id: _, ...rest } = sgx;
    const older = { ...rest, version: 2, tcbLevels: [level({ ...single, pcesvn: 4 }, "UpToDate")] };
    expect(read(older)).toBeUndefined();
    expect(probe.tcbInfo()).toEqual(kept(older));
    for (const name of Object.keys(single)) {
      const { [name]: __, ...less } = single;
      const missing = { problem: "missing", member: "tcb.sgxtcbcomponents" };
      expect(read({ ...older, tcbLevels: [level({ ...less, pcesvn: 4 }, "UpToDate")] }), name).toMatchObject(missing);
      const wide = { ...single, [name]: 256, pcesvn: 4 };
      expect(read({ ...older, tcbLevels: [level(wide, "UpToDate")] })).toMatchObject({ problem: "outOfRange" });
    }
  });
});

describe("an identity", () => {
  const read = (change: object) => probe.readEnclaveIdentity(JSON.stringify({ ...identity, ...change }));

  test("is for QE, TD_QE or QVE, and of version 2", () => {
    for (const id of ["QE", "TD_QE", "QVE"]) {
      expect(read({ id })).toBeUndefined();
      expect(probe.enclaveIdentity()).toEqual(kept({ ...identity, id }));
    }
    expect(read({ id: "PCE" })).toMatchObject({ problem: "unknown", member: "enclaveIdentity.id" });
    for (const version of [1, 3]) {
      expect(read({ version })).toMatchObject({ problem: "unknown", member: "enclaveIdentity.version" });
    }
  });

  test("has a product id of 16 bits", () => {
    expect(read({ isvprodid: 65535 })).toBeUndefined();
    expect(read({ isvprodid: 65536 })).toMatchObject({ problem: "outOfRange", member: "enclaveIdentity.isvprodid" });
  });
});

test("times are real, in one form, and as Date has them", () => {
  const good = [
    "1970-01-01T00:00:00Z",
    "1969-12-31T23:59:59Z",
    "2000-02-29T12:34:56Z",
    "2024-02-29T00:00:00Z",
    "2025-12-31T23:59:59Z",
    "2100-02-28T00:00:00Z",
    "9999-12-31T23:59:59Z",
    "0001-01-01T00:00:00Z",
  ];
  for (const text of good) expect(probe.time(text), text).toBe(BigInt(Date.parse(text) / 1000));
  for (let day = 0; day < 800; day++) {
    const text = new Date(Date.UTC(2019, 0, 1) + day * 86_400_000).toISOString().replace(".000Z", "Z");
    expect(probe.time(text), text).toBe(BigInt(Date.parse(text) / 1000));
  }
  const bad = [
    "",
    "2025-01-01",
    "2025-01-01T00:00:00",
    "2025-01-01T00:00:00+",
    "2025-01-01T00:00:00z",
    "2025-01-01t00:00:00Z",
    "2025-01-01T00:00:00.0Z",
    "2025/01/01T00:00:00Z",
    "2025-01-01T00-00-00Z",
    "2025-00-01T00:00:00Z",
    "2025-13-01T00:00:00Z",
    "2025-01-00T00:00:00Z",
    "2025-01-32T00:00:00Z",
    "2025-04-31T00:00:00Z",
    "2025-02-29T00:00:00Z",
    "2100-02-29T00:00:00Z",
    "2025-01-01T24:00:00Z",
    "2025-01-01T00:60:00Z",
    "2025-01-01T00:00:60Z",
    "202x-01-01T00:00:00Z",
    "2025-01-01T00:00: 0Z",
    "+025-01-01T00:00:00Z",
  ];
  for (const text of bad) expect(probe.time(text), text).toBeUndefined();
});
