/** Asks an agent over its socket. */
import { request } from "node:http";
import { buffer } from "node:stream/consumers";
import { type TsmError, tsmError } from "../errors.ts";
import type { Answered } from "../session/http.ts";
import { refusalOf } from "../session/problem.ts";

/** A request to an agent. */
export interface AgentRequest {
  /** The path, with its query. */
  path: string;
  /** To be sent as JSON, by POST. */
  body?: object;
  accept?: string;
  signal?: AbortSignal;
}

const CODES: Record<string, "no-agent" | "permission" | "cancelled"> = {
  ENOENT: "no-agent",
  ECONNREFUSED: "no-agent",
  ENOTSOCK: "no-agent",
  EACCES: "permission",
  ABORT_ERR: "cancelled",
};

function failureOf(socket: string, error: NodeJS.ErrnoException): TsmError {
  const { code = "", message } = error;
  return tsmError(CODES[code] ?? "unreachable", `${socket}: ${code || message}`, { cause: error });
}

/**
 * Asks. Returns the body of the answer.
 *
 * @throws TsmError `no-agent`, `permission`, `unreachable`, `cancelled`; what the agent answers.
 */
export async function askAgent(socket: string, { path, body, accept, signal }: AgentRequest): Promise<string> {
  const answered = await new Promise<Answered>((resolve, reject) => {
    const asked = request({
      socketPath: socket,
      path,
      method: body ? "POST" : "GET",
      agent: false,
      headers: { host: "tsm-agent", ...(accept && { accept }), ...(body && { "content-type": "application/json" }) },
      ...(signal && { signal }),
    });
    asked.on("error", reject);
    asked.on("response", (response) => {
      const { statusCode = 0, headers: given } = response;
      const wait = given["retry-after"];
      const head = {
        place: "the agent",
        status: statusCode,
        headers: new Headers(wait ? { "retry-after": wait } : {}),
      };
      buffer(response).then((bytes) => resolve({ ...head, bytes }), reject);
    });
    asked.end(body && JSON.stringify(body));
  }).catch((error) => {
    throw failureOf(socket, error);
  });
  if (answered.status === 200) return new TextDecoder().decode(answered.bytes);
  throw refusalOf(answered, Date.now());
}
