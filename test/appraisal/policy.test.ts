/** Appraisal policies as the core reads them: every member, everything that is refused, and where. */
import { readFileSync } from "node:fs";
import { beforeAll, beforeEach, describe, expect, test } from "vitest";
import { tables } from "../../hosts/rows.ts";
import { BUILDS } from "../crypto/compile.ts";
import { blocksOf } from "../docs/documents.ts";
import { membersOf, policyProbe } from "./policyProbe.ts";
import { policyOf, policyWith, samples, shapeOf } from "./policySamples.ts";
import { isValid, type Schema } from "./policySchema.ts";

const all = samples(tables());
const names = [...all.keys()];
const schema = JSON.parse(readFileSync(new URL("../../docs/policy.schema.json", import.meta.url), "utf8")) as Schema;
const hex48 = "5a".repeat(48);

/** The example that the schema has for a member. */
function exampleOf(name: string): unknown {
  const steps = name.split(".").flatMap((step) => ["properties", step]);
  const { examples } = steps.reduce((at, step) => at[step] as Schema, schema) as { examples: unknown[] };
  return examples[0];
}

/** A short policy with a member of each shape, but no word that can be cut. */
const short = JSON.stringify({
  version: 1,
  snp: {
    signingKeys: ["VLEK"],
    cspIds: ['a "cloud"'],
    minimumTcb: { bootloader: 4, fmc: 1 },
    minimumAbi: "1.55",
    vmpls: [0, 2],
    familyIds: ["5a".repeat(16), "A5".repeat(16)],
    minimumGuestSvn: 3,
  },
});

