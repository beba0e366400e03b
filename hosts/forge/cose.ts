/** Signs messages as COSE_Sign1, and writes public keys as COSE_Key. Source: RFC 9052 sections 4.2, 4.4 and 7; RFC 9053. */
import { valuesOf } from "../rows.ts";
import { type Cbor, encodeCbor, type Raw, Tagged } from "./cbor.ts";
import { claimsMap } from "./claims.ts";
import { type Curve, type KeyKind, signEcdsa, signEd25519 } from "./webcrypto.ts";

const SIGN1 = 18;
const HASHES = { "P-256": "SHA-256", "P-384": "SHA-384" } as const;
const NAMES = { "P-256": "ES256", "P-384": "ES384", Ed25519: "EdDSA" } as const;

/** The number of the algorithm that goes with a kind of key. */
function algorithmOf(kind: KeyKind): number {
  const { value = 0 } = valuesOf("coseHeader", "alg").find(({ name }) => name === NAMES[kind]) ?? {};
  return value | 0;
}

/** Changes to a message, for what must be refused. */
export interface Sign1Edit {
  /** The protected header in place of the one that names the algorithm. */
  header?: Map<Cbor, Cbor> | Raw;
  /** The unprotected header; default empty. */
  unprotected?: Map<Cbor, Cbor>;
  /** Changes the signature. */
  signature?: (bytes: Uint8Array) => Uint8Array;
  /** Leave the tag away. */
  untagged?: boolean;
}

/** Signs a payload with a key of that kind. Returns the CBOR of the message. */
export async function sign1(
  payload: Uint8Array,
  key: CryptoKey,
  kind: KeyKind,
  edit: Sign1Edit = {},
): Promise<Uint8Array> {
  const header = encodeCbor(edit.header ?? claimsMap("coseHeader", { alg: algorithmOf(kind) }));
  const signed = encodeCbor(["Signature1", header, new Uint8Array(), payload]);
  const signature = await (kind === "Ed25519" ? signEd25519(key, signed) : signEcdsa(key, HASHES[kind], signed));
  const message = [header, edit.unprotected ?? new Map(), payload, edit.signature?.(signature) ?? signature];
  return encodeCbor(edit.untagged ? message : new Tagged(SIGN1, message));
}

/** The numbers of IANA: of keys with one and with two coordinates, and of the curves. */
const OKP = 1;
const EC2 = 2;
const CURVES = { "P-256": 1, "P-384": 2, Ed25519: 6 } as const;

/** A bare point, 4 and X and Y, as a COSE_Key. */
export function coseKey(point: Uint8Array, curve: Curve): Uint8Array {
  const size = (point.length - 1) / 2;
  const key = new Map<Cbor, Cbor>([
    [1, EC2],
    [-1, CURVES[curve]],
    [-2, point.slice(1, 1 + size)],
    [-3, point.slice(1 + size)],
  ]);
  return encodeCbor(key);
}

/** The 32 bytes of an Ed25519 key as a COSE_Key. */
export function coseEd25519Key(bytes: Uint8Array): Uint8Array {
  return encodeCbor(
    new Map<Cbor, Cbor>([
      [1, OKP],
      [-1, CURVES.Ed25519],
      [-2, bytes],
    ]),
  );
}
