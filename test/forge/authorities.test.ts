import { X509Certificate } from "node:crypto";
import { beforeAll, describe, expect, it } from "vitest";
import {
  type AmdAuthorities,
  amdAuthorities,
  amdCertificate,
  basicConstraints,
  type CertificateTemplate,
  createSnpPlatform,
  createTdxPlatform,
  generateKey,
  generateRsaKey,
  intelAuthorities,
  intelCertificate,
  PSS_SHA384,
  rsaPss,
} from "../../hosts/forge/index.ts";
import {
  hex,
  issued,
  readCertificate,
  readPem,
  readQuote,
  readSigned,
  signedBy,
  subjectOf,
  verifySnp,
} from "./read.ts";

const oids = (certificate: Uint8Array) => readCertificate(certificate).extensions.map(({ oid }) => oid);
const twice = (template: CertificateTemplate, oid: string): CertificateTemplate => ({
  ...template,
  extensions: template.extensions.flatMap((e) => (e.oid === oid ? [e, e] : [e])),
});

describe("the authorities", () => {
  it("are the committed ones", async () => {
    const [amd, intel] = [await amdAuthorities("Turin"), await intelAuthorities()];
    for (const kind of ["ark", "ask", "asvk"] as const) {
      expect(hex(amd[kind].certificate)).toBe(hex(amdCertificate("Turin", kind)));
    }
    for (const kind of ["intelRoot", "platformCa", "processorCa", "tcbSigning"] as const) {
      expect(hex(intel[kind].certificate)).toBe(hex(intelCertificate(kind)));
    }
  });

  it("change one certificate and leave the others", async () => {
    const amd = await amdAuthorities("Milan", { edits: { ask: { amend: (ask) => twice(ask, "2.5.29.15") } } });
    expect(oids(amd.ask.certificate).filter((oid) => oid === "2.5.29.15").length).toBe(2);
    expect(signedBy(amd.ask.certificate, amdCertificate("Milan", "ark"), "sha384")).toBe(true);
    expect(hex(amd.ark.certificate)).toBe(hex(amdCertificate("Milan", "ark")));
    expect(hex(amd.asvk.certificate)).toBe(hex(amdCertificate("Milan", "asvk")));
  });

  it("change the root, with the same key, and all under it", async () => {
    const validity = { notBefore: new Date("2000-01-01T00:00:00Z"), notAfter: new Date("2001-01-01T00:00:00Z") };
    const subject = { CN: "Somebody" };
    const amend = (root: CertificateTemplate) => ({ ...root, validity, subject, issuer: subject });
    const intel = await intelAuthorities({ edits: { intelRoot: { amend } } });
    expect(new X509Certificate(intel.intelRoot.certificate).validTo).toBe("Jan  1 00:00:00 2001 GMT");
    expect(issued(intel.tcbSigning.certificate, intel.intelRoot.certificate)).toBe(true);
    expect(new X509Certificate(intel.platformCa.certificate).issuer).toBe("CN=Somebody");
    expect(signedBy(intel.platformCa.certificate, intelCertificate("intelRoot"), "sha256")).toBe(true);
  });

  it("take another's key, to sign with or to be certified", async () => {
    const { privateKey, spki } = await generateKey("P-256");
    const wrong = await intelAuthorities({ edits: { platformCa: { signer: privateKey } } });
    const root = new X509Certificate(wrong.intelRoot.certificate);
    expect(new X509Certificate(wrong.platformCa.certificate).checkIssued(root)).toBe(true);
    expect(new X509Certificate(wrong.platformCa.certificate).verify(root.publicKey)).toBe(false);
    const other = await intelAuthorities({ keys: { platformCa: { privateKey, spki } } });
    expect(issued(other.platformCa.certificate, intelCertificate("intelRoot"))).toBe(true);
    expect(new X509Certificate(other.platformCa.certificate).publicKey.export({ format: "der", type: "spki" })).toEqual(
      Buffer.from(spki),
    );
  });
});

