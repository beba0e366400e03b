// Serial ports of a guest, whose other ends are here: each is a socket that QEMU connects to.
import { once } from "node:events";
import { createServer } from "node:net";
import { join } from "node:path";

/** Serves a port at a path. `talk` gets each connection; a guest that is started again connects again. */
export async function serve(
  /** @type {string} */ path,
  /** @type {(socket: import("node:net").Socket) => void} */ talk,
) {
  const server = createServer((socket) => {
    // QEMU goes away with its guest, whatever is being said.
    socket.on("error", () => socket.destroy());
    talk(socket);
  });
  server.listen(path);
  await once(server, "listening");
  return server;
}

/**
 * The options of QEMU that give a guest its devices, from files of a folder: a disk, a port whose output goes to the file
 * `results`, and ports whose other ends are served here; each has the name of its file.
 */
export function devices(/** @type {string} */ folder, /** @type {string[]} */ ports) {
  const port = (/** @type {string} */ name, /** @type {string} */ kind) => [
    ...["-chardev", `${kind},id=${name},path=${join(folder, name)}`],
    ...["-device", `virtserialport,chardev=${name},name=${name}`],
  ];
  return [
    ...["-device", "virtio-serial-pci", ...port("results", "file"), ...ports.flatMap((name) => port(name, "socket"))],
    ...["-drive", `file=${join(folder, "disk")},if=none,id=disk,format=raw`, "-device", "virtio-blk-pci,drive=disk"],
  ];
}

/** Calls `take` with every line that comes, one after the other. */
export async function eachLine(
  socket,
  /** @type {number} */ most,
  /** @type {(line: string) => Promise<void>} */ take,
) {
  let text = "";
  for await (const piece of socket.setEncoding("utf8")) {
    text += piece;
    for (let end = text.indexOf("\n"); end >= 0; end = text.indexOf("\n")) {
      const line = text.slice(0, end + 1);
      text = text.slice(end + 1);
      await take(line);
    }
    if (text.length > most) return socket.destroy();
  }
}
