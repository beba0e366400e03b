/** The plan: from what evidence says to what its verification needs. */
import { hardwareReport, type Inspection } from "../inspect.ts";
import { snpNeeds } from "./amd.ts";
import { quoteNeeds } from "./intel.ts";
import type { Need, NeedOptions } from "./need.ts";

/**
 * What the verification of a piece of evidence needs, in the order in which it is best looked for: keys, chains, the rest.
 * Evidence that only its own platform can check (TDREPORTs), and what is no evidence, needs nothing.
 */
export function needsOf(inspection: Inspection, options: NeedOptions = {}): Need[] {
  switch (inspection.format) {
    case "snp-report":
      return snpNeeds(inspection, options);
    case "sgx-quote":
    case "tdx-quote":
      return quoteNeeds(inspection, options);
    case "azure-hcl-report": {
      // A TDREPORT needs nothing, and its quote, which lies beside it, what quotes need.
      const signed = inspection.parts?.td_quote ?? hardwareReport(inspection);
      return signed ? needsOf(signed, options) : [];
    }
    default:
      return [];
  }
}
