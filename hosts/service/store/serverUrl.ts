/** The URL of a server of Valkey or Redis: `redis://user:password@host:port/database?prefix=…`; rediss: is redis: over TLS. With valkey: and valkeys: it is the same. */
import { tsmError } from "../../errors.ts";
import { checkPrefix } from "./keys.ts";

const SCHEMES = ["redis:", "rediss:", "valkey:", "valkeys:"];
const PORT = 6379;
/** What keys in the server begin with, unless told. */
const PREFIX = "tsmkit:";

/** Where a server is, and who asks. */
export interface ServerAddress {
  host: string;
  port: number;
  tls: boolean;
  username: string | undefined;
  password: string | undefined;
  database: number;
  prefix: string;
}

/** Is it one? */
export const isServerUrl = (url: string): boolean => SCHEMES.some((scheme) => url.startsWith(scheme));

/**
 * Reads a URL.
 *
 * @throws TsmError `bad-request`; the message does not repeat the URL, for a password may be in it.
 */
export function parseServerUrl(text: string): ServerAddress {
  const wrong = (what: string) => tsmError("bad-request", `the URL of the store ${what}`);
  if (!isServerUrl(text) || !URL.canParse(text)) throw wrong("can't be read");
  const url = new URL(text);
  if (url.hostname === "") throw wrong("names no host");
  const database = /^\/?(\d{0,6})$/.exec(url.pathname)?.[1];
  if (database === undefined) throw wrong("has a path that is no number of a database");
  const { prefix = PREFIX, ...others } = Object.fromEntries(url.searchParams);
  if (Object.keys(others).length > 0 || url.hash !== "") throw wrong("has parameters other than prefix");
  checkPrefix(prefix);
  const decode = (part: string) => {
    try {
      return part === "" ? undefined : decodeURIComponent(part);
    } catch {
      throw wrong("has a user or a password with a stray %");
    }
  };
  return {
    host: url.hostname.replace(/^\[|\]$/g, ""),
    port: Number(url.port || PORT),
    tls: url.protocol === "rediss:" || url.protocol === "valkeys:",
    username: decode(url.username),
    password: decode(url.password),
    database: Number(database),
    prefix,
  };
}
