/** What can be wrong with JSON: RFC 8259, and what a reader that knows what it wants does not take. */
import { list } from "../layout";

export const enum Problem {
  Truncated = 1,
  Syntax,
  Character,
  TooDeep,
  TooMany,
  Duplicate,
  OtherType,
  OutOfRange,
  Unknown,
  Missing,
}

export const problems = list("jsonProblem", "Why a JSON document is not taken.");
problems.entry(Problem.Truncated, "truncated", "It ends too early.");
problems.entry(Problem.Syntax, "syntax", "It is no JSON.");
problems.entry(Problem.Character, "character", "A string holds a control character, a bad escape, half a surrogate pair, or what is no UTF-8.");
problems.entry(Problem.TooDeep, "tooDeep", "Objects and arrays are nested deeper than is taken.");
problems.entry(Problem.TooMany, "tooMany", "An object or an array has more members than are taken.");
problems.entry(Problem.Duplicate, "duplicate", "A member, or an entry that may be there once, is there twice.");
problems.entry(Problem.OtherType, "otherType", "A value has another type than it should.");
problems.entry(Problem.OutOfRange, "outOfRange", "A number is larger than it may be.");
problems.entry(Problem.Unknown, "unknown", "A value is none of those that are known, or is written in another form.");
problems.entry(Problem.Missing, "missing", "A member is not there, or an array is empty.");
