/** `tsm agent`, as it runs: relations, a socket, and then log lines until a signal comes. */
import type { JWK } from "jose";
import { Agent } from "../agent/agent.ts";
import { agentApp } from "../agent/app.ts";
import { type AgentConfig, agentConfig } from "../agent/config.ts";
import { logEvents } from "../agent/log.ts";
import { type Relation, relationOf } from "../agent/relation.ts";
import { serveAgent } from "../agent/server.ts";
import { SocketError } from "../agent/socket.ts";
import { NodeSystem } from "../node/system.ts";
import { MeasurementRegisters } from "../registers.ts";
import { publicOnly } from "../session/keys.ts";
import type { AgentCall } from "./agent.ts";
import { socketPath } from "./agentSocket.ts";
import { firstSource } from "./firstSource.ts";
import { Interrupt } from "./interrupt.ts";
import { IoError, inWords, note, print, readInput } from "./io.ts";
import { sessionToken } from "./sessionToken.ts";
import { UsageError } from "./usage.ts";

/** The options that a file stands for. */
const IN_FILE = {
  service: "--service",
  audience: "--audience",
  policyId: "--policy-id",
  key: "--key",
  provider: "--provider",
  entryRoot: "--entry-root",
  privlevel: "--privlevel",
  evidenceLifetime: "--evidence-lifetime",
} as const;

/** The name of the relation of a command line. */
const NAME = "default";

async function readJson(path: string): Promise<unknown> {
  const text = new TextDecoder().decode(await readInput(path));
  try {
    return JSON.parse(text);
  } catch (error) {
    throw new UsageError(`${path} is no JSON: ${(error as Error).message}`);
  }
}

async function readKey(path: string): Promise<JWK> {
  return publicOnly((await readJson(path)) as JWK, path);
}

/** The configuration: of a file, or of the options. */
async function configOf(call: AgentCall): Promise<AgentConfig> {
  if (call.config !== undefined) {
    const also = (Object.keys(IN_FILE) as (keyof typeof IN_FILE)[]).find((name) => call[name] !== undefined);
    if (also) throw new UsageError(`${IN_FILE[also]} goes into the file of --config`);
    return agentConfig(await readJson(call.config), call.config);
  }
  const { service, kind, audience, policyId, key, provider, entryRoot, privlevel, evidenceLifetime } = call;
  if (!service) throw new UsageError("which service attests this guest? Give --service URL, or --config FILE");
  const relation = {
    name: NAME,
    kind,
    urls: service,
    audience,
    policyId,
    key: key === "none" ? false : key && { file: key },
    privlevel,
    evidenceLifetime: evidenceLifetime && evidenceLifetime / 1000,
  };
  return agentConfig({ provider, entryRoot, relations: [relation] }, "options");
}

/** The API key of Intel Trust Authority, from where its own clients have it unless a file is named. */
async function apiKey(file: string | undefined): Promise<string | undefined> {
  if (file === undefined) return process.env.TRUSTAUTHORITY_API_KEY;
  return new TextDecoder().decode(await readInput(file, 1 << 16)).trim();
}

/** A line of the log. */
function logLine(form: AgentCall["log"]): (line: string) => void {
  return form === "json" ? (line) => process.stderr.write(`${line}\n`) : note;
}

/** Serves until a signal comes. */
async function serve(agent: Agent, call: AgentCall, signal: AbortSignal): Promise<void> {
  const path = socketPath(call.socket);
  const app = agentApp(agent, (error) => note(`this is a bug in tsmkit: ${(error as Error).stack ?? error}`));
  const served = await serveAgent(app, { path, mode: call.socketMode, group: call.socketGroup }).catch((error) => {
    if (error instanceof SocketError) throw new IoError(`can't listen at ${path}: ${error.message}`);
    throw inWords(`listen at ${path}`, error);
  });
  agent.start();
  const serving = { time: new Date().toISOString(), event: "serving", socket: path };
  logLine(call.log)(call.log === "json" ? JSON.stringify(serving) : `serving at ${path}`);
  if (!signal.aborted) await new Promise((resolve) => signal.addEventListener("abort", resolve, { once: true }));
  // The sessions first: they tell those who wait for them.
  await agent.close();
  await served.close();
}

/** Runs the command. */
export async function runAgent(call: AgentCall): Promise<void> {
  if (call.timeout !== undefined && !call.once) throw new UsageError("--timeout goes with --once");
  const config = await configOf(call);
  const { source, provider } = await firstSource(config.provider, config.entryRoot);
  const { attester, software } = source;
  const relations: Relation[] = [];
  for (const one of config.relations) relations.push(await relationOf(one, { attester, provider, readKey, apiKey }));
  const [first, ...others] = relations;
  if (call.once && others.length > 0)
    throw new UsageError("--once prints the token of one relation: --config has more");
  for (const { name, session } of relations) logEvents(name, session, call.log, logLine(call.log));
  const registers = new MeasurementRegisters(new NodeSystem());
  const agent = new Agent({ attester, software, registers, relations, rate: call.rate });
  const interrupt = new Interrupt();
  try {
    if (call.once && first) print(`${await sessionToken(first.session, call.timeout, interrupt.signal)}\n`);
    else await serve(agent, call, interrupt.signal);
  } finally {
    for (const entry of await agent.close()) note(`the entry ${entry} could not be removed`);
    interrupt.release();
  }
}
