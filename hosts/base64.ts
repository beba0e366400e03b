/** Base64 for every runtime (RFC 4648). */

/** Bytes handled in one go: arguments of a call, which engines limit; a multiple of three, so that parts can be joined. */
const CHUNK = 3 << 12;

/** Writes bytes as base64 of the standard alphabet, padded. */
export function encodeBase64(bytes: Uint8Array): string {
  let text = "";
  for (let i = 0; i < bytes.length; i += CHUNK) text += btoa(String.fromCharCode(...bytes.subarray(i, i + CHUNK)));
  return text;
}

/** Writes bytes as base64 of the URL alphabet, without padding, as JSON Web Tokens have it. */
export function encodeBase64Url(bytes: Uint8Array): string {
  return encodeBase64(bytes).replaceAll("+", "-").replaceAll("/", "_").replace(/=+$/, "");
}

/**
 * Reads base64 that is known to be well formed. A plain loop: Uint8Array.from with a function takes three times as long, at
 * every start.
 */
export function fromBase64(text: string): Uint8Array<ArrayBuffer> {
  const binary = atob(text);
  const bytes = new Uint8Array(binary.length);
  for (let i = 0; i < binary.length; i++) bytes[i] = binary.charCodeAt(i);
  return bytes;
}

/** Reads base64 of the standard alphabet, padded; undefined when it is anything else. */
export function decodeBase64(text: string): Uint8Array | undefined {
  if (text.length % 4 !== 0 || !/^[A-Za-z0-9+/]*={0,2}$/.test(text)) return undefined;
  return fromBase64(text);
}

/** Reads base64 of the URL alphabet, without padding (RFC 4648 section 5); undefined when it is anything else. */
export function decodeBase64Url(text: string): Uint8Array | undefined {
  if (!/^[A-Za-z0-9_-]*$/.test(text) || text.length % 4 === 1) return undefined;
  const bytes = fromBase64(text.replaceAll("-", "+").replaceAll("_", "/"));
  // Bits behind the last byte: another spelling of the same bytes.
  return encodeBase64Url(bytes) === text ? bytes : undefined;
}
