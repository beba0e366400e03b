/** A TSM in software behind the kernel: the program at the other end of /dev/tsmkit-test, see protocol.ts. */
import { type FileHandle, open } from "node:fs/promises";
import { FileError } from "../../../hosts/files.ts";
import type { Provider } from "../../../hosts/software-tsm/index.ts";
import { answerTo, type DeviceModel, leave, QUESTION_SIZE, registration } from "./protocol.ts";

const DEVICE = "/dev/tsmkit-test";

/** A registered provider, with the devices that came along. */
export class Channel {
  readonly #file: FileHandle;
  readonly #provider: Provider;
  readonly #model: DeviceModel | undefined;
  readonly #served: Promise<void>;

  /** Registers. Fails with a FileError as tsm_register does: EBUSY while there is another, or an entry is left. */
  static async open(provider: Provider, model?: DeviceModel): Promise<Channel> {
    const file = await open(DEVICE, "r+");
    try {
      await file.write(registration(provider, model?.devices ?? 0));
    } catch (error) {
      await file.close();
      throw new FileError(Math.abs((error as NodeJS.ErrnoException).errno ?? 0), "could not register", {
        cause: error,
      });
    }
    return new Channel(file, provider, model);
  }

  private constructor(file: FileHandle, provider: Provider, model?: DeviceModel) {
    this.#file = file;
    this.#provider = provider;
    this.#model = model;
    this.#served = this.#serve();
  }

  /** Takes provider and devices away; a report under way fails with EIO. */
  async close(): Promise<void> {
    await this.#file.write(leave());
    await this.#served;
    await this.#file.close();
  }

  async #serve(): Promise<void> {
    for (;;) {
      const { buffer, bytesRead } = await this.#file.read(Buffer.alloc(QUESTION_SIZE), 0, QUESTION_SIZE, null);
      if (bytesRead === 0) break;
      // Whoever asked may be killed, and another one ask, before this answer is there.
      this.#answer(buffer);
    }
  }

  async #answer(question: Buffer): Promise<void> {
    const message = await answerTo(question, this.#provider, this.#model);
    try {
      await this.#file.write(message);
    } catch (error) {
      // Nobody waits for it any more, or this provider has left.
      if (!["ESTALE", "EBADF"].includes((error as NodeJS.ErrnoException).code ?? "")) throw error;
    }
  }
}
