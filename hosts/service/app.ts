/** The service over HTTP: routes, limits, problems. A function from Request to Response, so that any runtime may carry it. */
import { type Context, Hono } from "hono";
import { requestId } from "hono/request-id";
import { readBody, requestError } from "../http/body.ts";
import { problemResponse } from "../http/problem.ts";
import { printable } from "../printable.ts";
import type { RateLimit } from "./limits.ts";
import { BODY_MAX } from "./messages.ts";
import { openApi } from "./openapi.ts";
import { problemOf } from "./problem.ts";
import { appraiseRequest, attestRequest } from "./schemas.ts";
import type { VerifierService } from "./service.ts";

/** What HTTP adds to a service. */
export interface AppOptions {
  /** Name of who asks, for limits and the log: an address, as a rule. `environment` is what the runtime hands in. */
  client: (request: Request, environment: unknown) => string;
  limit: RateLimit;
  /** The metrics in Prometheus' text format; there is no such route when left out. */
  metrics?: () => Promise<{ type: string; text: string }>;
}

type Variables = { requestId: string; code?: string };
type Ctx = Context<{ Variables: Variables }>;

/** Seconds that public keys may be kept by others. */
const KEYS_KEPT = 60;

/** The one that has no body. */
const CHALLENGE = "/challenge";

const NO_STORE = { "cache-control": "no-store" };

/** The service as an app. */
export interface ServiceApp {
  /** `environment` is what the runtime hands in besides: on Node its own request. */
  fetch(request: Request, environment?: unknown): Response | Promise<Response>;
}

/** Makes the app. */
export function serviceApp(service: VerifierService, { client, limit, metrics }: AppOptions): ServiceApp {
  const { clock, observe, policy, verifierId } = service.options;
  const app = new Hono<{ Variables: Variables }>();
  const routes = new Map<string, string[]>();

  app.use(requestId());
  app.use(async (c, next) => {
    const start = clock.monotonic();
    await next();
    const code = c.get("code");
    observe({
      event: "request",
      requestId: c.get("requestId"),
      client: client(c.req.raw, c.env),
      method: c.req.method,
      route: routes.has(c.req.path) ? c.req.path : "other",
      status: c.res.status,
      ...(code !== undefined && { code }),
      milliseconds: clock.monotonic() - start,
    });
  });

  const refuse = (c: Ctx, error: unknown, status?: number): Response => {
    const problem = problemOf(error);
    if (problem.code === "internal") {
      const what = error instanceof Error ? (error.stack ?? error.message) : String(error);
      observe({ event: "failure", requestId: c.get("requestId"), what });
    }
    c.set("code", problem.code);
    return problemResponse({ ...problem, ...(status !== undefined && { status }) });
  };
  app.onError((error, c) => refuse(c, error));

  const guarded = async (c: Ctx, next: () => Promise<void>): Promise<Response | undefined> => {
    try {
      await limit(client(c.req.raw, c.env));
    } catch (error) {
      return refuse(c, error, 429);
    }
    const type = c.req.header("content-type") ?? "";
    if (c.req.path !== CHALLENGE && !/^application\/json\s*(;|$)/i.test(type)) {
      const detail = `content-type is ${JSON.stringify(printable(type))}, expected "application/json"`;
      return refuse(c, requestError(detail), 415);
    }
    await next();
    return undefined;
  };
  const on = (method: "GET" | "POST", path: string, answer: (c: Ctx) => Response | Promise<Response>): void => {
    routes.set(path, [...(routes.get(path) ?? []), method]);
    if (method === "GET") app.get(path, answer);
    else app.post(path, guarded, answer);
  };

  on("POST", CHALLENGE, async (c) => c.json(await service.challenge(), 200, NO_STORE));
  on("POST", "/attest", async (c) => {
    const request = await readBody(c.req.raw, BODY_MAX, attestRequest);
    return c.json(await service.attest(request, c.get("requestId")), 200, NO_STORE);
  });
  on("POST", "/appraise", async (c) => {
    const request = await readBody(c.req.raw, BODY_MAX, appraiseRequest);
    return c.json(await service.appraise(request, c.get("requestId")), 200, NO_STORE);
  });
  on("GET", "/policy", (c) => c.json({ id: policy.id, policy: JSON.parse(policy.text ?? "{}") }));
  on("GET", "/.well-known/jwks.json", async (c) =>
    c.json(await service.jwks(), 200, { "cache-control": `public, max-age=${KEYS_KEPT}` }),
  );
  on("GET", "/openapi.json", (c) => c.json(openApi(verifierId.build)));
  on("GET", "/healthz", (c) => c.json({ status: "alive" }, 200, NO_STORE));
  on("GET", "/readyz", async (c) => {
    await service.ready();
    return c.json({ status: "ready" }, 200, NO_STORE);
  });
  if (metrics) {
    on("GET", "/metrics", async (c) => {
      const { type, text } = await metrics();
      return c.body(text, 200, { "content-type": type, ...NO_STORE });
    });
  }

  app.notFound((c) => {
    const methods = routes.get(c.req.path);
    const detail = methods
      ? `${c.req.method} ${c.req.path} is not answered, only ${methods.join(", ")}`
      : `there is no ${c.req.path}, only ${[...routes.keys()].join(", ")}`;
    const problem = problemOf(requestError(detail));
    return methods
      ? problemResponse({ ...problem, status: 405 }, { allow: methods.join(", ") })
      : problemResponse({ ...problem, status: 404 });
  });

  return { fetch: (request, environment) => app.fetch(request, environment as object) };
}
