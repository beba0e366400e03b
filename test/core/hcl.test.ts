/** Framing of HCL reports and of TPM quotes, and the JSON that attesters write them down in. */
import { describe, expect, test } from "vitest";
import type { TsmError } from "../../hosts/errors.ts";
import { createAzureMachine, createSnpPlatform, createTdxPlatform, quoteTpm } from "../../hosts/forge/index.ts";
import { encodeHex } from "../../hosts/hex.ts";
import { fieldsIn, hardwareReport, inspect } from "../../hosts/inspect.ts";
import { layout } from "../../hosts/rows.ts";

const [guest, domain] = await Promise.all([
  createAzureMachine({ platform: await createSnpPlatform() }),
  createAzureMachine({ platform: await createTdxPlatform() }),
]);
const nonce = Uint8Array.of(1, 2, 3);
const evidence = await guest.evidence({ nonce });
const report = new Uint8Array(Buffer.from(evidence.hcl_report, "base64url"));

function fault(input: Uint8Array | object): TsmError {
  try {
    inspect(input instanceof Uint8Array ? input : JSON.stringify(input));
  } catch (error) {
    return error as TsmError;
  }
  throw new Error("it was accepted");
}

describe("an HCL report", () => {
  test("says what is in it", () => {
    const seen = inspect(report);
    expect(seen).toMatchObject({ format: "azure-hcl-report", version: 1, product: "Milan", readAs: "bin" });
    expect(seen.size + seen.tail).toBe(2600);
    expect(fieldsIn(seen, "hclRequest")).toMatchObject({ reportType: 2, hashType: 1 });
    expect(fieldsIn(seen, "hclClaimsText")?.claims).toBe(new TextDecoder().decode(guest.claims));
    expect(fieldsIn(seen, "hclClaims", "claims")).toMatchObject({
      secureBoot: true,
      consoleEnabled: true,
      userData: "00".repeat(64),
      vmUniqueId: expect.stringMatching(/^[0-9A-F-]{36}$/),
    });
    const keys = seen.sections.filter((one) => one.layout === "hclKey").map(({ fields }) => fields);
    expect(keys).toMatchObject([
      { kid: "HCLAkPub", kty: "RSA", exponent: "010001" },
      { kid: "HCLEkPub", kty: "RSA" },
    ]);
  });

  test("contains the hardware's report, as it would be alone", async () => {
    const hardware = hardwareReport(inspect(report));
    expect(hardware?.format).toBe("snp-report");
    expect(hardware && fieldsIn(hardware, "snpReport")?.reportData).toBe(encodeHex(guest.reportData));
    expect(hardware && fieldsIn(hardware, "snpTcb", "reportedTcb")?.snp).toBe(27);
    const td = hardwareReport(inspect(await domain.report()));
    expect(td?.format).toBe("td-report");
    expect(td && fieldsIn(td, "reportMac")?.reportData).toBe(encodeHex(domain.reportData));
    expect(hardwareReport(inspect(await quote()))).toBeUndefined();
  });

  test.each<[string, { header?: object; request?: object }, object]>([
    ["version 0", { header: { version: 0 } }, { code: "unknown-version", field: "hclHeader.version" }],
    ["version 3", { header: { version: 3 } }, { code: "unknown-version", field: "hclHeader.version", got: 3 }],
    ["a size that is short", { header: { reportSize: 2345 } }, { code: "bad-length", field: "hclHeader.reportSize" }],
    ["a request of version 2", { request: { version: 2 } }, { code: "unknown-version", field: "hclRequest.version" }],
    ["VBS hardware", { request: { reportType: 1 } }, { code: "bad-value", field: "hclRequest.reportType", got: 1 }],
    ["hash 0", { request: { hashType: 0 } }, { code: "bad-value", field: "hclRequest.hashType" }],
    ["hash 4", { request: { hashType: 4 } }, { code: "bad-value", field: "hclRequest.hashType", got: 4 }],
    [
      "more claims than data",
      { request: { claimsSize: 2000 } },
      { code: "bad-length", field: "hclRequest.claimsSize" },
    ],
    ["claims of 4 GiB", { request: { claimsSize: 0xffffffff } }, { code: "bad-length" }],
    ["SNP called TDX", { request: { reportType: 4 } }, { code: "bad-value", field: "reportMac.type", at: 32 }],
  ])("%s", async (_, options, expected) => {
    expect(fault(await guest.report(options as object))).toMatchObject(expected);
  });

  test("bytes behind the hardware's report of TDX, and behind the claims, are zero", async () => {
    const bytes = await domain.report();
    bytes[32 + 1024 + 5] = 1;
    expect(fault(bytes)).toMatchObject({ code: "reserved-not-zero", at: 32 + 1024 + 5 });
    const tail = report.slice();
    tail[2599] = 1;
    expect(fault(tail)).toMatchObject({ code: "trailing-bytes", at: 2599 });
  });

  test("claims that can't be read are text", async () => {
    for (const text of ["", "no JSON", '{"keys":7}', '{"vm-configuration":{"secure-boot":"yes"}}', "[".repeat(99)]) {
      const machine = await createAzureMachine({ platform: guest.platform, claims: () => text });
      const seen = inspect(await machine.report());
      expect(fieldsIn(seen, "hclClaimsText")?.claims).toBe(text);
      expect(seen.sections.map((one) => one.layout)).not.toContain("hclClaims");
    }
  });

  test("keys that are many, and numbers that are long", async () => {
    const machine = await createAzureMachine({
      platform: guest.platform,
      claims: (claims) => ({
        ...claims,
        keys: Array.from({ length: 9 }, (_, i) => ({
          kid: `k${i}`,
          key_ops: [],
          kty: "RSA",
          e: "AQAB",
          n: "A".repeat(200 * i),
        })),
        "user-data": "00".repeat(65),
      }),
    });
    const { sections } = inspect(await machine.report());
    const keys = sections.filter((one) => one.layout === "hclKey").map(({ fields }) => fields);
    expect(keys).toHaveLength(4);
    expect(keys[3]).toMatchObject({ kid: "k3", modulus: "00".repeat(450) });
    expect(sections.find((one) => one.layout === "hclClaims")?.fields).not.toHaveProperty("userData");
  });
});

