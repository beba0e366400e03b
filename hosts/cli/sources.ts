/** Options of the commands that need endorsements: the evidence's form, what is at hand, where the rest is fetched. */
import { type Command, InvalidArgumentError, Option } from "commander";
import type { EvidenceForm } from "../formats.ts";
import { seconds } from "./usage.ts";

/** Files that are at hand, for whatever evidence. */
export interface GivenCall {
  certs?: string[];
  collateral?: string[];
  trustRoot?: string[];
}

/** Where what is not at hand comes from. */
export interface FetchCall {
  offline?: true;
  kds?: string;
  pcs?: string;
  timeout?: number;
}

/** What the options of a command give that reads evidence. */
export interface SourceCall extends GivenCall, FetchCall {
  inForm: EvidenceForm;
  at?: Date;
  /** A directory, or false for none. */
  cache?: string | false;
}

/** The option that tells the form of the evidence. */
export function inForm(): Option {
  return new Option("--in-form <form>", "form of the evidence")
    .choices(["auto", "bin", "hex", "base64", "pem", "json"])
    .default("auto");
}

/** A parser of options that may come again. */
export function list(path: string, paths: string[] = []): string[] {
  return [...paths, path];
}

/** A time: ISO 8601, or seconds since 1970. */
export function time(text: string): Date {
  const date = /^[0-9]+$/.test(text) ? new Date(1000 * Number(text)) : new Date(isoTime(text) ?? Number.NaN);
  if (!Number.isNaN(date.getTime())) return date;
  throw new InvalidArgumentError("Expected a time, such as 2026-05-01T12:00:00Z or 1777636800.");
}

/** A day is its first second; a time without a zone is UTC, on every machine. */
function isoTime(text: string): string | undefined {
  const [, day, clock = "T00:00:00", zone = "Z"] =
    /^(\d{4}-\d{2}-\d{2})(T\d{2}:\d{2}(?::\d{2}(?:\.\d+)?)?)?(Z|[+-]\d{2}:\d{2})?$/.exec(text) ?? [];
  return day && `${day}${clock}${zone}`;
}

/** A URL of HTTP. */
export function httpUrl(text: string): string {
  if (/^https?:/.test(text) && URL.canParse(text)) return text;
  throw new InvalidArgumentError("Expected a URL, such as https://kds.example.org.");
}

/** Adds the options about files that are at hand. */
export function addGiven(command: Command): Command {
  return command
    .optionsGroup("What is at hand:")
    .option("--certs <path>", "certificates and CRLs: a file or directory; repeat it", list)
    .option("--collateral <path>", "Intel's collateral: a file or directory; repeat it", list)
    .option("--trust-root <path>", "trust this root besides AMD's and Intel's; repeat it", list);
}

/** Adds the options about services that have the rest. */
export function addServices(command: Command): Command {
  return command
    .option("--kds <url>", "AMD's key service, or a mirror of it", httpUrl)
    .option("--pcs <url>", "Intel's collateral service, or a PCCS", httpUrl)
    .option("--timeout <seconds>", "fetch no longer than this; default: 30", seconds);
}

/** Adds the options to a command that reads evidence. */
export function addSources(command: Command): Command {
  addGiven(command)
    .addOption(inForm())
    .option("--at <time>", "the time to verify for, ISO 8601 or epoch seconds; default: now", time)
    .optionsGroup("Where the rest comes from:")
    .option("--offline", "fetch nothing; the cache is still used")
    .option("--cache <dir>", "keep what was fetched here; default: the user's cache")
    .option("--no-cache", "keep nothing, and use nothing kept");
  return addServices(command);
}
