// What is below the guest: a machine that measures what it boots, and whose firmware signs reports. Both are the forge's.
import { createHash } from "node:crypto";
import { at } from "../run.mjs";

/** The launch measurement of a guest: of its kernel and its initrd. Real firmware measures pages of memory. */
export function measure(/** @type {Buffer[]} */ ...parts) {
  const hash = createHash("sha384");
  for (const part of parts) hash.update(createHash("sha384").update(part).digest());
  return new Uint8Array(hash.digest());
}

/** Takes a stream apart into pieces of one size. */
async function eachPiece(socket, /** @type {number} */ size, /** @type {(piece: Buffer) => Promise<void>} */ take) {
  let rest = Buffer.alloc(0);
  for await (const piece of socket) {
    rest = Buffer.concat([rest, piece]);
    for (; rest.length >= size; rest = rest.subarray(size)) await take(Buffer.from(rest.subarray(0, size)));
  }
}

/**
 * The firmware: answers what comes over the port of the test TSM.
 * @param messages The module of test/kernel/guest/protocol.ts.
 */
export async function firmware(messages, chip, /** @type {Uint8Array} */ measurement) {
  const { sevGuest } = await import(at("dist/software-tsm/index.js"));
  const platform = { ...chip, report: (options) => chip.report({ ...options, fields: { measurement } }) };
  const provider = sevGuest({ platform });
  return (/** @type {import("node:net").Socket} */ socket) => {
    const send = (/** @type {Buffer} */ message) => {
      const length = Buffer.alloc(4);
      length.writeUInt32LE(message.length);
      socket.write(Buffer.concat([length, message]));
    };
    send(messages.registration(provider, 0));
    const answer = async (/** @type {Buffer} */ question) => send(await messages.answerTo(question, provider));
    eachPiece(socket, messages.QUESTION_SIZE, answer).catch(() => socket.destroy());
  };
}
