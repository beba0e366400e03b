/** When a program that uses NodeFiles ends: by itself when no verb is under way, not before. */
import { type ChildProcess, execFileSync, spawn } from "node:child_process";
import { once } from "node:events";
import { open } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import { expect, test } from "vitest";
import { inDirectory } from "../fileChecks.ts";
import { onLinux } from "../linux.ts";

const PACKAGE = new URL("../../../dist/node/index.js", import.meta.url).href;

/** Starts a program, text that `node --eval` runs as a module; `files` are those of the directory. */
function program(root: string, code: string): ChildProcess {
  const head = `import { NodeFiles } from ${JSON.stringify(PACKAGE)};\nconst files = new NodeFiles(${JSON.stringify(root)});\n`;
  return spawn(process.execPath, ["--input-type=module", "--eval", head + code], {
    stdio: ["ignore", "pipe", "inherit"],
  });
}

/** What a program printed, when it has ended. */
async function output(child: ChildProcess): Promise<{ text: string; code: number | null; signal: string | null }> {
  let text = "";
  child.stdout?.setEncoding("utf8").on("data", (piece: string) => {
    text += piece;
  });
  const [code, signal] = await once(child, "close");
  return { text, code, signal };
}

onLinux("a program", () => {
  test("ends when its last verb has", () =>
    inDirectory(tmpdir(), async (root) => {
      const child = program(root, `console.log(await files.list());`);
      expect(await output(child)).toEqual({ text: "[]\n", code: 0, signal: null });
    }));

  test("doesn't end in the middle of a verb, though nothing else is to be done", () =>
    inDirectory(tmpdir(), async (root) => {
      execFileSync("mkfifo", [join(root, "pipe")]);
      const child = program(
        root,
        `files.read("", "pipe").then((bytes) => console.log(new TextDecoder().decode(bytes)));`,
      );
      const ended = output(child);
      const writer = await open(join(root, "pipe"), "w");
      await sleep(200);
      expect(child.exitCode).toBe(null);
      await writer.write("a report");
      await writer.close();
      expect(await ended).toEqual({ text: "a report\n", code: 0, signal: null });
    }));

  test("ends at a signal, also in the middle of a verb", () =>
    inDirectory(tmpdir(), async (root) => {
      execFileSync("mkfifo", [join(root, "pipe")]);
      const child = program(root, `files.read("", "pipe");`);
      const writer = await open(join(root, "pipe"), "w");
      child.kill("SIGTERM");
      expect(await output(child)).toMatchObject({ signal: "SIGTERM" });
      await writer.close();
    }));

  test("ends after bytes that can't be handed to the thread", () =>
    inDirectory(tmpdir(), async (root) => {
      const child = program(root, `files.write("e", "inblob", () => {}).catch(({ name }) => console.log(name));`);
      expect(await output(child)).toEqual({ text: "DataCloneError\n", code: 0, signal: null });
    }));

  test("ends after a verb that failed", () =>
    inDirectory(tmpdir(), async (root) => {
      const child = program(root, `files.remove("e").catch(({ name, errno }) => console.log(name, errno));`);
      expect(await output(child)).toEqual({ text: "FileError 2\n", code: 0, signal: null });
    }));
});
