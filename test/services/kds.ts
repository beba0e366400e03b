/**
 * A fake of AMD's Key Distribution Service: certificates and revocation lists of forged chips.
 * Source: AMD 57230, VCEK Certificate and KDS Interface Specification, chapter 4.
 */
import { type CrlOptions, createCrl, type SnpPlatform, toPem } from "../../hosts/forge/index.ts";
import { hex } from "../forge/read.ts";
import { type Item, type Service, startService } from "./service.ts";

/** What stands in a VCEK's address for each part of the TCB, in KDS's order. */
const SPL = { fmc: "fmcSPL", bootloader: "blSPL", tee: "teeSPL", snp: "snpSPL", microcode: "ucodeSPL" };

/** Path and query of a chip's VCEK. Turin has an id of 8 bytes, and a security version of its FMC. */
export function vcekPath({ product, hwId, tcb }: Pick<SnpPlatform, "product" | "hwId" | "tcb">): string {
  const query = Object.entries(SPL).flatMap(([part, name]) => (part in tcb ? [`${name}=${tcb[part]}`] : []));
  return `/vcek/v1/${product}/${hex(hwId)}?${query.join("&")}`;
}

/** Same path, same parameters; their order is free, and so are capital digits. */
function canonical(url: URL): string {
  return `${url.pathname.toLowerCase()}?${[...url.searchParams].map((pair) => pair.join("=")).sort()}`;
}

/** What a fake KDS knows. */
export interface KdsOptions {
  /** Chips. Those with a VCEK are served it; chain and list are those of the first chip of product and kind. */
  platforms?: readonly SnpPlatform[];
  /** What the revocation lists say. */
  crl?: CrlOptions;
}

/** Starts a fake KDS. Files of other origin come in by `put`. */
export function startKds({ platforms = [], crl }: KdsOptions = {}): Promise<Service> {
  const vceks = platforms.filter(({ key }) => key === "VCEK");
  const byPath = new Map(vceks.map((chip) => [canonical(new URL(vcekPath(chip), "http://kds")), chip]));
  const lists = new Map<string, Promise<Uint8Array>>();
  const listOf = ({ product, authorities }: SnpPlatform): Promise<Uint8Array> => {
    const made = lists.get(product) ?? createCrl(authorities.ark, crl);
    lists.set(product, made);
    return made;
  };
  return startService(async (url): Promise<Item | undefined> => {
    const [, kind, product, rest] = url.pathname.match(/^\/(vcek|vlek)\/v1\/(\w+)\/(\w+)$/) ?? [];
    const chip = platforms.find((p) => p.key.toLowerCase() === kind && p.product === product);
    if (kind === "vlek" && rest === "cert") return { body: "", status: 401 };
    if (!chip) return undefined;
    const { intermediate, root } = chip.certificates;
    if (rest === "cert_chain") return { body: toPem(intermediate) + toPem(root), type: "application/x-pem-file" };
    if (rest === "crl") return { body: await listOf(chip), type: "application/pkix-crl" };
    const found = byPath.get(canonical(url));
    return found && { body: found.certificates.leaf, type: "application/pkix-cert" };
  });
}
