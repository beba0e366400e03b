/** The report directory of configfs-tsm, for Node: file verbs done on a thread of their own. */
import { Worker } from "node:worker_threads";
import { CONFIGFS_REPORTS, FileError, type ReportFiles } from "../files.ts";

/** A file verb on its way to the thread: name, entry, attribute, bytes. */
export type Verb = ["create" | "remove" | "read" | "write" | "list", string?, string?, Uint8Array?];

/** What comes back: a value, or an error number and the system's words for it; 0 when the failure was no system call. */
export type Reply = { value?: Uint8Array | string[] } | { errno: number; message: string };

/**
 * The entries below a directory, by default the kernel's. One verb runs at a time. The thread starts with the first verb,
 * keeps the process alive only while a verb runs, and blocks in nobody's way. As with all file calls of Node,
 * `process.exit()` waits until the verb in flight returns; signals don't.
 */
export class NodeFiles implements ReportFiles {
  readonly root: string;
  #worker: Worker | undefined;
  #last: Promise<unknown> = Promise.resolve();

  constructor(root: string = CONFIGFS_REPORTS) {
    this.root = root;
  }

  create(entry: string): Promise<void> {
    return this.#run(["create", entry]);
  }
  remove(entry: string): Promise<void> {
    return this.#run(["remove", entry]);
  }
  read(entry: string, attribute: string): Promise<Uint8Array> {
    return this.#run(["read", entry, attribute]);
  }
  write(entry: string, attribute: string, bytes: Uint8Array): Promise<void> {
    return this.#run(["write", entry, attribute, bytes]);
  }
  list(): Promise<string[]> {
    return this.#run(["list"]);
  }

  #run<T>(verb: Verb): Promise<T> {
    const turn = this.#last.then(() => this.#send<T>(verb));
    this.#last = turn.catch(() => {});
    return turn;
  }

  #start(): Worker {
    // Options of this program are not for the thread: with the `--input-type` of `node --eval` it would not start.
    const worker = new Worker(new URL("./files.worker.js", import.meta.url), { workerData: this.root, execArgv: [] });
    worker.unref();
    worker.once("exit", () => this.#forget(worker));
    return worker;
  }

  /** Lets the next verb start another thread. */
  #forget(worker: Worker): void {
    if (this.#worker === worker) this.#worker = undefined;
  }

  #send<T>(verb: Verb): Promise<T> {
    this.#worker ??= this.#start();
    const worker = this.#worker;
    worker.postMessage(verb);
    worker.ref();
    return new Promise<T>((resolve, reject) => {
      const done = () => {
        worker.off("message", onReply).off("error", onError).off("exit", onExit);
        worker.unref();
      };
      const onReply = (reply: Reply) => {
        done();
        if (!("errno" in reply)) resolve(reply.value as T);
        else reject(reply.errno ? new FileError(reply.errno, reply.message) : new Error(reply.message));
      };
      const onError = (error: Error) => {
        done();
        this.#forget(worker);
        reject(error);
      };
      const onExit = (code: number) => onError(new Error(`the thread for file calls ended with exit code ${code}`));
      worker.on("message", onReply).on("error", onError).on("exit", onExit);
    });
  }
}
