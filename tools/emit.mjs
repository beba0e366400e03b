// Prints the TypeScript types (hosts/formats.ts), the format reference (docs/formats.md), the schema and the tables of
// appraisal policies (docs/policy.schema.json, docs/policy.md), the errors of the guest devices (docs/devices.md), and the
// enumerations of the components (wit/types.wit) from the tables in the built core. With --check it writes nothing and fails
// when one of them has drifted. Build first.
import { execFileSync } from "node:child_process";
import { readFileSync, writeFileSync } from "node:fs";
import { fileURLToPath } from "node:url";
import { isFound, Kind, Shape, shapeOf, tables } from "../dist/rows.js";
import { deviceTables } from "./emit/devices.mjs";
import { policySchema, policyTables, policyTypes } from "./emit/policy.mjs";
import { witEnumerations } from "./emit/wit.mjs";

process.chdir(fileURLToPath(new URL("..", import.meta.url)));
const { layouts, lists, listNotes } = tables();

const pascal = (s) => s[0].toUpperCase() + s.slice(1);
const hex = (n) => `0x${n.toString(16).padStart(3, "0")}`;
const union = (values) => [...new Set(values)].map((v) => JSON.stringify(v)).join(" | ");
const isInteger = ({ kind }) => kind === Kind.Uint || kind === Kind.UintBE;

function bitsType({ bits, size }) {
  const members = bits.map(
    (b) => `    /** ${b.note || b.name} */\n    ${b.name}: ${b.size === 1 ? "boolean" : "number"};`,
  );
  const whole = `    /** The whole field. */\n    value: ${size === 8 ? "string" : "number"};`;
  return `{\n${[whole, ...members].join("\n")}\n    /** Set bits that have no name. */\n    unnamedBits?: number[];\n  }`;
}

/** What a found value is in JSON, and how its docstring says so. */
const FOUND = {
  [Shape.Bytes]: ["string", "hex"],
  [Shape.Number]: ["number", "number"],
  [Shape.Flag]: ["boolean", "yes or no"],
  [Shape.Text]: ["string", "text"],
  [Shape.Time]: ["string", "YYYY-MM-DDTHH:MM:SSZ"],
  [Shape.Name]: ["string", "CN=…, O=…"],
  [Shape.Integer]: ["number", "number"],
  [Shape.BytesList]: ["string[]", "hex, several"],
  [Shape.Parts]: ["number", "how many; each has a section"],
  [Shape.Key]: ["string", "COSE_Key, hex"],
  [Shape.Oid]: ["string", "object identifier"],
};

/** What a tree is in JSON, by the kind of its field. */
const TREES = { [Kind.Cbor]: "CborItem", [Kind.Der]: "DerElement" };

/** What a field is in JSON, and how its docstring says so. */
function fieldType(field) {
  if (isFound(field)) return field.bits.length ? [bitsType(field), "number"] : FOUND[shapeOf(field)];
  if (TREES[field.kind]) return [TREES[field.kind], "a tree"];
  const order = field.kind === Kind.UintBE ? "big-endian" : "little-endian";
  if (field.bits.length) return [bitsType(field), `${field.size} bytes, ${order}`];
  if (isInteger(field)) {
    return field.size === 8
      ? ["string", `${field.size} bytes, ${order}, decimal`]
      : ["number", `${field.size} bytes, ${order}`];
  }
  if (field.kind === Kind.Text) return ["string", "text"];
  if (field.kind === Kind.Guid) return ["string", "GUID"];
  return ["string", field.size ? `${field.size} bytes, hex` : "hex"];
}

function versions({ since, until }) {
  if (since === 0 && until === 255) return "";
  if (until === 255) return `from version ${since}`;
  return since === 0
    ? `up to version ${until}`
    : since === until
      ? `version ${since}`
      : `versions ${since} to ${until}`;
}

function member(field) {
  const [type, shape] = fieldType(field);
  const only = versions(field);
  // A claim's value may be negative; rows hold 32 bits.
  const signed = isFound(field) ? (value) => value | 0 : (value) => value;
  const values = field.values.map((v) => `${signed(v.value)} ${v.name}`).join(", ");
  const doc = [field.note, `${shape}${only && `; ${only}`}.`, values && `Values: ${values}.`].filter(Boolean).join(" ");
  return `  /** ${doc} */\n  ${field.name}${only || field.optional ? "?" : ""}: ${type};`;
}

/** Fields by name: what several versions lay out differently is one member. */
function members({ fields }) {
  const byName = new Map();
  for (const f of fields.filter((f) => f.kind !== Kind.Zero)) {
    const seen = byName.get(f.name);
    byName.set(
      f.name,
      seen ? { ...seen, until: Math.max(seen.until, f.until), since: Math.min(seen.since, f.since) } : f,
    );
  }
  return [...byName.values()].map(member);
}

