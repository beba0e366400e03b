/**
 * Report files served to other processes over a Unix socket, as the one kernel serves them all: a verb that a process
 * asked for is done to its end, also when the process is killed meanwhile.
 *
 * One line of JSON a message, bytes in base64. The first line a client sends is its pid, then `{id, verb, entry,
 * attribute, bytes}`; the answers are `{id, value}` or `{id, errno, message}`, in any order.
 */
import { once } from "node:events";
import { createServer, type Socket } from "node:net";
import { FileError, type ReportFiles } from "../../../hosts/files.ts";

/** A verb that a process asks for. */
export interface Call {
  pid: number;
  verb: keyof ReportFiles;
  entry: string;
}

/** Hears of every verb when it is asked for, and again when it went through. */
export interface Watcher {
  asked(call: Call): void;
  done(call: Call): void;
}

interface Message {
  id: number;
  verb: keyof ReportFiles;
  entry: string;
  attribute: string;
  bytes: string;
}

/** Files at work on a socket. */
export interface Service {
  /** Resolves when every verb asked for so far has been done. */
  idle(): Promise<void>;
  close(): Promise<void>;
}

/** Calls back with every whole line; what a killed process did not finish is no line. */
function onLines(socket: Socket, take: (line: string) => void): void {
  let rest = "";
  socket.setEncoding("utf8").on("data", (text: string) => {
    const lines = (rest + text).split("\n");
    rest = lines.pop() ?? "";
    for (const line of lines) take(line);
  });
}

async function run(files: ReportFiles, { verb, entry, attribute, bytes }: Message): Promise<unknown> {
  if (verb === "list") return files.list();
  if (verb === "create") return files.create(entry);
  if (verb === "remove") return files.remove(entry);
  if (verb === "write") return files.write(entry, attribute, new Uint8Array(Buffer.from(bytes, "base64")));
  return Buffer.from(await files.read(entry, attribute)).toString("base64");
}

/** Serves files on a socket. */
export async function serve(files: ReportFiles, path: string, watcher: Watcher): Promise<Service> {
  const underWay = new Set<Promise<void>>();

  const answer = async (socket: Socket, pid: number, message: Message) => {
    const call = { pid, verb: message.verb, entry: message.entry };
    let reply: object;
    watcher.asked(call);
    try {
      reply = { value: await run(files, message) };
      watcher.done(call);
    } catch (error) {
      if (!(error instanceof FileError)) throw error;
      reply = { errno: error.errno, message: error.message };
    }
    if (socket.writable) socket.write(`${JSON.stringify({ id: message.id, ...reply })}\n`);
  };

  const server = createServer((socket) => {
    let pid = 0;
    // Killed processes don't say goodbye.
    socket.on("error", () => {});
    onLines(socket, (line) => {
      if (pid === 0) {
        pid = Number(line);
        return;
      }
      const work = answer(socket, pid, JSON.parse(line)).finally(() => underWay.delete(work));
      underWay.add(work);
    });
  });
  await once(server.listen(path), "listening");

  return {
    idle: async () => {
      while (underWay.size > 0) await Promise.all(underWay);
    },
    close: async () => {
      await once(server.close(), "close");
    },
  };
}
