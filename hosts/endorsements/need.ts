/** What a verification needs besides the evidence, and what comes to meet it. */
import { tsmError } from "../errors.ts";
import type { Certificate } from "../formats.ts";

/** Products of AMD by the names that its key distribution service has for them. */
export type KdsProduct = "Milan" | "Genoa" | "Turin";

/** Intel's authorities that issue PCK certificates, by the names that its service has for them. */
export type PckCa = "platform" | "processor";

/** Kinds of endorsements and collateral. */
export type NeedKind =
  | "vcek"
  | "vlek"
  | "vcek-chain"
  | "vlek-chain"
  | "vcek-crl"
  | "vlek-crl"
  | "pck"
  | "tcb-info"
  | "qe-identity"
  | "pck-crl"
  | "root-ca-crl";

/** One thing that a verification needs. Either `url` or `unfetchable` is there. */
export interface Need {
  kind: NeedKind;
  /** Where everybody can fetch it. */
  url?: string;
  /** Why nobody can fetch it: a part of a sentence. */
  unfetchable?: string;
  /** It never changes, so that it may be kept for good; anything else is kept until it expires. */
  immutable: boolean;
  /** AMD: the product it is of. Needs of several products are alternatives; the one whose key is had counts. */
  product?: KdsProduct;
  /** Intel: what the TCB info or the identity is about. */
  tee?: "sgx" | "tdx";
  /** Intel: the platforms that the TCB info is about; 12 hex digits. */
  fmspc?: string;
  /** Intel: who issues the CRL. */
  ca?: PckCa;
}

/** Where things are fetched. Another base is a mirror, a caching service or a server under test. */
export interface Services {
  /** AMD's key distribution service; https://kdsintf.amd.com when left out. */
  kds?: string;
  /** Intel's provisioning certification service, or a PCCS; https://api.trustedservices.intel.com when left out. */
  pcs?: string;
  /** URL of the CRL of Intel's root CA. When left out: that of the PCCS when `pcs` is there, else Intel's own. */
  rootCaCrl?: string;
}

/** What the plan may be told. */
export interface NeedOptions extends Services {
  /** Product, for a report of version 2, which can't tell; both are tried when left out. */
  product?: KdsProduct;
  /** The PCK certificate, for a quote that carries none. */
  pck?: Pick<Certificate, "fmspc" | "issuer">;
}

/** Raw bytes for the core, which decides what they are. */
export interface Item {
  bytes: Uint8Array;
  /** `given`, `auxblob`, `cache`, or the URL they were fetched from. */
  from: string;
  /** The path of a file, or what was asked for. */
  name: string;
}

/** An endorsement: bare, or with a name by which errors call it. */
export type Endorsement = Uint8Array | string | Pick<Item, "bytes" | "name">;

/** What keeps items from meeting a need. */
export interface Lack {
  /** Is anything of this kind there at all? */
  there: boolean;
  /** A part of a sentence. */
  why: string;
}

/** What an appraisal with some items says of the needs. */
export interface Judgement {
  /** What keeps the items from meeting a need; undefined when it is met. */
  lack(need: Need): Lack | undefined;
  /** Is the root one that is trusted? What hangs on another is not worth keeping. */
  trusted: boolean;
}

/** Judges items by the checks that they are for. The core does it. */
export interface Judge {
  /** Can the core read an item, whatever it is? */
  reads(item: Item): boolean;
  /** Items that come first win over others of their kind. */
  judge(items: readonly Item[]): Judgement;
}

/**
 * A base of URLs without the slashes at its end.
 *
 * @throws TsmError `bad-request` when it is no URL of HTTP.
 */
export function baseOf(url: string): string {
  if (!/^https?:/.test(url) || !URL.canParse(url))
    throw tsmError("bad-request", `${JSON.stringify(url)} is no HTTP URL`);
  return url.replace(/\/+$/, "");
}
