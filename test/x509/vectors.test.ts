/** Real certificates and lists: all are read as another reader reads them, and each link holds or not as the set says. */
import { X509Certificate } from "node:crypto";
import { describe, expect, test } from "vitest";
import { haveVectors, type Vector, vectorBytes, vectors, vectorsNote } from "../vectors.ts";
import { pemIn, Tree } from "./certificates.ts";
import * as der from "./der.ts";
import { Link, NO_TIME, x509Probe } from "./x509Probe.ts";

const { probe, read, readList, isOnList, ...x509 } = await x509Probe({ fused: false, debug: false });

const ENDORSEMENTS = vectors("snp-vcek", "snp-vlek");
const CHAINS = vectors("snp-ca-chain", "intel-signing-chain", "intel-sample-collateral", "intel-collateral-bundle");
const QUOTES = vectors("sgx-quote-v3", "tdx-quote-v4", "tdx-quote-v5");
const LISTS = vectors("intel-crl", "intel-sample-collateral").filter(({ path }) => path.endsWith("crl.der"));

/** Every certificate of the set, once, and where it comes from. */
const certificates = new Map<string, { der: Buffer; from: Vector }>();
for (const from of [...ENDORSEMENTS, ...CHAINS, ...QUOTES]) {
  const bytes = Buffer.from(vectorBytes(from));
  for (const found of ENDORSEMENTS.includes(from) ? [bytes] : pemIn(bytes)) {
    const id = found.toString("latin1");
    if (!certificates.has(id)) certificates.set(id, { der: found, from });
  }
}
const all = [...certificates.values()].map(({ der, from }): [string, Buffer, Vector] => [
  `${from.path}: ${new X509Certificate(der).subject.replaceAll("\n", ", ")}`,
  der,
  from,
]);
const authorities = all.filter(([, der]) => new X509Certificate(der).ca);

describe.skipIf(!haveVectors)(`certificates${vectorsNote}`, () => {
  test.each(all)("%s says what another reader says", (_, certificate) => {
    const other = new X509Certificate(certificate);
    expect(read(certificate)).toBe("ok");
    expect(BigInt(`0x${x509.hex(0, "serialNumber")}`)).toBe(BigInt(`0x${other.serialNumber}`));
    expect(probe.notBefore(0)).toBe(BigInt(Date.parse(other.validFrom)) / 1000n);
    expect(probe.notAfter(0)).toBe(BigInt(Date.parse(other.validTo)) / 1000n);
    expect(x509.spki(0)).toEqual(other.publicKey.export({ type: "spki", format: "der" }));
    expect(probe.isAuthority(0) === 1).toBe(other.ca);
    const tree = new Tree(certificate);
    for (const [slot, place] of [
      ["issuer", 3],
      ["subject", 5],
    ] as const) {
      expect(x509.hex(0, slot)).toBe(Buffer.concat(der.within(tree.part(place)).map(der.encode)).toString("hex"));
    }
    const intel = tree.extensions.find((e) => der.encode(der.at(e, 0)).includes(Buffer.from("f84d010d01", "hex")));
    if (intel) {
      const value = tree.value("1.2.840.113741.1.13.1");
      const plain = (...path: number[]) => (der.at(value, ...path, 1).inside as Buffer).toString("hex");
      expect([x509.hex(0, "ppid"), x509.hex(0, "fmspc")]).toEqual([plain(0), plain(3)]);
      const components = Array.from({ length: 16 }, (_, i) => plain(1, 1, i).slice(-2));
      expect(x509.hex(0, "tcbComponents")).toBe(components.join(""));
      expect(x509.number(0, "pceSvn")).toBe(Number.parseInt(plain(1, 1, 16), 16));
    }
  });

  test("are as many as there are", () => {
    expect(all.length).toBeGreaterThan(70);
    expect(authorities.length).toBeGreaterThan(15);
  });

  test.each(all)("%s is signed by whom another verifier says", (_, certificate) => {
    const other = new X509Certificate(certificate);
    probe.forgetSignatures();
    read(certificate, 0);
    const now = probe.notAfter(0);
    for (const [, der] of authorities) {
      const authority = new X509Certificate(der);
      read(der, 1);
      const named = other.issuer === authority.subject;
      const wrong = probe.checkLink(0, 1, now, 0);
      expect((wrong & Link.Name) === 0).toBe(named);
      if (named) expect(wrong).toBe(other.verify(authority.publicKey) ? 0 : Link.Signature);
    }
  });

  test.each(ENDORSEMENTS.map((v): [string, Vector] => [v.path, v]))("%s chains as the set says", (_, vector) => {
    const { result, issuer, at } = vector.expected as { result: string; issuer?: string; at?: string };
    expect(read(vectorBytes(vector), 0)).toBe("ok");
    const now = at ? BigInt(Date.parse(at)) / 1000n : probe.notBefore(0);
    const holding = authorities.filter(([, der]) => read(der, 1) === "ok" && probe.checkLink(0, 1, now, 0) === 0);
    expect(holding.length).toBe(result === "valid" ? 1 : 0);
    if (issuer) expect(holding[0]?.[0]).toContain(`CN=${issuer}`);
  });
});

