/** `tsm serve` as a process: what it says, whom it keeps waiting, how it ends. */
import { execFileSync } from "node:child_process";
import { once } from "node:events";
import { readFileSync, statSync, writeFileSync } from "node:fs";
import { Agent, get } from "node:https";
import { connect, type Socket } from "node:net";
import { join } from "node:path";
import { describe, expect, test } from "vitest";
import { service } from "../service/processes.ts";
import { TestGuest } from "../service/service.ts";
import { directory, tsm, until } from "./tsm.ts";

const guest = new TestGuest();

const post = (url: string, body?: object) =>
  fetch(url, {
    method: "POST",
    ...(body && { headers: { "content-type": "application/json" }, body: JSON.stringify(body) }),
  });

async function attest(url: string): Promise<Response> {
  const { nonce } = (await (await post(`${url}/challenge`)).json()) as { nonce: string };
  return post(`${url}/attest`, await guest.answer(nonce));
}

describe("it serves", () => {
  test("verdicts made in threads, tokens of its address, and a log without them", async () => {
    const { run, url } = await service(["--workers", "2"]);
    const answers = await Promise.all(Array.from({ length: 20 }, () => attest(url)));
    const bodies = (await Promise.all(answers.map((answer) => answer.json()))) as { token: string }[];
    for (const { token } of bodies) {
      const claims = JSON.parse(Buffer.from(token.split(".")[1] ?? "", "base64url").toString());
      expect(claims).toMatchObject({ iss: url, submods: { snp: { "ear.status": "affirming" } } });
      expect(run.said()).not.toContain(token.slice(-40));
    }
    run.process.kill("SIGTERM");
    expect(await run.ended).toMatchObject({ code: 0, out: "" });
    const events = run
      .said()
      .trim()
      .split("\n")
      .map((line) => JSON.parse(line));
    expect(events.filter(({ verdict }) => verdict === "affirming")).toHaveLength(20);
    expect(events.filter(({ event }) => event === "state").map(({ state }) => state)).toEqual([
      "listening",
      "stopping",
      "stopped",
    ]);
  });

  test("with a policy, an audience and keys of a file, made for its owner alone", async () => {
    const folder = directory();
    const [policy, keys] = [join(folder, "policy.json"), join(folder, "keys.jwks")];
    writeFileSync(policy, JSON.stringify({ version: 1, snp: { minimumGuestSvn: 1000 } }));
    const { url } = await service(["--policy", policy, "--policy-id", "strict", "--keys", keys, "--audience", "vault"]);
    expect(statSync(keys).mode & 0o777).toBe(0o600);
    expect(await (await fetch(`${url}/policy`)).json()).toMatchObject({ id: "strict" });
    const answer = await attest(url);
    expect(answer.status).toBe(403);
    expect(await answer.json()).toMatchObject({ outcomes: [{ check: "snp-guest-svn" }] });
    const jwks = await (await fetch(`${url}/.well-known/jwks.json`)).text();
    expect(jwks).not.toContain(JSON.parse(readFileSync(keys, "utf8")).keys[0].d);
  });

  test("over TLS", async () => {
    const folder = directory();
    const [key, cert] = [join(folder, "tls.key"), join(folder, "tls.pem")];
    const subject = ["-subj", "/CN=localhost", "-addext", "subjectAltName=IP:127.0.0.1", "-days", "2"];
    execFileSync(
      "openssl",
      ["req", "-x509", "-newkey", "rsa:2048", "-nodes", "-keyout", key, "-out", cert, ...subject],
      { stdio: "ignore" },
    );
    const { url } = await service(["--tls-cert", cert, "--tls-key", key]);
    expect(url).toMatch(/^https:/);
    const agent = new Agent({ ca: readFileSync(cert) });
    const [response] = await once(get(`${url}/healthz`, { agent }), "response");
    expect(response.statusCode).toBe(200);
    response.resume();
    agent.destroy();
  });
});

/** The head of a request whose sender waits with its body until it is told to go on (RFC 9110, section 10.1.1). */
const headOf = (length: number) =>
  `POST /attest HTTP/1.1\r\nhost: x\r\ncontent-type: application/json\r\ncontent-length: ${length}\r\nexpect: 100-continue\r\n\r\n`;
/** What it is told then: the service has the request, and waits for its body. */
const CONTINUE = "HTTP/1.1 100 Continue\r\n\r\n";

