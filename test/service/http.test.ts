/** What HTTP brings: bodies of every kind, limits, routes, documents, and what is told of it all. */
import { afterEach, describe, expect, test, vi } from "vitest";
import { encodeBase64Url } from "../../hosts/base64.ts";
import { rateLimit } from "../../hosts/service/limits.ts";
import { clientName } from "../../hosts/service/listen.ts";
import { serviceLog } from "../../hosts/service/log.ts";
import { BODY_MAX } from "../../hosts/service/messages.ts";
import { serviceMetrics } from "../../hosts/service/metrics.ts";
import { problemIn, TestGuest, TestService } from "./service.ts";

const guest = new TestGuest();
const NONCE = encodeBase64Url(new Uint8Array(32));

describe("a body that is wrong", () => {
  test.each([
    ["no body", "", 400, "the body: it is no JSON in UTF-8"],
    ["JSON that is cut", '{"nonce":', 400, "the body: it is no JSON"],
    ["control characters", "\u0007", 400, "the body: it is no JSON"],
    ["a list", "[]", 400, "the body: it is no object"],
    ["null", "null", 400, "the body: it is no object"],
    ["a member that is there twice", '{"nonce":"a","\\u006eonce":"b"}', 400, 'two members are called "nonce"'],
    ["too many levels", `{"nonce":${"[".repeat(40)}${"]".repeat(40)}}`, 400, "more than 32 levels"],
    ["no nonce", { evidence: "00" }, 400, "nonce: "],
    ["a short nonce", { nonce: "AAAA", evidence: "00" }, 400, "nonce: expected base64url of 32 bytes"],
    ["a nonce in hex", { nonce: "00".repeat(32), evidence: "00" }, 400, "nonce: expected base64url of 32 bytes"],
    ["a nonce that is spelled in another way", { nonce: `${NONCE.slice(0, -1)}B`, evidence: "00" }, 400, "nonce: "],
    ["no evidence", { nonce: NONCE }, 400, "expected either evidence or a bundle"],
    ["evidence and a bundle", { nonce: NONCE, evidence: "00", bundle: {} }, 400, "either evidence or a bundle"],
    ["a member that is not known", { nonce: NONCE, evidence: "00", at: "2020" }, 400, 'Unrecognized key: "at"'],
    ["endorsements that are no base64", { nonce: NONCE, evidence: "00", endorsements: ["$"] }, 400, "endorsements.0: "],
    [
      "too many endorsements",
      { nonce: NONCE, evidence: "00", endorsements: Array(65).fill("AA==") },
      400,
      "endorsements: ",
    ],
    [
      "a private key",
      { nonce: NONCE, evidence: "00", key: { kty: "OKP", crv: "Ed25519", x: "AA", d: "AA" } },
      400,
      'key: Unrecognized key: "d"',
    ],
    [
      "a key without its numbers",
      { nonce: NONCE, evidence: "00", key: { kty: "EC", crv: "P-256", x: "", y: "" } },
      400,
      "key.x: expected base64url of 32 bytes",
    ],
    ["a shared key", { nonce: NONCE, evidence: "00", key: { kty: "oct", k: "AA" } }, 400, "key.kty: "],
    [
      "a short user nonce",
      { nonce: NONCE, evidence: "00", userNonce: "AAAA" },
      400,
      "userNonce: expected base64url of 8 to 64",
    ],
    ["a bundle that is none", { nonce: NONCE, bundle: {} }, 422, "tsmBundle"],
  ])("%s", async (_, body, status, words) => {
    const problem = await problemIn(await new TestService().post("/attest", body));
    expect(problem).toMatchObject({ status, title: expect.any(String), type: `urn:tsmkit:error:${problem.code}` });
    expect(problem.detail).toContain(words);
  });

  test.each([
    ["evidence of another kind", "ff".repeat(1184), "unknown-format"],
    ["hex that is odd", { provider: "sev_guest", outblob: "abc" }, "hex-odd"],
    ["an object without evidence", { provider: "sev_guest" }, "json"],
  ])("%s", async (_, evidence, code) => {
    const service = new TestService();
    const { nonce } = await service.challenge();
    expect(await problemIn(await service.post("/attest", { nonce, evidence }))).toMatchObject({ status: 422, code });
  });

  test("says where it is too large, by its length or as it comes", async () => {
    const service = new TestService();
    const announced = await service.post("/attest", "{}", { "content-length": `${BODY_MAX + 1}` });
    expect(await problemIn(announced)).toMatchObject({ status: 413, code: "too-large" });
    let sent = 0;
    const part = new Uint8Array(1 << 20).fill(32);
    const stream = new ReadableStream<Uint8Array>({
      pull(controller) {
        sent += part.length;
        controller.enqueue(part);
      },
    });
    const init = { method: "POST", headers: { "content-type": "application/json" }, body: stream, duplex: "half" };
    expect(await problemIn(await service.request("/attest", init as RequestInit))).toMatchObject({ status: 413 });
    expect(sent).toBeLessThan(BODY_MAX + (4 << 20));
  });

  test("that ends too early is the client's fault, and no failure of the service", async () => {
    const service = new TestService();
    const body = new ReadableStream({ pull: (controller) => controller.error(new Error("aborted")) });
    const init = { method: "POST", headers: { "content-type": "application/json" }, body, duplex: "half" };
    const problem = await problemIn(await service.request("/attest", init as RequestInit));
    expect(problem).toMatchObject({ status: 400, detail: "the body ended too early" });
    expect(service.events.map(({ event }) => event)).not.toContain("failure");
  });

  test.each(["", "text/plain", "application/json5", "multipart/form-data"])("of the type %j", async (type) => {
    const problem = await problemIn(await new TestService().post("/attest", "{}", { "content-type": type }));
    expect(problem).toMatchObject({ status: 415, detail: `content-type is "${type}", expected "application/json"` });
  });

  test("the type may have parameters and capitals", async () => {
    const answer = await new TestService().post("/attest", "{}", { "content-type": "Application/JSON; charset=utf-8" });
    expect(answer.status).toBe(400);
  });
});