function types() {
  const names = [...layouts.values()];
  const interfaces = names.map((l) => {
    const fields = members(l).join("\n");
    const doc = `/** ${l.spec}${l.size ? `; ${l.size} bytes` : ""}. */`;
    return fields
      ? `${doc}\nexport interface ${pascal(l.name)} {\n${fields}\n}\n`
      : `${doc}\nexport type ${pascal(l.name)} = Record<string, never>;\n`;
  });
  const map = names.map((l) => `  ${l.name}: ${pascal(l.name)};`).join("\n");
  return `// Made by tools/emit.mjs from assembly/formats. Do not edit.
import type { CborItem, DerElement } from "./trees.ts";

/** Literal codes of errors. */
export type ErrorCode = ${union(lists.get("fault").map((v) => v.name))};

/** Kinds of evidence. */
export type EvidenceFormat = ${union(lists.get("format").map((v) => v.name))};

/** Forms evidence is read from. */
export type EvidenceForm = ${union(lists.get("form").map((v) => v.name))};

/** Files of a configfs-tsm report entry. */
export type Attribute = ${union(lists.get("configfsAttribute").map((v) => v.name))};

/** Files of the class device. */
export type ClassAttribute = ${union(lists.get("classAttribute").map((v) => v.name))};

${interfaces.join("\n")}
/** Fields by layout, as JSON has them. */
export interface Layouts {
${map}
}

/** The name of a layout. */
export type LayoutName = keyof Layouts;

/** One part of a piece of evidence. */
export type Section = {
  [N in LayoutName]: {
    layout: N;
    /** The field this section interprets, or what kind of part it is. */
    of?: string;
    /** Bytes from the start of the evidence. */
    at: number;
    /** Bytes of the part. */
    size: number;
    /** Its fields; \`unknown\` holds set reserved bytes of a version newer than the tables, and the CBOR of claims without a name, by label. */
    fields: Layouts[N] & { unknown?: Record<string, string> };
  };
}[LayoutName];

${policyTypes()}`;
}

/** How long the string of a claim may be. */
function lengths({ size }) {
  const [least, most] = [(size >> 8) & 0xfff, size >>> 20];
  return most === 0 ? "" : least === most ? `, ${most} bytes` : `, ${least} to ${most} bytes`;
}

/** Where a field lies, and how many bytes it has, as the reference says it. */
function placeOf(field) {
  const label = field.unlabelled ? "no label yet" : `label ${field.at}`;
  if (field.kind === Kind.Claim) return [label, `${FOUND[shapeOf(field)][1]}${lengths(field)}`];
  if (field.kind === Kind.Found) return ["found", FOUND[field.size][1]];
  return [hex(field.at), field.size || "rest"];
}

const cell = (s) => s.replaceAll("|", "\\|");

function layoutDoc(l) {
  const rows = l.fields.flatMap((f) => {
    const [at, size] = placeOf(f);
    const note = [f.note, versions(f) && `(${versions(f)})`].filter(Boolean).join(" ");
    const values = f.values.map((v) => `| | | ${v.value} | ${cell(v.name)}${v.note ? `: ${cell(v.note)}` : ""} |`);
    const bits = f.bits.flatMap((b) => [
      `| | ${b.size === 1 ? `bit ${b.at}` : `bits ${b.at}–${b.at + b.size - 1}`} | ${b.name} | ${cell(b.note)} |`,
      ...b.values.map((v) => `| | | ${v.value} | ${cell(v.name)}${v.note ? `: ${cell(v.note)}` : ""} |`),
    ]);
    return [`| ${at} | ${size} | ${f.name} | ${cell(note)} |`, ...values, ...bits];
  });
  const size = l.size ? `${l.size} bytes` : "varies";
  return `## ${l.name}\n\n${l.spec}. Size: ${size}.\n\n| at | bytes | field | meaning |\n|---|---|---|---|\n${rows.join("\n")}\n`;
}

/** Lists whose extra is a file's mode. */
const MODES = new Set(["configfsAttribute", "classAttribute"]);

function listDoc(name, values) {
  const rows = values.map((v) => {
    const extra = MODES.has(name) ? `0${v.extra.toString(8)}` : v.extra ? `0x${v.extra.toString(16)}` : "";
    return `| ${v.value} | ${v.name} | ${cell(v.note)} | ${cell(v.text)} | ${extra} |`;
  });
  return `## ${name}\n\n${listNotes.get(name)}\n\n| value | name | note | text | extra |\n|---|---|---|---|---|\n${rows.join("\n")}\n`;
}

function reference() {
  return `<!-- Made by tools/emit.mjs from assembly/formats. Do not edit. -->
# Format reference

Every layout and list the core carries, as it parses with them. Integers are little-endian unless a row says otherwise;
offsets count from the start of the section.

${[...layouts.values()].map(layoutDoc).join("\n")}
# Lists

${[...lists].map(([name, values]) => listDoc(name, values)).join("\n")}`;
}

/** A document that people write, with what lies between its marks, which are lines, printed anew. */
function filledIn(path, text) {
  const [before, rest] = readFileSync(path, "utf8").split(/(?<=From the tables\..*\n)/);
  return `${before}\n${text}\n${rest.slice(rest.search(/^.*End\./m))}`;
}

/** Formats TypeScript, JSON or Markdown as the rest of the project is. */
function formatted(path, text) {
  return execFileSync("node_modules/.bin/biome", ["format", `--stdin-file-path=${path}`], {
    input: text,
    encoding: "utf8",
    stdio: ["pipe", "pipe", "ignore"],
  });
}

const outputs = {
  "hosts/formats.ts": formatted("hosts/formats.ts", types()),
  "docs/formats.md": reference(),
  "docs/policy.schema.json": formatted("docs/policy.schema.json", policySchema()),
  "docs/policy.md": formatted("docs/policy.md", filledIn("docs/policy.md", policyTables())),
  "docs/devices.md": formatted("docs/devices.md", filledIn("docs/devices.md", deviceTables())),
  "wit/types.wit": filledIn("wit/types.wit", witEnumerations()),
};
for (const [path, text] of Object.entries(outputs)) {
  if (!process.argv.includes("--check")) writeFileSync(path, text);
  else if (readFileSync(path, "utf8") !== text) {
    console.error(`${path} has drifted from assembly/formats: run "npm run emit" and commit it`);
    process.exitCode = 1;
  }
}
