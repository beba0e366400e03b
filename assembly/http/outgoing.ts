/** Answers over HTTP. */
import { OUTPUT } from "../arena";
import { Text } from "../text";
import {
  appendField,
  bodyOutput,
  createFields,
  createResponse,
  dropOutput,
  finishBody,
  respond,
  responseBody,
  setStatus,
  write,
} from "./imports";
import { handle, isClosed, result, told } from "./result";

export const enum Status {
  Ok = 200,
  BadRequest = 400,
  NotFound = 404,
  MethodNotAllowed = 405,
  TooLarge = 413,
  UnsupportedType = 415,
  Unprocessable = 422,
  Failed = 500,
}

/** Where the answer goes: it is used up by that. */
let outparam: i32 = 0;
export function answerTo(handle: i32): void {
  outparam = handle;
}

function add(fields: i32, name: Text, value: Text): void {
  appendField(fields, name.chars, name.length, value.chars, value.length, result);
}

/** Bytes that a stream takes at once: wasi:io. */
const PIECE: usize = 4096;

/** Sends bytes, as long as somebody takes them. */
function send(body: i32, from: usize, end: usize): void {
  bodyOutput(body, result);
  const stream = handle();
  while (from < end) {
    const length = min(PIECE, end - from);
    write(stream, from, length, result);
    from = told() ? end : from + length;
    if (told()) isClosed();
  }
  dropOutput(stream);
}

/** Answers with the first `length` bytes of the output region. */
export function answer(status: Status, type: Text, length: i32, allow: Text | null = null): void {
  const headers = createFields();
  add(headers, "content-type", type);
  add(headers, "cache-control", "no-store");
  if (allow) add(headers, "allow", allow);
  const response = createResponse(headers);
  setStatus(response, status);
  responseBody(response, result);
  const body = handle();
  respond(outparam, 0, response, 0, 0, 0, 0, 0, 0);
  send(body, OUTPUT, OUTPUT + length);
  finishBody(body, 0, 0, result);
}

export function answerJson(length: i32): void {
  answer(Status.Ok, "application/json", length);
}