describe("routes", () => {
  test("what is not there is told, with what is", async () => {
    const service = new TestService();
    expect(await problemIn(await service.request("/attest/"))).toMatchObject({ status: 404 });
    const answer = await service.request("/attest", { method: "PUT" });
    expect(answer.headers.get("allow")).toBe("POST");
    expect(await problemIn(answer)).toMatchObject({ status: 405, detail: "PUT /attest is not answered, only POST" });
  });

  test("health does not hang on the store, and readiness does", async () => {
    const service = new TestService();
    expect((await service.request("/readyz")).status).toBe(200);
    const { tsmError } = await import("../../hosts/errors.ts");
    service.service.options.store.ping = async () => {
      throw tsmError("store-failed", "no answer");
    };
    expect((await service.request("/healthz")).status).toBe(200);
    expect(await problemIn(await service.request("/readyz"))).toMatchObject({ status: 503, code: "store-failed" });
  });

  test("a bug tells its words to the log alone", async () => {
    const service = new TestService();
    service.service.options.store.offer = async () => {
      throw new Error("the password is hunter2");
    };
    const problem = await problemIn(await service.request("/challenge", { method: "POST" }));
    expect(problem).toMatchObject({ status: 500, code: "internal" });
    expect(JSON.stringify(problem)).not.toContain("hunter2");
    expect(service.events).toContainEqual(
      expect.objectContaining({ event: "failure", what: expect.stringContaining("hunter2") }),
    );
  });

  test("the OpenAPI document has every route, and its references lead somewhere", async () => {
    const service = new TestService({ app: { metrics: async () => ({ type: "text/plain", text: "" }) } });
    const document = (await (await service.request("/openapi.json")).json()) as {
      paths: Record<string, object>;
      components: { schemas: Record<string, unknown> };
    };
    const { detail } = await problemIn(await service.request("/none"));
    expect(detail.split("only ")[1]?.split(", ").sort()).toEqual(Object.keys(document.paths).sort());
    const references = [...JSON.stringify(document).matchAll(/"\$ref":"#\/components\/schemas\/(\w+)"/g)];
    expect(references.length).toBeGreaterThan(10);
    for (const [, name = ""] of references) expect(document.components.schemas).toHaveProperty(name);
    expect(document.components.schemas.AttestRequest).toMatchObject({
      type: "object",
      required: ["nonce"],
      additionalProperties: false,
    });
  });
});

