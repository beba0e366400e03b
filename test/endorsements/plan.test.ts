/** Where things are fetched: the URL forms of AMD's and Intel's services. */
import { describe, expect, test } from "vitest";
import type { Need, NeedOptions } from "../../hosts/endorsements/need.ts";
import { needsOf } from "../../hosts/endorsements/plan.ts";
import { snp, tdx } from "../../hosts/forge/index.ts";
import { inspect } from "../../hosts/inspect.ts";

const KDS = "https://kdsintf.amd.com";
const PCS = "https://api.trustedservices.intel.com";

/** A need in one line: its kind, whether it is immutable, and its URL. */
function line({ kind, immutable, url }: Need): string {
  return `${kind}${immutable ? "!" : ""} ${url}`;
}

describe("SNP", () => {
  const hwid = Uint8Array.from({ length: 64 }, (_, i) => i + 0xa0);
  const digits = Buffer.from(hwid).toString("hex");
  const tcb = { bootloader: 3, tee: 0, snp: 20, microcode: 219 };
  const query = "blSPL=3&teeSPL=0&snpSPL=20&ucodeSPL=219";

  async function plan(platform: Parameters<typeof snp>[0], options: NeedOptions = {}): Promise<Need[]> {
    return needsOf(inspect((await snp(platform)).report), options);
  }

  test.each(["Milan", "Genoa"] as const)("%s: by chip id and reported TCB", async (product) => {
    expect((await plan({ product, tcb, chipId: hwid })).map(line)).toEqual([
      `vcek! ${KDS}/vcek/v1/${product}/${digits}?${query}`,
      `vcek-chain! ${KDS}/vcek/v1/${product}/cert_chain`,
      `vcek-crl ${KDS}/vcek/v1/${product}/crl`,
    ]);
  });

  test("Turin: 16 digits, and the FMC first", async () => {
    const needs = await plan({ product: "Turin", tcb: { ...tcb, fmc: 1 }, chipId: hwid.subarray(0, 8) });
    expect(needs.map(line)).toEqual([
      `vcek! ${KDS}/vcek/v1/Turin/${digits.slice(0, 16)}?fmcSPL=1&${query}`,
      `vcek-chain! ${KDS}/vcek/v1/Turin/cert_chain`,
      `vcek-crl ${KDS}/vcek/v1/Turin/crl`,
    ]);
  });

  test("by the reported TCB, not the current one", async () => {
    const currentTcb = Uint8Array.of(9, 9, 0, 0, 0, 0, 9, 9);
    const [vcek] = await plan({ tcb, chipId: hwid, fields: { currentTcb } });
    expect(vcek?.url).toBe(`${KDS}/vcek/v1/Milan/${digits}?${query}`);
  });

  test("VLEK: it can't be fetched, its chain and CRL can", async () => {
    const needs = await plan({ key: "VLEK" });
    expect(needs.map(line)).toEqual([
      "vlek! undefined",
      `vlek-chain! ${KDS}/vlek/v1/Milan/cert_chain`,
      `vlek-crl ${KDS}/vlek/v1/Milan/crl`,
    ]);
    expect(needs[0]?.unfetchable).toMatch(/auxblob/);
  });

  test("a masked chip id can't be fetched by", async () => {
    const [vcek] = await plan({ maskChipId: true });
    expect(vcek).toMatchObject({ kind: "vcek", unfetchable: expect.stringMatching(/masks/) });
    expect(vcek).not.toHaveProperty("url");
  });

  test("version 2 can't tell Milan from Genoa: both, or the one that it is told", async () => {
    const report = (await snp({ version: 2, chipId: hwid, tcb })).report;
    const both = needsOf(inspect(report));
    expect(both.map(({ kind, product }) => `${kind} ${product}`)).toEqual([
      "vcek Milan",
      "vcek-chain Milan",
      "vcek-crl Milan",
      "vcek Genoa",
      "vcek-chain Genoa",
      "vcek-crl Genoa",
    ]);
    expect(needsOf(inspect(report), { product: "Genoa" })).toEqual(both.slice(3));
  });

  test("a product that the report tells is not overruled", async () => {
    expect((await plan({ product: "Turin" }, { product: "Milan" })).every(({ product }) => product === "Turin")).toBe(
      true,
    );
  });

  test("an unknown product has one need, and no place", async () => {
    const needs = await plan({ fields: { cpuidFamId: 0x50 } });
    expect(needs).toMatchObject([{ kind: "vcek", unfetchable: expect.stringMatching(/product/) }]);
    expect(needs[0]).not.toHaveProperty("url");
  });

  test("an unsigned report needs nothing", async () => {
    expect(await plan({ fields: { keyInfo: { signingKey: 7 } } })).toEqual([]);
  });

  test("from a mirror", async () => {
    const needs = await plan({ chipId: hwid, tcb }, { kds: "http://127.0.0.1:8080/amd/" });
    expect(needs[0]?.url).toBe(`http://127.0.0.1:8080/amd/vcek/v1/Milan/${digits}?${query}`);
  });
});

