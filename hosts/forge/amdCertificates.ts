/**
 * The certificates behind an SNP report: ARK, ASK and ASVK as AMD issues them, VCEK and VLEK with their extensions.
 * Names follow AMD's, except for the organisation, which says what they are.
 * Source: AMD 57230, VCEK Certificate and KDS Interface Specification; AMD 58369, VLEK Certificate Definition.
 */
import { list } from "../rows.ts";
import { PSS_SHA384, PSS_SHA384_TRAILER } from "./algorithms.ts";
import * as der from "./der.ts";
import { SNP_PRODUCTS, type SnpProduct, type Tcb } from "./snpProducts.ts";
import {
  type Authority,
  authorityKeyId,
  basicConstraints,
  type CertificateTemplate,
  crlDistributionPoint,
  DEFAULT_VALIDITY,
  extension,
  keyId,
  keyUsage,
  type Name,
  type Principal,
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

/** An authority's certificate, before its issuer signs it; without an issuer it is its own, as the ARK is. */
export async function authorityTemplate(
  product: SnpProduct,
  authority: AmdAuthority,
  spki: Uint8Array,
  issuer?: Principal,
): Promise<CertificateTemplate> {
  const service = authority === "asvk" ? "vlek" : "vcek";
  const crl = crlDistributionPoint(`https://tsmkit.invalid/${service}/v1/${product}/crl`);
  const id = subjectKeyId(await keyId(spki));
  const subject = name(COMMON_NAMES[authority](product));
  const number = list("snpProduct").find((entry) => entry.name === product)?.value ?? 0;
  return {
    serial: BigInt(number * 0x10000 + { ark: 0, ask: 1, asvk: 0x101 }[authority]),
    algorithm: PSS_SHA384_TRAILER,
    issuer: issuer?.name ?? subject,
    validity: DEFAULT_VALIDITY,
    subject,
    spki,
    extensions: issuer
      ? [id, authorityKeyId(await keyId(issuer.spki)), basicConstraints(0), keyUsage(0b100, 1), crl]
      : [keyUsage(0b110, 1), id, basicConstraints(true), crl],
  };
}

/** What an endorsement certificate says of a chip. */
export interface Claims {
  structVersion: number;
  productName: string;
  /** The parts of the product's TCB. */
  tcb: Tcb;
  /** What the extension hwID holds, with nothing around it: the bytes of CHIP_ID in use. A VCEK has it. */
  hwId: Uint8Array;
  /** Name of the cloud provider; a VLEK has it. */
  cspId: string;
}

/** What an endorsement certificate is made of. */
export interface Endorsement {
  product: SnpProduct;
  key: EndorsementKey;
  issuer: Authority;
  /** SubjectPublicKeyInfo, P-384. */
  spki: Uint8Array;
  claims: Claims;
  validity: Validity;
}

/** A VCEK or VLEK certificate, before its issuer signs it. */
export function endorsementTemplate(endorsement: Endorsement): CertificateTemplate {
  const { product, key, issuer, spki, claims, validity } = endorsement;
  const { explicitTrailer, spl } = SNP_PRODUCTS[product];
  const vcek = key === "VCEK";
  const plainPss = issuer.algorithm === PSS_SHA384_TRAILER && !(vcek && explicitTrailer);
  const spls = spl.map(([arc, part]): [number, number] => [arc, part ? (claims.tcb[part] ?? 0) : 0]);
  return {
    serial: 0n,
    algorithm: plainPss ? PSS_SHA384 : issuer.algorithm,
    issuer: issuer.name,
    validity,
    subject: name(`SEV-${key}`),
    spki,
    extensions: [
      extension(`${AMD}.1`, der.integer(claims.structVersion)),
      extension(`${AMD}.2`, der.ia5(claims.productName)),
      ...spls.map(([arc, svn]) => extension(`${AMD}.3.${arc}`, der.integer(svn))),
      vcek ? { oid: `${AMD}.4`, value: claims.hwId } : extension(`${AMD}.5`, der.ia5(claims.cspId)),
    ],
  };
}
