import { createPublicKey, X509Certificate } from "node:crypto";
import { describe, expect, it } from "vitest";
import {
  type CollateralOptions,
  createTdxPlatform,
  generateKey,
  type IntelCollateral,
  intelAuthorities,
  intelCertificate,
  sgxCollateral,
  type TcbInfo,
  type TdxPlatform,
  tdxCollateral,
  toCollateralFile,
  toPcsBody,
} from "../../hosts/forge/index.ts";
import {
  hex,
  issued,
  part,
  plain,
  readCertificate,
  readCrl,
  readPem,
  readQuote,
  signedBy,
  u16,
  verifyRaw,
} from "./read.ts";

const platform = await createTdxPlatform();
const tcbSigner = intelCertificate("tcbSigning");

const text = (json: string) => Buffer.from(json);
const isSigned = ({ json, signature }: { json: string; signature: string }, certificate = tcbSigner) =>
  verifyRaw("sha256", text(json), new X509Certificate(certificate).publicKey, Buffer.from(signature, "hex"));

const MAKERS = { sgx: sgxCollateral, tdx: tdxCollateral };

describe.each(["sgx", "tdx"] as const)("collateral for %s", (tee) => {
  it("is signed under the test root", async () => {
    const items = await MAKERS[tee](platform);
    expect([isSigned(items.tcbInfo), isSigned(items.qeIdentity)]).toEqual([true, true]);
    expect(items.tcbInfo.signature).toMatch(/^[0-9a-f]{128}$/);
    const root = intelCertificate("intelRoot");
    for (const chain of [items.tcbInfoIssuerChain, items.qeIdentityIssuerChain]) {
      const [signer = root, last = root, ...more] = readPem(chain);
      expect([hex(signer), hex(last), more]).toEqual([hex(tcbSigner), hex(root), []]);
      expect(issued(signer, last)).toBe(true);
    }
    expect(new X509Certificate(tcbSigner).subject).toContain("CN=Intel SGX TCB Signing\n");
    expect(new X509Certificate(tcbSigner).ca).toBe(false);
    expect(readPem(items.pckCrlIssuerChain).map(hex)).toEqual([hex(intelCertificate("platformCa")), hex(root)]);
    expect(signedBy(items.pckCrl, intelCertificate("platformCa"), "sha256")).toBe(true);
    expect(signedBy(items.rootCaCrl, root, "sha256")).toBe(true);
  });

  it("has the members of PCS's, in order", async () => {
    const { tcbInfo, qeIdentity } = await MAKERS[tee](platform);
    const info = JSON.parse(tcbInfo.json);
    const tdxParts = tee === "tdx" ? ["tdxModule", "tdxModuleIdentities"] : [];
    expect(Object.keys(info)).toEqual([
      ...["id", "version", "issueDate", "nextUpdate", "fmspc", "pceId", "tcbType", "tcbEvaluationDataNumber"],
      ...tdxParts,
      "tcbLevels",
    ]);
    expect(info).toMatchObject({ id: tee.toUpperCase(), version: 3, fmspc: "74736D6B6974", pceId: "0000", tcbType: 0 });
    expect([info.issueDate, info.nextUpdate]).toEqual(["2020-01-01T00:00:00Z", "2049-12-31T23:59:59Z"]);
    for (const { tcb, tcbDate } of info.tcbLevels) {
      expect(tcb.sgxtcbcomponents.length).toBe(16);
      expect(tcb.tdxtcbcomponents?.length).toBe(tee === "tdx" ? 16 : undefined);
      expect(new Date(tcbDate).getTime()).toBeLessThan(new Date(info.issueDate).getTime());
    }
    const identity = JSON.parse(qeIdentity.json);
    expect(Object.keys(identity)).toEqual([
      ...["id", "version", "issueDate", "nextUpdate", "tcbEvaluationDataNumber", "miscselect", "miscselectMask"],
      ...["attributes", "attributesMask", "mrsigner", "isvprodid", "tcbLevels"],
    ]);
    expect(identity).toMatchObject({ id: tee === "tdx" ? "TD_QE" : "QE", version: 2 });
    expect([info.tcbEvaluationDataNumber, identity.tcbEvaluationDataNumber]).toEqual([17, 17]);
  });

  it("fits the quoting enclave", async () => {
    const { qeIdentity } = await MAKERS[tee](platform);
    const identity = JSON.parse(qeIdentity.json);
    const { qeReport } = readQuote(await platform.quote({ version: tee === "tdx" ? 4 : 3 }));
    const masked = (bytes: Uint8Array, mask: string) =>
      hex(bytes.map((byte, i) => byte & (Buffer.from(mask, "hex")[i] ?? 0)));
    expect(masked(part(qeReport, 48, 16), identity.attributesMask).toUpperCase()).toBe(identity.attributes);
    expect(masked(part(qeReport, 16, 4), identity.miscselectMask)).toBe(identity.miscselect);
    expect(hex(part(qeReport, 128, 32)).toUpperCase()).toBe(identity.mrsigner);
    expect(u16(qeReport, 256)).toBe(identity.isvprodid);
    expect([u16(qeReport, 258), "UpToDate"]).toEqual([
      identity.tcbLevels[0].tcb.isvsvn,
      identity.tcbLevels[0].tcbStatus,
    ]);
  });
});

