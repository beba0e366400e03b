/** The test roots, ready to sign; see testRoots.ts for what they are worth. */
import type { AmdAuthority } from "./amdCertificates.ts";
import type { IntelAuthority } from "./intelCertificates.ts";
import type { SnpProduct } from "./snpProducts.ts";
import { AMD_CERTIFICATES, AMD_KEYS, CCA_KEY, COVE_KEY, INTEL_CERTIFICATES, INTEL_KEYS } from "./testRoots.ts";
import { fromBase64, importEcKey, importRsaKey, type KeyPair } from "./webcrypto.ts";
import { spkiOf } from "./x509.ts";

/** Certificates in DER, from the one that signed the evidence up to the root. */
export interface CertificateChain {
  leaf: Uint8Array;
  intermediate: Uint8Array;
  root: Uint8Array;
}

const keys = new Map<string, Promise<KeyPair>>();

function importOnce(name: string, certificate: Uint8Array, load: () => Promise<CryptoKey>): Promise<KeyPair> {
  const pair = keys.get(name) ?? load().then((privateKey) => ({ privateKey, spki: spkiOf(certificate) }));
  keys.set(name, pair);
  return pair;
}

/** The keys of an authority of AMD's form; the same for all products. */
export function amdKey(authority: AmdAuthority): Promise<KeyPair> {
  return importOnce(authority, amdCertificate("Milan", authority), () => importRsaKey(fromBase64(AMD_KEYS[authority])));
}

/** The certificate of an authority of AMD's form, DER. */
export function amdCertificate(product: SnpProduct, authority: AmdAuthority): Uint8Array {
  return fromBase64(AMD_CERTIFICATES[product][authority]);
}

/** The keys of an authority of Intel's form. */
export function intelKey(authority: IntelAuthority): Promise<KeyPair> {
  const load = () => importEcKey(fromBase64(INTEL_KEYS[authority]), "P-256");
  return importOnce(authority, intelCertificate(authority), load);
}

/** The certificate of an authority of Intel's form, DER. */
export function intelCertificate(authority: IntelAuthority): Uint8Array {
  return fromBase64(INTEL_CERTIFICATES[authority]);
}

/** The key of platforms of Arm's form. */
export async function ccaKey(): Promise<KeyPair> {
  return { privateKey: await importEcKey(fromBase64(CCA_KEY.pkcs8), "P-384"), spki: ccaPublicKey() };
}

/** The public key of platforms of Arm's form, SubjectPublicKeyInfo in DER. */
export function ccaPublicKey(): Uint8Array {
  return fromBase64(CCA_KEY.spki);
}

/** The key of the root of trust of platforms of CoVE's form. */
export async function coveKey(): Promise<KeyPair> {
  return { privateKey: await importEcKey(fromBase64(COVE_KEY.pkcs8), "P-384"), spki: covePublicKey() };
}

/** The public key of that root of trust, SubjectPublicKeyInfo in DER. */
export function covePublicKey(): Uint8Array {
  return fromBase64(COVE_KEY.spki);
}
