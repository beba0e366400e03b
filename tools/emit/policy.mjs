// Prints the TypeScript types, the JSON Schema and the tables of members of appraisal policies from the core's lists.
import { tables } from "../../dist/rows.js";

const { layouts, lists } = tables();

/** A list as an object: number to name. */
const numbered = (name) => Object.fromEntries(lists.get(name).map((v) => [v.value, v.name]));
const shapes = numbered("policyShape");
const defaults = JSON.parse(lists.get("policyDefault")[0].text);

/** Members of the document, each with those of its object. */
const parts = lists.get("policyPart").map((part) => ({
  ...part,
  members: lists
    .get("policyMember")
    .filter((m) => m.text === part.name)
    .map((m) => ({ ...m, shape: shapes[m.extra & 255], size: m.extra >> 8, default: defaults[part.name]?.[m.name] })),
}));
const objects = parts.filter(({ members }) => members.length);
const tcbParts = lists.get("policyTcbPart");

const nameTables = lists.get("policyNames");

/** The names that a policy may use out of a table: a list, bits or values of a field, or values of such bits. */
function namesOf({ name: path, extra: refused }) {
  const [table, field, bits] = path.split(".");
  const named = (rows, name) => rows.find((row) => row.name === name);
  const rows = () => {
    const row = named(layouts.get(table).fields, field);
    return row.bits.length ? row.bits : row.values;
  };
  const found = bits ? named(rows(), bits).values : field ? rows() : lists.get(table);
  return found.filter(({ at, value = at }) => ((refused >> value) & 1) === 0).map(({ name }) => name);
}

const most = (size) => 2 ** (8 * size) - 1;
const array = (items) => ({ type: "array", items, minItems: 1 });
const integer = (size) => ({ type: "integer", minimum: 0, maximum: most(size) });
const object = (properties, more) => ({ type: "object", properties, additionalProperties: false, ...more });
const BYTE = "(25[0-5]|2[0-4][0-9]|1[0-9]{2}|[1-9]?[0-9])";

/** By shape: the schema of a value with an example, its type, and what the table says of it. */
const SHAPES = {
  flag: () => [{ type: "boolean" }, true, "boolean", "true or false"],
  number: ({ size }) => [integer(size), 1, "number", `number up to ${most(size)}`],
  numbers: ({ size }) => [array(integer(size)), [0, 1], "number[]", `array of numbers up to ${most(size)}`],
  bytes: ({ size }) => [
    array({ type: "string", pattern: `^[0-9A-Fa-f]{${2 * size}}$` }),
    ["5a".repeat(size)],
    "string[]",
    `array of hex, ${size} bytes each`,
  ],
  hex: ({ size }) => [
    array({ type: "string", pattern: `^([0-9A-Fa-f]{2}){1,${size}}$` }),
    ["5a".repeat(32)],
    "string[]",
    `array of hex, up to ${size} bytes each`,
  ],
  guids: () => [
    array({ type: "string", pattern: "^[0-9A-Fa-f]{8}(-[0-9A-Fa-f]{4}){3}-[0-9A-Fa-f]{12}$" }),
    ["c476f1eb-0123-45a5-9641-b4e7dde5bfe3"],
    "string[]",
    "array of GUIDs",
  ],
  texts: () => [
    array({ type: "string", pattern: "^[ -~]+$" }),
    ["CN=cc-us-east-2.amazonaws.com"],
    "string[]",
    "array of printable ASCII",
  ],
  version: () => [
    { type: "string", pattern: `^${BYTE}\\.${BYTE}$` },
    "1.55",
    "string",
    '"major.minor", each up to 255',
  ],
  tcb: () => {
    const properties = tcbParts.map(({ name, note }) => [name, { description: note, ...integer(1) }]);
    const schema = object(Object.fromEntries(properties), { minProperties: 1 });
    return [schema, { bootloader: 4, snp: 24, microcode: 219 }, "MinimumTcb", "object of numbers up to 255: TCB parts"];
  },
  names: ({ size }) => {
    const table = nameTables.find(({ value }) => value === size);
    const names = namesOf(table);
    const union = names.map((name) => JSON.stringify(name)).join(" | ");
    return [array({ enum: names }), names.slice(0, 1), `(${union})[]`, `array of names: ${table.name}`];
  },
};