describe("limits of a client", () => {
  afterEach(() => void vi.useRealTimers());

  test("so many requests a second, each client for itself, and looking is free", async () => {
    vi.useFakeTimers({ toFake: ["Date", "setTimeout", "clearTimeout"] });
    const limited = (name: string) => new TestService({ app: { limit, client: () => name } });
    const limit = rateLimit(3);
    const [one, other] = [limited("one"), limited("other")];
    const statuses = [];
    for (let i = 0; i < 5; i++) statuses.push((await one.request("/challenge", { method: "POST" })).status);
    expect(statuses).toEqual([200, 200, 200, 429, 429]);
    const refused = await one.post("/attest", "{}");
    expect(refused.headers.get("retry-after")).toBe("1");
    expect(await problemIn(refused)).toMatchObject({ status: 429, code: "throttled" });
    expect((await other.request("/challenge", { method: "POST" })).status).toBe(200);
    expect((await one.request("/policy")).status).toBe(200);
    await vi.advanceTimersByTimeAsync(1000);
    expect((await one.request("/challenge", { method: "POST" })).status).toBe(200);
  });

  test("a client is the other end, or whom the last proxy names when that is trusted", () => {
    const request = new Request("http://verifier.test", { headers: { "x-forwarded-for": "6.6.6.6, 10.0.0.7" } });
    const environment = { incoming: { socket: { remoteAddress: "192.0.2.1" } } };
    expect(clientName(false)(request, environment)).toBe("192.0.2.1");
    expect(clientName(true)(request, environment)).toBe("10.0.0.7");
    expect(clientName(true)(new Request("http://verifier.test"), environment)).toBe("192.0.2.1");
  });
});

describe("what is told", () => {
  test("has no nonce, no evidence, no token and no key in it", async () => {
    const service = new TestService();
    const { nonce } = await service.challenge();
    const body = await guest.answer(nonce);
    const { token } = (await (await service.post("/attest", body)).json()) as { token: string };
    await service.post("/attest", body);
    await service.request(`/secret-in-a-path?${nonce}`);
    const lines: string[] = [];
    const log = serviceLog((line) => lines.push(line), Date.now);
    for (const event of service.events) log(event);
    const text = lines.join("");
    for (const secret of [
      nonce,
      (body.evidence.outblob ?? "").slice(0, 64),
      token.split(".")[2] ?? "",
      "secret-in-a-path",
    ]) {
      expect(secret).not.toBe("");
      expect(text).not.toContain(secret);
    }
    const parsed = lines.map((line) => JSON.parse(line));
    expect(parsed).toContainEqual(
      expect.objectContaining({ event: "appraisal", format: "snp-report", verdict: "affirming", fetched: [] }),
    );
    expect(parsed).toContainEqual(expect.objectContaining({ route: "/attest", status: 409, code: "challenge-used" }));
    expect(parsed).toContainEqual(expect.objectContaining({ route: "other", status: 404 }));
  });

  test("routes that are asked all the time are told of when they fail", () => {
    const lines: string[] = [];
    const log = serviceLog(
      (line) => lines.push(line),
      () => 0,
    );
    const request = {
      event: "request",
      requestId: "1",
      client: "c",
      method: "GET",
      route: "/readyz",
      milliseconds: 1,
    } as const;
    log({ ...request, status: 200 });
    expect(lines).toEqual([]);
    log({ ...request, status: 503, code: "store-failed" });
    expect(lines).toEqual([
      expect.stringContaining('"time":"1970-01-01T00:00:00.000Z","level":"info","event":"request"'),
    ]);
  });

  test("metrics count requests, problems and appraisals", async () => {
    const metrics = serviceMetrics({ waiting: () => 7 });
    const service = new TestService({ observe: metrics.observe, app: { metrics: metrics.text } });
    const body = await guest.answer((await service.challenge()).nonce);
    await service.post("/attest", body);
    await service.post("/attest", body);
    const answer = await service.request("/metrics");
    expect(answer.headers.get("content-type")).toMatch(/^text\/plain; version=0\.0\.4/);
    const text = await answer.text();
    expect(text).toContain('tsm_http_request_duration_seconds_count{route="/attest",method="POST",status="200"} 1');
    expect(text).toContain('tsm_http_request_duration_seconds_count{route="/attest",method="POST",status="409"} 1');
    expect(text).toContain('tsm_problems_total{code="challenge-used"} 1');
    expect(text).toContain('tsm_appraisal_duration_seconds_count{format="snp-report",verdict="affirming"} 1');
    expect(text).toContain("tsm_appraisals_waiting 7");
    expect(text).toContain("process_resident_memory_bytes");
  });
});
