/** `tsm agent status` and `tsm agent token`, as they run: they ask the agent at its socket. */
import { askAgent } from "../agent/client.ts";
import { statusText } from "../agent/statusText.ts";
import { decodeHex, encodeHex } from "../hex.ts";
import { sleep } from "../turns.ts";
import type { StatusCall, TokenCall } from "./agent.ts";
import { socketPath } from "./agentSocket.ts";
import { Interrupt } from "./interrupt.ts";
import { colours, naming, print } from "./io.ts";
import { UsageError } from "./usage.ts";

/** Milliseconds between two looks. */
const LOOK = 1000;
/** Clears the terminal, and goes to its top. */
const CLEAR = "\x1b[H\x1b[2J";

/** Runs `tsm agent status`. */
export async function runAgentStatus({ socket, json, watch }: StatusCall): Promise<void> {
  const path = socketPath(socket);
  const look = async () => {
    const answer = await askAgent(path, { path: "/status" });
    return json ? `${answer}\n` : statusText(JSON.parse(answer), colours(), Date.now());
  };
  if (!watch) return print(await look());
  const { signal } = new Interrupt();
  while (!signal.aborted) {
    const shown = await look();
    print(process.stdout.isTTY && !json ? CLEAR + shown : shown);
    await sleep(LOOK, signal);
  }
}

/** Runs `tsm agent token`. */
export async function runAgentToken({ socket, relation, userNonce, wait }: TokenCall): Promise<void> {
  if (userNonce !== undefined && wait !== undefined) {
    throw new UsageError("--wait is about the current token: a token for --user-nonce is made for you, at once");
  }
  const interrupt = new Interrupt();
  const { signal } = interrupt;
  const asked = {
    ...(relation !== undefined && { relation }),
    ...(wait !== undefined && { wait: String(wait / 1000) }),
  };
  try {
    if (userNonce === undefined) {
      print(`${await askAgent(socketPath(socket), { path: `/token?${new URLSearchParams(asked)}`, signal })}\n`);
      return;
    }
    const body = { ...asked, userNonce: encodeHex(await naming("--user-nonce", () => decodeHex(userNonce))) };
    const { token } = JSON.parse(await askAgent(socketPath(socket), { path: "/token", body, signal }));
    print(`${token}\n`);
  } catch (error) {
    throw signal.aborted ? signal.reason : error;
  } finally {
    interrupt.release();
  }
}
