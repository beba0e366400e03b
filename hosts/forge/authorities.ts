/**
 * Authorities that sign for platforms: the test root's as they are committed, or others in their place, with keys of
 * their own or certificates changed before they are signed.
 */
import { ECDSA_SHA256, PSS_SHA384_TRAILER, type SignatureAlgorithm } from "./algorithms.ts";
import { type AmdAuthority, authorityTemplate as amdTemplate } from "./amdCertificates.ts";
import { type IntelAuthority, authorityTemplate as intelTemplate } from "./intelCertificates.ts";
import { amdCertificate, amdKey, intelCertificate, intelKey } from "./roots.ts";
import type { SnpProduct } from "./snpProducts.ts";
import type { KeyPair } from "./webcrypto.ts";
import {
  type Authority,
  amended,
  type CertificateEdit,
  type CertificateTemplate,
  issue,
  type Principal,
} from "./x509.ts";

/** The authorities of AMD's form for one product. */
export type AmdAuthorities = Record<AmdAuthority, Authority>;
/** The authorities of Intel's form. */
export type IntelAuthorities = Record<IntelAuthority, Authority>;

/** What to do otherwise than the test root does, by authority. */
export interface AuthorityOptions<Kind extends string> {
  /** Keys in place of the committed ones; one for the root makes a root of its own. */
  keys?: Partial<Record<Kind, KeyPair>>;
  /** Changes to certificates. */
  edits?: Partial<Record<Kind, CertificateEdit | undefined>>;
}

/** The committed authorities of a vendor. */
interface Vendor<Kind extends string> {
  root: Kind;
  algorithm: SignatureAlgorithm;
  key(kind: Kind): Promise<KeyPair>;
  certificate(kind: Kind): Uint8Array;
  /** The root's template without an issuer. */
  template(kind: Kind, spki: Uint8Array, issuer?: Principal): Promise<CertificateTemplate>;
}

/** One authority; its certificate is the committed one unless that, or its issuer, is to be another. */
async function authorityOf<Kind extends string>(
  vendor: Vendor<Kind>,
  kind: Kind,
  { keys = {}, edits = {} }: AuthorityOptions<Kind>,
  issuer?: Authority,
): Promise<Authority> {
  const asCommitted = [kind, vendor.root].every((touched) => !keys[touched] && !edits[touched]);
  const edit = edits[kind];
  const { privateKey, spki } = keys[kind] ?? (await vendor.key(kind));
  const template = amended(await vendor.template(kind, spki, issuer), edit);
  return {
    name: template.subject,
    spki: template.spki,
    privateKey,
    algorithm: vendor.algorithm,
    certificate: asCommitted ? vendor.certificate(kind) : await issue(template, issuer?.privateKey ?? privateKey, edit),
  };
}

/**
 * The authorities of AMD's form for a product. The committed keys are the same for every product. `keys` from
 * {@link generateRsaKey} make others.
 */
export async function amdAuthorities(
  product: SnpProduct,
  options: AuthorityOptions<AmdAuthority> = {},
): Promise<AmdAuthorities> {
  const vendor: Vendor<AmdAuthority> = {
    root: "ark",
    algorithm: PSS_SHA384_TRAILER,
    key: amdKey,
    certificate: (kind) => amdCertificate(product, kind),
    template: (kind, spki, issuer) => amdTemplate(product, kind, spki, issuer),
  };
  const ark = await authorityOf(vendor, "ark", options);
  const [ask, asvk] = await Promise.all([
    authorityOf(vendor, "ask", options, ark),
    authorityOf(vendor, "asvk", options, ark),
  ]);
  return { ark, ask, asvk };
}

const INTEL: Vendor<IntelAuthority> = {
  root: "intelRoot",
  algorithm: ECDSA_SHA256,
  key: intelKey,
  certificate: intelCertificate,
  template: intelTemplate,
};

/** The authorities of Intel's form. `keys` from `generateKey("P-256")` make others. */
export async function intelAuthorities(options: AuthorityOptions<IntelAuthority> = {}): Promise<IntelAuthorities> {
  const intelRoot = await authorityOf(INTEL, "intelRoot", options);
  const [platformCa, processorCa, tcbSigning] = await Promise.all([
    authorityOf(INTEL, "platformCa", options, intelRoot),
    authorityOf(INTEL, "processorCa", options, intelRoot),
    authorityOf(INTEL, "tcbSigning", options, intelRoot),
  ]);
  return { intelRoot, platformCa, processorCa, tcbSigning };
}