describe("a root of its own", () => {
  it("of Intel's form", async () => {
    const own = await intelAuthorities({ keys: { intelRoot: await generateKey("P-256") } });
    const { certificates, quote } = await createTdxPlatform({ authorities: own });
    const { leaf, intermediate, root } = certificates;
    expect(issued(leaf, intermediate) && issued(intermediate, root) && issued(root, root)).toBe(true);
    expect(subjectOf(root)).toBe(subjectOf(intelCertificate("intelRoot")));
    expect(signedBy(intermediate, intelCertificate("intelRoot"), "sha256")).toBe(false);
    expect(readPem(readQuote(await quote()).pem).map(hex)).toEqual([leaf, intermediate, root].map(hex));
  });

  it("of AMD's form", async () => {
    // AMD's length takes seconds to make; a short root is one more thing to refuse.
    const own = await amdAuthorities("Milan", { keys: { ark: await generateRsaKey(2048) } });
    const { leaf, intermediate, root } = (await createSnpPlatform({ authorities: own })).certificates;
    expect(issued(leaf, intermediate) && issued(intermediate, root) && issued(root, root)).toBe(true);
    expect(new X509Certificate(root).publicKey.asymmetricKeyDetails?.modulusLength).toBe(2048);
    expect(signedBy(intermediate, amdCertificate("Milan", "ark"), "sha384")).toBe(false);
  });

  it("of AMD's length with a key of the test root", async () => {
    const { asvk } = await amdAuthorities("Milan");
    const own = await amdAuthorities("Milan", { keys: { ark: asvk } });
    expect(issued(own.ask.certificate, own.ark.certificate)).toBe(true);
    expect(subjectOf(own.ark.certificate)).toBe(subjectOf(amdCertificate("Milan", "ark")));
    expect(signedBy(own.ark.certificate, amdCertificate("Milan", "asvk"), "sha384")).toBe(true);
  });
});

