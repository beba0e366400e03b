/**
 * Issues certificate revocation lists as AMD's root and Intel's authorities do: X.509 v2 with a number and the issuer's
 * key id. Source: RFC 5280 section 5.
 */
import type { SignatureAlgorithm } from "./algorithms.ts";
import * as der from "./der.ts";
import { type Edit, seal } from "./seal.ts";
import {
  type Authority,
  authorityKeyId,
  DEFAULT_VALIDITY,
  type Extension,
  encodeExtension,
  encodeName,
  extension,
  keyId,
  type Name,
} from "./x509.ts";

/** One revoked certificate. */
export interface Revocation {
  serial: bigint;
  date: Date;
  extensions: Extension[];
}

/** A revocation list before it is signed. */
export interface CrlTemplate {
  /** As encoded: 1 means version 2; `undefined` is version 1. */
  version: number | undefined;
  algorithm: SignatureAlgorithm;
  issuer: Name;
  thisUpdate: Date;
  /** May be missing. */
  nextUpdate: Date | undefined;
  revoked: Revocation[];
  extensions: Extension[];
}

/** What a revocation list says; all of it has defaults. */
export interface CrlOptions extends Edit<CrlTemplate> {
  /** Serial numbers or whole entries; default none. */
  revoked?: readonly (bigint | Revocation)[];
  /** Number of the list; default 1. */
  number?: number;
  /** Default 2020. */
  thisUpdate?: Date;
  /** Default the end of 2049. */
  nextUpdate?: Date;
}

/** Reasons for a revocation (RFC 5280 section 5.3.1) that the vendors give. */
export const CrlReason = { unspecified: 0, keyCompromise: 1, caCompromise: 2, superseded: 4 } as const;

/** CRLReason of an entry. */
export const crlReason = (reason: number): Extension => extension("2.5.29.21", der.enumerated(reason));

/** CRLNumber of a list. */
export const crlNumber = (number: number): Extension => extension("2.5.29.20", der.integer(number));

/** An entry of a list. Default: of the list's first day, because of a key compromise, as Intel's are. */
export function revocation(
  serial: bigint,
  date: Date = DEFAULT_VALIDITY.notBefore,
  reason: number = CrlReason.keyCompromise,
): Revocation {
  return { serial, date, extensions: [crlReason(reason)] };
}

function encodeRevocation({ serial, date, extensions }: Revocation): der.Der {
  const parts = extensions.length ? [der.sequence(...extensions.map(encodeExtension))] : [];
  return der.sequence(der.integer(serial), der.time(date), ...parts);
}

function encodeTbs(template: CrlTemplate): Uint8Array {
  const { version, algorithm, issuer, thisUpdate, nextUpdate, revoked, extensions } = template;
  const parts = [algorithm.identifier, encodeName(issuer), der.time(thisUpdate)];
  if (version !== undefined) parts.unshift(der.integer(version));
  if (nextUpdate) parts.push(der.time(nextUpdate));
  if (revoked.length) parts.push(der.sequence(...revoked.map(encodeRevocation)));
  if (extensions.length) parts.push(der.tagged(0, der.sequence(...extensions.map(encodeExtension))));
  return der.encode(der.sequence(...parts));
}

/** Makes a revocation list of an authority, DER; another signer, or names, make it a wrong one. */
export async function createCrl(authority: Authority, options: CrlOptions = {}): Promise<Uint8Array> {
  const { revoked = [], number = 1 } = options;
  const { thisUpdate = DEFAULT_VALIDITY.notBefore, nextUpdate = DEFAULT_VALIDITY.notAfter } = options;
  const base: CrlTemplate = {
    version: 1,
    algorithm: authority.algorithm,
    issuer: authority.name,
    thisUpdate,
    nextUpdate,
    revoked: revoked.map((entry) => (typeof entry === "bigint" ? revocation(entry, thisUpdate) : entry)),
    extensions: [crlNumber(number), authorityKeyId(await keyId(authority.spki))],
  };
  const template = options.amend?.(base) ?? base;
  return seal(encodeTbs(template), template.algorithm, authority.privateKey, options);
}
