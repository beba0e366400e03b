// The client's end of serve.ts: report files that another process has.
import { once } from "node:events";
import { connect as open } from "node:net";
import { createInterface } from "node:readline";
import { FileError } from "../../../dist/index.js";

/**
 * @param {string} path of the socket
 * @returns {Promise<{ files: import("../../../dist/index.js").ReportFiles, close: () => void }>}
 */
export async function connect(path) {
  const socket = open(path);
  await once(socket, "connect");
  socket.write(`${process.pid}\n`);
  /** @type {Map<number, (reply: { value?: any, errno?: number, message?: string }) => void>} */
  const waiting = new Map();
  let last = 0;

  createInterface({ input: socket }).on("line", (line) => {
    const { id, ...reply } = JSON.parse(line);
    waiting.get(id)?.(reply);
    waiting.delete(id);
  });

  /** @returns {Promise<any>} */
  const ask = async (/** @type {object} */ message) => {
    const id = ++last;
    socket.write(`${JSON.stringify({ id, ...message })}\n`);
    const { value, errno, message: text } = await new Promise((resolve) => waiting.set(id, resolve));
    if (errno) throw new FileError(errno, text);
    return value;
  };

  return {
    files: {
      create: (entry) => ask({ verb: "create", entry }),
      remove: (entry) => ask({ verb: "remove", entry }),
      list: () => ask({ verb: "list" }),
      read: async (entry, attribute) => Buffer.from(await ask({ verb: "read", entry, attribute }), "base64"),
      write: (entry, attribute, bytes) =>
        ask({ verb: "write", entry, attribute, bytes: Buffer.from(bytes).toString("base64") }),
    },
    close: () => socket.end(),
  };
}
