/** What the service imports of WASI: the functions of wit/service/, as the canonical ABI has them. */

// @ts-ignore: decorator
@external("wasi:cli/environment@0.2.0", "get-environment")
export declare function getEnvironment(result: usize): void;
// @ts-ignore: decorator
@external("wasi:clocks/wall-clock@0.2.0", "now")
export declare function readClock(result: usize): void;

// @ts-ignore: decorator
@external("wasi:io/error@0.2.0", "[resource-drop]error")
export declare function dropError(error: i32): void;
// @ts-ignore: decorator
@external("wasi:io/streams@0.2.0", "[method]input-stream.blocking-read")
export declare function read(stream: i32, most: u64, result: usize): void;
// @ts-ignore: decorator
@external("wasi:io/streams@0.2.0", "[resource-drop]input-stream")
export declare function dropInput(stream: i32): void;
// @ts-ignore: decorator
@external("wasi:io/streams@0.2.0", "[method]output-stream.blocking-write-and-flush")
export declare function write(stream: i32, at: usize, length: usize, result: usize): void;
// @ts-ignore: decorator
@external("wasi:io/streams@0.2.0", "[resource-drop]output-stream")
export declare function dropOutput(stream: i32): void;

// @ts-ignore: decorator
@external("wasi:http/types@0.2.0", "[constructor]fields")
export declare function createFields(): i32;
// @ts-ignore: decorator
@external("wasi:http/types@0.2.0", "[method]fields.get")
export declare function getField(fields: i32, name: usize, length: usize, result: usize): void;
// @ts-ignore: decorator
@external("wasi:http/types@0.2.0", "[method]fields.append")
export declare function appendField(
  fields: i32,
  name: usize,
  length: usize,
  value: usize,
  valueLength: usize,
  result: usize,
): void;
// @ts-ignore: decorator
@external("wasi:http/types@0.2.0", "[resource-drop]fields")
export declare function dropFields(fields: i32): void;

// @ts-ignore: decorator
@external("wasi:http/types@0.2.0", "[method]incoming-request.method")
export declare function requestMethod(request: i32, result: usize): void;
// @ts-ignore: decorator
@external("wasi:http/types@0.2.0", "[method]incoming-request.path-with-query")
export declare function requestPath(request: i32, result: usize): void;
// @ts-ignore: decorator
@external("wasi:http/types@0.2.0", "[method]incoming-request.headers")
export declare function requestHeaders(request: i32): i32;
// @ts-ignore: decorator
@external("wasi:http/types@0.2.0", "[method]incoming-request.consume")
export declare function requestBody(request: i32, result: usize): void;
// @ts-ignore: decorator
@external("wasi:http/types@0.2.0", "[resource-drop]incoming-request")
export declare function dropRequest(request: i32): void;
// @ts-ignore: decorator
@external("wasi:http/types@0.2.0", "[method]incoming-body.stream")
export declare function bodyInput(body: i32, result: usize): void;
// @ts-ignore: decorator
@external("wasi:http/types@0.2.0", "[resource-drop]incoming-body")
export declare function dropBody(body: i32): void;

// @ts-ignore: decorator
@external("wasi:http/types@0.2.0", "[constructor]outgoing-response")
export declare function createResponse(headers: i32): i32;
// @ts-ignore: decorator
@external("wasi:http/types@0.2.0", "[method]outgoing-response.set-status-code")
export declare function setStatus(response: i32, status: u32): i32;
// @ts-ignore: decorator
@external("wasi:http/types@0.2.0", "[method]outgoing-response.body")
export declare function responseBody(response: i32, result: usize): void;
// @ts-ignore: decorator
@external("wasi:http/types@0.2.0", "[method]outgoing-body.write")
export declare function bodyOutput(body: i32, result: usize): void;
// @ts-ignore: decorator
@external("wasi:http/types@0.2.0", "[static]outgoing-body.finish")
export declare function finishBody(body: i32, hasTrailers: u32, trailers: i32, result: usize): void;
// The payload of `err`, an error-code, takes the last six.
// @ts-ignore: decorator
@external("wasi:http/types@0.2.0", "[static]response-outparam.set")
export declare function respond(
  outparam: i32,
  failed: u32,
  response: i32,
  e1: u32,
  e2: u64,
  e3: u32,
  e4: u32,
  e5: u32,
  e6: u32,
): void;
