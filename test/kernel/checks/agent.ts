/** A verifier service and an agent on the kernel's configfs: real processes, tokens of seconds, registers that move on. */
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { request } from "node:http";
import { join } from "node:path";
import {
  amdCertificate,
  createSnpPlatform,
  createTdxPlatform,
  intelCertificate,
  tdxCollateral,
  toCollateralFile,
} from "tsmkit/forge";
import { sevGuest, tdxGuest } from "tsmkit/software-tsm";
import { equal } from "../../browser/expect.ts";
import { behindKernel, type Checks, entries } from "../guest/checks.ts";
import { type Running, start } from "../guest/command.ts";
import { devicesOf } from "../guest/deviceModel.ts";
import { say } from "../guest/results.ts";

/** Seconds that tokens hold. A third of them is left when a refresh is due: emulated processors stand still for ten at times. */
const LIFETIME = 40;
const REFRESHES = 6;

/** What an agent says at its socket. */
function ask(socket: string, path: string, body?: object): Promise<{ status: number; text: string }> {
  return new Promise((resolve, reject) => {
    const headers = body ? { "content-type": "application/json" } : {};
    const sent = request({ socketPath: socket, path, method: body ? "POST" : "GET", headers }, (response) => {
      let text = "";
      response.setEncoding("utf8").on("data", (part) => {
        text += part;
      });
      response.on("end", () => resolve({ status: response.statusCode ?? 0, text }));
    });
    sent.on("error", reject).end(body && JSON.stringify(body));
  });
}

const pause = (milliseconds: number) => new Promise((done) => setTimeout(done, milliseconds));

/** Waits for a line of a process on stderr. */
function lineOf({ process, ended }: Running, word: string): Promise<string> {
  let text = "";
  const said = new Promise<string>((resolve) => {
    process.stderr?.on("data", (part) => {
      text += part;
      const line = text.split("\n").find((one) => one.includes(word));
      if (line) resolve(line);
    });
  });
  const gone = ended.then(({ err }) => Promise.reject(new Error(`it ended before it said ${word}: ${err}`)));
  gone.catch(() => {});
  return Promise.race([said, gone]);
}

interface Claims {
  iat: number;
  exp: number;
  jti: string;
  submods: Record<string, { "ear.status": string }>;
}

const claimsOf = (token: string): Claims => JSON.parse(Buffer.from(token.split(".")[1] ?? "", "base64url").toString());

/** Runs a service and an agent, which ends with no entry left behind. */
async function withAgent(
  files: Record<string, Uint8Array | string>,
  options: (folder: string) => string[],
  work: (socket: string, agent: Running) => Promise<void>,
): Promise<void> {
  const folder = mkdtempSync("/tmp/agent-");
  for (const [name, content] of Object.entries(files)) writeFileSync(join(folder, name), content);
  const socket = join(folder, "agent.sock");
  const lifetime = ["--token-lifetime", `${LIFETIME}`];
  const service = start("serve", "--offline", "--listen", "0", "--workers", "1", ...lifetime, ...options(folder));
  const { url } = JSON.parse(await lineOf(service, '"listening"'));
  const agent = start("agent", "--service", url, "--socket", socket, "--provider", "configfs");
  try {
    await lineOf(agent, "has a token");
    await work(socket, agent);
  } finally {
    for (const { process } of [agent, service]) process.kill("SIGTERM");
    const ends = await Promise.all([agent.ended, service.ended]);
    equal(
      ends.map(({ code }) => code === 0 || code === 143),
      [true, true],
    );
    rmSync(folder, { recursive: true });
  }
  equal(entries(), []);
}

/** For every kernel. */
export const agentChecks: Checks = {
  [`tsm agent attests ${REFRESHES} times on configfs, and has a token that holds all the time`]: () =>
    behindKernel(sevGuest(), () =>
      withAgent(
        { "ark.der": amdCertificate("Milan", "ark") },
        (folder) => ["--trust-root", join(folder, "ark.der")],
        async (socket) => {
          const seen = new Set<string>();
          let asked = 0;
          while (seen.size < REFRESHES) {
            const { status, text } = await ask(socket, "/token");
            const now = Date.now() / 1000;
            equal(status, 200);
            const { jti, exp, submods } = claimsOf(text);
            equal(submods.snp?.["ear.status"], "affirming");
            equal(now < exp + 1, true);
            seen.add(jti);
            asked++;
            await pause(200);
          }
          say({ note: `${asked} times asked, ${seen.size} tokens of at most ${LIFETIME} s` });
        },
      ),
    ),
};

/** For kernels that show registers. */
export const agentRegisterChecks: Checks = {
  "a register that is extended through tsm agent is in the next token's evidence, at once": async () => {
    const [snp, tdx] = await Promise.all([createSnpPlatform(), createTdxPlatform()]);
    const collateral = JSON.stringify(toCollateralFile(await tdxCollateral(tdx)));
    const work = () =>
      withAgent(
        { "root.der": intelCertificate("intelRoot"), "collateral.json": collateral },
        (folder) => ["--trust-root", join(folder, "root.der"), "--collateral", join(folder, "collateral.json")],
        async (socket, agent) => {
          const before = claimsOf((await ask(socket, "/token")).text);
          const attests = lineOf(agent, "attests (extended)");
          const { status, text } = await ask(socket, "/extend", { register: "runtime2", digest: "07".repeat(48) });
          equal([status, text.includes("after")], [200, true]);
          await attests;
          let after = before;
          while (after.jti === before.jti) {
            await pause(200);
            after = claimsOf((await ask(socket, "/token")).text);
          }
        },
      );
    await behindKernel(tdxGuest({ platform: tdx }), work, devicesOf(snp, tdx));
  },
};
