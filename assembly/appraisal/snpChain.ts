/** SEV-SNP: the endorsement key's certificate, its chain, its revocation. AMD 57230, AMD 58369; RFC 5280 section 6. */
import { equal, isZero } from "../bytes";
import { Hash } from "../crypto/hash";
import { Scheme } from "../formats/algorithm";
import { Slot } from "../formats/certificate";
import { Check } from "../formats/checks";
import { Outcome } from "../formats/outcome";
import { Member } from "../formats/policy";
import * as report from "../formats/snpReport";
import { SigningKey } from "../formats/snpReport";
import { Product, products } from "../formats/snpTcb";
import { base } from "../parse/sections";
import { Certificate } from "../x509/record";
import {
  chainAt,
  chainLength,
  climb,
  commonName,
  commonNameEnd,
  findLinks,
  findRoot,
  findValidity,
  isCutOff,
  readCommonName,
  rootOf,
} from "./chain";
import { certificateAt, certificatesHeld } from "./endorsements";
import { affirm, find } from "./outcomes";
import { flag } from "./policy";
import { findRevocation } from "./revocation";
import { tcbMatches } from "./snpTcb";

/** The certificate of the key that signed; null when there is none. */
export let endorsement: Certificate | null = null;
/** The product of the chain, by the names of its authorities. */
export let chainProduct: Product = Product.Unknown;

/** Forgets those of the report before. */
export function forgetEndorsement(): void {
  endorsement = null;
  chainProduct = Product.Unknown;
}

/** Bytes of the hardware id that count: Turin's chip id has eight, and zeros. */
export function chipIdMatches(certificate: Certificate): bool {
  const id = report.chipId.of(base);
  const length = certificate.lengthOf(Slot.HwId);
  if (length > report.chipId.size || !equal(id, certificate.at(Slot.HwId), length)) return false;
  return isZero(id + length, report.chipId.size - length);
}

/** How well a certificate fits the report: 0 when it is none of this kind of key. */
function fitness(certificate: Certificate, key: u32): u32 {
  if (!certificate.has(key == <u32>SigningKey.Vlek ? Slot.CspId : Slot.HwId)) return 0;
  return 1 + u32(tcbMatches(certificate)) + 2 * u32(key == <u32>SigningKey.Vlek || chipIdMatches(certificate));
}

/** Of all certificates of this kind of key the one that fits the report best, so that others do no harm. */
function findEndorsement(key: u32): void {
  let best: u32 = 0;
  for (let i: u32 = 0; i < certificatesHeld(); i++) {
    const fit = fitness(certificateAt(i), key);
    if (fit > best) {
      best = fit;
      endorsement = certificateAt(i);
    }
  }
}

/** What the common name read last has behind a prefix: a product. */
function productBehind(prefix: u32): Product {
  for (let r = products.next; r.inLayout; r = r.next) {
    const length = <usize>prefix + r.name.length;
    if (commonNameEnd - commonName == length && equal(commonName + prefix, r.name.chars, r.name.length)) {
      return <Product>r.at;
    }
  }
  return Product.Unknown;
}

/** Is it issued by an ASK, or for a VLEK an ASVK, of the same product as the ARK above? */
function isTemplate(key: u32): bool {
  if (chainLength != 3) return false;
  readCommonName(chainAt(1));
  const vlek = key == <u32>SigningKey.Vlek;
  const prefix: u32 = vlek ? 9 : 4;
  if (commonNameEnd - commonName < 9 || !equal(commonName, vlek ? "SEV-VLEK-".chars : "SEV-".chars, prefix))
    return false;
  chainProduct = productBehind(prefix);
  readCommonName(rootOf());
  if (chainProduct == Product.Unknown || !equal(commonName, "ARK-".chars, 4)) return false;
  return productBehind(4) == chainProduct && isPss();
}

/** Are all signatures RSASSA-PSS with SHA-384 and 48 bytes of salt? */
function isPss(): bool {
  for (let i: u32 = 0; i < chainLength; i++) {
    const signed = chainAt(i);
    if (signed.scheme != Scheme.RsaPss || signed.hash != <u32>Hash.Sha384 || signed.salt != 48) return false;
  }
  return true;
}

/** The rows about certificates, for a report that this kind of key signed. Without a certificate there is one row. */
export function findSnpChain(key: u32, now: i64): void {
  findEndorsement(key);
  const leaf = endorsement;
  if (!leaf) {
    const missing = find(Check.SnpEndorsement, Outcome.None);
    missing.expected.text(key == <u32>SigningKey.Vlek ? "a VLEK certificate" : "a VCEK certificate");
    missing.actual.text("none");
    return;
  }
  find(Check.SnpEndorsement, Outcome.Affirming).actual.text(key == <u32>SigningKey.Vlek ? "VLEK" : "VCEK");
  climb(leaf, now);
  if (isCutOff()) {
    const missing = find(Check.SnpRoot, Outcome.None);
    missing.actual.text("the issuer's certificate is missing");
    return;
  }
  findRoot(Check.SnpRoot, Product.Milan, Product.Venice);
  findLinks(Check.SnpChain);
  const template = affirm(Check.SnpChainTemplate, isTemplate(key));
  readCommonName(chainAt(min<u32>(1, chainLength - 1)));
  template.actual.chars(commonName, commonNameEnd);
  findValidity(Check.SnpChainValidity, now);
  const issued = chainAt(chainLength > 1 ? chainLength - 2 : 0);
  findRevocation(Check.SnpRevocation, rootOf(), now, flag(Member.SnpRequireRevocation), issued);
}
