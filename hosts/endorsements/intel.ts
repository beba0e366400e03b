/** What an SGX or TDX quote needs: Intel SGX and TDX Provisioning Certification Service API, version 4. */
import type { Certificate } from "../formats.ts";
import type { Inspection } from "../inspect.ts";
import { baseOf, type Need, type NeedOptions, type PckCa } from "./need.ts";

const PCS = "https://api.trustedservices.intel.com";
const ROOT_CA_CRL = "https://certificates.trustedservices.intel.com/IntelSGXRootCA.der";

/** The issuer's name, as it stands in a PCK certificate, says which CRL is about it. */
function issuingCa({ issuer }: Pick<Certificate, "issuer">): PckCa | undefined {
  const word = /CN=Intel SGX PCK (Platform|Processor) CA/.exec(issuer)?.[1];
  return word?.toLowerCase() as PckCa | undefined;
}

/** The PCK certificate is the one that names a platform; a chain may have it in any place. */
function pckOf({ sections }: Inspection): Certificate | undefined {
  for (const { layout, fields } of sections) {
    if (layout === "certificate" && fields.fmspc !== undefined) return fields;
  }
  return undefined;
}

/** What a quote needs; without its PCK certificate nobody knows of which platform and by which authority. */
export function quoteNeeds(inspection: Inspection, options: NeedOptions): Need[] {
  const tee = inspection.format === "tdx-quote" ? "tdx" : "sgx";
  const base = baseOf(options.pcs ?? PCS);
  const v4 = `${base}/sgx/certification/v4`;
  const carried = pckOf(inspection);
  const pck = carried ?? options.pck;
  const fmspc = pck?.fmspc;
  const ca = pck && issuingCa(pck);
  const unfetchable = "it goes by the PCK certificate, which the quote does not carry";
  const needs: Need[] = [
    {
      kind: "tcb-info",
      tee,
      immutable: false,
      ...(fmspc === undefined ? { unfetchable } : { fmspc, url: `${base}/${tee}/certification/v4/tcb?fmspc=${fmspc}` }),
    },
    { kind: "qe-identity", tee, immutable: false, url: `${base}/${tee}/certification/v4/qe/identity` },
    {
      kind: "pck-crl",
      immutable: false,
      ...(ca === undefined ? { unfetchable } : { ca, url: `${v4}/pckcrl?ca=${ca}&encoding=der` }),
    },
    {
      kind: "root-ca-crl",
      immutable: false,
      url: baseOf(options.rootCaCrl ?? (options.pcs === undefined ? ROOT_CA_CRL : `${v4}/rootcacrl`)),
    },
  ];
  if (carried) return needs;
  return [
    { kind: "pck", immutable: true, unfetchable: "Intel gives PCK certificates to their platforms alone" },
    ...needs,
  ];
}
