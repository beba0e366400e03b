/** The socket of an agent: who may come in, and what is there before and after. */
import { spawn } from "node:child_process";
import { EventEmitter, once } from "node:events";
import { readdirSync, statSync, symlinkSync, writeFileSync } from "node:fs";
import { createServer } from "node:http";
import { connect } from "node:net";
import { join } from "node:path";
import { describe, expect, onTestFinished, test } from "vitest";
import { listenAt } from "../../hosts/agent/socket.ts";
import { fakeService } from "../session/fakeService.ts";
import { get, place, served } from "./agents.ts";

const isRoot = process.geteuid?.() === 0;

/** Connects as another user. Returns what the process printed. */
async function asUser(uid: number, gid: number, path: string): Promise<string> {
  const code = `require("net").connect(process.argv[1]).on("connect", function () { console.log("in"); this.destroy() }).on("error", (e) => console.log(e.code))`;
  const child = spawn(process.execPath, ["-e", code, path], { uid, gid, stdio: ["ignore", "pipe", "inherit"] });
  let out = "";
  child.stdout.on("data", (chunk) => {
    out += chunk;
  });
  await once(child, "close");
  return out.trim();
}

/** A socket whose program was killed: nobody listens, and it is there. */
async function leftBehind(path: string): Promise<void> {
  const code = `require("net").createServer().listen(process.argv[1], () => process.kill(process.pid, "SIGKILL"))`;
  await once(spawn(process.execPath, ["-e", code, path]), "close");
}

describe("permissions", () => {
  test.each([0o600, 0o660, 0o666])("are those that are asked for: %o", async (mode) => {
    const { path } = await served({ mode });
    expect(statSync(path).mode & 0o777).toBe(mode);
    expect(statSync(path).isSocket()).toBe(true);
    // The directory that it was made in is gone.
    expect(readdirSync(join(path, ".."))).toEqual(["agent.sock"]);
  });

  test.skipIf(!isRoot)("keep other users out, and let a group in", async () => {
    const { path } = await served({ mode: 0o660, group: "12345" });
    expect(statSync(path).gid).toBe(12345);
    expect(await asUser(1000, 1000, path)).toBe("EACCES");
    expect(await asUser(1000, 12345, path)).toBe("in");
    const own = await served();
    expect(await asUser(1000, 1000, own.path)).toBe("EACCES");
  });

  test.skipIf(!isRoot)("take groups by name, those that there are", async () => {
    expect(statSync((await served({ group: "root", mode: 0o660 })).path).gid).toBe(0);
    const missing = listenAt(createServer(), { path: join(place(), "s"), mode: 0o600, group: "no-such-group" });
    await expect(missing).rejects.toThrow("there is no group no-such-group");
  });
});

describe("what is there", () => {
  test("a socket of a program that is gone is replaced", async () => {
    const path = join(place(), "agent.sock");
    await leftBehind(path);
    expect(statSync(path).isSocket()).toBe(true);
    await served({ path });
    expect((await get(path, "/status")).status).toBe(200);
  });

  test("that of a program that lives is not", async () => {
    const { path } = await served();
    await expect(listenAt(createServer(), { path, mode: 0o600 })).rejects.toThrow("is an agent running already?");
    expect((await get(path, "/status")).status).toBe(200);
    expect(readdirSync(join(path, ".."))).toEqual(["agent.sock"]);
  });

  test("a file that is no socket is left alone, as is what a link leads to", async () => {
    const folder = place();
    writeFileSync(join(folder, "file"), "mine");
    symlinkSync(join(folder, "file"), join(folder, "link"));
    for (const name of ["file", "link"]) {
      const listening = listenAt(createServer(), { path: join(folder, name), mode: 0o600 });
      await expect(listening).rejects.toThrow("which is no socket");
    }
  });

  test("nothing is left at the end, unless it is another agent's by then", async () => {
    const { path, server } = await served();
    await server.close();
    expect(readdirSync(join(path, ".."))).toEqual([]);
  });

  test("a path that is too long, or leads nowhere, is told", async () => {
    const long = join(place(), "x".repeat(40));
    const listening = listenAt(createServer(), { path: join(long, "y".repeat(80)), mode: 0o600 });
    await expect(listening).rejects.toThrow(/ENOENT/);
    const { mkdirSync } = await import("node:fs");
    mkdirSync(join(long, "y".repeat(60)), { recursive: true });
    const deep = listenAt(createServer(), { path: join(long, "y".repeat(60), "s"), mode: 0o600 });
    await expect(deep).rejects.toThrow("expected at most 107");
    expect(readdirSync(join(long, "y".repeat(60)))).toEqual([]);
  });
});

describe("clients", () => {
  test("that say nothing do not keep the server from its end", async () => {
    const { path, server } = await served();
    const silent = connect(path);
    onTestFinished(() => void silent.destroy());
    await once(silent, "connect");
    silent.write("GET /token HTTP/1.1\r\nhost: a\r\n");
    const gone = once(silent, "close");
    await server.close();
    await gone;
  });

  test("beyond the limit are dropped", async () => {
    const { path } = await served();
    const all = Array.from({ length: 140 }, () => connect(path));
    onTestFinished(() => void all.map((socket) => socket.destroy()));
    let dropped = 0;
    await new Promise<void>((resolve) => {
      for (const socket of all) socket.on("error", () => {}).on("close", () => ++dropped === 12 && resolve());
    });
    for (const socket of all) socket.destroy();
  });

  test("that hang up take their request with them", async () => {
    const real = await fakeService();
    const [asked, gaveUp] = [new EventEmitter(), new EventEmitter()];
    const [isAsked, hasGivenUp] = [once(asked, "it"), once(gaveUp, "it")];
    let hangs = false;
    const fetch: typeof real.fetch = (url, init) => {
      if (!hangs) return real.fetch(url, init);
      init.signal?.addEventListener("abort", () => gaveUp.emit("it"));
      asked.emit("it");
      return new Promise(() => {});
    };
    const { path, relations } = await served({}, { service: { ...real, fetch } });
    await relations[0]?.session.token();
    hangs = true;
    const socket = connect(path);
    await once(socket, "connect");
    const body = JSON.stringify({ userNonce: "00".repeat(16) });
    socket.write(`POST /token HTTP/1.1\r\nhost: a\r\ncontent-length: ${body.length}\r\n\r\n${body}`);
    await isAsked;
    socket.destroy();
    await hasGivenUp;
    expect((await get(path, "/status")).status).toBe(200);
  });
});
