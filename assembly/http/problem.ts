/** Problems as answers: RFC 9457, with the literal code. hosts/service/problem.ts has the same. */
import { OUTPUT } from "../arena";
import { keepOutput } from "../component/crossing";
import { Code, fault, faults } from "../fault";
import { entryOf } from "../layout";
import { writeMessage } from "../render/message";
import { dec, finish, jsonText, start, str, written } from "../render/out";
import { Text } from "../text";
import { answer, Status } from "./outgoing";

/** Bytes of a detail at most, which may quote what came. */
const DETAIL_MAX: u32 = 1024;

/** How many of `length` bytes of UTF-8 in the output are told: whole characters. */
function toldOf(length: u32): u32 {
  if (length <= DETAIL_MAX) return length;
  let told = DETAIL_MAX;
  while ((load<u8>(OUTPUT + told) & 0xc0) == 0x80) told--;
  return told;
}

/** Answers with a problem, whose detail is what the output has. Returns false. */
export function answerProblem(status: Status, code: Code, allow: Text | null = null): bool {
  const length = toldOf(written());
  const isCut = length < written();
  const detail = keepOutput(length);
  const row = entryOf(faults, code)!;
  start(false);
  str('{"type":"urn:tsmkit:error:');
  str(row.name);
  str('","title":"');
  str(row.text);
  str('","status":');
  dec(status);
  str(',"code":"');
  str(row.name);
  str('","detail":"');
  jsonText(detail, length);
  if (isCut) str("...");
  str('"}\n');
  answer(status, "application/problem+json", finish(), allow);
  return false;
}

/** The same for a request that is not well formed. */
export function answerBadRequest(): bool {
  return answerProblem(Status.BadRequest, Code.BadRequest);
}

/** The status of a fault of what was handed in. */
function statusOf(code: u32): Status {
  return code == Code.TooLarge ? Status.TooLarge : Status.Unprocessable;
}

/** Answers with the last fault, behind what the output has. */
export function answerFault(): bool {
  writeMessage();
  return answerProblem(statusOf(fault.code), <Code>fault.code);
}

/** The same for a fault of what the service itself was given. */
export function answerOwnFault(): bool {
  writeMessage();
  return answerProblem(Status.Failed, <Code>fault.code);
}
