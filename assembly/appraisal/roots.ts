/** Which root keys are trusted: those that are pinned, and those that the verifier hands in. */
import { equal, spells } from "../bytes";
import { digest, Hash } from "../crypto/hash";
import { pinnedRoots } from "../formats/roots";
import { Row } from "../layout";
import { Certificate } from "../x509/record";
import { forgetTrustedKeys } from "./keys";

const OWN_MAX: u32 = 8;
/** SHA-256 of the SubjectPublicKeyInfo of each root that was handed in. */
const own = memory.data(8 * 32, 16);
let ownCount: usize = 0;
/** The same of the key asked about last. */
export const ROOT_DIGEST: usize = memory.data(32, 16);
const CERTIFICATE_DIGEST: usize = memory.data(32, 16);

/** Forgets the roots that were handed in, and the keys that are trusted without a certificate. */
export function forgetRoots(): void {
  ownCount = 0;
  forgetTrustedKeys();
}

function digestKey(certificate: Certificate): void {
  digest(Hash.Sha256, certificate.spki, certificate.spkiEnd - certificate.spki, ROOT_DIGEST);
}

/** Trusts the key of a certificate from now on. Returns false when there are too many. */
export function trust(certificate: Certificate): bool {
  if (isOwn(certificate)) return true;
  if (ownCount == OWN_MAX) return false;
  memory.copy(own + 32 * ownCount, ROOT_DIGEST, 32);
  ownCount++;
  return true;
}

/** The pinned root whose key this is; null when it is none. */
export function pinned(certificate: Certificate): Row | null {
  digestKey(certificate);
  for (let r = pinnedRoots.next; r.inLayout; r = r.next) {
    if (spells(r.text, ROOT_DIGEST)) return r;
  }
  return null;
}

/** Was the key handed in as a root's? */
export function isOwn(certificate: Certificate): bool {
  digestKey(certificate);
  for (let i: usize = 0; i < ownCount; i++) {
    if (equal(own + 32 * i, ROOT_DIGEST, 32)) return true;
  }
  return false;
}

/** Have two certificates the same key? */
export function isSameKey(a: Certificate, b: Certificate): bool {
  const length = <u32>(a.spkiEnd - a.spki);
  return length == <u32>(b.spkiEnd - b.spki) && equal(a.spki, b.spki, length);
}

/**
 * Is it, to the last byte, the certificate that the vendor publishes for a pinned key? Then its signature over itself is
 * known to hold.
 */
export function isPublished(certificate: Certificate): bool {
  const row = pinned(certificate);
  if (!row) return false;
  digest(Hash.Sha256, certificate.der, certificate.derEnd - certificate.der, CERTIFICATE_DIGEST);
  return spells(row.more, CERTIFICATE_DIGEST);
}
