/** What an agent answers over HTTP. Bytes are hex, times of tokens are seconds, what is wrong is told by RFC 9457. */
import { type Context, Hono } from "hono";
import * as z from "zod";
import { TsmError, tsmError } from "../errors.ts";
import { evidenceJson } from "../evidenceJson.ts";
import { decodeHex, encodeHex } from "../hex.ts";
import { readBody, requestError } from "../http/body.ts";
import { problemDetails, problemResponse } from "../http/problem.ts";
import type { SessionToken } from "../session/session.ts";
import { outcomesOf, waitOf } from "../session/status.ts";
import type { Agent } from "./agent.ts";

/** Bytes of a body at most. */
const BODY_MAX = 256 << 10;

/** Seconds that a request may wait for a token. */
const WAIT_MAX = 3600;

/** HTTP statuses of codes; others go by the group of the error. */
const STATUS: Record<string, number> = {
  "too-large": 413,
  "not-affirmed": 403,
  throttled: 429,
  "timed-out": 504,
};
const GROUP_STATUS = { fix: 400, again: 503, stop: 502 } as const;

/** Bytes in hex, `least` to `most` of them. */
function hexBytes(least: number, most: number) {
  return z.string().transform((text, context) => {
    const expected = `expected hex of ${least} to ${most} bytes`;
    try {
      const bytes = decodeHex(text);
      if (bytes.length >= least && bytes.length <= most) return bytes;
    } catch {
      // It is no hex.
    }
    context.addIssue({ code: "custom", message: expected });
    return z.NEVER;
  });
}

const relation = z.string().optional();

const tokenRequest = z
  .strictObject({ relation, userNonce: hexBytes(8, 64).optional(), audience: z.string().min(1).max(255).optional() })
  .refine(
    ({ userNonce, audience }) => userNonce || audience,
    "expected userNonce or audience; without them, GET gives the token that there is",
  );
const evidenceRequest = z.strictObject({
  nonce: hexBytes(1, 64),
  aux: z.boolean().default(false),
  privlevel: z.int().min(0).max(3).optional(),
});
const extendRequest = z
  .strictObject({ register: z.string(), digest: hexBytes(1, 64).optional(), data: hexBytes(0, BODY_MAX).optional() })
  .refine(({ digest, data }) => (digest === undefined) !== (data === undefined), "expected either digest or data");
const proofRequest = z.strictObject({
  relation,
  method: z.string().min(1),
  url: z.string(),
  nonce: z.string().optional(),
});

const body = <T>({ req }: Context, schema: z.ZodType<T>): Promise<T> => readBody(req.raw, BODY_MAX, schema);

/** Seconds of `?wait=`, as milliseconds. */
function waitIn(context: Context): { timeout?: number } {
  const text = context.req.query("wait");
  if (text === undefined) return {};
  const wait = /^\d+(\.\d+)?$/.test(text) ? Number(text) : Number.NaN;
  if (wait > 0 && wait <= WAIT_MAX) return { timeout: Math.ceil(1000 * wait) };
  throw tsmError("bad-request", `wait is ${JSON.stringify(text)}, expected seconds, up to ${WAIT_MAX}`);
}

function problem(error: unknown): Response {
  if (!(error instanceof TsmError)) return problemResponse(problemDetails(error, 500));
  const wait = waitOf(error);
  const headers = wait > 0 ? { "retry-after": String(Math.ceil(wait / 1000)) } : {};
  const status = STATUS[error.code] ?? GROUP_STATUS[error.group];
  return problemResponse(problemDetails(error, status, outcomesOf(error)), headers);
}

/** A token as JSON; whole seconds that it holds for certain. */
const tokenJson = ({ token, timeLeft }: SessionToken) => ({ token, expiresIn: Math.floor(timeLeft / 1000) });

/**
 * The application.
 *
 * @param log Told of errors that are none of tsmkit's: they are bugs, and answered without a word of them.
 */
export function agentApp(agent: Agent, log: (error: unknown) => void): Hono {
  const app = new Hono();
  app.use(async (context, next) => {
    await next();
    context.header("cache-control", "no-store");
  });

  app.get("/token", async (context) => {
    const { signal } = context.req.raw;
    const held = await agent.token(context.req.query("relation"), { ...waitIn(context), signal });
    if (context.req.header("accept")?.includes("application/json")) return context.json(tokenJson(held));
    return context.text(held.token, 200, { "content-type": "application/jwt" });
  });
  app.post("/token", async (context) => {
    const { relation: name, userNonce, audience } = await body(context, tokenRequest);
    const own = { ...(userNonce && { userNonce }), ...(audience !== undefined && { audience }) };
    return context.json(tokenJson(await agent.token(name, { ...own, signal: context.req.raw.signal })));
  });
  app.post("/evidence", async (context) => {
    const { nonce, aux, privlevel } = await body(context, evidenceRequest);
    const { signal } = context.req.raw;
    const evidence = await agent.evidence({ nonce, aux, ...(privlevel !== undefined && { privlevel }), signal });
    return context.body(evidenceJson(evidence, agent.software), 200, { "content-type": "application/json" });
  });
  app.post("/extend", async (context) => {
    const { register, digest, data } = await body(context, extendRequest);
    const measured = await agent.extend(register, digest ? { digest } : { data: data as Uint8Array });
    const { name, before, after, interfered } = measured;
    return context.json({
      register: name,
      digest: encodeHex(measured.digest),
      before: encodeHex(before),
      after: encodeHex(after),
      interfered,
    });
  });
  app.get("/key", async (context) => {
    const { name, session } = agent.relation(context.req.query("relation"));
    const key = await session.key();
    if (!key) throw tsmError("bad-request", `the relation ${name} has no key`);
    return context.json(key.publicJwk);
  });
  app.post("/proof", async (context) => {
    const { relation: name, method, url, nonce } = await body(context, proofRequest);
    const { session } = agent.relation(name);
    const held = await session.token({ signal: context.req.raw.signal });
    const { token } = held;
    const proof = await session.proof({ method, url, token, ...(nonce !== undefined && { nonce }) });
    return context.json({ ...tokenJson(held), proof });
  });
  app.get("/status", (context) => context.json(agent.status()));

  app.notFound(({ req }) => problem(requestError(`there is no ${req.method} ${req.path}`)));
  app.onError((error) => {
    if (!(error instanceof TsmError)) log(error);
    return problem(error);
  });
  return app;
}
