/**
 * Signed JSON of Intel's Provisioning Certification Service: a value, and a signature over its exact bytes.
 * Source: Intel PCS API version 4, "Get TCB Info" and "Get Enclave Identity".
 */
import { encodeHex } from "../hex.ts";
import { signEcdsa } from "./webcrypto.ts";

/** Changes to signed JSON, in the order they are made. */
export interface JsonEdit<Value> {
  /** Changes the value before it is written. */
  amend?: (value: Value) => void;
  /** Changes the text before it is signed: duplicate keys, white space, what no value can say. */
  text?: (json: string) => string;
  /** Signs in place of the TCB signing key; ECDSA P-256. */
  signer?: CryptoKey;
  /** Changes the text after it is signed; the signature stays. */
  signed?: (json: string) => string;
}

/** JSON text and the signature over it. */
export interface SignedJson {
  json: string;
  /** R and S, big-endian, as 128 hex digits. */
  signature: string;
}

/** Writes and signs a value. */
export async function signJson<Value>(value: Value, key: CryptoKey, edit: JsonEdit<Value> = {}): Promise<SignedJson> {
  edit.amend?.(value);
  const written = JSON.stringify(value);
  const json = edit.text?.(written) ?? written;
  const signature = await signEcdsa(edit.signer ?? key, "SHA-256", new TextEncoder().encode(json));
  return { json: edit.signed?.(json) ?? json, signature: encodeHex(signature) };
}

/** The body of PCS's answer; `name` is `tcbInfo` or `enclaveIdentity`. */
export function toPcsBody(name: "tcbInfo" | "enclaveIdentity", { json, signature }: SignedJson): string {
  return `{"${name}":${json},"signature":"${signature}"}`;
}

/** A moment as PCS writes it: to the second. */
export function pcsTime(date: Date): string {
  return date.toISOString().replace(/\.\d+/, "");
}
