/** `tsm agent` and its helpers, as processes, with a service that verifies for real. */
import { existsSync, readdirSync, statSync, writeFileSync } from "node:fs";
import type { Server } from "node:http";
import type { AddressInfo } from "node:net";
import { join } from "node:path";
import { createAdaptorServer } from "@hono/node-server";
import { describe, expect, it, onTestFinished } from "vitest";
import { createSnpPlatform } from "../../hosts/forge/index.ts";
import { type FakeOptions, fakeService } from "../session/fakeService.ts";
import { configfs, directory, type Running, start, tsm, until } from "./tsm.ts";

/** A service on a port of this machine. */
async function listening(options: FakeOptions = {}) {
  const service = await fakeService(options);
  const server = createAdaptorServer({ fetch: service.app.fetch, overrideGlobalObjects: false }) as Server;
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  onTestFinished(() => {
    server.closeAllConnections();
    server.close();
  });
  return { ...service, url: `http://127.0.0.1:${(server.address() as AddressInfo).port}` };
}

/** An agent that serves, until the test ends. */
async function agent(args: readonly string[], env: Record<string, string> = {}) {
  const socket = join(directory(), "agent.sock");
  const provider = args.includes("--entry-root") || args.includes("--config") ? [] : ["--provider", "software"];
  const running = start(["agent", "--socket", socket, ...provider, ...args], { env });
  onTestFinished(async () => {
    running.process.kill("SIGTERM");
    await running.ended;
  });
  let isOver = false;
  void running.ended.then(() => {
    isOver = true;
  });
  await until(() => isOver || running.said().includes("serving"), "it serves");
  return { ...running, socket };
}

/** The last line of a program's, once it has said these words. */
async function saying({ said }: Running, words: string): Promise<string> {
  await until(() => said().includes(words), `it says ${words}: ${said()}`);
  return said();
}

