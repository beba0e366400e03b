/** The component of the world `service`: what it exports, and which request is for what. tools/handler.mjs has the names. */
import "../formats/index";
import { arrived, release } from "../component/arrivals";
import { Code } from "../fault";
import { dec, printable, start, str } from "../render/out";
import { Text } from "../text";
import { appraise } from "./appraisal";
import { dropRequest } from "./imports";
import {
  BROKEN,
  isJson,
  Method,
  method,
  pathAt,
  pathIs,
  pathLength,
  readBody,
  skipBody,
  takeRequest,
  typeAt,
  typeLength,
} from "./incoming";
import { BODY_MAX, END } from "./memory";
import { answerTo, Status } from "./outgoing";
import { answerBadRequest, answerFault, answerProblem } from "./problem";
import { tellHealth, tellPolicy } from "./settings";

export { cabiRealloc } from "../component/arrivals";

// The pages in asconfig.json must hold the whole map.
if (END > (<usize>memory.size()) << 16) unreachable();

/** Refuses a request with what was written, as soon as all of its body has come. */
function refuse(status: Status, only: Text | null = null): void {
  skipBody();
  answerProblem(status, Code.BadRequest, only);
}

function refuseMethod(only: Text): void {
  start(false);
  str("only ");
  str(only);
  str(" is answered at ");
  printable(pathAt, pathLength);
  refuse(Status.MethodNotAllowed, only);
}

function refusePath(): void {
  start(false);
  str("there is no ");
  printable(pathAt, pathLength);
  str(", only /appraise, /policy, /healthz");
  refuse(Status.NotFound);
}

function refuseType(): void {
  start(false);
  str('content-type is "');
  printable(typeAt, typeLength);
  str('", expected "application/json"');
  refuse(Status.UnsupportedType);
}

function takeBody(): void {
  const length = readBody();
  if (length >= 0 && length <= <i32>BODY_MAX) return appraise(length);
  start(false);
  if (length == BROKEN) {
    str("the body did not arrive whole");
    answerBadRequest();
    return;
  }
  str("the body has more than ");
  dec(BODY_MAX);
  str(" bytes");
  answerProblem(Status.TooLarge, Code.TooLarge);
}

function route(): void {
  if (pathIs("/appraise")) {
    if (method != Method.Post) return refuseMethod("POST");
    return isJson() ? takeBody() : refuseType();
  }
  const isPolicy = pathIs("/policy");
  if (!isPolicy && !pathIs("/healthz")) return refusePath();
  if (method != Method.Get) return refuseMethod("GET");
  if (isPolicy) tellPolicy();
  else tellHealth();
}

/** Answers a request. */
export function handle(request: i32, outparam: i32): void {
  takeRequest(request);
  answerTo(outparam);
  if (arrived() < 0) {
    start(false);
    answerFault();
  } else route();
  dropRequest(request);
  release();
}
