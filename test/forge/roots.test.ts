import { X509Certificate } from "node:crypto";
import { describe, expect, it } from "vitest";
import { amdCertificate, intelCertificate, type SnpProduct, toPem } from "../../hosts/forge/index.ts";
import { hex, issued, readCertificate } from "./read.ts";

const PRODUCTS: SnpProduct[] = ["Milan", "Genoa", "Turin"];
const extensions = (der: Uint8Array) => readCertificate(der).extensions.map(({ oid, critical }) => [oid, critical]);

describe.each(PRODUCTS)("the test roots of %s", (product) => {
  const [ark, ask, asvk] = [
    amdCertificate(product, "ark"),
    amdCertificate(product, "ask"),
    amdCertificate(product, "asvk"),
  ];

  it("chain like AMD's", () => {
    for (const authority of [ark, ask, asvk]) {
      const read = new X509Certificate(authority);
      expect(issued(authority, ark)).toBe(true);
      expect(read.ca).toBe(true);
      expect(read.publicKey.asymmetricKeyType).toBe("rsa");
      expect(read.publicKey.asymmetricKeyDetails?.modulusLength).toBe(4096);
      expect(read.publicKey.asymmetricKeyDetails?.publicExponent).toBe(65537n);
    }
    expect(issued(ark, ask)).toBe(false);
  });

  it("have AMD's names, but not its organisation", () => {
    const name = (cn: string) => `OU=Engineering\nC=US\nL=Santa Clara\nST=CA\nO=tsmkit test root\\, not AMD\nCN=${cn}`;
    expect(new X509Certificate(ark).subject).toBe(name(`ARK-${product}`));
    expect(new X509Certificate(ask).subject).toBe(name(`SEV-${product}`));
    expect(new X509Certificate(asvk).subject).toBe(name(`SEV-VLEK-${product}`));
  });

  it("have AMD's extensions and serial numbers", () => {
    expect(extensions(ark)).toEqual([
      ["2.5.29.15", true],
      ["2.5.29.14", false],
      ["2.5.29.19", true],
      ["2.5.29.31", false],
    ]);
    for (const authority of [ask, asvk]) {
      expect(extensions(authority)).toEqual([
        ["2.5.29.14", false],
        ["2.5.29.35", false],
        ["2.5.29.19", true],
        ["2.5.29.15", true],
        ["2.5.29.31", false],
      ]);
    }
    const number = PRODUCTS.indexOf(product) + 1;
    const serials = [ark, ask, asvk].map((authority) => new X509Certificate(authority).serialNumber);
    expect(serials).toEqual([`0${number}0000`, `0${number}0001`, `0${number}0101`]);
  });

  it("write the default trailerField out", () => {
    for (const authority of [ark, ask, asvk]) {
      expect(hex(readCertificate(authority).algorithm)).toBe(
        "304606092a864886f70d01010a3039a00f300d06096086480165030402020500a11c301a06092a864886f70d010108300d0609" +
          "6086480165030402020500a203020130a303020101",
      );
    }
  });
});

describe("the test roots of Intel's form", () => {
  const root = intelCertificate("intelRoot");
  const authorities = [root, intelCertificate("platformCa"), intelCertificate("processorCa")];

  it("chain like Intel's", () => {
    for (const authority of authorities) {
      expect(issued(authority, root)).toBe(true);
      expect(new X509Certificate(authority).ca).toBe(true);
      expect(new X509Certificate(authority).publicKey.asymmetricKeyDetails?.namedCurve).toBe("prime256v1");
      expect(extensions(authority)).toEqual([
        ["2.5.29.35", false],
        ["2.5.29.31", false],
        ["2.5.29.14", false],
        ["2.5.29.15", true],
        ["2.5.29.19", true],
      ]);
    }
  });

  it("have a signer of collateral, which is no authority", () => {
    const signer = intelCertificate("tcbSigning");
    const read = new X509Certificate(signer);
    expect(issued(signer, root)).toBe(true);
    expect([read.ca, read.publicKey.asymmetricKeyDetails?.namedCurve]).toEqual([false, "prime256v1"]);
    expect(read.subject).toContain("CN=Intel SGX TCB Signing\n");
    expect(extensions(signer)).toEqual(extensions(root));
    const usage = readCertificate(signer).extensions.find(({ oid }) => oid === "2.5.29.15");
    expect(hex(usage?.value ?? signer)).toBe("030206c0");
  });

  it("have Intel's names, but not its organisation", () => {
    const names = authorities.map((authority) => new X509Certificate(authority).subject);
    const name = (cn: string) => `CN=${cn}\nO=tsmkit test root\\, not Intel\nL=Santa Clara\nST=CA\nC=US`;
    expect(names).toEqual(["Intel SGX Root CA", "Intel SGX PCK Platform CA", "Intel SGX PCK Processor CA"].map(name));
  });
});

it("writes PEM that OpenSSL reads", () => {
  const root = intelCertificate("intelRoot");
  const pem = toPem(root);
  expect(hex(new X509Certificate(pem).raw)).toBe(hex(root));
  expect(Math.max(...pem.split("\n").map((line) => line.length))).toBe(64);
});