/** Policies that are refused: a ^ before the character at fault, the member, and the problem. */
const REFUSED: [what: string, policy: string, member: string, problem: string][] = [
  ["nothing", "^", "", "truncated"],
  ["no object", "^[]", "", "otherType"],
  ["no version", '{"snp":{}^}', "version", "missing"],
  ["another version", '{"version":^2}', "version", "unknown"],
  ["a version that is no number", '{"version":^"1"}', "version", "otherType"],
  ["a schema that is no string", '{"$schema":^1,"version":1}', "$schema", "otherType"],
  ["an unknown object", '{"version":1,"^sev":{}}', "", "unknown"],
  ["a name in other letters", '{"version":1,"^SNP":{}}', "", "unknown"],
  ["an object that is none", '{"version":1,"snp":^[]}', "snp", "otherType"],
  ["an object twice", '{"version":1,"snp":{},"^snp":{}}', "", "duplicate"],
  ["something behind it", '{"version":1} ^{}', "", "syntax"],
  ["a comma too many", '{"version":1,"snp":{"allowDebug":true,^}}', "snp", "otherType"],
  ["a typo", '{"version":1,"snp":{"vmpls":[0],"^measurement":["00"]}}', "snp", "unknown"],
  ["a member of another object", '{"version":1,"sgx":{"^measurements":["00"]}}', "sgx", "unknown"],
  ["a member twice", '{"version":1,"snp":{"vmpls":[0],"^vmpls":[1]}}', "snp", "duplicate"],
  ["the same, written in another way", '{"version":1,"snp":{"vmpls":[0],"^vmpl\\u0073":[1]}}', "snp", "duplicate"],
  ["a flag that is a number", '{"version":1,"snp":{"allowDebug":^1}}', "snp.allowDebug", "otherType"],
  ["a flag that is null", '{"version":1,"tdx":{"allowDebug":^null}}', "tdx.allowDebug", "otherType"],
  ["a negative number", '{"version":1,"snp":{"minimumGuestSvn":^-1}}', "snp.minimumGuestSvn", "otherType"],
  [
    "a number too large",
    '{"version":1,"sgx":{"minimumSecurityVersion":^65536}}',
    "sgx.minimumSecurityVersion",
    "outOfRange",
  ],
  ["a number as a string", '{"version":1,"snp":{"requiredMitigations":^"1"}}', "snp.requiredMitigations", "otherType"],
  ["a list that is a number", '{"version":1,"snp":{"vmpls":^0}}', "snp.vmpls", "otherType"],
  ["a list with a number too large", '{"version":1,"snp":{"vmpls":[0,^256]}}', "snp.vmpls", "outOfRange"],
  ["a list of numbers without any", '{"version":1,"snp":{"vmpls":[^]}}', "snp.vmpls", "missing"],
  ["a list of bytes without any", '{"version":1,"snp":{"measurements":[ ^]}}', "snp.measurements", "missing"],
  ["a list of names without any", '{"version":1,"intel":{"tcbStatuses":[^]}}', "intel.tcbStatuses", "missing"],
  ["a list of texts without any", '{"version":1,"snp":{"cspIds":[^]}}', "snp.cspIds", "missing"],
  ["bytes that are no list", `{"version":1,"tdx":{"mrTd":^"${hex48}"}}`, "tdx.mrTd", "otherType"],
  ["a digit too few", `{"version":1,"tdx":{"mrTd":["^${hex48.slice(1)}"]}}`, "tdx.mrTd", "unknown"],
  ["a byte too many", `{"version":1,"tdx":{"mrTd":["^${hex48}5a"]}}`, "tdx.mrTd", "unknown"],
  ["the second of two too short", `{"version":1,"tdx":{"mrTd":["${hex48}","^5a"]}}`, "tdx.mrTd", "unknown"],
  ["hex with 0x", `{"version":1,"tdx":{"mrTd":["0^x${hex48.slice(2)}"]}}`, "tdx.mrTd", "unknown"],
  ["a digit that is none", `{"version":1,"tdx":{"mrTd":["${hex48.slice(1)}^g"]}}`, "tdx.mrTd", "unknown"],
  ["an escaped digit", `{"version":1,"tdx":{"mrTd":["${hex48.slice(6)}^\\u0030"]}}`, "tdx.mrTd", "unknown"],
  ["a text that is empty", '{"version":1,"snp":{"cspIds":["^"]}}', "snp.cspIds", "unknown"],
  ["a text that is no ASCII", '{"version":1,"snp":{"cspIds":["^caf\\u00e9"]}}', "snp.cspIds", "unknown"],
  ["a text with a line feed", '{"version":1,"snp":{"cspIds":["^a\\nb"]}}', "snp.cspIds", "unknown"],
  ["a name that there is not", '{"version":1,"snp":{"signingKeys":["VLEK","^VCEk"]}}', "snp.signingKeys", "unknown"],
  ["a report that is not signed", '{"version":1,"snp":{"signingKeys":["^none"]}}', "snp.signingKeys", "unknown"],
  ["a number among bits", '{"version":1,"snp":{"requirePolicy":["^abiMajor"]}}', "snp.requirePolicy", "unknown"],
  ["a bit that is always set", '{"version":1,"snp":{"forbidPolicy":["^reservedMbo"]}}', "snp.forbidPolicy", "unknown"],
  ["a bit of another field", '{"version":1,"snp":{"requirePolicy":["^smtEn"]}}', "snp.requirePolicy", "unknown"],
  ["what is revoked", '{"version":1,"intel":{"tcbStatuses":["UpToDate","^Revoked"]}}', "intel.tcbStatuses", "unknown"],
  [
    "what Intel does not know",
    '{"version":1,"intel":{"tcbStatuses":["^NotSupported"]}}',
    "intel.tcbStatuses",
    "unknown",
  ],
  ["an unknown module", '{"version":1,"intel":{"tcbStatuses":["^TDXModuleMismatch"]}}', "intel.tcbStatuses", "unknown"],
  ["a TCB that is hex", '{"version":1,"snp":{"minimumTcb":^"0400"}}', "snp.minimumTcb", "otherType"],
  ["a TCB that asks for nothing", '{"version":1,"snp":{"minimumTcb":{^}}}', "snp.minimumTcb", "missing"],
  ["an unknown part", '{"version":1,"snp":{"minimumTcb":{"snp":1,"^ucode":1}}}', "snp.minimumTcb", "unknown"],
  ["a part too large", '{"version":1,"snp":{"minimumTcb":{"snp":^256}}}', "snp.minimumTcb", "outOfRange"],
  ["a part twice", '{"version":1,"snp":{"minimumTcb":{"snp":1,"^snp":0}}}', "snp.minimumTcb", "duplicate"],
  ["a version that is a number", '{"version":1,"snp":{"minimumAbi":^1.55}}', "snp.minimumAbi", "otherType"],
  ...["", "1", "1.", ".55", "1.256", "01.5", "1.05", "1.5.0", "1,5", "+1.5", "1.55 "].map(
    (text): [string, string, string, string] => [
      `the version "${text}"`,
      `{"version":1,"snp":{"minimumAbi":"^${text}"}}`,
      "snp.minimumAbi",
      "unknown",
    ],
  ),
];

