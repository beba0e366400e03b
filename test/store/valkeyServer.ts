/** Servers of Valkey on ports of their own, each with a folder; npm run test:service has the program. */
import { type ChildProcess, spawn } from "node:child_process";
import { once } from "node:events";
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { createServer } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { createClient } from "@redis/client";
import { onTestFinished } from "vitest";

/** What a server is started with. */
export interface ServerSettings {
  password?: string;
  /** Lines of its configuration; it keeps nothing unless they say so. */
  lines?: readonly string[];
}

/** A port that nothing listens at. */
export async function freePort(): Promise<number> {
  const server = createServer().listen(0, "127.0.0.1");
  await once(server, "listening");
  const { port } = server.address() as { port: number };
  server.close();
  await once(server, "close");
  return port;
}

/** A server that can be stopped, killed and started again on its port, with its folder. */
export class ValkeyServer {
  readonly port: number;
  readonly #settings: ServerSettings;
  readonly #folder = mkdtempSync(join(tmpdir(), "tsmkit-valkey-"));
  #child: ChildProcess | undefined;

  constructor(port: number, settings: ServerSettings) {
    this.port = port;
    this.#settings = settings;
  }

  get url(): string {
    const { password } = this.#settings;
    return `valkey://${password === undefined ? "" : `:${password}@`}127.0.0.1:${this.port}`;
  }

  /** Returns when it answers. */
  async start(): Promise<void> {
    const { password, lines = ['save ""'] } = this.#settings;
    const file = join(this.#folder, "server.conf");
    const own = [`port ${this.port}`, "bind 127.0.0.1", `dir ${this.#folder}`, "repl-diskless-sync-delay 0"];
    const guard = password === undefined ? [] : [`requirepass ${password}`];
    writeFileSync(file, [...own, ...guard, ...lines, ""].join("\n"), { mode: 0o600 });
    const env = { ...process.env, LD_LIBRARY_PATH: process.env.TSMKIT_VALKEY_LIBRARIES };
    const child = spawn(process.env.TSMKIT_VALKEY ?? "", [file], { env, stdio: ["ignore", "pipe", "inherit"] });
    this.#child = child;
    let said = "";
    await new Promise<void>((resolve, reject) => {
      child.once("error", reject).once("exit", () => reject(new Error(`Valkey ended: ${said}`)));
      child.stdout.setEncoding("utf8").on("data", (text: string) => {
        said = (said + text).slice(-10_000);
        if (said.includes("Ready to accept connections")) resolve();
      });
    });
  }

  signal(signal: NodeJS.Signals): void {
    this.#child?.kill(signal);
  }

  /** Ends it: in order, with whatever its configuration has it write, or at once. */
  async stop(signal: "SIGTERM" | "SIGKILL" = "SIGTERM"): Promise<void> {
    const child = this.#child;
    if (!child || child.exitCode !== null || child.signalCode !== null) return;
    child.kill(signal);
    await once(child, "exit");
  }

  /** Does something with a client of its own. */
  async #ask<T>(work: (send: (...args: string[]) => Promise<unknown>) => Promise<T>): Promise<T> {
    const { password } = this.#settings;
    const client = createClient({
      socket: { host: "127.0.0.1", port: this.port },
      ...(password !== undefined && { password }),
      RESP: 2,
    });
    client.on("error", () => {});
    await client.connect();
    try {
      return await work((...args) => client.sendCommand(args));
    } finally {
      client.destroy();
    }
  }

  /** Sends it one command. */
  command(...args: string[]): Promise<string> {
    return this.#ask(async (send) => String(await send(...args)));
  }

  /** Makes what is in it older: so many milliseconds are taken from each key that expires. */
  age(milliseconds: number): Promise<void> {
    return this.#ask(async (send) => {
      for (const key of (await send("KEYS", "*")) as string[]) {
        const left = Number(await send("PTTL", key));
        if (left >= 0) await send("PEXPIRE", key, String(left - milliseconds));
      }
    });
  }

  /** Waits until what it tells of its replication has this. */
  async untilReplication(pattern: RegExp): Promise<void> {
    while (!pattern.test(await this.command("INFO", "replication"))) await new Promise((done) => setTimeout(done, 20));
  }

  async remove(): Promise<void> {
    await this.stop("SIGKILL");
    rmSync(this.#folder, { recursive: true, force: true });
  }
}

/** Starts a server, which goes away with the test. */
export async function startValkey(settings: ServerSettings = {}): Promise<ValkeyServer> {
  const server = new ValkeyServer(await freePort(), settings);
  onTestFinished(() => server.remove());
  await server.start();
  return server;
}