describe("the chain of a chip", () => {
  let milan: AmdAuthorities;
  let genoa: AmdAuthorities;
  beforeAll(async () => {
    [milan, genoa] = [await amdAuthorities("Milan"), await amdAuthorities("Genoa")];
  });

  it("of another product: named by it, or handed out in the place of the right one", async () => {
    const named = (await createSnpPlatform({ product: "Milan", authorities: genoa })).certificates;
    expect(issued(named.leaf, amdCertificate("Genoa", "ask"))).toBe(true);
    expect(hex(named.root)).toBe(hex(amdCertificate("Genoa", "ark")));
    const swapped = await createSnpPlatform({ swap: { intermediate: genoa.ask.certificate } });
    expect(issued(swapped.certificates.leaf, milan.ask.certificate)).toBe(true);
    expect(issued(swapped.certificates.leaf, swapped.certificates.intermediate)).toBe(false);
    expect(Buffer.from(swapped.certTable).includes(Buffer.from(genoa.ask.certificate))).toBe(true);
    expect(Buffer.from(swapped.certTable).includes(Buffer.from(milan.ask.certificate))).toBe(false);
  });

  it.each([
    ["VLEK", "ask"],
    ["VCEK", "asvk"],
    ["VCEK", "ark"],
  ] as const)("with a %s under the %s", async (key, issuer) => {
    const { certificates } = await createSnpPlatform({ key, issuer });
    expect(new X509Certificate(certificates.leaf).subject).toContain(`CN=SEV-${key}`);
    expect(issued(certificates.leaf, amdCertificate("Milan", issuer))).toBe(true);
    expect(hex(certificates.intermediate)).toBe(hex(amdCertificate("Milan", issuer)));
  });

  it("with an endorsement key for an authority", async () => {
    const first = await createSnpPlatform();
    const second = await createSnpPlatform({ authorities: { ...milan, ask: first.signer } });
    const { leaf, intermediate } = second.certificates;
    expect(hex(intermediate)).toBe(hex(first.certificates.leaf));
    expect(signedBy(leaf, intermediate, "sha384")).toBe(true);
    expect(new X509Certificate(leaf).issuer).toBe(new X509Certificate(intermediate).subject);
    expect(verifySnp(await second.report(), leaf)).toBe(true);
  });

  it("with an intermediate that is no authority", async () => {
    const amend = (ask: CertificateTemplate) => ({
      ...ask,
      extensions: ask.extensions.map((e) => (e.oid === "2.5.29.19" ? basicConstraints() : e)),
    });
    const authorities = amdAuthorities("Milan", { edits: { ask: { amend } } });
    const { certificates } = await createSnpPlatform({ authorities });
    expect(new X509Certificate(certificates.intermediate).ca).toBe(false);
    expect(signedBy(certificates.leaf, certificates.intermediate, "sha384")).toBe(true);
  });

  it("with a leaf that is signed by another, not the issuer", async () => {
    const { certificates } = await createSnpPlatform({ leaf: { signer: milan.asvk.privateKey } });
    expect(signedBy(certificates.leaf, milan.ask.certificate, "sha384")).toBe(false);
    expect(signedBy(certificates.leaf, milan.asvk.certificate, "sha384")).toBe(true);
  });

  it("with weaker parameters of PSS, in deed and in name", async () => {
    const sha1 = rsaPss({ hash: "SHA-1", saltLength: 20 });
    const { leaf } = (await createSnpPlatform({ amend: (t) => ({ ...t, algorithm: sha1 }) })).certificates;
    expect(signedBy(leaf, milan.ask.certificate, "sha1", 20)).toBe(true);
    expect(hex(readCertificate(leaf).algorithm)).toBe("300d06092a864886f70d01010a3000");
    const name = { identifier: sha1.identifier, sign: PSS_SHA384.sign };
    const said = (await createSnpPlatform({ amend: (t) => ({ ...t, algorithm: name }) })).certificates.leaf;
    expect(signedBy(said, milan.ask.certificate, "sha384")).toBe(true);
    expect(hex(readCertificate(said).algorithm)).toBe(hex(readCertificate(leaf).algorithm));
    const mgf = rsaPss({ hash: "SHA-384", mgfHash: "SHA-1", saltLength: 48 });
    const mixed = (await createSnpPlatform({ amend: (t) => ({ ...t, algorithm: mgf }) })).certificates.leaf;
    expect(signedBy(mixed, milan.ask.certificate, "sha384")).toBe(true);
    expect(hex(readCertificate(mixed).algorithm)).toBe(
      "302306092a864886f70d01010a3016a00f300d06096086480165030402020500a203020130",
    );
  });

  it("with what no template says", async () => {
    const trailing = await createSnpPlatform({ leaf: { der: (bytes) => Uint8Array.of(...bytes, 0, 0) } });
    expect(hex(trailing.certificates.leaf.slice(-2))).toBe("0000");
    // The serial number 0 in two bytes, where one is enough. Both lengths in front of it are of three bytes.
    const longer = (tbs: Uint8Array) => {
      expect(hex(tbs.subarray(4, 12))).toBe("a003020102020100");
      const size = (tbs[2] ?? 0) * 256 + (tbs[3] ?? 0) + 1;
      return Uint8Array.of(0x30, 0x82, size >> 8, size & 0xff, ...tbs.subarray(4, 10), 2, 0, ...tbs.subarray(11));
    };
    const { leaf } = (await createSnpPlatform({ leaf: { tbs: longer } })).certificates;
    expect(hex(readSigned(leaf).tbs.subarray(4, 13))).toBe("a00302010202020000");
    expect(signedBy(leaf, milan.ask.certificate, "sha384")).toBe(true);
  });
});