/** Security versions of a PCK certificate: 16 components and the PCE's. */
function svnsOf(certificate: Uint8Array): number[] {
  const parts = plain(readCertificate(certificate).extensions.at(-1)?.value ?? new Uint8Array()) as [string, never][];
  return (parts[1]?.[1] ?? ([] as [string, number][])).slice(0, 17).map(([, svn]) => svn);
}

type Level = TcbInfo["tcbLevels"][number];
const meets = (have: number[], want: { svn: number }[] = [], from = 0) =>
  want.length === 16 && want.every(({ svn }, i) => i < from || (have[i] ?? 0) >= svn);

/** Statuses a machine comes to: of SGX, of TDX and of its module, and what a relaunch would bring. DCAP, steps 2 to 6. */
async function statuses(machine: TdxPlatform, info: TcbInfo) {
  const have = svnsOf(machine.certificates.leaf);
  const { body } = readQuote(await machine.quote({ version: 5 }));
  const [svn, svn2] = [[...part(body, 0, 16)], [...part(body, 584, 16)]];
  const sgx = ({ tcb }: Level) => meets(have, tcb.sgxtcbcomponents) && (have[16] ?? 0) >= tcb.pcesvn;
  const tdx = ({ tcb }: Level, of: number[]) => meets(of, tcb.tdxtcbcomponents, of[1] ? 2 : 0);
  const module = (of: number[]) => {
    const identity = info.tdxModuleIdentities?.find(({ id }) => id === `TDX_0${of[1]}`);
    return identity?.tcbLevels.find(({ tcb }) => (of[0] ?? 0) >= tcb.isvsvn)?.tcbStatus;
  };
  const both = (of: number[]) => info.tcbLevels.find((level) => sgx(level) && tdx(level, of))?.tcbStatus;
  return {
    sgx: info.tcbLevels.find(sgx)?.tcbStatus,
    tdx: both(svn),
    module: module(svn),
    relaunched: [both(svn2), module(svn2)],
  };
}

const infoOf = ({ tcbInfo }: IntelCollateral): TcbInfo => JSON.parse(tcbInfo.json);
const svns = (...leading: number[]) => Uint8Array.from({ length: 16 }, (_, i) => leading[i] ?? 0);

