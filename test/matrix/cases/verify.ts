/** Evidence with its endorsements: what is affirmed, and what is not, and why. */
import { X509Certificate } from "node:crypto";
import { encodeHex } from "tsmkit";
import {
  type AzureEvidence,
  amdAuthorities,
  bindManifest,
  type CcaProfile,
  type CovePlatform,
  createAzureMachine,
  createCcaPlatform,
  createCovePlatform,
  createCrl,
  createSnpPlatform,
  createSvsm,
  createTdxPlatform,
  csr,
  type SnpPlatform,
  sgxCollateral,
  type TdxPlatform,
  tdxCollateral,
  toCollateralFile,
} from "tsmkit/forge";
import type { VerifyCall } from "../case.ts";
import type { Folder } from "../folder.ts";

export const NONCE = Uint8Array.from({ length: 64 }, (_, i) => 255 - i);
/** When everything that the forge makes is valid, and when nothing is any more. */
export const AT = "2026-01-01T00:00:00Z";
const LATE = "2051-01-01T00:00:00Z";

const nonce = encodeHex(NONCE);
/** The evidence with one bit flipped, where only the signature tells. */
const flipped = (bytes: Uint8Array, at: number) => bytes.map((byte, i) => (i === at ? byte ^ 1 : byte));

const serialOf = (certificate: Uint8Array) => BigInt(`0x${new X509Certificate(certificate).serialNumber}`);

type Verdict = "affirming" | "warning" | "contraindicated" | "none";

/** Adds cases of one piece of evidence, each a change to the call that affirms. */
function variants(folder: Folder, name: string, call: VerifyCall, others: [Verdict, string, Partial<VerifyCall>][]) {
  folder.add("verify", name, call, { members: { verdict: "affirming" } });
  for (const [verdict, how, change] of others) {
    folder.add("verify", `${name}, ${how}`, { ...call, ...change }, { members: { verdict } });
  }
}

async function snpCases(folder: Folder, name: string, platform: SnpPlatform): Promise<void> {
  const path = `verify/${name.replaceAll(" ", "-")}`;
  const report = await platform.report({ reportData: NONCE });
  const debugged = await platform.report({ reportData: NONCE, fields: { policy: { debug: true } } });
  const { ark } = await amdAuthorities(platform.product);
  const evidence = folder.put(`${path}.bin`, report);
  const table = folder.put(`${path}-certs.bin`, platform.certTable);
  const trustRoots = [folder.put(`${path}-ark.der`, platform.certificates.root)];
  const crl = folder.put(`${path}-ark.crl`, await createCrl(ark));
  const revoked = folder.put(
    `${path}-revoked.crl`,
    await createCrl(ark, { revoked: [serialOf(platform.certificates.intermediate)] }),
  );
  const call: VerifyCall = { call: "verify", evidence, nonce, at: AT, endorsements: [table, crl], trustRoots };
  const policy = (file: string, snp: object) => folder.put(`${path}-${file}.json`, JSON.stringify({ version: 1, snp }));
  variants(folder, name, call, [
    ["affirming", "any nonce", { nonce: undefined }],
    ["affirming", "a policy that holds", { policy: policy("vmpl0", { vmpls: [0], allowDebug: false }) }],
    ["contraindicated", "another nonce", { nonce: "00ff" }],
    ["contraindicated", "too late", { at: LATE }],
    ["contraindicated", "no root is trusted", { trustRoots: [] }],
    ["contraindicated", "a policy that does not hold", { policy: policy("vmpl3", { vmpls: [3] }) }],
    ["contraindicated", "one bit flipped", { evidence: folder.put(`${path}-flipped.bin`, flipped(report, 0x90)) }],
    ["contraindicated", "a debugged guest", { evidence: folder.put(`${path}-debug.bin`, debugged) }],
    ["none", "no certificates", { endorsements: [] }],
    ...(platform.key === "VCEK"
      ? [["contraindicated", "a revoked ASK", { endorsements: [table, revoked] }] satisfies [Verdict, string, object]]
      : []),
  ]);
}

