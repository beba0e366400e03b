/** What an SNP report needs: AMD 57230, VCEK Certificate and KDS Interface Specification; the VLEK likewise. */
import type { SnpReport, SnpTcb, SnpTcbTurin } from "../formats.ts";
import { fieldsIn, type Inspection } from "../inspect.ts";
import { baseOf, type KdsProduct, type Need, type NeedOptions } from "./need.ts";

const KDS = "https://kdsintf.amd.com";

/** Signing keys, as `keyInfo.signingKey` has them. */
const KEYS = ["vcek", "vlek"] as const;

/** Products by what the report says of itself. */
const PRODUCTS: Record<string, readonly KdsProduct[]> = {
  Milan: ["Milan"],
  Genoa: ["Genoa"],
  Turin: ["Turin"],
  "Milan or Genoa": ["Milan", "Genoa"],
};

/** Hex digits of the chip's identity that the service takes. */
const HWID_DIGITS: Record<KdsProduct, number> = { Milan: 128, Genoa: 128, Turin: 16 };

/** The versions that the VCEK was derived from, as the query has them. */
function tcbQuery(tcb: SnpTcb | SnpTcbTurin): string {
  const fmc = "fmc" in tcb ? `fmcSPL=${tcb.fmc}&` : "";
  return `${fmc}blSPL=${tcb.bootloader}&teeSPL=${tcb.tee}&snpSPL=${tcb.snp}&ucodeSPL=${tcb.microcode}`;
}

/** Where the VCEK is, or why it is nowhere. */
function vcekSource(report: SnpReport, tcb: SnpTcb | SnpTcbTurin | undefined, product: KdsProduct, base: string) {
  const { chipId } = report;
  if (/^0*$/.test(chipId)) return { unfetchable: "the host masks the chip's identity, which names its certificate" };
  if (!tcb) return { unfetchable: "the report's TCB can't be split into its parts" };
  return { url: `${base}/vcek/v1/${product}/${chipId.slice(0, HWID_DIGITS[product])}?${tcbQuery(tcb)}` };
}

/** What an SNP report needs. Nothing when no key signed it: there is nothing to verify it with. */
export function snpNeeds(inspection: Inspection, { product, kds = KDS }: NeedOptions): Need[] {
  const report = fieldsIn(inspection, "snpReport");
  const tcb = fieldsIn(inspection, "snpTcbTurin", "reportedTcb") ?? fieldsIn(inspection, "snpTcb", "reportedTcb");
  const key = KEYS[report?.keyInfo.signingKey ?? -1];
  if (!report || !key) return [];
  const told = PRODUCTS[inspection.product ?? ""];
  if (!told) {
    return [
      {
        kind: key,
        immutable: true,
        unfetchable: `it is not known where AMD has it for the product ${inspection.product}`,
      },
    ];
  }
  const base = baseOf(kds);
  return (told.length > 1 && product ? [product] : told).flatMap((of): Need[] => {
    const leaf =
      key === "vcek"
        ? vcekSource(report, tcb, of, base)
        : { unfetchable: "AMD gives VLEKs to cloud providers alone, who put them into the auxblob" };
    return [
      { kind: key, product: of, immutable: true, ...leaf },
      { kind: `${key}-chain`, product: of, immutable: true, url: `${base}/${key}/v1/${of}/cert_chain` },
      { kind: `${key}-crl`, product: of, immutable: false, url: `${base}/${key}/v1/${of}/crl` },
    ];
  });
}