describe("levels", () => {
  it("put the forge's machines on the first", async () => {
    const upToDate = { sgx: "UpToDate", tdx: "UpToDate", module: "UpToDate", relaunched: ["UpToDate", "UpToDate"] };
    expect(await statuses(platform, infoOf(await tdxCollateral(platform)))).toEqual(upToDate);
    expect((await statuses(platform, infoOf(await sgxCollateral(platform)))).sgx).toBe("UpToDate");
  });

  it.each([
    [svns(4, 4, 2, 2, 2, 1, 0, 2), 13, "SWHardeningNeeded"],
    [svns(4, 4, 2, 2, 2, 1, 0, 3), 12, "OutOfDate"],
    [svns(2, 255, 2, 2, 2, 1), 10, "OutOfDateConfigurationNeeded"],
    [svns(1, 1, 2, 2, 2, 1), 13, "Revoked"],
    [svns(0, 255, 2, 2, 2, 1), 13, undefined],
  ])("put %j with PCE %i on %s", async (components, pceSvn, status) => {
    const machine = await createTdxPlatform({ pck: { components, pceSvn } });
    const found = await statuses(machine, infoOf(await tdxCollateral(machine)));
    expect([found.sgx, found.tdx]).toEqual([status, status]);
    expect((await statuses(machine, infoOf(await sgxCollateral(machine)))).sgx).toBe(status);
  });

  it("lead a domain that outlived an update to relaunch", async () => {
    const machine = await createTdxPlatform({ td: { teeTcbSvn: svns(5, 1, 3), teeTcbSvn2: svns(11, 1, 4) } });
    const late = { sgx: "UpToDate", tdx: "OutOfDate", module: "OutOfDate", relaunched: ["UpToDate", "UpToDate"] };
    expect(await statuses(machine, infoOf(await tdxCollateral(machine)))).toEqual(late);
    const configured: CollateralOptions = {
      tcbInfo: {
        amend({ tcbLevels: [first] }) {
          if (first) first.tcbStatus = "ConfigurationNeeded";
        },
      },
    };
    const found = await statuses(machine, infoOf(await tdxCollateral(machine, configured)));
    expect(found).toEqual({ ...late, sgx: "ConfigurationNeeded", relaunched: ["ConfigurationNeeded", "UpToDate"] });
  });

  it("know modules of other major versions, and none", async () => {
    const other = await createTdxPlatform({ td: { teeTcbSvn: svns(3, 3, 4) } });
    const info = infoOf(await tdxCollateral(other));
    expect((await statuses(other, info)).module).toBe("UpToDate");
    const old = await createTdxPlatform({ td: { teeTcbSvn: svns(5, 0, 4) } });
    expect(await statuses(old, info)).toMatchObject({ tdx: "UpToDate", module: undefined });
    expect(info.tdxModule).toEqual({
      mrsigner: "0".repeat(96),
      attributes: "0".repeat(16),
      attributesMask: "F".repeat(16),
    });
  });
});