async function svsmCases(folder: Folder, platform: SnpPlatform): Promise<void> {
  const { manifest, ek } = await createSvsm();
  const put = async (file: string, manifestblob: Uint8Array, bound = manifestblob, vmpl = 0): Promise<string> => {
    const outblob = await platform.report({ vmpl, reportData: await bindManifest(NONCE, bound) });
    const blobs = { outblob: encodeHex(outblob), manifestblob: encodeHex(manifestblob) };
    return folder.put(`verify/SVSM-${file}.json`, JSON.stringify({ provider: "sev_guest", ...blobs }));
  };
  const policy = (file: string, svsm: object) =>
    folder.put(`verify/SVSM-policy-${file}.json`, JSON.stringify({ version: 1, svsm }));
  const call: VerifyCall = {
    call: "verify",
    evidence: await put("all", manifest),
    nonce,
    at: AT,
    endorsements: [folder.put("verify/SVSM-certs.bin", platform.certTable)],
    trustRoots: [folder.put("verify/SVSM-ark.der", platform.certificates.root)],
  };
  const required = policy("vtpm", { requiredServices: ["c476f1eb-0123-45a5-9641-b4e7dde5bfe3"] });
  variants(folder, "services of an SVSM", call, [
    ["affirming", "a service that is there", { policy: required }],
    ["affirming", "one service", { evidence: await put("one", ek) }],
    ["none", "one service, which is not named", { evidence: await put("unnamed", ek), policy: required }],
    ["none", "any nonce", { nonce: undefined }],
    ["contraindicated", "another nonce", { nonce: "00ff" }],
    ["contraindicated", "another manifest", { evidence: await put("other", ek, manifest) }],
    ["contraindicated", "a report of the guest's level", { evidence: await put("vmpl", manifest, manifest, 2) }],
    ["contraindicated", "another key", { policy: policy("ek", { ekDigests: ["00".repeat(32)] }) }],
  ]);
}

async function quoteCases(
  folder: Folder,
  name: string,
  platform: TdxPlatform,
  quote: Uint8Array,
  make: typeof tdxCollateral,
): Promise<void> {
  const path = `verify/${name.replaceAll(" ", "-")}`;
  const collateral = async (file: string, options: Parameters<typeof tdxCollateral>[1]) =>
    folder.put(`${path}-${file}.json`, JSON.stringify(toCollateralFile(await make(platform, options))));
  const evidence = folder.put(`${path}.bin`, quote);
  const trustRoots = [folder.put(`${path}-root.der`, platform.certificates.root)];
  const endorsements = [await collateral("collateral", {})];
  const outOfDate = await collateral("out-of-date", {
    tcbInfo: {
      amend: (info) => {
        for (const level of info.tcbLevels) level.tcbStatus = "OutOfDate";
      },
    },
  });
  variants(folder, name, { call: "verify", evidence, nonce, at: AT, endorsements, trustRoots }, [
    ["contraindicated", "another nonce", { nonce: "00ff" }],
    ["contraindicated", "too late", { at: LATE }],
    ["contraindicated", "no root is trusted", { trustRoots: [] }],
    ["warning", "out of date", { endorsements: [outOfDate] }],
    ["contraindicated", "one bit flipped", { evidence: folder.put(`${path}-flipped.bin`, flipped(quote, 0x80)) }],
    ["none", "no collateral", { endorsements: [] }],
  ]);
}

async function azureCases(folder: Folder, name: string, platform: SnpPlatform | TdxPlatform): Promise<void> {
  const path = `verify/${name.replaceAll(" ", "-")}`;
  const machine = await createAzureMachine({ platform });
  const whole = await machine.evidence({ nonce: NONCE });
  const put = (file: string, evidence: Partial<AzureEvidence>) =>
    folder.put(`${path}-${file}.json`, JSON.stringify(evidence));
  const trustRoots = [folder.put(`${path}-root.der`, platform.certificates.root)];
  const given =
    "quote" in platform
      ? JSON.stringify(toCollateralFile(await tdxCollateral(platform)))
      : platform.certificates.intermediate;
  const endorsements = [folder.put(`${path}-given`, given)];
  const { tpm_quote: quote, ...alone } = whole;
  const signature = encodeHex(flipped(Buffer.from(quote.signature, "hex"), 9));
  const register = (value: string) =>
    folder.put(`${path}-${value}.policy.json`, JSON.stringify({ version: 1, azure: { pcr4: [value] } }));
  variants(
    folder,
    name,
    { call: "verify", evidence: put("evidence", whole), nonce, at: AT, endorsements, trustRoots },
    [
      ["affirming", "a register that is named", { policy: register(quote.pcrs[4] ?? "") }],
      ["contraindicated", "a register with another value", { policy: register("5a".repeat(32)) }],
      ["contraindicated", "another nonce", { nonce: "00ff" }],
      [
        "contraindicated",
        "another signature",
        { evidence: put("signature", { ...whole, tpm_quote: { ...quote, signature } }) },
      ],
      ["none", "no quote", { evidence: put("alone", alone) }],
      ["none", "nothing at hand", { endorsements: [] }],
    ],
  );
}

