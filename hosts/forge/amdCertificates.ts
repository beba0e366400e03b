/**
 * The certificates behind an SNP report: ARK, ASK and ASVK as AMD issues them, VCEK and VLEK with their extensions.
 * Names follow AMD's, except for the organisation, which says what they are.
 * Source: AMD 57230, VCEK Certificate and KDS Interface Specification; AMD 58369, VLEK Certificate Definition.
 */
import { list } from "../rows.ts";
import * as der from "./der.ts";
import { SNP_PRODUCTS, type SnpProduct, type Tcb } from "./snpProducts.ts";
import {
  authorityKeyId,
  basicConstraints,
  type CertificateTemplate,
  crlDistributionPoint,
  DEFAULT_VALIDITY,
  type Extension,
  extension,
  keyId,
  keyUsage,
  type Name,
  PSS_SHA384,
  PSS_SHA384_TRAILER,
  subjectKeyId,
  type Validity,
} from "./x509.ts";

/** The authorities: the root, and the issuers of VCEKs and of VLEKs. */
export type AmdAuthority = "ark" | "ask" | "asvk";

/** Kinds of endorsement keys. */
export type EndorsementKey = "VCEK" | "VLEK";

const AMD = "1.3.6.1.4.1.3704.1";

const COMMON_NAMES = {
  ark: (product: SnpProduct) => `ARK-${product}`,
  ask: (product: SnpProduct) => `SEV-${product}`,
  asvk: (product: SnpProduct) => `SEV-VLEK-${product}`,
};

function name(CN: string): Name {
  return { OU: "Engineering", C: "US", L: "Santa Clara", ST: "CA", O: "tsmkit test root, not AMD", CN };
}

/** An authority's certificate, before the ARK signs it. Keys are SubjectPublicKeyInfo, RSA-4096. */
export async function authorityTemplate(
  product: SnpProduct,
  authority: AmdAuthority,
  spki: Uint8Array,
  arkSpki: Uint8Array,
): Promise<CertificateTemplate> {
  const root = authority === "ark";
  const service = authority === "asvk" ? "vlek" : "vcek";
  const crl = crlDistributionPoint(`https://tsmkit.invalid/${service}/v1/${product}/crl`);
  const id = subjectKeyId(await keyId(spki));
  const number = list("snpProduct").find((entry) => entry.name === product)?.value ?? 0;
  return {
    serial: BigInt(number * 0x10000 + { ark: 0, ask: 1, asvk: 0x101 }[authority]),
    algorithm: PSS_SHA384_TRAILER,
    issuer: name(COMMON_NAMES.ark(product)),
    validity: DEFAULT_VALIDITY,
    subject: name(COMMON_NAMES[authority](product)),
    spki,
    extensions: root
      ? [keyUsage(0b110, 1), id, basicConstraints(true), crl]
      : [id, authorityKeyId(await keyId(arkSpki)), basicConstraints(0), keyUsage(0b100, 1), crl],
  };
}

/** What an endorsement certificate says. */
export interface Endorsement {
  product: SnpProduct;
  key: EndorsementKey;
  /** SubjectPublicKeyInfo, P-384. */
  spki: Uint8Array;
  /** Every part of the product's TCB. */
  tcb: Tcb;
  /** The bytes of CHIP_ID in use; a VCEK has it. */
  hwId: Uint8Array;
  /** Name of the cloud provider; a VLEK has it. */
  cspId: string;
  validity: Validity;
}

/** A VCEK or VLEK certificate, before ASK or ASVK signs it. */
export function endorsementTemplate(endorsement: Endorsement): CertificateTemplate {
  const { product, key, spki, tcb, hwId, cspId, validity } = endorsement;
  const profile = SNP_PRODUCTS[product];
  const vcek = key === "VCEK";
  const owner: Extension = vcek ? { oid: `${AMD}.4`, value: hwId } : extension(`${AMD}.5`, der.ia5(cspId));
  return {
    serial: 0n,
    algorithm: vcek && profile.explicitTrailer ? PSS_SHA384_TRAILER : PSS_SHA384,
    issuer: name(COMMON_NAMES[vcek ? "ask" : "asvk"](product)),
    validity,
    subject: name(`SEV-${key}`),
    spki,
    extensions: [
      extension(`${AMD}.1`, der.integer(profile.structVersion)),
      extension(`${AMD}.2`, der.ia5(vcek ? profile.productName : product)),
      ...profile.spl.map(([arc, part]) => extension(`${AMD}.3.${arc}`, der.integer(part ? (tcb[part] ?? 0) : 0))),
      owner,
    ],
  };
}
