/** Quotes of the forge with their collateral, and changes to them. */
import {
  type CollateralOptions,
  createTdxPlatform,
  type IntelCollateral,
  keyId,
  type QuoteOptions,
  sgxCollateral,
  type TdxPlatform,
  type TdxPlatformOptions,
  tdxCollateral,
  toPcsBody,
} from "../../hosts/forge/index.ts";
import type { AppraisalPolicy } from "../../hosts/formats.ts";
import { encodeHex } from "../../hosts/hex.ts";
import type { Appraisal, VerifierOptions } from "../../hosts/verifier.ts";
import { judge, type Rows } from "./rows.ts";

/** What to do otherwise than usual: up to date, with all collateral, under a root that is trusted. */
export interface Options {
  platform?: TdxPlatformOptions;
  quote?: QuoteOptions;
  collateral?: CollateralOptions;
  without?: (keyof IntelCollateral)[];
  verifier?: VerifierOptions;
  policy?: Omit<AppraisalPolicy, "version">;
}

/** Collateral item by item, as PCS gives it. */
export function itemsOf(collateral: IntelCollateral, without: (keyof IntelCollateral)[] = []): (Uint8Array | string)[] {
  const items: Record<keyof IntelCollateral, Uint8Array | string> = {
    ...collateral,
    tcbInfo: toPcsBody("tcbInfo", collateral.tcbInfo),
    qeIdentity: toPcsBody("enclaveIdentity", collateral.qeIdentity),
  };
  for (const name of without) delete items[name];
  return Object.values(items);
}

/** Is it about an enclave? */
const isSgx = ({ version = 4, body = version === 3 ? "sgx" : "td10" }: QuoteOptions = {}) => body === "sgx";

/** Makes a machine, a quote and collateral, and appraises. */
export async function appraised(options: Options = {}): Promise<Appraisal> {
  const platform = await createTdxPlatform(options.platform);
  return appraisedOn(platform, options);
}

/** The same on a machine that is there. */
export async function appraisedOn(platform: TdxPlatform, options: Options = {}): Promise<Appraisal> {
  const { quote, collateral, without, verifier, policy } = options;
  const make = isSgx(quote) ? sgxCollateral : tdxCollateral;
  return judge(await platform.quote(quote), {
    endorsements: itemsOf(await make(platform, collateral), without),
    trustRoots: [platform.certificates.root],
    ...(policy && { policy: { version: 1, ...policy } }),
    ...verifier,
  });
}

/** Serial numbers are those of the forge: ids of keys. */
export async function serialOf({ spki }: { spki: Uint8Array }): Promise<bigint> {
  return BigInt(`0x${encodeHex(await keyId(spki))}`);
}

/** Rows that fail. */
export const bad = (...checks: string[]): Rows => Object.fromEntries(checks.map((check) => [check, "contraindicated"]));
/** Rows that could not be made. */
export const none = (...checks: string[]): Rows => Object.fromEntries(checks.map((check) => [check, "none"]));
/** Sixteen security versions. */
export const svns = (...given: number[]): Uint8Array => Uint8Array.from({ length: 16 }, (_, i) => given[i] ?? 0);
