/** A process that serves the component `service`, for as long as tests ask it. */
import { spawn } from "node:child_process";
import { once } from "node:events";
import { readdirSync, readFileSync } from "node:fs";
import { type AddressInfo, createServer } from "node:net";
import { setTimeout as sleep } from "node:timers/promises";

/** Variables that the component is given. */
export type Settings = { TSMKIT_POLICY?: string; TSMKIT_TRUST_ROOTS?: string };

export interface Serving {
  origin: string;
  port: number;
  /** Bytes of memory that its processes have touched. */
  memory(): number;
  stop(): Promise<void>;
}

/** Starts a server of the component. */
export type Start = (settings: Settings) => Promise<Serving>;

async function freePort(): Promise<number> {
  const server = createServer().listen(0, "127.0.0.1");
  await once(server, "listening");
  const { port } = server.address() as AddressInfo;
  server.close();
  await once(server, "close");
  return port;
}

/** Bytes that the processes of a group have in memory: Linux's /proc. */
function memoryOf(group: number): number {
  let pages = 0;
  for (const name of readdirSync("/proc").filter((name) => /^\d+$/.test(name))) {
    try {
      const [, , pgrp] = readFileSync(`/proc/${name}/stat`, "utf8")
        .replace(/^.*\) /, "")
        .split(" ");
      if (Number(pgrp) === group) pages += Number(readFileSync(`/proc/${name}/statm`, "utf8").split(" ")[1]);
    } catch {
      // It has ended meanwhile.
    }
  }
  return pages * 4096;
}

/** Milliseconds that a server may take until it answers. */
const PATIENCE = 60_000;

/** Runs a command that serves on a port of this machine, and waits until it answers. */
export async function serving(
  command: (port: number) => string[],
  environment: Record<string, string> = {},
): Promise<Serving> {
  const port = await freePort();
  const [program = "", ...args] = command(port);
  // A group of its own, so that what it starts ends with it.
  const child = spawn(program, args, { detached: true, env: { ...process.env, ...environment } });
  const said: Buffer[] = [];
  for (const stream of [child.stdout, child.stderr]) stream.on("data", (piece) => said.push(piece));
  const ended = once(child, "exit");
  const group = child.pid ?? 0;
  const stop = async () => {
    if (child.exitCode === null && child.signalCode === null) process.kill(-group, "SIGKILL");
    await ended;
  };
  const origin = `http://127.0.0.1:${port}`;
  for (const start = Date.now(); ; await sleep(50)) {
    const answered = await fetch(`${origin}/healthz`).then(
      () => true,
      () => false,
    );
    if (answered) return { origin, port, memory: () => memoryOf(group), stop };
    if (child.exitCode === null && Date.now() - start < PATIENCE) continue;
    await stop();
    throw new Error(`${program} ${args.join(" ")} does not serve: ${Buffer.concat(said)}`);
  }
}
