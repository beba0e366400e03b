/**
 * What certificates and revocation lists share: bytes to be signed, the algorithm, the signature; and the places where a
 * test may put its hand in. Source: RFC 5280 sections 4.1.1 and 5.1.1.
 */
import type { SignatureAlgorithm } from "./algorithms.ts";
import * as der from "./der.ts";

/** Changes to something signed, once its template is settled. */
export interface SigningEdit {
  /** Changes the bytes to be signed, where no member of the template reaches. */
  tbs?: ((bytes: Uint8Array) => Uint8Array) | undefined;
  /** Signs in place of the issuer's key. */
  signer?: CryptoKey | undefined;
  /** Named outside of the signed bytes in place of the algorithm named inside; the signature stays. */
  outer?: SignatureAlgorithm | undefined;
  /** Changes the whole DER after it is signed. */
  der?: ((bytes: Uint8Array) => Uint8Array) | undefined;
}

/** Changes to something signed, in the order they are made. */
export interface Edit<Template> extends SigningEdit {
  /** Changes the template before it is written. */
  amend?: ((template: Template) => Template) | undefined;
}

/** Signs. Returns the DER of the whole. */
export async function seal(
  tbs: Uint8Array,
  algorithm: SignatureAlgorithm,
  key: CryptoKey,
  edit: SigningEdit = {},
): Promise<Uint8Array> {
  const signed = edit.tbs?.(tbs) ?? tbs;
  const signature = await algorithm.sign(edit.signer ?? key, signed);
  const { identifier } = edit.outer ?? algorithm;
  const whole = der.wrap(signed, der.encode(identifier), der.encode(der.bits(signature)));
  return edit.der?.(whole) ?? whole;
}