describe("what a chip's certificate says of it", () => {
  const AMD = "1.3.6.1.4.1.3704.1";
  const value = (certificate: Uint8Array, arc: string) => {
    const found = readCertificate(certificate).extensions.find(({ oid }) => oid === `${AMD}.${arc}`);
    return found && hex(found.value);
  };

  it("may be untrue", async () => {
    const platform = await createSnpPlatform({
      claims: { hwId: new Uint8Array(64).fill(7), productName: "Genoa", structVersion: 1, tcb: { snp: 200 } },
    });
    const { leaf } = platform.certificates;
    expect(value(leaf, "4")).toBe("07".repeat(64));
    expect(value(leaf, "2")).toBe(`1605${hex(Buffer.from("Genoa"))}`);
    expect([value(leaf, "1"), value(leaf, "3.3"), value(leaf, "3.1")]).toEqual(["020101", "020200c8", "020100"]);
    expect(hex(platform.chipId)).not.toBe("07".repeat(64));
    expect(hex((await platform.report()).subarray(0x180, 0x188))).toBe("0400000000001bde");
  });

  it("may be true while reports hide it", async () => {
    const platform = await createSnpPlatform({ product: "Turin", maskChipId: true });
    expect(value(platform.certificates.leaf, "4")).toBe(hex(platform.hwId));
    expect(platform.hwId.length).toBe(8);
    expect(hex((await platform.report()).subarray(0x1a0, 0x1e0))).toBe("00".repeat(64));
    expect(hex(platform.chipId)).toBe("00".repeat(64));
  });

  it("does not hold for a report that another key signed", async () => {
    const [one, two] = [await createSnpPlatform(), await createSnpPlatform()];
    const report = await one.report({ signer: two.signer.privateKey });
    expect(verifySnp(report, one.certificates.leaf)).toBe(false);
    expect(verifySnp(report, two.certificates.leaf)).toBe(true);
  });
});

describe("the chain of a machine", () => {
  it("with a PCK for an authority, or under the wrong one", async () => {
    const [first, all] = [await createTdxPlatform(), await intelAuthorities()];
    const second = await createTdxPlatform({ authorities: { ...all, platformCa: first.signer } });
    expect(signedBy(second.certificates.leaf, first.certificates.leaf, "sha256")).toBe(true);
    expect(hex(second.certificates.intermediate)).toBe(hex(first.certificates.leaf));
    const third = await createTdxPlatform({ issuer: "platformCa", signedBy: "tcbSigning" });
    expect(signedBy(third.certificates.leaf, intelCertificate("tcbSigning"), "sha256")).toBe(true);
    expect(new X509Certificate(third.certificates.leaf).issuer).toContain("CN=Intel SGX TCB Signing");
  });

  it("with certificates swapped, which quotes carry too", async () => {
    const other = intelCertificate("processorCa");
    const platform = await createTdxPlatform({ swap: { intermediate: other }, amend: (t) => twice(t, "2.5.29.14") });
    expect(hex(platform.certificates.intermediate)).toBe(hex(other));
    expect(readPem(readQuote(await platform.quote()).pem).map(hex)[1]).toBe(hex(other));
    expect(signedBy(platform.certificates.leaf, intelCertificate("platformCa"), "sha256")).toBe(true);
    expect(oids(platform.certificates.leaf).filter((oid) => oid === "2.5.29.14").length).toBe(2);
  });

  it("with a leaf signed by another, or with something behind it", async () => {
    const { privateKey } = await generateKey("P-256");
    const forged = await createTdxPlatform({ leaf: { signer: privateKey } });
    expect(signedBy(forged.certificates.leaf, intelCertificate("platformCa"), "sha256")).toBe(false);
    const trailing = await createTdxPlatform({ leaf: { der: (bytes) => Uint8Array.of(...bytes, 5) } });
    expect(trailing.certificates.leaf.at(-1)).toBe(5);
  });
});
