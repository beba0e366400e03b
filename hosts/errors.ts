/** The one error tsmkit throws, with a literal code, a group that says what to do, and the facts as fields. */
import { type Core, sharedCore } from "./core.ts";
import type { ErrorCode } from "./formats.ts";
import { list, ROW, tables } from "./rows.ts";

/** What the caller does about an error: change the call or its input, make it again later, or stop. */
export type ErrorGroup = "fix" | "again" | "stop";

const GROUPS: readonly ErrorGroup[] = ["fix", "again", "stop"];

/** What a {@link TsmError} may carry besides its message; see the fields of the class. */
export interface ErrorFacts {
  at?: number;
  got?: number;
  want?: number;
  field?: string;
  errno?: number;
  attribute?: string;
  leftBehind?: string;
  cause?: unknown;
}

/** An error of tsmkit. `code` says what, `group` what to do, the message is a sentence that ends with the remedy. */
export class TsmError extends Error {
  override readonly name = "TsmError";
  readonly code: ErrorCode;
  readonly group: ErrorGroup;
  /** What the command line exits with: 1 usage, 2 rejected, 3 collateral, 4 device, 5 conflict. */
  readonly exitCode: number;
  /** Byte of the evidence or character of the text at fault. */
  readonly at: number | undefined;
  /** What stood there, and what was expected: a value, a length or an offset, as the message says. */
  readonly got: number | undefined;
  readonly want: number | undefined;
  /** The field at fault, as `layout.field`. */
  readonly field: string | undefined;
  /** Linux error number of the file operation that failed. */
  readonly errno: number | undefined;
  /** The file of the entry at fault, such as `outblob`. */
  readonly attribute: string | undefined;
  /** The entry of the request, when it could not be removed. */
  readonly leftBehind: string | undefined;

  constructor(code: ErrorCode, message: string, facts: ErrorFacts = {}) {
    super(message, facts.cause === undefined ? {} : { cause: facts.cause });
    const entry = list("fault").find((v) => v.name === code);
    this.code = code;
    this.group = GROUPS[((entry?.extra ?? 0x300) >> 8) - 1] ?? "stop";
    this.exitCode = (entry?.extra ?? 4) & 255;
    this.at = facts.at;
    this.got = facts.got;
    this.want = facts.want;
    this.field = facts.field;
    this.errno = facts.errno;
    this.attribute = facts.attribute;
    this.leftBehind = facts.leftBehind;
  }
}

/** An error whose message comes from the tables: sentence, detail, remedy. */
export function tsmError(code: ErrorCode, detail: string, facts: ErrorFacts = {}): TsmError {
  const entry = list("fault").find((v) => v.name === code);
  return new TsmError(code, `${entry?.text}: ${detail}. ${entry?.note}`, facts);
}

/**
 * A fault of a core as an error.
 *
 * @param member The fault record: 0 code, 1 row, 2 at, 3 got, 4 want, 5 errno, 6 attribute.
 * @param rowsAt Where that core's rows start. Every core has the same.
 */
export function faultError(member: (i: number) => number, rowsAt: number, message: string): TsmError {
  const name = list("fault").find((v) => v.value === member(0))?.name as ErrorCode;
  const facts: ErrorFacts = { at: member(2), got: member(3), want: member(4) };
  const row = member(1);
  const field = row === 0 ? undefined : tables().names[(row - rowsAt) / ROW];
  if (field) facts.field = field;
  if (member(5)) facts.errno = member(5);
  const file = list("configfsAttribute").find((v) => v.value === member(6))?.name;
  if (file) facts.attribute = file;
  return new TsmError(name, message, facts);
}

/** The last fault of a core as an error. */
export function lastFault(source: Core = sharedCore()): TsmError {
  const { exports, view } = source;
  const at = exports.faultAt();
  const member = (i: number) => view.getUint32(at + 4 * i, true);
  return faultError(member, exports.rowsAt(), source.text(exports.faultMessage()));
}
