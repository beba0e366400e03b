/** Replicas of `tsm serve` and a `tsm agent`, as processes with clocks of their own. */
import { once } from "node:events";
import { mkdirSync, writeFileSync } from "node:fs";
import { request } from "node:http";
import { join } from "node:path";
import { onTestFinished } from "vitest";
import { amdCertificate } from "../../hosts/forge/index.ts";
import { directory, type Running, start } from "../cli/tsm.ts";

/** Lets the clock of a process be wrong by some milliseconds: the one that tells dates, not the steady one. */
function skewed(milliseconds: number): Record<string, string> {
  const code = `
    const { now } = Date;
    globalThis.Date = class extends Date {
      constructor(...args) { if (args.length === 0) super(now() + ${milliseconds}); else super(...args); }
      static now() { return now() + ${milliseconds}; }
    };`;
  return milliseconds === 0 ? {} : { NODE_OPTIONS: `--import=data:text/javascript,${encodeURIComponent(code)}` };
}

/** Starts a command that goes on, and waits for a line on stderr that has a word in it. */
async function started(
  args: readonly string[],
  word: string,
  env: Record<string, string>,
): Promise<{ run: Running; line: string }> {
  const run = start(args, { env });
  onTestFinished(async () => {
    run.process.kill("SIGKILL");
    await run.ended;
  });
  const gone = run.ended.then(({ err }) => Promise.reject(new Error(`tsm ${args[0]} ended: ${err}`)));
  gone.catch(() => {});
  for (;;) {
    const line = run
      .said()
      .split("\n")
      .find((text) => text.includes(word));
    if (line !== undefined) return { run, line };
    await Promise.race([once(run.process.stderr as NodeJS.ReadableStream, "data"), gone]);
  }
}

/** A folder with the root of the software TSM. */
function rootFile(): string {
  const folder = directory();
  mkdirSync(folder, { recursive: true });
  const file = join(folder, "ark.der");
  writeFileSync(file, amdCertificate("Milan", "ark"));
  return file;
}

/** A service that listens somewhere on this machine, and trusts the software TSM. */
export async function service(
  options: readonly string[] = [],
  env: Record<string, string> = {},
): Promise<{ url: string; run: Running }> {
  const all = ["serve", "--listen", "0", "--offline", "--trust-root", rootFile(), ...options];
  const { run, line } = await started(all, '"listening"', env);
  return { run, url: JSON.parse(line).url };
}

/** A replica with a store. `skew`: milliseconds that its clock is ahead; `env`: more of its surroundings. */
export function replica(
  store: string,
  options: readonly string[] = [],
  { skew = 0, env = {} }: { skew?: number; env?: Record<string, string> } = {},
): Promise<{ url: string; run: Running }> {
  return service(["--rate", "0", "--workers", "1", "--store", store, ...options], { ...skewed(skew), ...env });
}

/** An agent on the software TSM. */
export async function agent(
  urls: readonly string[],
  skew = 0,
): Promise<{ socket: string; run: Running; ask: (path: string) => Promise<{ status: number; text: string }> }> {
  const socket = join(directory(), "agent.sock");
  const options = ["--service", urls.join(","), "--provider", "software", "--socket", socket, "--log", "json"];
  const { run } = await started(["agent", ...options], '"serving"', skewed(skew));
  const ask = (path: string) =>
    new Promise<{ status: number; text: string }>((resolve, reject) => {
      const sent = request({ socketPath: socket, path, agent: false }, (response) => {
        let text = "";
        response.setEncoding("utf8").on("data", (part) => {
          text += part;
        });
        response.on("end", () => resolve({ status: response.statusCode ?? 0, text }));
      });
      sent.on("error", reject).end();
    });
  return { socket, run, ask };
}
