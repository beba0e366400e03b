/** Certificates in PEM. */
import { encodeBase64 } from "./base64.ts";

/** A certificate as PEM (RFC 7468), ending in a line feed. */
export function toPem(certificate: Uint8Array): string {
  const lines = encodeBase64(certificate).replace(/.{64}(?=.)/g, "$&\n");
  return `-----BEGIN CERTIFICATE-----\n${lines}\n-----END CERTIFICATE-----\n`;
}