/** Values that some members take, and most don't. */
const VALUES = [
  ...[null, true, false, 0, 1, -1, 1.5, 255, 256, 65535, 65536, 2 ** 32 - 1, 2 ** 32, 2 ** 48 - 1, 2 ** 48, 1e21],
  ...["", "1", "1.55", "0.0", "255.255", "256.0", "00.1", "smt", "5a", {}, { snp: 1 }, { snp: 256 }, { ucode: 1 }],
  ...[[], [0], [255], [256], [65536], [-1], [0, 1.5], [null], [[]], [{}], [""], ["a"], ["caf\u00e9"], ["a\tb"]],
  ...[16, 32, 48, 64].flatMap((size) => [
    ["5a".repeat(size)],
    ["5A".repeat(size), "a5".repeat(size)],
    ["5A".repeat(size), "xx".repeat(size)],
  ]),
  ...["VCEK", "none", "smt", "abiMajor", "smtEn", "UpToDate", "Revoked", "uptodate"].map((name) => [name]),
];

test("there are members of every shape", () => {
  const { lists } = tables();
  const shapes = [...membersOf(tables()).values()].map((row) => shapeOf(tables(), row));
  expect([...new Set(shapes)].sort()).toEqual(
    lists
      .get("policyShape")
      ?.map(({ name }) => name)
      .sort(),
  );
});

