/** What may stand behind the report data: bytes that the user has, as they are or hashed, filled with zeros. */
import { fromBase64 } from "../../base64.ts";
import { digest, HASH_NAMES } from "../../crypto.ts";
import { decodeHex, encodeHex } from "../../hex.ts";
import type { Inspection } from "../../inspect.ts";

/** One guess, and whether it is right. */
export interface Match {
  /** How the input was taken, and what was done with it. */
  taken: string;
  made: string;
  /** The value in hex, without its zeros. */
  value: string;
  matches: boolean;
}

/** Bytes of report data. */
const SIZE = 64;

/** The report data of evidence, hex; undefined for what has none. */
export function reportDataOf({ sections }: Inspection): string | undefined {
  for (const { layout, of, fields } of sections) {
    if (of === undefined && "reportData" in fields) return fields.reportData;
    if (layout === "ccaRealm" || layout === "coveTvm") return fields.challenge;
  }
  return undefined;
}

/** The ways in which an input can be taken. */
function takings(input: string): [taken: string, bytes: Uint8Array][] {
  const bare = input.replace(/\s+/g, "").replace(/^0x/i, "");
  const pem = /^-----BEGIN [^-]+-----([A-Za-z0-9+/=\s]+)-----END/m.exec(input)?.[1]?.replace(/\s+/g, "");
  const all: [string, Uint8Array][] = [];
  if (bare !== "" && /^([0-9a-f]{2})+$/i.test(bare)) all.push(["hex", decodeHex(bare)]);
  if (pem !== undefined && pem.length % 4 === 0) all.push(["PEM, its DER", fromBase64(pem)]);
  else if (bare !== "" && bare.length % 4 === 0 && /^[A-Za-z0-9+/]+={0,2}$/.test(bare))
    all.push(["base64", fromBase64(bare)]);
  if (input !== "") all.push(["text", new TextEncoder().encode(input)]);
  const line = input.replace(/\r?\n$/, "");
  all.push([
    line === input ? "text with a line feed" : "text without its line feed",
    new TextEncoder().encode(line === input ? `${input}\n` : line),
  ]);
  return all;
}

/** Compares an input with report data, in every way that is usual. */
export function matchesOf(input: string, reportData: string): Match[] {
  if (input === "") return [];
  return takings(input).flatMap(([taken, bytes]): Match[] => {
    const raw = bytes.length <= SIZE ? [["as it is", bytes] as const] : [];
    const hashed = HASH_NAMES.map((name) => [name, digest(name, bytes)] as const);
    return [...raw, ...hashed].map(([name, value]) => {
      const hex = encodeHex(value);
      const zeros = SIZE - value.length;
      const made = zeros > 0 ? `${name}, then ${zeros} zero bytes` : name;
      return { taken, made, value: hex, matches: hex.padEnd(2 * SIZE, "0") === reportData };
    });
  });
}
