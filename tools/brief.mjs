// A transform of the compiler for builds whose tables no host reads: leaves out the notes of fields and lists, which are for
// types and documents. What bits, values and entries say is kept, since views show it.
import { Node, NodeKind } from "assemblyscript";
import { Transform } from "assemblyscript/transform";

const FOLDER = "assembly/formats/";
/** Where the note stands among the arguments of what adds a row. */
const NOTES = { uint: 3, uintBE: 3, bytes: 3, chars: 3, cbor: 3, der: 3, found: 3, claim: 5, guid: 2, list: 1 };

/** The name of what a call calls: a function, or a member. */
function calleeOf(/** @type {any} */ { expression }) {
  if (expression.kind === NodeKind.Identifier) return expression.text;
  return expression.kind === NodeKind.PropertyAccess ? expression.property.text : "";
}

function withoutNotes(/** @type {any} */ node, /** @type {Set<any>} */ seen) {
  if (!node || typeof node !== "object" || seen.has(node)) return;
  seen.add(node);
  if (node.kind === NodeKind.Call) {
    const at = /** @type {Record<string, number>} */ (NOTES)[calleeOf(node)];
    const note = at === undefined ? undefined : node.args[at];
    if (note) node.args[at] = Node.createStringLiteralExpression("", note.range);
  }
  for (const [key, value] of Object.entries(node)) {
    if (key === "range" || key === "parent") continue;
    if (Array.isArray(value)) for (const one of value) withoutNotes(one, seen);
    else if (value instanceof Node) withoutNotes(value, seen);
  }
}

export default class Brief extends Transform {
  afterParse(/** @type {import("assemblyscript").Parser} */ parser) {
    for (const source of parser.sources) {
      if (!source.normalizedPath.startsWith(FOLDER)) continue;
      for (const statement of source.statements) withoutNotes(statement, new Set());
    }
  }
}