describe.each(BUILDS)("in the %s build", (_, build) => {
  let policy: Awaited<ReturnType<typeof policyProbe>>;
  beforeAll(async () => {
    policy = await policyProbe(build);
  });
  beforeEach(() => policy.forget());

  test.each(names)("%s reads back", (name) => {
    expect(policy.read(policyWith(name, all.get(name)))).toBeUndefined();
    expect(policy.has(name)).toBe(true);
    expect(policy.json(name)).toEqual(all.get(name));
  });

  test("all of them at once read back", () => {
    expect(policy.read(policyOf(all))).toBeUndefined();
    for (const [name, value] of all) expect(policy.json(name), name).toEqual(value);
  });

  test.each(names)("%s has the example of the schema", (name) => {
    const example = exampleOf(name);
    expect(policy.read(policyWith(name, example))).toBeUndefined();
    expect(policy.json(name)).toEqual(example);
  });

  test.each(REFUSED)("%s is refused", (_, marked, member, problem) => {
    const at = marked.indexOf("^");
    expect(policy.read(marked.replace("^", ""))).toMatchObject({ at, member, problem });
  });

  test("the schema and the core take the same values for every member", () => {
    let taken = 0;
    for (const name of names) {
      for (const value of VALUES) {
        const document = policyWith(name, value);
        const valid = policy.read(document) === undefined;
        expect(isValid(schema, document), JSON.stringify(document)).toBe(valid);
        taken += Number(valid);
      }
    }
    expect(taken).toBeGreaterThan(2 * names.length);
  });

  test.each([
    {},
    { version: 2 },
    { version: 1 },
    { version: 1, $schema: "x" },
    { version: 1, $schema: 1 },
    { version: 1, sev: {} },
  ])("the schema and the core agree about %j", (document) => {
    expect(isValid(schema, document)).toBe(policy.read(document) === undefined);
  });

  test.each(blocksOf("docs/policy.md").filter(({ label }) => label === "json"))(
    "the example in line $line of docs/policy.md is taken",
    ({ code }) => {
      expect(policy.read(code)).toBeUndefined();
      expect(isValid(schema, JSON.parse(code))).toBe(true);
    },
  );

  test("what is left out has its default", () => {
    policy.reset();
    const told = new Map(names.filter(policy.has).map((name) => [name, policy.json(name)]));
    expect(policyOf(told)).toEqual({
      version: 1,
      snp: { signingKeys: ["VCEK", "VLEK"], vmpls: [0] },
      intel: { tcbStatuses: ["UpToDate"] },
      cca: { lifecycles: ["secured"] },
      cove: { states: ["secured"] },
    });
    expect((schema.examples as unknown[])[0]).toEqual(policyOf(told));
    expect(policy.read({ version: 1 })).toBeUndefined();
    expect(names.filter(policy.has)).toEqual([...told.keys()]);
    expect(policy.flag("snp.allowDebug")).toBe(false);
    expect(policy.number("snp.minimumGuestSvn")).toBe(0n);
    expect(policy.tcbPart("snp.minimumTcb", 0)).toBe(-1);
  });

  test("a policy takes the place of the default, and of the one before", () => {
    policy.read({ version: 1, snp: { vmpls: [1, 2], allowDebug: true } });
    expect([0n, 1n, 2n].map((vmpl) => policy.allowsNumber("snp.vmpls", vmpl))).toEqual([false, true, true]);
    policy.read({ version: 1, intel: { tcbStatuses: ["OutOfDate"] } });
    expect(policy.json("snp.vmpls")).toEqual([0]);
    expect(policy.has("snp.allowDebug")).toBe(false);
    expect(policy.json("intel.tcbStatuses")).toEqual(["OutOfDate"]);
  });

  test("of one that is refused nothing is left", () => {
    expect(policy.read('{"version":1,"snp":{"vmpls":[3],"allowDebug":true,"typo":1}}')).toBeDefined();
    expect(policy.json("snp.vmpls")).toEqual([0]);
    expect(policy.flag("snp.allowDebug")).toBe(false);
  });

  test("names are bits", () => {
    policy.read({
      version: 1,
      snp: { signingKeys: ["VLEK"], requirePolicy: ["pageSwapDisable", "smt"], forbidPlatform: ["tioEn", "smtEn"] },
      intel: { tcbStatuses: ["OutOfDate", "UpToDate"] },
    });
    expect(policy.mask("snp.signingKeys")).toBe(2n);
    expect(policy.mask("snp.requirePolicy")).toBe((1n << 25n) | (1n << 16n));
    expect(policy.mask("snp.forbidPlatform")).toBe((1n << 7n) | 1n);
    expect(policy.mask("intel.tcbStatuses")).toBe((1n << 1n) | (1n << 5n));
  });

  test("versions and parts of a TCB are numbers", () => {
    policy.read({ version: 1, snp: { minimumAbi: "1.55", minimumTcb: { microcode: 219, tee: 0 } } });
    expect(policy.number("snp.minimumAbi")).toBe(0x0137n);
    expect([0, 1, 2, 3, 4].map((part) => policy.tcbPart("snp.minimumTcb", part))).toEqual([-1, 0, -1, 219, -1]);
  });

  test("a list takes what is in it, and nothing like it", () => {
    const [first, second] = [`${"00".repeat(47)}01`, "a5".repeat(48)] as const;
    policy.read({ version: 1, snp: { measurements: [first, second.toUpperCase()], cspIds: ["one", "o\\u0022ther"] } });
    expect(policy.count("snp.measurements")).toBe(2);
    expect([policy.hex("snp.measurements", 0), policy.hex("snp.measurements", 1)]).toEqual([first, second]);
    const near = [first.replace(/1$/, "0"), `${second.slice(0, -2)}a4`, second.slice(2), `${second}a5`, ""];
    expect([first, second].map((hex) => policy.allowsHex("snp.measurements", hex))).toEqual([true, true]);
    expect(near.map((hex) => policy.allowsHex("snp.measurements", hex))).toEqual(near.map(() => false));
    const texts = ["one", "o\\u0022ther", "on", "one ", "One", ""];
    expect(texts.map((text) => policy.allowsText("snp.cspIds", text))).toEqual([
      true,
      true,
      false,
      false,
      false,
      false,
    ]);
    expect(policy.allowsHex("snp.hostData", "00".repeat(32))).toBe(false);
  });

  test("GUIDs lie as manifests have them, and are read to the character", () => {
    const guid = "00112233-4455-6677-8899-aabbccddeeff";
    expect(policy.read(policyWith("svsm.requiredServices", [guid.toUpperCase()]))).toBeUndefined();
    expect(policy.hex("svsm.requiredServices", 0)).toBe("33221100554477668899aabbccddeeff");
    expect(policy.text("svsm.requiredServices")).toBe(guid);
    const start = JSON.stringify(policyWith("svsm.requiredServices", [])).indexOf("[") + 2;
    for (let i = 0; i < guid.length; i++) {
      const wrong = `${guid.slice(0, i)}${guid[i] === "-" ? "0" : "-"}${guid.slice(i + 1)}`;
      const refused = { at: start + i, member: "svsm.requiredServices", problem: "unknown" };
      expect(policy.read(policyWith("svsm.requiredServices", [wrong])), wrong).toMatchObject(refused);
    }
    for (const wrong of [guid.slice(1), `${guid}0`, guid.replaceAll("-", ""), ""]) {
      expect(policy.read(policyWith("svsm.requiredServices", [wrong])), wrong).toBeDefined();
    }
  });

  test("people read values with commas between them", () => {
    policy.read(policyOf(all));
    expect(policy.text("snp.vmpls")).toBe("255, 17, 0");
    expect(policy.text("snp.requirePolicy")).toBe("smt, debug, pageSwapDisable");
    expect(policy.text("snp.minimumTcb")).toBe("bootloader 5, snp 0, fmc 255");
    expect(policy.text("snp.minimumAbi")).toBe("11.255");
    expect(policy.text("snp.cspIds")).toBe('cloud 1, a "cloud" of \\ 1');
    expect(policy.text("snp.familyIds")).toBe(`${"14".repeat(16)}, ${"eb".repeat(16)}, ${"94".repeat(16)}`);
    expect(policy.text("snp.allowMaskedChipId")).toBe("false");
  });

  test.each([
    [
      '{"version":1,"snp":{"vmpls":["0"]}}',
      "29 in snp.vmpls: a value has another type than it should; expected an array of numbers up to 255",
    ],
    [
      '{"version":1,"sgx":{"mrSigner":["5a"]}}',
      "33 in sgx.mrSigner: a value is none of those that are known, or is written in another form; expected an array of strings of 64 hex digits",
    ],
    [
      '{"version":1,"snp":{"signingKeys":[]}}',
      "35 in snp.signingKeys: a member is not there, or an array is empty; expected an array out of VCEK, VLEK",
    ],
    [
      '{"version":1,"snp":{"minimumTcb":0}}',
      "33 in snp.minimumTcb: a value has another type than it should; expected an object of numbers up to 255, out of bootloader, tee, snp, microcode, fmc",
    ],
    [
      '{"version":1,"snp":{"allowDebug":"no"}}',
      "33 in snp.allowDebug: a value has another type than it should; expected true or false",
    ],
    [
      '{"version":3}',
      "11 in version: a value is none of those that are known, or is written in another form; expected 1",
    ],
    [
      '{"version":1,"sgx":{"mrenclave":[]}}',
      "21 in sgx: there is no such member, known are allowDebug, mrEnclave, mrSigner, productIds, minimumSecurityVersion",
    ],
    [
      '{"version":1,"svsm":{"requiredServices":["vtpm"]}}',
      "42 in svsm.requiredServices: a value is none of those that are known, or is written in another form; expected an array of GUIDs as 8-4-4-4-12 hex digits",
    ],
    [
      '{"verson":1}',
      "2: there is no such member, known are $schema, version, snp, intel, tdx, sgx, cca, svsm, azure, cove",
    ],
    ['{"version":1,"snp":{"vmpls":[0]}', "32: it ends too early"],
  ])("%s is refused in words", (text, message) => {
    expect(policy.read(text)?.message).toBe(
      `the policy is not well formed at character ${message}. See docs/policy.md for what a policy may say, or have an editor check it with policy.schema.json.`,
    );
  });

  test("there is room for 340 measurements", () => {
    const measurements = Array.from({ length: 341 }, (_, i) => i.toString(16).padStart(96, "0"));
    expect(policy.read({ version: 1, snp: { measurements: measurements.slice(1) } })).toBeUndefined();
    expect(policy.allowsHex("snp.measurements", measurements[340] as string)).toBe(true);
    expect(policy.read({ version: 1, snp: { measurements } })).toMatchObject({
      problem: "tooMany",
      member: "snp.measurements",
    });
    const csp = (length: number) => ({ version: 1, snp: { cspIds: ["a".repeat(length)] } });
    expect(policy.read(csp(16384 - 40 - 2))).toBeUndefined();
    expect(policy.read(csp(16384 - 40 - 1))).toMatchObject({ problem: "tooMany", member: "snp.cspIds" });
  });

  test("cut off anywhere, it is refused there", () => {
    for (let end = 0; end < short.length; end++) {
      expect(policy.read(short.slice(0, end)), short.slice(0, end)).toMatchObject({ at: end, problem: "truncated" });
    }
  });

  test("with any character replaced it is read or refused, never more", () => {
    let refused = 0;
    for (let i = 0; i < short.length; i++) {
      for (const c of ['"', "}", "9", "\\", "\0", "\u0080"]) {
        const refusal = policy.read(short.slice(0, i) + c + short.slice(i + 1));
        if (!refusal) continue;
        refused++;
        expect(refusal.at).toBeLessThanOrEqual(short.length + 1);
        expect(refusal.problem).not.toBe("");
      }
    }
    expect(refused).toBeGreaterThan(5 * short.length);
  });
});
