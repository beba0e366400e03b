/**
 * Mounts without root, by fusermount3: it opens the device, mounts it, and hands it over through a socket, which takes koffi.
 * Source: libfuse, util/fusermount.c and lib/mount_util.c; cmsg(3), unix(7).
 */
import { spawn } from "node:child_process";
import { once } from "node:events";
import { closeSync } from "node:fs";
import { MountError } from "./mountError.ts";

/** Numbers of Linux. */
const AF_UNIX = 1;
const SOCK_STREAM = 1;
/** Programs that are started don't get what they are not given: a device that stays open there would outlive its server. */
const SOCK_CLOEXEC = 0o2000000;
const MSG_CMSG_CLOEXEC = 0x40000000;
/** Bytes of a control message with one descriptor: length, level, type, the descriptor, and padding. */
const CONTROL = 24;
const DESCRIPTOR_AT = 16;

/** Loads the calls that Node lacks. */
async function calls() {
  const koffi = await import("koffi").then(
    (module) => module.default,
    () => {
      throw new MountError("mounting without root takes koffi: npm install koffi");
    },
  );
  const libc = koffi.load("libc.so.6");
  koffi.struct("iovec", { base: "void *", length: "size_t" });
  koffi.struct("msghdr", {
    name: "void *",
    nameLength: "uint32_t",
    vector: "iovec *",
    vectorLength: "size_t",
    control: "void *",
    controlLength: "size_t",
    flags: "int",
  });
  return {
    socketpair: libc.func("int socketpair(int, int, int, _Out_ int *)"),
    recvmsg: libc.func("long recvmsg(int, _Inout_ msghdr *, int)"),
  };
}

/** Mounts with these options. Returns the device. */
export async function fusermount(directory: string, options: readonly string[]): Promise<number> {
  const { socketpair, recvmsg } = await calls();
  const pair = [0, 0];
  if (socketpair(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0, pair) < 0)
    throw new MountError("there is no socket for fusermount3");
  const [own, its] = pair as [number, number];
  try {
    const child = spawn("fusermount3", ["-o", options.join(), "--", directory], {
      stdio: ["ignore", "ignore", "pipe", its],
      env: { ...process.env, _FUSE_COMMFD: "3" },
    });
    let said = "";
    child.stderr?.setEncoding("utf8").on("data", (text: string) => {
      said += text;
    });
    const [code] = await once(child, "close").catch(() => {
      throw new MountError("mounting without root takes fusermount3, of the package fuse3");
    });
    if (code !== 0) throw new MountError(said.trim() || `fusermount3 ended with exit code ${code}`);
    return received(recvmsg, own);
  } finally {
    closeSync(own);
    closeSync(its);
  }
}

/** The descriptor that lies in a socket. */
function received(recvmsg: (socket: number, message: object, flags: number) => number, socket: number): number {
  const control = Buffer.alloc(CONTROL);
  const vector = { base: Buffer.alloc(1), length: 1 };
  const message = { name: null, nameLength: 0, vector, vectorLength: 1, control, controlLength: CONTROL, flags: 0 };
  if (recvmsg(socket, message, MSG_CMSG_CLOEXEC) < 1) throw new MountError("fusermount3 handed nothing over");
  return control.readInt32LE(DESCRIPTOR_AT);
}
