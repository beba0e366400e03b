/** Certificates inside evidence are shown decoded where they can be read, and left alone where not. */
import { X509Certificate } from "node:crypto";
import { describe, expect, test } from "vitest";
import { createSnpPlatform, encodeCertTable, tdx, toPem } from "../../hosts/forge/index.ts";
import type { Certificate } from "../../hosts/formats.ts";
import { inspect } from "../../hosts/inspect.ts";
import { randomBytes, seeded } from "../random.ts";

const certificatesIn = (bytes: Uint8Array): Certificate[] =>
  inspect(bytes, { form: "bin" }).sections.flatMap((s) => (s.layout === "certificate" ? [s.fields] : []));
const iso = (time: string) => new Date(time).toISOString().replace(".000", "");
const platform = await createSnpPlatform({ product: "Turin", tcb: { microcode: 222, fmc: 3 } });
const { leaf, intermediate, root } = platform.certificates;

describe("a certificate", () => {
  test.each([
    ["VCEK", leaf],
    ["ASK", intermediate],
    ["ARK", root],
  ])("%s says what another reader says", (_, der) => {
    const [seen] = certificatesIn(encodeCertTable([["ark", der]]));
    const other = new X509Certificate(der);
    expect(seen?.subject.replace(/(?<!\\), /g, "\n")).toBe(other.subject);
    expect(seen?.issuer.replace(/(?<!\\), /g, "\n")).toBe(other.issuer);
    expect(BigInt(`0x${seen?.serialNumber}`)).toBe(BigInt(`0x${other.serialNumber}`));
    expect(seen?.notBefore).toBe(iso(other.validFrom));
    expect(seen?.notAfter).toBe(iso(other.validTo));
  });

  test("of AMD tells chip and TCB, also above 127", () => {
    const [seen] = certificatesIn(platform.certTable);
    expect(seen).toMatchObject({ productName: "Turin", ucodeSpl: 222, fmcSpl: 3 });
    expect(seen?.hwId).toBe(Buffer.from(platform.chipId.subarray(0, 8)).toString("hex"));
  });

  test("of Intel tells the platform", async () => {
    const { quote, platform: machine } = await tdx();
    const [seen, ...rest] = certificatesIn(quote);
    expect(rest.length).toBe(2);
    expect(seen?.fmspc).toBe(Buffer.from(machine.pck.fmspc).toString("hex"));
    expect(seen?.cpuSvn).toBe(Buffer.from(machine.pck.cpuSvn).toString("hex"));
    expect(seen?.tcbComponents?.length).toBe(32);
    expect(seen).toMatchObject({ pceSvn: machine.pck.pceSvn });
  });

  test("in a table may be PEM", () => {
    const pem = new TextEncoder().encode(toPem(leaf) + toPem(root));
    expect(certificatesIn(encodeCertTable([["vcek", pem]])).length).toBe(2);
  });

  test("that was cut or changed is left alone or misread as another, but harms nothing", () => {
    const random = seeded(5);
    let unread = 0;
    for (let i = 0; i < 20_000; i++) {
      const bytes = i % 2 ? leaf.slice(0, Math.floor(random() * leaf.length)) : leaf.slice();
      for (let n = 0; n < 3; n++) bytes[Math.floor(random() ** 2 * bytes.length)] = Math.floor(random() * 256);
      if (bytes.length > 0 && certificatesIn(encodeCertTable([["vcek", bytes]])).length === 0) unread++;
    }
    expect(unread).toBeGreaterThan(10_000);
  });

  test("more than eight are left as stored", () => {
    const pem = new TextEncoder().encode(toPem(leaf).repeat(20));
    expect(certificatesIn(encodeCertTable([["vcek", pem]])).length).toBe(8);
  });

  test("random bytes are none", () => {
    const random = seeded(6);
    for (let i = 0; i < 2000; i++) {
      const bytes = randomBytes(random, 40);
      bytes[0] = 0x30;
      expect(certificatesIn(encodeCertTable([["crl", bytes]]))).toEqual([]);
    }
  });
});