async function ccaCases(folder: Folder, profile: CcaProfile): Promise<void> {
  const path = `verify/CCA-${profile}`;
  const platform = await createCcaPlatform({ profile });
  const other = await createCcaPlatform({ profile, curve: "P-384" });
  const put = (name: string, bytes: Uint8Array | string) => folder.put(`${path}-${name}`, bytes);
  const token = await platform.token({ challenge: NONCE });
  const debug = await platform.token({ challenge: NONCE, platform: { lifecycle: 0x4000 } });
  const policy = { version: 1, cca: { lifecycles: ["secured", "non-cca-platform-debug"] } };
  const call: VerifyCall = {
    call: "verify",
    evidence: put("token.cbor", token),
    nonce,
    at: AT,
    endorsements: [],
    trustRoots: [put("key.der", platform.publicKey)],
  };
  variants(folder, `CCA ${profile}`, call, [
    ["affirming", "a list of keys with ids", { trustRoots: [put("keys.json", platform.endorsement)] }],
    ["contraindicated", "another nonce", { nonce: "00ff" }],
    ["none", "no key is trusted", { trustRoots: [] }],
    ["contraindicated", "another platform's key", { trustRoots: [put("other.der", other.publicKey)] }],
    ["contraindicated", "one bit flipped", { evidence: put("flipped.cbor", flipped(token, token.length - 9)) }],
    ["contraindicated", "a platform under debug", { evidence: put("debug.cbor", debug) }],
    [
      "affirming",
      "a platform under debug that the policy takes",
      { evidence: put("debug.cbor", debug), policy: put("policy.json", JSON.stringify(policy)) },
    ],
  ]);
}

async function coveCases(folder: Folder, platform: CovePlatform): Promise<void> {
  const path = "verify/CoVE";
  const trustRoots = [folder.put(`${path}-root.der`, platform.publicKey)];
  const call = { call: "verify", nonce, at: AT, endorsements: [], trustRoots } satisfies Partial<VerifyCall>;
  for (const form of ["tagged", "cbor", "x509"] as const) {
    const evidence = await platform.evidence({ challenge: NONCE, form });
    const debugged = await platform.evidence({ challenge: NONCE, form, claims: { platform: { state: 3 } } });
    const file = folder.put(`${path}-${form}.bin`, evidence);
    const states = folder.put(`${path}-${form}-policy.json`, '{"version":1,"cove":{"states":["debug"]}}');
    const debug = folder.put(`${path}-${form}-debug.bin`, debugged);
    const last = folder.put(`${path}-${form}-flipped.bin`, flipped(evidence, evidence.length - 1));
    variants(folder, `CoVE ${form}`, { ...call, evidence: file }, [
      ["contraindicated", "another nonce", { nonce: "00ff" }],
      ["none", "no root is trusted", { trustRoots: [] }],
      ["contraindicated", "a platform under debug", { evidence: debug }],
      ["affirming", "a platform under debug that the policy takes", { evidence: debug, policy: states }],
      ["contraindicated", "one bit flipped", { evidence: last }],
    ]);
  }
  const { root, platform: low, tsm, tvm } = await platform.certificates();
  const layers = [low, tsm].map((certificate, i) => folder.put(`${path}-layer-${i}.der`, certificate));
  const chain: VerifyCall = {
    call: "verify",
    evidence: folder.put(`${path}-tvm.der`, tvm),
    at: AT,
    endorsements: layers,
    trustRoots: [folder.put(`${path}-root-certificate.der`, root)],
  };
  variants(folder, "DICE layers", chain, [
    ["none", "a nonce that they can't carry", { nonce }],
    ["none", "no certificates", { endorsements: [] }],
    ["contraindicated", "too late", { at: LATE }],
  ]);
  const request = folder.put("verify/request.der", await csr());
  const none = { members: { verdict: "none" } } as const;
  folder.add(
    "verify",
    "a certification request",
    { ...chain, evidence: request, endorsements: [], trustRoots: [] },
    none,
  );
}

export async function verifyCases(folder: Folder): Promise<void> {
  await snpCases(folder, "SNP Milan", await createSnpPlatform({ product: "Milan" }));
  await snpCases(folder, "SNP Genoa VLEK", await createSnpPlatform({ product: "Genoa", key: "VLEK" }));
  await snpCases(folder, "SNP Turin", await createSnpPlatform({ product: "Turin" }));
  await svsmCases(folder, await createSnpPlatform());
  await ccaCases(folder, "first");
  await ccaCases(folder, "current");
  await coveCases(folder, await createCovePlatform());
  const tdx = await createTdxPlatform();
  const quote = (version: 3 | 4 | 5) => tdx.quote({ version, reportData: NONCE });
  await quoteCases(folder, "TDX quote 4", tdx, await quote(4), tdxCollateral);
  await quoteCases(folder, "TDX quote 5", tdx, await quote(5), tdxCollateral);
  await quoteCases(folder, "SGX quote 3", tdx, await quote(3), sgxCollateral);
  await azureCases(folder, "Azure SNP", await createSnpPlatform());
  await azureCases(folder, "Azure TDX", tdx);
}
