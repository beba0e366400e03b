/** Certificates in evidence and among endorsements, decoded by the core. Nothing is verified here. */
import { TsmError } from "./errors.ts";
import { encodeCertTable } from "./forge/snpCertTable.ts";
import type { Certificate } from "./formats.ts";
import { type Inspection, inspect } from "./inspect.ts";

/** The certificates that evidence carries, in its order, and those of what came along. */
export function certificatesOf({ sections, auxblob, parts = {} }: Inspection): Certificate[] {
  const own = sections.flatMap((section) => (section.layout === "certificate" ? [section.fields] : []));
  const beside = [...(auxblob ? [auxblob] : []), ...Object.values(parts)];
  return [...own, ...beside.flatMap(certificatesOf)];
}

/** The certificates of what the core reads as evidence; none of what it doesn't: lists, TCB info, random bytes. */
function decoded(bytes: Uint8Array): Certificate[] {
  try {
    return certificatesOf(inspect(bytes, { form: "bin" }));
  } catch (error) {
    if (error instanceof TsmError) return [];
    throw error;
  }
}

/** The core reads certificates, DER or PEM, as entries of a certificate table. */
const wrapped = (bytes: Uint8Array): Certificate[] => decoded(encodeCertTable([["vcek", bytes]]));

/** The chains of collateral in one file: members that are PEM. */
function chains(json: string): Uint8Array[] {
  try {
    const members: unknown[] = Object.values(JSON.parse(json));
    const texts = members.filter((one): one is string => typeof one === "string" && one.startsWith("-----BEGIN "));
    return texts.map((text) => new TextEncoder().encode(text));
  } catch {
    return [];
  }
}

/**
 * The certificates of an endorsement: DER, PEM, a certificate table, or collateral in one file. What has none, or none that
 * can be read, gives none.
 */
export function certificatesIn(bytes: Uint8Array): Certificate[] {
  const text = new TextDecoder().decode(bytes);
  if (text.trimStart().startsWith("{")) return chains(text).flatMap(wrapped);
  const own = wrapped(bytes);
  return own.length > 0 ? own : decoded(bytes);
}