describe("an agent", () => {
  it("attests, serves its token and status, and ends in order", async () => {
    const service = await listening({ policyId: "fleet-7" });
    const running = await agent(["--service", service.url, "--policy-id", "fleet-7", "--audience", "shop"]);
    const { socket } = running;
    expect(statSync(socket).mode & 0o777).toBe(0o600);
    const { code, out } = await tsm(["agent", "token", "--socket", socket]);
    expect(code).toBe(0);
    expect(await service.claims(out.trim())).toMatchObject({ aud: "shop" });
    const own = await tsm(["agent", "token", "--socket", socket, "--user-nonce", "0102030405060708"]);
    expect(await service.claims(own.out.trim())).toMatchObject({ eat_nonce: "AQIDBAUGBwg" });

    const status = await tsm(["agent", "status", "--socket", socket]);
    expect(status).toMatchObject({ code: 0, err: "" });
    expect(status.out).toMatch(
      /^The TSM is one in software: its evidence proves nothing\.\n\ndefault {2}attested, for /,
    );
    expect(status.out).toMatch(/\n {2}token {8}holds for 4 min \d+ s; first the token expires \(collateral /);
    expect(status.out).toMatch(/\n {2}verdict {6}affirming: \d+ checks affirm, \d+ not asked for\n/);
    const json = JSON.parse((await tsm(["agent", "status", "--json", "--socket", socket])).out);
    expect(json).toMatchObject({ software: true, relations: [{ name: "default", state: "attested", attempts: 1 }] });

    running.process.kill("SIGTERM");
    const ended = await running.ended;
    expect(ended.code).toBe(0);
    expect(existsSync(socket)).toBe(false);
    expect(ended.err).toContain("tsm: default attests (start)\n");
    expect(ended.err).toMatch(/tsm: default has a token for \d+ min/);
    // No line has a token, a nonce or a key in it.
    expect(ended.err).not.toMatch(/[A-Za-z0-9_-]{40,}/);
    expect(ended.out).toBe("");
  });

  it("leaves no entry of the kernel's when it is ended while a report is made", async () => {
    const service = await listening();
    const template = join(directory(), "report.bin");
    writeFileSync(template, await (await createSnpPlatform()).report({}));
    const { root, env } = configfs({ template });
    const running = await agent(["--service", service.url, "--entry-root", root], env);
    // Another nonce in a report that was signed before: no service takes it.
    await saying(running, "failed (not-affirmed)");
    const asked = tsm(["agent", "token", "--socket", running.socket, "--user-nonce", "00".repeat(8)]);
    running.process.kill("SIGINT");
    expect((await running.ended).code).toBe(0);
    await asked;
    expect(readdirSync(root)).toEqual([]);
  });

  it("has several relations by a file, and tells of one whose service is down", async () => {
    const service = await listening();
    const folder = directory();
    const config = join(folder, "agent.json");
    const relations = [
      { name: "up", urls: [service.url] },
      { name: "down", urls: ["http://127.0.0.1:1", "http://127.0.0.1:2"] },
    ];
    writeFileSync(config, JSON.stringify({ provider: "software", relations }));
    const running = await agent(["--config", config, "--log", "json"]);
    await saying(running, '"event":"failed"');
    const lines = running
      .said()
      .split("\n")
      .filter((line) => line.startsWith("{"));
    const events = lines.map((line) => JSON.parse(line));
    expect(events.find(({ event }) => event === "failed")).toMatchObject({
      relation: "down",
      code: "unreachable",
      timeLeft: 0,
      next: expect.any(Number),
    });
    const { socket } = running;
    const token = await tsm(["agent", "token", "--socket", socket, "--relation", "down"]);
    expect(token).toMatchObject({ code: 3, out: "" });
    expect(token.err).toContain("code no-token");
    expect((await tsm(["agent", "token", "--socket", socket, "--relation", "up", "--wait", "60"])).code).toBe(0);
    const { out } = await tsm(["agent", "status", "--socket", socket]);
    expect(out).toMatch(/\ndown {2}failing: it will be tried again, for /);
    expect(out).toMatch(/\n {2}last error {3}unreachable: /);
  });

  it("tells the rows of evidence that is refused", async () => {
    const service = await listening({ policy: { version: 1, snp: { measurements: ["00".repeat(48)] } } });
    const running = await agent(["--service", service.url]);
    await saying(running, "failed (not-affirmed)");
    const { out } = await tsm(["agent", "status", "--socket", running.socket]);
    expect(out).toContain("blocked: something has to change");
    expect(out).toMatch(
      /verdict {6}refused by the service, for these checks:\n {4}contraindicated snp-measurement: required/,
    );
    const { code } = await tsm(["agent", "token", "--socket", running.socket]);
    expect(code).toBe(3);
  });

  it("shows its status anew until it is interrupted", async () => {
    const service = await listening();
    const { socket } = await agent(["--service", service.url]);
    const watching = start(["agent", "status", "--watch", "--socket", socket]);
    let out = "";
    watching.process.stdout?.on("data", (chunk) => {
      out += chunk;
    });
    await until(() => out.split("default  ").length > 2, "it has shown it twice");
    watching.process.kill("SIGINT");
    expect((await watching.ended).code).toBe(0);
  });

  it("is there once: another one at its socket is refused", async () => {
    const service = await listening();
    const { socket } = await agent(["--service", service.url]);
    const other = await tsm(["agent", "--socket", socket, "--provider", "software", "--service", service.url]);
    expect(other.code).toBe(1);
    expect(other.err).toContain(`tsm: can't listen at ${socket}: another program listens there`);
    expect((await tsm(["agent", "status", "--socket", socket])).code).toBe(0);
  });
});

describe("--once", () => {
  it("prints one token, and ends", async () => {
    const service = await listening();
    const { code, out } = await tsm(["agent", "--once", "--provider", "software", "--service", service.url]);
    expect(code).toBe(0);
    expect(await service.claims(out.trim())).toHaveProperty("cnf");
  });

  it("confirms a key of a file, or none", async () => {
    const service = await listening();
    const folder = directory();
    const x = "11qYAYKxCrfVS_7TyWQHOg7hcvPapiMlrwIaaPcHURo";
    writeFileSync(join(folder, "pub.jwk"), JSON.stringify({ kty: "OKP", crv: "Ed25519", x }));
    writeFileSync(join(folder, "private.jwk"), JSON.stringify({ kty: "OKP", crv: "Ed25519", x, d: x }));
    const once = (key: string) =>
      tsm(["agent", "--once", "--provider", "software", "--service", service.url, "--key", key], { cwd: folder });
    // RFC 8037, appendix A.3.
    const jkt = "kPrK_qmxVWaYVA9wwBF6Iuo3vVzz7TxHCTwXBygrS4k";
    expect(await service.claims((await once("pub.jwk")).out.trim())).toMatchObject({ cnf: { jkt } });
    expect((await service.claims((await once("none")).out.trim())).cnf).toBeUndefined();
    expect((await once("private.jwk")).err).toContain("private.jwk: it is a private key; hand in the public one");
  });

  it("ends as what failed does, and goes on trying for as long as it is told", async () => {
    const once = ["agent", "--once", "--provider", "software", "--service"];
    const down = await tsm([...once, "http://127.0.0.1:1"]);
    expect(down).toMatchObject({ code: 3, out: "" });
    expect(down.err).toContain("code unreachable");
    const service = await listening({ policy: { version: 1, snp: { measurements: ["00".repeat(48)] } } });
    expect(await tsm([...once, service.url])).toMatchObject({ code: 2, out: "" });
    // Waiting does not hide why it was in vain.
    const waited = await tsm([...once, service.url, "--timeout", "8"]);
    expect(waited.code).toBe(2);
    const late = await listening();
    let refusals = 2;
    late.state.trouble = () => (refusals-- > 0 ? new Response("", { status: 503 }) : undefined);
    expect((await tsm([...once, late.url, "--timeout", "120"])).code).toBe(0);
  });
});

describe("a wrong call", () => {
  it.each([
    [[], 1, "which service attests this guest?"],
    [["--service", "verifier.example"], 1, "options, relations.0.urls.0: expected a URL of https: or http:"],
    [["--service", "http://127.0.0.1:1", "--kind", "other"], 1, "Allowed choices are"],
    [["--service", "http://127.0.0.1:1", "--socket-mode", "rw"], 1, "Expected permission bits in octal, such as 0660."],
    [["--service", "http://127.0.0.1:1", "--timeout", "5"], 1, "--timeout goes with --once"],
    [["--service", "http://127.0.0.1:1", "--privlevel", "4"], 1, "options, relations.0.privlevel: "],
    [["--config", "x", "--audience", "y"], 1, "--audience goes into the file of --config"],
    [["--config", "none.json"], 1, "can't read none.json"],
    [["status", "--socket", "/none/such"], 4, "code no-agent"],
    [["token", "--socket", "/none/such"], 4, "there is no agent"],
    [["token", "--user-nonce", "0g"], 1, "--user-nonce: this is not a hex digit"],
    [["token", "--user-nonce", "00", "--wait", "1"], 1, "--wait is about the current token"],
  ])("%j", async (args, code, words) => {
    const ended = await tsm(["agent", ...args]);
    expect(ended).toMatchObject({ code: expect.any(Number), out: "" });
    expect(ended.err).toContain(words === "there is no agent" ? "no agent answers at the socket" : words);
    expect(ended.code).toBe(code);
  });

  it.each([
    ["{", "is no JSON"],
    ["{}", "relations: "],
    ['{"relations": []}', "relations: "],
    ['{"relations": [{"name": "a b", "urls": ["http://a"]}]}', "relations.0.name: expected 1 to 64 letters"],
    ['{"relations": [{"name": "a", "urls": []}]}', "relations.0.urls: "],
    ['{"relations": [{"name": "a", "urls": ["http://a"], "policy": 1}]}', 'relations.0: Unrecognized key: "policy"'],
    [
      '{"relations": [{"name": "a", "urls": ["http://a"]}, {"name": "a", "urls": ["http://a"]}]}',
      "two relations have the same name",
    ],
  ])("with the file %s", async (text, words) => {
    const file = join(directory(), "agent.json");
    writeFileSync(file, text);
    const { code, err } = await tsm(["agent", "--config", file]);
    expect(code).toBe(1);
    expect(err).toContain(`${file}`);
    expect(err).toContain(words);
  });
});
