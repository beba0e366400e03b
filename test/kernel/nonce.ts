/** The nonce that evidence of the guest is asked for with, and verified with outside. */
export const NONCE = Uint8Array.from({ length: 64 }, (_, i) => 255 - i);