const quote = async () => (await quoteTpm(guest.pcrs, guest.attestationKey, { nonce })).message;

describe("a quote of a TPM", () => {
  test("says what is in it", async () => {
    const seen = inspect(await quote());
    expect(seen).toMatchObject({ format: "tpm-quote", version: 0, tail: 0 });
    expect(fieldsIn(seen, "tpmExtraData")).toEqual({ size: 3, extraData: "010203" });
    expect(fieldsIn(seen, "tpmClock")).toMatchObject({ clock: "1000000", resetCount: 1, safe: 1 });
    expect(fieldsIn(seen, "tpmPcrSelection")).toEqual({ hash: 11, selectSize: 3, selected: "ffffff" });
  });

  test("lengths that do not fit", async () => {
    const bytes = await quote();
    const { size } = layout("tpmAttest");
    for (const [at, value] of [
      [size, 0xff],
      [size + 36, 0xff],
      [bytes.length - 34, 1],
    ] as const) {
      const changed = bytes.slice();
      changed[at] = value;
      expect(fault(changed).code).toBe("truncated");
    }
    const banks = bytes.slice();
    // The number of banks lies behind signer, extra data and clock.
    banks[size + 36 + 5 + 25] = 0x7f;
    expect(fault(banks).code).toMatch(/truncated|too-many/);
  });
});

describe("the JSON of attesters", () => {
  const base64url = (hex: string) => Buffer.from(hex, "hex").toString("base64url");

  test("is read with all its parts", () => {
    const seen = inspect(JSON.stringify(evidence));
    expect(seen).toMatchObject({ ...inspect(report), readAs: "json" });
    expect(Object.keys(seen.parts ?? {})).toEqual(["vcek", "tpm_quote.message", "tpm_quote.pcrs"]);
    const { vcek, "tpm_quote.message": message, "tpm_quote.pcrs": pcrs } = seen.parts ?? {};
    expect(vcek?.sections.map((one) => one.layout)).toEqual(["snpCertBlob", "certificate"]);
    expect(message && fieldsIn(message, "tpmExtraData")?.extraData).toBe("010203");
    expect(pcrs?.sections.map(({ fields }) => "value" in fields && fields.value)).toEqual(guest.pcrs.map(encodeHex));
  });

  test("may spell its blobs in any way", () => {
    const { message, signature, pcrs } = evidence.tpm_quote;
    const pem = `-----BEGIN CERTIFICATE-----\n${Buffer.from(evidence.vcek ?? "", "base64url").toString("base64")}\n-----END CERTIFICATE-----\n`;
    const other = {
      version: 2,
      vcek: pem,
      hcl_report: encodeHex(report),
      tpm_quote: { message: base64url(message), signature: base64url(signature), pcrs: base64url(pcrs.join("")) },
      software: true,
    };
    const [left, right] = [inspect(JSON.stringify(other)), inspect(JSON.stringify(evidence))];
    expect(left.sections).toEqual(right.sections);
    for (const name of ["tpm_quote.message", "tpm_quote.pcrs"]) expect(left.parts?.[name]).toEqual(right.parts?.[name]);
    expect(left.parts?.vcek?.sections[1]?.fields).toEqual(right.parts?.vcek?.sections[1]?.fields);
  });

  test("an HCL report as outblob is one too", () => {
    expect(inspect(JSON.stringify({ outblob: encodeHex(report) })).format).toBe("azure-hcl-report");
  });

  test.each<[string, object, object]>([
    [
      "an unknown version",
      { ...evidence, version: 3 },
      { code: "unknown-version", field: "evidenceMember.version", got: 3 },
    ],
    ["version 0", { ...evidence, version: 0 }, { code: "unknown-version" }],
    ["a version that is text", { ...evidence, version: "1" }, { code: "json" }],
    ["two reports", { ...evidence, outblob: "00" }, { code: "json" }],
    ["no report", { tpm_quote: evidence.tpm_quote }, { code: "json" }],
    ["a quote that is text", { ...evidence, tpm_quote: "00" }, { code: "json" }],
    ["registers that are numbers", { ...evidence, tpm_quote: { pcrs: [1] } }, { code: "json" }],
    ["registers that are no hex", { ...evidence, tpm_quote: { pcrs: ["*"] } }, { code: "base64" }],
    ["registers that are cut", { ...evidence, tpm_quote: { pcrs: ["00"] } }, { code: "truncated" }],
    ["a quote that is cut", { ...evidence, tpm_quote: { message: "ff544347" } }, { code: "truncated" }],
    ["claims of Azure's attestation service", { iss: "https://x", "x-ms-ver": "1.0" }, { code: "foreign-token" }],
  ])("%s", (_, input, expected) => {
    expect(fault(input)).toMatchObject(expected);
  });
});
