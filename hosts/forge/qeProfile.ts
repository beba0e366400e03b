/**
 * The quoting enclaves as the forge builds them; their identities in collateral say the same.
 * Source: Intel SGX and TDX DCAP; product ids and attributes as Intel's own enclaves have them.
 */
import type { Fields } from "./sections.ts";
import { digest } from "./webcrypto.ts";

/** Whom a quoting enclave signs for. */
export type Tee = "sgx" | "tdx";

/** Product id and security version, as Intel numbers its own. */
export const QE_PROFILES: Readonly<Record<Tee, { isvProdId: number; isvSvn: number }>> = {
  sgx: { isvProdId: 1, isvSvn: 10 },
  tdx: { isvProdId: 2, isvSvn: 7 },
};

/** Who signed them: nobody, under a name of their own. */
export function qeSigner(): Promise<Uint8Array> {
  return digest("SHA-256", new TextEncoder().encode("tsmkit test quoting enclave"));
}

/** Fields of a quoting enclave's report that tell what it is. */
export async function qeFields(tee: Tee): Promise<Fields> {
  return {
    attributes: { init: true, mode64Bit: true, provisionKey: true },
    mrSigner: await qeSigner(),
    ...QE_PROFILES[tee],
  };
}
