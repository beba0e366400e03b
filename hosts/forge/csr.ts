/** Forges certification requests. Source: RFC 2986 section 4. */
import { ECDSA_SHA256, ECDSA_SHA384, ED25519, type SignatureAlgorithm } from "./algorithms.ts";
import * as der from "./der.ts";
import { type SigningEdit, seal } from "./seal.ts";
import { generateKey, type KeyKind } from "./webcrypto.ts";
import { encodeName, type Name } from "./x509.ts";

const ALGORITHMS: Record<KeyKind, SignatureAlgorithm> = {
  "P-256": ECDSA_SHA256,
  "P-384": ECDSA_SHA384,
  Ed25519: ED25519,
};

/** What a request is made of; all of it has defaults. */
export interface CsrOptions extends SigningEdit {
  /** Default P-256. */
  kind?: KeyKind;
  subject?: Name;
  /** Attributes: an OID, and one value or more in DER. */
  attributes?: { oid: string; values: Uint8Array[] }[];
}

/** Makes a key and a request for its certificate, DER. */
export async function csr({ kind = "P-256", subject, attributes = [], ...edit }: CsrOptions = {}): Promise<Uint8Array> {
  const { privateKey, spki } = await generateKey(kind);
  const info = der.sequence(
    der.integer(0),
    encodeName(subject ?? { CN: "tsmkit test guest" }),
    der.decode(spki),
    der.tagged(
      0,
      ...attributes.map(({ oid, values }) =>
        der.sequence(der.oid(oid), der.set(...values.map((value) => der.decode(value)))),
      ),
    ),
  );
  return seal(der.encode(info), ALGORITHMS[kind], privateKey, edit);
}
