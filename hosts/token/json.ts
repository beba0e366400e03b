/** JSON from others, read so that everybody reads the same: one member of a name, and no more levels than any token needs. */

/** Levels of objects and arrays at most. */
const DEPTH_MAX = 32;

/** Strings with what makes their end, then what opens, parts and closes. Numbers and names of values don't matter here. */
const PIECE = /"[^"\\]*(?:\\.[^"\\]*)*"|[{}[\],:]/g;

/** What an object has had so far, or an array, which has no names. */
interface Level {
  names?: Set<string>;
}

/** What is wrong with JSON that parses; undefined for nothing. */
function flawOf(text: string): string | undefined {
  const levels: Level[] = [];
  let last = "";
  for (const [piece] of text.matchAll(PIECE)) {
    if (piece === "{") levels.push({ names: new Set() });
    else if (piece === "[") levels.push({});
    else if (piece === "}" || piece === "]") levels.pop();
    else if (piece === ":") {
      // A name may be written in more than one way, "iss" as "\u0069ss".
      const name: string = JSON.parse(last);
      const { names } = levels.at(-1) as Required<Level>;
      if (names.has(name)) return `two members are called ${JSON.stringify(name)}`;
      names.add(name);
    }
    if (levels.length > DEPTH_MAX) return `there are more than ${DEPTH_MAX} levels`;
    last = piece;
  }
  return undefined;
}

/** Is it an object, and no array? */
export function isObject(value: unknown): value is Record<string, unknown> {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}

/** Reads an object. Returns the words for what is wrong with it instead, as the end of a sentence. */
export function readObject(bytes: Uint8Array): Record<string, unknown> | string {
  let text: string;
  let value: unknown;
  try {
    text = new TextDecoder("utf-8", { fatal: true, ignoreBOM: true }).decode(bytes);
    value = JSON.parse(text);
  } catch {
    return "it is no JSON in UTF-8";
  }
  if (!isObject(value)) return "it is no object";
  return flawOf(text) ?? value;
}