describe("Intel", () => {
  async function plan(platform: Parameters<typeof tdx>[0], options: NeedOptions = {}): Promise<Need[]> {
    return needsOf(inspect((await tdx(platform)).quote), options);
  }
  const fmspc = { fmspc: Uint8Array.of(0xb0, 0xc0, 0x6f, 0, 0, 0) };
  const root = "root-ca-crl https://certificates.trustedservices.intel.com/IntelSGXRootCA.der";

  test.each([
    [3, "sgx", "platformCa", "platform"],
    [4, "tdx", "platformCa", "platform"],
    [5, "tdx", "processorCa", "processor"],
  ] as const)("a quote of version %i: %s, %s", async (version, tee, issuer, ca) => {
    expect((await plan({ version, issuer, pck: fmspc })).map(line)).toEqual([
      `tcb-info ${PCS}/${tee}/certification/v4/tcb?fmspc=b0c06f000000`,
      `qe-identity ${PCS}/${tee}/certification/v4/qe/identity`,
      `pck-crl ${PCS}/sgx/certification/v4/pckcrl?ca=${ca}&encoding=der`,
      root,
    ]);
  });

  test("an enclave in a quote of version 4", async () => {
    expect((await plan({ version: 4, body: "sgx" })).map(({ tee }) => tee)).toEqual([
      "sgx",
      "sgx",
      undefined,
      undefined,
    ]);
  });

  describe("without a PCK certificate", () => {
    const bare = { version: 3, certification: { certType: 1, certData: () => new Uint8Array(36) } } as const;

    test("what goes by it can't be fetched", async () => {
      const needs = await plan(bare);
      expect(needs.map(line)).toEqual([
        "pck! undefined",
        "tcb-info undefined",
        `qe-identity ${PCS}/sgx/certification/v4/qe/identity`,
        "pck-crl undefined",
        root,
      ]);
      expect(needs.filter(({ unfetchable }) => unfetchable).map(({ kind }) => kind)).toEqual([
        "pck",
        "tcb-info",
        "pck-crl",
      ]);
    });

    test("it can be told", async () => {
      const pck = { fmspc: "00906ea10000", issuer: "CN=Intel SGX PCK Processor CA, O=Intel Corporation" };
      const needs = await plan(bare, { pck });
      expect(needs[1]?.url).toBe(`${PCS}/sgx/certification/v4/tcb?fmspc=00906ea10000`);
      expect(needs[3]?.url).toBe(`${PCS}/sgx/certification/v4/pckcrl?ca=processor&encoding=der`);
    });
  });

  test("from a PCCS, with the root's CRL of the PCCS or elsewhere", async () => {
    const pcs = "https://localhost:8081";
    expect((await plan({}, { pcs })).every(({ url }) => url?.startsWith(`${pcs}/`))).toBe(true);
    expect((await plan({}, { pcs })).at(-1)?.url).toBe(`${pcs}/sgx/certification/v4/rootcacrl`);
    expect((await plan({}, { pcs, rootCaCrl: "http://mirror/root.crl" })).at(-1)?.url).toBe("http://mirror/root.crl");
  });
});

test("evidence that only its platform can check needs nothing", async () => {
  expect(needsOf(inspect((await snp()).certTable))).toEqual([]);
});

test.each(["localhost:8081", "ftp://localhost", "https://", ""])("%j is no base", async (kds) => {
  const inspection = inspect((await snp()).report);
  expect(() => needsOf(inspection, { kds })).toThrow(expect.objectContaining({ code: "bad-request" }));
});
