/**
 * Keys that chains end at, by the SHA-256 of their SubjectPublicKeyInfo. No certificate is carried: a root certificate that
 * was issued anew for the same key is as good. An entry's value is the vendor's product, its text the digest. What stands in
 * its last column is the SHA-256 of the certificate that the vendor publishes today.
 */
import { list } from "../layout";
import { Product } from "./snpTcb";

/** The value of Intel's root, which has no product. */
export const INTEL_ROOT: u32 = 0x100;

export const pinnedRoots = list("pinnedRoot", "Root keys; value = SNP product, or 256 for Intel; text = SHA-256 of the SubjectPublicKeyInfo, more = SHA-256 of the certificate.");
pinnedRoots.entry(Product.Milan, "ARK-Milan", "AMD's root key of EPYC 7003.", "9f056bee44377e29308cb5ffa895bdfb62d18881fa6bed8d6f075b0204089cb9").more =
  "69d063b45344d26a2e94e1f4210de49ef555308287d4c174445c95639a540bcd";
pinnedRoots.entry(Product.Genoa, "ARK-Genoa", "AMD's root key of EPYC 9004.", "429a69c9422aa258ee4d8db5fcda9c6470ef15f8cd5a9cebd6cbc7d90b863831").more =
  "4c6598d19c18719c5dfd4a7d335f674e5bfe1d8f800cea2cf270c10d103db2f1";
pinnedRoots.entry(Product.Turin, "ARK-Turin", "AMD's root key of EPYC 9005.", "4f125410563a2ab9a50356f9243f6fe0b6f73de98603f53f90339c70e9d7ad08").more =
  "1f084161a44bb6d93778a904877d4819cafa5d05ef4193b2ded9dd9c73dd3f6a";
pinnedRoots.entry(INTEL_ROOT, "Intel SGX Root CA", "Intel's root key of PCK certificates and collateral.", "a0af031289f5d5d4132f9186068a7fc13628633ba235777472e29b6b6c67a49e").more =
  "44a0196b2b99f889b8e149e95b807a350e7424964399e885a7cbb8ccfab674d3";
