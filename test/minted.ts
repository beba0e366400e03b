/** Evidence of every format, minted by the forge, by name. */
import {
  createAzureMachine,
  createCcaPlatform,
  createCovePlatform,
  createEk,
  createSnpPlatform,
  createSvsm,
  createTdxPlatform,
  csr,
  quoteTpm,
} from "../hosts/forge/index.ts";

/** Mints one of each; the same for the whole test file. */
export async function minted() {
  const [milan, genoa, turin, tdx, cca, firstCca, cove] = await Promise.all([
    createSnpPlatform({ product: "Milan" }),
    createSnpPlatform({ product: "Genoa", key: "VLEK" }),
    createSnpPlatform({ product: "Turin" }),
    createTdxPlatform(),
    createCcaPlatform(),
    createCcaPlatform({ profile: "first" }),
    createCovePlatform(),
  ]);
  const [guest, domain] = await Promise.all([milan, tdx].map((platform) => createAzureMachine({ platform })));
  if (!guest || !domain) throw new Error("no machines");
  const layers = await cove.certificates();
  return {
    "minted SNP report 2, Milan": await milan.report({ version: 2 }),
    "minted SNP report 3, Genoa": await genoa.report({ version: 3 }),
    "minted SNP report 5, Turin": await turin.report({ version: 5 }),
    "minted certificate table": milan.certTable,
    "minted TDX quote 4": await tdx.quote({ version: 4 }),
    "minted TDX quote 5, TDX 1.0": await tdx.quote({ version: 5, body: "td10" }),
    "minted TDX quote 5, TDX 1.5": await tdx.quote({ version: 5 }),
    "minted SGX quote 3": await tdx.quote({ version: 3 }),
    "minted SGX quote 4": await tdx.quote({ version: 4, body: "sgx" }),
    "minted SGX quote 5": await tdx.quote({ version: 5, body: "sgx" }),
    "minted SVSM manifest": (await createSvsm()).manifest,
    "minted SVSM manifest, RSA": (await createSvsm({ ek: "RSA-2048" })).manifest,
    "minted EK, P-384": await createEk("P-384"),
    "minted TDREPORT": await tdx.tdReport({ td15: true }),
    "minted CCA token": await cca.token(),
    "minted CCA token, first profile": await firstCca.token(),
    // Without the zeros that fill the NV index up.
    "minted HCL report 1, SNP": await guest.report({ size: 0 }),
    "minted HCL report 2, TDX": await domain.report({ size: 0 }),
    "minted TPM quote": (await quoteTpm(guest.pcrs, guest.attestationKey)).message,
    "minted CoVE evidence": await cove.evidence(),
    "minted CoVE evidence in a CBOR certificate": await cove.evidence({ form: "cbor" }),
    "minted CoVE evidence in an X.509 certificate": await cove.evidence({ form: "x509" }),
    "minted DICE certificate": layers.tvm,
    "minted certification request": await csr({ kind: "Ed25519" }),
  };
}