function memberSchema(member) {
  const [schema, example] = SHAPES[member.shape](member);
  const standard = member.shape === "flag" ? false : member.default;
  return {
    description: member.note,
    ...schema,
    ...(standard !== undefined && { default: standard }),
    examples: [example],
  };
}

/** The JSON Schema of a policy. */
export function policySchema() {
  const own = { $schema: { type: "string" }, version: { const: defaults.version } };
  const properties = parts.map(({ name, note, members }) => [
    name,
    {
      description: note,
      ...(own[name] ?? object(Object.fromEntries(members.map((member) => [member.name, memberSchema(member)])))),
    },
  ]);
  const schema = {
    $schema: "https://json-schema.org/draft/2020-12/schema",
    title: "Appraisal policy of tsmkit",
    description: "What is demanded of evidence besides being genuine. Made by tools/emit.mjs from assembly/formats.",
    ...object(Object.fromEntries(properties), { required: ["version"], examples: [defaults] }),
  };
  return JSON.stringify(schema);
}

const typeName = (part) => `${part[0].toUpperCase()}${part.slice(1)}Policy`;

function memberType(member) {
  const [, , type, value] = SHAPES[member.shape](member);
  const shown = ["flag", "names", "tcb"].includes(member.shape) ? "" : ` ${value[0].toUpperCase()}${value.slice(1)}.`;
  return `  /** ${member.note}${shown} */\n  ${member.name}?: ${type};`;
}

/** The TypeScript types of a policy. */
export function policyTypes() {
  const interfaces = objects.map(
    ({ name, note, members }) =>
      `/** Part of a policy: ${note[0].toLowerCase()}${note.slice(1)} */\nexport interface ${typeName(name)} {\n${members.map(memberType).join("\n")}\n}\n`,
  );
  const own = { $schema: "$schema?: string", version: `version: ${defaults.version}` };
  const members = parts.map(({ name, note }) => `  /** ${note} */\n  ${own[name] ?? `${name}?: ${typeName(name)}`};`);
  return `/** Least value of each part of a TCB_VERSION that is named, 0 to 255. */
export interface MinimumTcb {
${tcbParts.map(({ name, note }) => `  /** ${note} */\n  ${name}?: number;`).join("\n")}
}

${interfaces.join("\n")}
/** What is demanded of evidence besides being genuine: docs/policy.md. */
export interface AppraisalPolicy {
${members.join("\n")}
}
`;
}

const table = (columns, rows) =>
  [columns, columns.map(() => "---"), ...rows].map((cells) => `| ${cells.join(" | ")} |`).join("\n");
const quoted = (name) => `\`${name}\``;

/** Tables of all members, by object, and of the names that are values, for a document. */
export function policyTables() {
  const row = (member) => {
    const standard = member.default === undefined ? "" : quoted(JSON.stringify(member.default));
    return [quoted(member.name), SHAPES[member.shape](member)[3], standard, member.note];
  };
  const sections = objects.map(({ name, note, members }) => {
    const columns = ["Member", "Value", "Default", "Meaning"];
    return `### ${name}\n\n${note}\n\n${table(columns, members.map(row))}\n`;
  });
  const names = [
    ["TCB parts", tcbParts.map(({ name }) => quoted(name))],
    ...nameTables.map((entry) => [entry.name, namesOf(entry).map(quoted)]),
  ];
  const rows = names.map(([name, values]) => [name, values.join(", ")]);
  return [...sections, `### Names\n\n${table(["Of", "Names"], rows)}\n`].join("\n");
}