/** What a connection was answered until it was closed. */
async function answerTo(url: string, speak: (socket: Socket) => void): Promise<string> {
  const { port } = new URL(url);
  const socket = connect(Number(port), "127.0.0.1");
  let text = "";
  socket.setEncoding("utf8").on("data", (part) => {
    text += part;
  });
  socket.on("error", () => {});
  await once(socket, "connect");
  speak(socket);
  await once(socket, "close");
  return text;
}

describe("slow and bad clients", () => {
  test("whose head does not come are let go; others are served meanwhile", async () => {
    const { url } = await service();
    const slow = Array.from({ length: 20 }, () =>
      answerTo(url, (socket) => socket.write("POST /attest HTTP/1.1\r\nhost: x\r\n")),
    );
    expect((await attest(url)).status).toBe(200);
    for (const answer of await Promise.all(slow)) expect(answer).toMatch(/^HTTP\/1\.1 408 /);
  });

  test("what is no HTTP is refused", async () => {
    const { url } = await service();
    expect(await answerTo(url, (socket) => socket.write("\x16\x03\x01 hello\r\n\r\n"))).toMatch(/^HTTP\/1\.1 400 /);
  });

  test("who comes when threads and queue are full is told so, and his challenge waits for him", async () => {
    const { url } = await service(["--workers", "1", "--queue", "1", "--rate", "0"]);
    const bodies = await Promise.all(
      Array.from({ length: 60 }, async () => {
        const { nonce } = (await (await post(`${url}/challenge`)).json()) as { nonce: string };
        return guest.answer(nonce);
      }),
    );
    const first = await Promise.all(bodies.map((body) => post(`${url}/attest`, body)));
    const refused = bodies.filter((_, i) => first[i]?.status === 503);
    expect(first.filter(({ status }) => status === 200).length).toBe(bodies.length - refused.length);
    expect(refused.length).toBeGreaterThan(0);
    for (const body of refused) expect((await post(`${url}/attest`, body)).status).toBe(200);
  });

  test("who asks too often waits", async () => {
    const { url } = await service(["--rate", "5"]);
    const all = await Promise.all(Array.from({ length: 50 }, () => post(`${url}/challenge`)));
    const statuses = all.map(({ status }) => status);
    expect(statuses.filter((status) => status === 200).length).toBeGreaterThanOrEqual(5);
    expect(statuses).toContain(429);
  });
});

describe("it ends", () => {
  test("when what is under way is answered", async () => {
    const { run, url } = await service();
    const { nonce } = (await (await post(`${url}/challenge`)).json()) as { nonce: string };
    const body = JSON.stringify(await guest.answer(nonce));
    const answer = await answerTo(url, async (socket) => {
      socket.write(headOf(body.length));
      await once(socket, "data");
      socket.write(body.slice(0, 100));
      run.process.kill("SIGTERM");
      await until(() => run.said().includes('"stopping"'), "it stops");
      socket.write(body.slice(100));
    });
    expect(answer.startsWith(`${CONTINUE}HTTP/1.1 200 `)).toBe(true);
    expect((await run.ended).code).toBe(0);
  });

  test("when those under way take longer than it waits", async () => {
    const { run, url } = await service(["--grace", "0.3"]);
    const cut = answerTo(url, async (socket) => {
      socket.write(headOf(9));
      await once(socket, "data");
      run.process.kill("SIGTERM");
    });
    expect(await cut).toBe(CONTINUE);
    expect((await run.ended).code).toBe(0);
  });
});

describe("a call that is wrong", () => {
  test.each([
    [["--listen", "nowhere:99999"], "Expected HOST:PORT or a port"],
    [["--store", "mongodb://localhost"], "memory:"],
    [["--tls-cert", "x.pem"], "--tls-cert and --tls-key go together"],
    [["--keys", "/nowhere/keys.jwks"], "can't write /nowhere/keys.jwks"],
    [["--policy", "/nowhere/policy.json"], "can't read /nowhere/policy.json"],
    [["--issuer", "verifier"], "Expected a URL"],
    [["--algorithm", "HS256"], "Allowed choices are ES256, ES384, ES512, EdDSA"],
    [["--token-lifetime", "0"], "Expected seconds"],
  ])("%j", async (args, words) => {
    const { code, err } = await tsm(["serve", ...args]);
    expect(code).toBe(1);
    expect(err).toContain(words);
  });

  test("an address in use is told", async () => {
    const { url } = await service();
    const { code, err } = await tsm(["serve", "--listen", new URL(url).port]);
    expect(code).toBe(1);
    expect(err).toMatch(/can't listen at 127\.0\.0\.1:\d+: .*EADDRINUSE/);
  });
});
