/** One request to AMD's firmware by way of the driver and the host, and again while they are busy. */
import { type TsmError, tsmError } from "../errors.ts";
import { encodeSection, type FieldValue, fieldNumber } from "../fields.ts";
import { layout } from "../rows.ts";
import { sleep } from "../turns.ts";
import type { Room } from "./device.ts";
import { guestRequestFailure } from "./failure.ts";
import { type Call, deviceOf } from "./guestDevice.ts";

/** How often a busy firmware is asked, and until when. */
export interface Patience {
  /** How often at most; 8 when left out. */
  attempts?: number;
  /** Ends the wait between two attempts. */
  signal?: AbortSignal;
}

const ATTEMPTS = 8;
/** Milliseconds between two attempts: at first, and at most. The driver itself waits two seconds for a host that throttles. */
const WAIT = { first: 125, longest: 4000 };
/** Version of the messages that are sent. */
const MESSAGE_VERSION = 1;

/** Makes a structure by its table. */
export function encode(name: string, values: Record<string, FieldValue>): Uint8Array {
  return encodeSection(layout(name), 0, values);
}

/** A number in a structure. */
export function numberIn(bytes: Uint8Array, name: string, field: string): number {
  return fieldNumber(bytes, layout(name), 0, field);
}

/** How a request ended: after how many attempts, and with which error and word of the host, if it failed. */
export interface Ended {
  attempts: number;
  failed?: { error: TsmError; vmmError: number };
}

/** Sends a request and takes the response, both of which lie in a room that has space left for their envelope. */
export async function send(
  call: Call,
  command: string,
  room: Room,
  request: bigint,
  response: bigint,
  { attempts = ATTEMPTS, signal }: Patience,
): Promise<Ended> {
  const fresh = encode("snpGuestRequest", { msgVersion: MESSAGE_VERSION, reqData: request, respData: response });
  const envelope = room.put(fresh);
  for (let attempt = 1, wait = WAIT.first; ; attempt++, wait = Math.min(2 * wait, WAIT.longest)) {
    // The driver leaves the words of a failed attempt in it.
    envelope.bytes.set(fresh);
    const result = await call(command, envelope.address);
    if (result >= 0) return { attempts: attempt };
    const vmmError = numberIn(envelope.bytes, "snpGuestRequest", "vmmError");
    const fwError = numberIn(envelope.bytes, "snpGuestRequest", "fwError");
    const error = guestRequestFailure(deviceOf(command), -result, fwError, vmmError);
    if (error.code !== "busy" || attempt >= attempts) return { attempts: attempt, failed: { error, vmmError } };
    await sleep((wait * (1 + Math.random())) / 2, signal);
    if (signal?.aborted) throw tsmError("cancelled", "while the firmware was busy");
  }
}
