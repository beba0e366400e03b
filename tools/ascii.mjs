// A transform of the compiler, named in asconfig.json: string literals in assembly/ become ASCII texts (assembly/text.ts),
// one byte a character. AssemblyScript's own strings take two and a header of 20 bytes, which was half of the core.
// All texts lie in one run of static data, each once; a literal becomes the name of a constant that points there.
import { LiteralKind, Node, NodeKind } from "assemblyscript";
import { Transform } from "assemblyscript/transform";

/** The file that the compiler is given besides those of assembly/. */
const PATH = "assembly/texts.ts";

/** Literals in these are no texts, but paths, and names of what is imported. */
const NAMES = [NodeKind.Import, NodeKind.Export, NodeKind.ExportImport, NodeKind.Decorator];

/** What a literal says, when it is text: a string, or a template in which nothing is put in. */
function textIn(/** @type {any} */ node) {
  if (node?.kind !== NodeKind.Literal) return undefined;
  if (node.literalKind === LiteralKind.String) return node.value;
  return node.literalKind === LiteralKind.Template && node.expressions.length === 0 ? node.parts[0] : undefined;
}

/** Puts another node in the place of every string literal below a node. */
function replaceStrings(/** @type {any} */ node, /** @type {(literal: any) => Node} */ replacement) {
  for (const [key, value] of Object.entries(node)) {
    if (Array.isArray(value) || (value instanceof Node && !NAMES.includes(value.kind))) {
      if (textIn(value) !== undefined) node[key] = replacement(value);
      else replaceStrings(value, replacement);
    }
  }
}

/** Texts as they lie in memory, each once: a length of two bytes, and the characters. */
class Texts {
  /** @type {Map<string, number>} where each text starts */
  #places = new Map();
  /** @type {number[]} */
  #bytes = [];

  /** Adds a text unless it is there. Returns the name of its constant. */
  add(/** @type {string} */ text) {
    if (!/^[\n -~]*$/.test(text) || text.length > 0xffff) throw new Error(`${JSON.stringify(text)} is no ASCII text`);
    if (!this.#places.has(text)) {
      this.#places.set(text, this.#bytes.length);
      this.#bytes.push(text.length & 255, text.length >> 8, ...Buffer.from(text, "latin1"));
    }
    return `ascii$${this.#places.get(text)}`;
  }

  /** The file that declares them. A constant that is global needs no import, and one that is lazy is compiled where used. */
  source() {
    const constants = [...this.#places.values()].map(
      (at) => `@global @lazy const ascii$${at}: Text = changetype<Text>(bytes + ${at});`,
    );
    return `import { Text } from "./text";
@lazy const bytes: usize = memory.data<u8>([${this.#bytes}], 1);
${constants.join("\n")}
`;
  }
}

export default class Ascii extends Transform {
  afterParse(/** @type {import("assemblyscript").Parser} */ parser) {
    const texts = new Texts();
    for (const source of parser.sources.filter(({ isLibrary }) => !isLibrary)) {
      replaceStrings(source.statements, (literal) =>
        Node.createIdentifierExpression(texts.add(textIn(literal)), literal.range),
      );
    }
    parser.parseFile(texts.source(), PATH, false);
  }
}
