// The evidence that is measured on, minted anew in each run.
import { snp, tdx } from "../dist/forge/index.js";

/** An SNP report of version 5, 1184 bytes. */
export const snpReport = async () => (await snp()).report;

/** A TDX quote of version 4 with the certificates of its signer. */
export const tdxQuote = async () => (await tdx()).quote;
