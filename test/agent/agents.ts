/** Agents of a guest in software, with a service that verifies for real, at a socket in a directory of their own. */
import { createHash } from "node:crypto";
import { chmodSync, mkdtempSync, rmSync } from "node:fs";
import { request } from "node:http";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { text } from "node:stream/consumers";
import { onTestFinished } from "vitest";
import { Agent } from "../../hosts/agent/agent.ts";
import { agentApp } from "../../hosts/agent/app.ts";
import { agentConfig } from "../../hosts/agent/config.ts";
import { relationOf } from "../../hosts/agent/relation.ts";
import { serveAgent } from "../../hosts/agent/server.ts";
import type { SocketOptions } from "../../hosts/agent/socket.ts";
import { Attester } from "../../hosts/attester.ts";
import { MeasurementRegisters } from "../../hosts/index.ts";
import { sevGuest, softwareTsm } from "../../hosts/software-tsm/index.ts";
import { type MemoryFile, MemorySystem } from "../registers/system.ts";
import { fakeService } from "../session/fakeService.ts";

/** A directory that everybody may come to, which goes away after the test. */
export function place(): string {
  const path = mkdtempSync(join(tmpdir(), "tsm-agent-"));
  chmodSync(path, 0o755);
  onTestFinished(() => rmSync(path, { recursive: true, force: true }));
  return path;
}

/** A kernel with two registers, one of which can be extended. */
function registers(): MeasurementRegisters {
  const folder = "/sys/class/misc/tdx_guest/measurements";
  const rtmr: MemoryFile = { content: new Uint8Array(48), mode: 0o644 };
  rtmr.onWrite = (bytes) => {
    const hash = createHash("sha384").update(rtmr.content as Uint8Array);
    rtmr.content = new Uint8Array(hash.update(bytes).digest());
  };
  const owner: MemoryFile = { content: new Uint8Array(48), mode: 0o644 };
  return new MeasurementRegisters(new MemorySystem({ [`${folder}/rtmr3:sha384`]: rtmr, [`${folder}/mrowner`]: owner }));
}

/** What an agent is made of. */
export interface AgentSetup {
  relations?: object[];
  rate?: number;
  service?: Awaited<ReturnType<typeof fakeService>>;
}

/** An agent that has begun. */
export async function agent({ relations = [{ name: "one" }], rate, service }: AgentSetup = {}) {
  const verifier = service ?? (await fakeService());
  const { files, tree } = softwareTsm({ provider: sevGuest() });
  const attester = new Attester(files);
  const config = agentConfig(
    { relations: relations.map((one) => ({ urls: ["https://a.example"], ...one })) },
    "config",
  );
  const readKey = async () => ({ kty: "OKP", crv: "Ed25519", x: "A".repeat(43) });
  const made = await Promise.all(
    config.relations.map((one) => relationOf(one, { attester, readKey, fetch: verifier.fetch })),
  );
  const errors: unknown[] = [];
  const running = new Agent({ attester, software: true, registers: registers(), relations: made, rate });
  running.start();
  onTestFinished(() => void running.close());
  const app = agentApp(running, (error) => errors.push(error));
  /** Asks without a socket. */
  const ask = async (path: string, body?: unknown, headers: Record<string, string> = {}) => {
    const init = body === undefined ? { headers } : { method: "POST", body: JSON.stringify(body), headers };
    return app.request(path, init);
  };
  return { agent: running, app, ask, service: verifier, tree, relations: made, errors };
}

/** That agent at a socket. */
export async function served(options: Partial<SocketOptions> = {}, setup: AgentSetup = {}) {
  const made = await agent(setup);
  const path = options.path ?? join(place(), "agent.sock");
  const server = await serveAgent(made.app, { mode: 0o600, ...options, path });
  onTestFinished(() => server.close());
  return { ...made, path, server };
}

/** One request at a socket. */
export function get(
  socketPath: string,
  path: string,
  headers: Record<string, string> = {},
): Promise<{ status: number; body: string }> {
  return new Promise((resolve, reject) => {
    const asked = request({ socketPath, path, headers, agent: false });
    asked.on("error", reject);
    asked.on("response", (response) => {
      text(response).then((body) => resolve({ status: response.statusCode ?? 0, body }), reject);
    });
    asked.end();
  });
}
