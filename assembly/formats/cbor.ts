/** CBOR, RFC 8949: what an item is, what can be wrong with one, and CBOR that nothing more is known about. */
import { layout, list } from "../layout";

/** Major types: RFC 8949 section 3.1. */
export const enum Major {
  Unsigned = 0,
  Negative = 1,
  Bytes = 2,
  Text = 3,
  Array = 4,
  Map = 5,
  Tag = 6,
  Simple = 7,
}

/** Values of major type 7: RFC 8949 section 3.3. */
export const enum Simple {
  False = 20,
  True = 21,
  Null = 22,
  Undefined = 23,
  /** From here on floating-point numbers of 2, 4 and 8 bytes. */
  Half = 25,
  Double = 27,
}

export const majors = list("cborMajor", "Major types of CBOR.");
majors.entry(Major.Unsigned, "unsigned", "An integer from 0 on.");
majors.entry(Major.Negative, "negative", "An integer below 0.");
majors.entry(Major.Bytes, "bytes", "A byte string.");
majors.entry(Major.Text, "text", "A text in UTF-8.");
majors.entry(Major.Array, "array", "Items, one after the other.");
majors.entry(Major.Map, "map", "Pairs of a key and a value.");
majors.entry(Major.Tag, "tag", "An item, and what it means.");
majors.entry(Major.Simple, "simple", "false, true, null, undefined, or a floating-point number.");

/** What can be wrong. */
export const enum Problem {
  Truncated = 1,
  Indefinite,
  Reserved,
  NotShortest,
  Character,
  TooDeep,
  TooMany,
  Duplicate,
  LongKey,
  OtherType,
}

export const problems = list("cborProblem", "Why CBOR is not taken.");
problems.entry(Problem.Truncated, "truncated", "An item ends too early.");
problems.entry(Problem.Indefinite, "indefinite", "An item's length is not told in front; that has more than one encoding.");
problems.entry(Problem.Reserved, "reserved", "An item begins with a byte, or is a simple value, that has no meaning.");
problems.entry(Problem.NotShortest, "notShortest", "A number or a length is not written in the fewest bytes.");
problems.entry(Problem.Character, "character", "A text is no UTF-8.");
problems.entry(Problem.TooDeep, "tooDeep", "Items are nested deeper than is taken.");
problems.entry(Problem.TooMany, "tooMany", "There are more items, or more pairs in a map, than are taken.");
problems.entry(Problem.Duplicate, "duplicate", "A key is in a map twice.");
problems.entry(Problem.LongKey, "longKey", "A key has more bytes than is taken.");
problems.entry(Problem.OtherType, "otherType", "An item has another type than it should.");

/** CBOR that nothing more is known about. */
export const cborItem = layout("cbor", 0, "RFC 8949, one item");
cborItem.cbor(0, 0, "item", "The item, as a tree.").short();
