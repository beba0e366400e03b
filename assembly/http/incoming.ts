/** The request that is answered: its method, its path, its content type, its body. */
import { release } from "../component/arrivals";
import { Span } from "../component/records";
import { isSpace } from "../parse/text";
import { Text } from "../text";
import {
  bodyInput,
  dropBody,
  dropFields,
  dropInput,
  getField,
  read,
  requestBody,
  requestHeaders,
  requestMethod,
  requestPath,
} from "./imports";
import { BODY, BODY_MAX } from "./memory";
import { handle, isClosed, result, span, told } from "./result";

/** Cases of wasi:http's method. */
export const enum Method {
  Get = 0,
  Post = 2,
}
export let method: Method = Method.Get;

/** The path, without the query. */
export let pathAt: usize = 0;
export let pathLength: u32 = 0;

/** The first content type; empty when there is none. */
export let typeAt: usize = 0;
export let typeLength: u32 = 0;

let request: i32 = 0;

function takePath(): void {
  requestPath(request, result);
  pathAt = span().at;
  pathLength = 0;
  const length: u32 = told() ? <u32>span().length : 0;
  while (pathLength < length && load<u8>(pathAt + pathLength) != 63) pathLength++;
}

function takeType(): void {
  const name: Text = "content-type";
  const fields = requestHeaders(request);
  getField(fields, name.chars, name.length, result);
  dropFields(fields);
  const values = changetype<Span>(result);
  typeLength = 0;
  if (values.length == 0) return;
  const first = changetype<Span>(values.at);
  typeAt = first.at;
  typeLength = <u32>first.length;
}

/** Takes all of a request but its body. */
export function takeRequest(handle: i32): void {
  request = handle;
  requestMethod(request, result);
  method = <Method>load<u8>(result);
  takePath();
  takeType();
}

/** Is this the path? */
export function pathIs(path: Text): bool {
  return pathLength == path.length && memory.compare(pathAt, path.chars, pathLength) == 0;
}

/** Is the content type JSON, with parameters or without? Case does not count. */
export function isJson(): bool {
  const json: Text = "application/json";
  if (typeLength < json.length) return false;
  for (let i: u32 = 0; i < json.length; i++) {
    const c = load<u8>(typeAt + i);
    const small = c - 65 < 26 ? c | 32 : c;
    if (small != json.charAt(i)) return false;
  }
  let i: u32 = json.length;
  while (i < typeLength && isSpace(load<u8>(typeAt + i))) i++;
  return i == typeLength || load<u8>(typeAt + i) == 59;
}

/** Bytes that are asked for at once. */
const PIECE: u64 = 64 << 10;
/** What {@link readBody} gives for a body that did not arrive whole. */
export const BROKEN: i32 = -1;

/** Reads all that a stream has, up to {@link BODY_MAX}. Returns its bytes, more than that when there are more, or {@link BROKEN}. */
function readAll(stream: i32, keeps: bool): i32 {
  let length: u32 = 0;
  read(stream, PIECE, result);
  while (!told()) {
    const piece = span();
    if (piece.length > BODY_MAX - length) return <i32>BODY_MAX + 1;
    if (keeps) memory.copy(BODY + length, piece.at, piece.length);
    length += <u32>piece.length;
    release();
    read(stream, PIECE, result);
  }
  return isClosed() ? <i32>length : BROKEN;
}

function takeBody(keeps: bool): i32 {
  release();
  requestBody(request, result);
  const body = handle();
  bodyInput(body, result);
  const stream = handle();
  const length = readAll(stream, keeps);
  dropInput(stream);
  dropBody(body);
  return length;
}

/** Reads the body, once. Returns its bytes, more than {@link BODY_MAX} when it is too large, or {@link BROKEN}. */
export function readBody(): i32 {
  return takeBody(true);
}

/** Lets a body come that nobody wants: hosts close the connection of one that is not read, and its sender gets no answer then. */
export function skipBody(): void {
  takeBody(false);
}
