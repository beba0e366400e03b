// The enumerations of wit/types.wit, from the core's tables: the cases in the order of the entries, which assembly/component
// counts on.
import { tables } from "../../dist/rows.js";

const { lists } = tables();

/** A name of a table as WIT spells it. */
const kebab = (name) => name.replaceAll("_", "-");

function enumeration(name, note, entries) {
  const cases = entries.map((entry) => `    /// ${entry.doc}\n    ${kebab(entry.name)},`);
  return `  /// ${note}\n  enum ${name} {\n${cases.join("\n")}\n  }\n`;
}

const withNotes = (entries) => entries.map(({ name, note }) => ({ name, doc: note }));

const GROUPS = ["", "fix", "again", "stop"];

/** What a code says: its group, its sentence, its remedy. */
const codes = () =>
  lists.get("fault").map(({ name, note, text, extra }) => ({
    name,
    doc: `${GROUPS[extra >> 8]}: ${text}. ${note}`,
  }));

/** The registers that events extend or, like `initial`, may be compared with. */
const registers = () =>
  lists.get("measurementRegister").filter(({ name }) => name === "initial" || name.startsWith("runtime"));

/** The enumerations, as they stand in the interface. */
export function witEnumerations() {
  return [
    enumeration("form", "How evidence is written down.", withNotes(lists.get("form"))),
    enumeration("format", "Kinds of evidence.", withNotes(lists.get("format"))),
    enumeration(
      "outcome",
      "What came of a check, and of an appraisal: the tiers of EAR.",
      withNotes(lists.get("outcome")),
    ),
    enumeration("register", "Measurement registers, by names that fit every vendor.", withNotes(registers())),
    enumeration(
      "attribute",
      "Files of a request's entry; Linux has `_` for `-`.",
      withNotes(lists.get("configfsAttribute")),
    ),
    enumeration(
      "code",
      "What is wrong, with its group. Those of hosts that fetch, or that open devices, never come from a component.",
      codes(),
    ),
  ].join("\n");
}