describe.skipIf(!haveVectors)(`revocation lists${vectorsNote}`, () => {
  test.each(LISTS.map((v): [string, Vector] => [v.path, v]))("%s is read, and holds under its issuer", (_, vector) => {
    const bytes = vectorBytes(vector);
    expect(readList(bytes)).toBe("ok");
    const tbs = der.within(der.at(der.parse(bytes), 0));
    expect(probe.thisUpdate()).not.toBe(NO_TIME);
    const fields = vector.fields as { this_update: string; next_update: string } | undefined;
    if (fields) {
      expect(probe.thisUpdate()).toBe(BigInt(Date.parse(fields.this_update)) / 1000n);
      expect(probe.nextUpdate()).toBe(BigInt(Date.parse(fields.next_update)) / 1000n);
    }
    const entries = tbs[5]?.tag === 0x30 ? der.within(tbs[5]) : [];
    const told = /, (\d+) revoked/.exec((vector as unknown as { what: string }).what)?.[1];
    if (told) expect(entries.length).toBe(Number(told));
    for (const entry of entries) {
      const serial = der.at(entry, 0).inside as Buffer;
      const number = serial.subarray(serial[0] === 0 && serial.length > 1 ? 1 : 0);
      expect(isOnList(number)).toBe(true);
      expect(isOnList(Buffer.concat([number.subarray(0, -1), Buffer.of((number.at(-1) as number) ^ 1)]))).toBe(false);
    }
    const now = probe.thisUpdate();
    const holding = authorities.filter(([, der]) => read(der, 1) === "ok" && probe.checkList(1, now) === 0);
    // Intel issued its root's certificate again, for the same key.
    const keys = new Set(
      holding.map(([, der]) => new X509Certificate(der).publicKey.export({ format: "pem", type: "spki" })),
    );
    expect(keys.size).toBe(1);
    read(holding[0]?.[1] as Buffer);
    const issuer = Buffer.concat(der.within(tbs[2] as der.Element).map(der.encode));
    expect(x509.hex(0, "subject")).toBe(issuer.toString("hex"));
  });
});

/** A certificate with one bit changed: is there one that is still said to be signed? */
function surviving(certificate: Buffer, authority: Buffer): number[] {
  expect(read(authority, 1)).toBe("ok");
  const found: number[] = [];
  for (let bit = 0; bit < 8 * certificate.length; bit++) {
    const changed = Buffer.from(certificate);
    changed[bit >> 3] = (changed[bit >> 3] as number) ^ (1 << (bit & 7));
    if (read(changed, 0) === "ok" && probe.isSigned(0, 1) === 1) found.push(bit);
  }
  return found;
}

test.skipIf(!haveVectors).each([
  ["VCEK", /milan-v3-aci.vcek/],
  ["PCK certificate", /v4-phala-dcap-qvl.quote.*PCK Certificate/],
])(`every single bit of a %s counts${vectorsNote}`, (_, wanted) => {
  const certificate = all.find(([name]) => wanted.test(name))?.[1] as Buffer;
  const { issuer } = new X509Certificate(certificate);
  const authority = authorities.find(([, der]) => new X509Certificate(der).subject === issuer)?.[1] as Buffer;
  probe.forgetSignatures();
  read(certificate, 0);
  read(authority, 1);
  expect(probe.isSigned(0, 1)).toBe(1);
  expect(surviving(certificate, authority)).toEqual([]);
});
