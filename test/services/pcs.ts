/**
 * A fake of Intel's Provisioning Certification Service, and of the site that has the root's revocation list.
 * Source: Intel PCS API version 4.
 */
import {
  type CollateralFile,
  type CollateralOptions,
  type IntelCollateral,
  sgxCollateral,
  type TdxPlatform,
  tdxCollateral,
  toPcsBody,
  toPem,
} from "../../hosts/forge/index.ts";
import { type Item, type Service, startService } from "./service.ts";

/** Where the root's list lies, on Intel's site and on a caching service. */
export const ROOT_CRL_PATH = "/IntelSGXRootCA.der";
const ROOT_CRL_CACHED_PATH = "/sgx/certification/v4/rootcacrl";

/** What a fake PCS knows: machines of the forge, and collateral from elsewhere. The first that fits answers. */
export interface PcsOptions {
  platforms?: readonly TdxPlatform[];
  /** What their collateral says. */
  options?: CollateralOptions;
  collateral?: readonly IntelCollateral[];
}

/** Reads the one-file form of dcap-qvl, so that real collateral can be served. */
export function readCollateralFile(text: string): IntelCollateral {
  const file: CollateralFile = JSON.parse(text);
  return {
    tcbInfo: { json: file.tcb_info, signature: file.tcb_info_signature },
    tcbInfoIssuerChain: file.tcb_info_issuer_chain,
    qeIdentity: { json: file.qe_identity, signature: file.qe_identity_signature },
    qeIdentityIssuerChain: file.qe_identity_issuer_chain,
    pckCrl: Buffer.from(file.pck_crl, "hex"),
    pckCrlIssuerChain: file.pck_crl_issuer_chain,
    rootCaCrl: Buffer.from(file.root_ca_crl, "hex"),
  };
}

/** Items by where they lie; the revocation lists of PCK certificates by issuer. */
interface Entry {
  tee: string;
  fmspc: string;
  ca: string;
  items: IntelCollateral;
}

/** The name of the CA stands in the list as it is. */
const caOf = ({ pckCrl }: IntelCollateral) =>
  Buffer.from(pckCrl).includes("Intel SGX PCK Processor CA") ? "processor" : "platform";

function entryOf(items: IntelCollateral): Entry {
  const { id, fmspc } = JSON.parse(items.tcbInfo.json) as { id: string; fmspc: string };
  return { tee: id.toLowerCase(), fmspc: fmspc.toLowerCase(), ca: caOf(items), items };
}

const json = (body: string, header: string, chain: string): Item => ({
  body,
  type: "application/json",
  headers: { [header]: encodeURIComponent(chain) },
});

function pckCrl({ items }: Entry, encoding: string | null): Item {
  const body = encoding === "der" ? items.pckCrl : toPem(items.pckCrl).replaceAll("CERTIFICATE-----", "X509 CRL-----");
  const type = encoding === "der" ? "application/pkix-crl" : "application/x-pem-file";
  return { body, type, headers: { "SGX-PCK-CRL-Issuer-Chain": encodeURIComponent(items.pckCrlIssuerChain) } };
}

/** Starts a fake PCS. */
export async function startPcs({ platforms = [], options, collateral = [] }: PcsOptions = {}): Promise<Service> {
  const minted = platforms.flatMap((platform) => [tdxCollateral(platform, options), sgxCollateral(platform, options)]);
  const entries = [...(await Promise.all(minted)), ...collateral].map(entryOf);
  return startService(({ pathname, searchParams }): Item | undefined => {
    const [any] = entries;
    if (any && pathname === ROOT_CRL_PATH) return { body: any.items.rootCaCrl, type: "application/pkix-crl" };
    if (any && pathname === ROOT_CRL_CACHED_PATH) return { body: Buffer.from(any.items.rootCaCrl).toString("hex") };
    const [, tee, what] = pathname.match(/^\/(sgx|tdx)\/certification\/v4\/(tcb|qe\/identity|pckcrl)$/) ?? [];
    if (what === "pckcrl") {
      const found = entries.find(({ ca }) => tee === "sgx" && ca === searchParams.get("ca"));
      return found && pckCrl(found, searchParams.get("encoding"));
    }
    const own = entries.filter((entry) => entry.tee === tee);
    if (what === "tcb") {
      const items = own.find(({ fmspc }) => fmspc === searchParams.get("fmspc")?.toLowerCase())?.items;
      return items && json(toPcsBody("tcbInfo", items.tcbInfo), "TCB-Info-Issuer-Chain", items.tcbInfoIssuerChain);
    }
    const items = what && own[0]?.items;
    if (!items) return undefined;
    const body = toPcsBody("enclaveIdentity", items.qeIdentity);
    return json(body, "SGX-Enclave-Identity-Issuer-Chain", items.qeIdentityIssuerChain);
  });
}