describe("wrong collateral", () => {
  const amended = (tcbInfo: NonNullable<CollateralOptions["tcbInfo"]>) => tdxCollateral(platform, { tcbInfo });

  it("says anything, signed", async () => {
    const { tcbInfo } = await amended({
      amend(info) {
        info.tcbLevels.reverse();
        info.tcbLevels[0]?.tcb.sgxtcbcomponents.pop();
        info.fmspc = "00A067110000";
        delete info.tdxModule;
      },
    });
    const info = JSON.parse(tcbInfo.json);
    expect([info.tcbLevels[0].tcbStatus, info.tcbLevels[0].tcb.sgxtcbcomponents.length]).toEqual(["Revoked", 15]);
    expect([info.fmspc, "tdxModule" in info]).toEqual(["00A067110000", false]);
    expect(isSigned(tcbInfo)).toBe(true);
  });

  it("has keys twice, signed", async () => {
    const { tcbInfo } = await amended({ text: (json) => json.replace("{", '{"fmspc":"00A067110000",') });
    expect(tcbInfo.json.match(/"fmspc"/g)?.length).toBe(2);
    expect(isSigned(tcbInfo)).toBe(true);
  });

  it("is written anew after it is signed", async () => {
    const { tcbInfo } = await amended({ signed: (json) => JSON.stringify(JSON.parse(json), null, 1) });
    expect(isSigned(tcbInfo)).toBe(false);
    expect(isSigned({ ...tcbInfo, json: JSON.stringify(JSON.parse(tcbInfo.json)) })).toBe(true);
  });

  it("is signed by a stranger, or by another authority", async () => {
    const { privateKey, spki } = await generateKey("P-256");
    const qeIdentity = { signer: privateKey };
    const { qeIdentity: foreign } = await tdxCollateral(platform, { qeIdentity });
    expect(isSigned(foreign)).toBe(false);
    const key = createPublicKey({ key: Buffer.from(spki), format: "der", type: "spki" });
    expect(verifyRaw("sha256", text(foreign.json), key, Buffer.from(foreign.signature, "hex"))).toBe(true);
    const { tcbInfo } = await amended({ signer: platform.authorities.platformCa.privateKey });
    expect(isSigned(tcbInfo, intelCertificate("platformCa"))).toBe(true);
  });

  it("comes of a root of its own, or of a signer whose time is over", async () => {
    const own = await intelAuthorities({ keys: { intelRoot: await generateKey("P-256") } });
    const foreign = await tdxCollateral(platform, { authorities: own });
    const [signer = tcbSigner, root = tcbSigner] = readPem(foreign.tcbInfoIssuerChain);
    expect(issued(signer, root)).toBe(true);
    expect(issued(signer, intelCertificate("intelRoot"))).toBe(false);
    expect(signedBy(foreign.rootCaCrl, root, "sha256")).toBe(true);
    const validity = { notBefore: new Date("2018-01-01T00:00:00Z"), notAfter: new Date("2025-01-01T00:00:00Z") };
    const authorities = intelAuthorities({ edits: { tcbSigning: { amend: (t) => ({ ...t, validity }) } } });
    const late = await sgxCollateral(platform, { authorities });
    expect(new X509Certificate(late.tcbInfoIssuerChain).validTo).toBe("Jan  1 00:00:00 2025 GMT");
    expect(isSigned(late.tcbInfo)).toBe(true);
  });

  it("is past its time, of another number, or revokes the machine", async () => {
    const window = { notBefore: new Date("2025-06-19T10:16:03.500Z"), notAfter: new Date("2025-07-19T10:16:03Z") };
    const serial = BigInt(`0x${new X509Certificate(platform.certificates.leaf).serialNumber}`);
    const items = await sgxCollateral(platform, {
      window,
      evaluationNumber: 5,
      pckCrl: { revoked: [serial] },
      rootCrl: { nextUpdate: new Date("2021-01-01T00:00:00Z") },
    });
    for (const { json } of [items.tcbInfo, items.qeIdentity]) {
      expect(JSON.parse(json)).toMatchObject({
        issueDate: "2025-06-19T10:16:03Z",
        nextUpdate: "2025-07-19T10:16:03Z",
        tcbEvaluationDataNumber: 5,
      });
    }
    expect(readCrl(items.pckCrl).revoked.map((entry) => entry.serial)).toEqual([serial]);
    expect(readCrl(items.rootCaCrl).times[1]).toBe("2021-01-01T00:00:00.000Z");
  });
});

describe("the forms of collateral", () => {
  it("is a body as PCS sends it, around the very bytes that are signed", async () => {
    const { tcbInfo, qeIdentity } = await sgxCollateral(platform, { tcbInfo: { text: (json) => ` ${json}\n` } });
    expect(toPcsBody("tcbInfo", tcbInfo)).toBe(`{"tcbInfo":${tcbInfo.json},"signature":"${tcbInfo.signature}"}`);
    expect(JSON.parse(toPcsBody("enclaveIdentity", qeIdentity))).toEqual({
      enclaveIdentity: JSON.parse(qeIdentity.json),
      signature: qeIdentity.signature,
    });
  });

  it("is one file as dcap-qvl has it", async () => {
    const machine = await createTdxPlatform({ issuer: "processorCa" });
    const items = await tdxCollateral(machine);
    const file = JSON.parse(JSON.stringify(toCollateralFile(items)));
    expect(isSigned({ json: file.tcb_info, signature: file.tcb_info_signature })).toBe(true);
    expect(isSigned({ json: file.qe_identity, signature: file.qe_identity_signature })).toBe(true);
    const [ca = tcbSigner] = readPem(file.pck_crl_issuer_chain);
    expect(hex(ca)).toBe(hex(intelCertificate("processorCa")));
    expect(signedBy(Buffer.from(file.pck_crl, "hex"), ca, "sha256")).toBe(true);
    expect(signedBy(Buffer.from(file.root_ca_crl, "hex"), intelCertificate("intelRoot"), "sha256")).toBe(true);
    for (const chain of [file.tcb_info_issuer_chain, file.qe_identity_issuer_chain]) {
      expect(readPem(chain).map(hex)).toEqual([hex(tcbSigner), hex(intelCertificate("intelRoot"))]);
    }
  });
});
