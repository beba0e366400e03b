/** The test roots, ready to sign; see testRoots.ts for what they are worth. */
import type { AmdAuthority } from "./amdCertificates.ts";
import type { IntelAuthority } from "./intelCertificates.ts";
import type { SnpProduct } from "./snpProducts.ts";
import { AMD_CERTIFICATES, AMD_KEYS, INTEL_CERTIFICATES, INTEL_KEYS } from "./testRoots.ts";
import { fromBase64, importEcKey, importRsaKey } from "./webcrypto.ts";

/** Certificates in DER, from the one that signed the evidence up to the root. */
export interface CertificateChain {
  leaf: Uint8Array;
  intermediate: Uint8Array;
  root: Uint8Array;
}

const keys = new Map<string, Promise<CryptoKey>>();

function importOnce(name: string, load: () => Promise<CryptoKey>): Promise<CryptoKey> {
  const key = keys.get(name) ?? load();
  keys.set(name, key);
  return key;
}

/** The private key of an authority of AMD's form; one for all products. */
export function amdKey(authority: AmdAuthority): Promise<CryptoKey> {
  return importOnce(authority, () => importRsaKey(fromBase64(AMD_KEYS[authority])));
}

/** The certificate of an authority of AMD's form, DER. */
export function amdCertificate(product: SnpProduct, authority: AmdAuthority): Uint8Array {
  return fromBase64(AMD_CERTIFICATES[product][authority]);
}

/** The private key of an authority of Intel's form. */
export function intelKey(authority: IntelAuthority): Promise<CryptoKey> {
  return importOnce(authority, () => importEcKey(fromBase64(INTEL_KEYS[authority]), "P-256"));
}

/** The certificate of an authority of Intel's form, DER. */
export function intelCertificate(authority: IntelAuthority): Uint8Array {
  return fromBase64(INTEL_CERTIFICATES[authority]);
}
