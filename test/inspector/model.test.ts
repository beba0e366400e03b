/** What the inspector's page is made of, without a page: readings, the command, differences, report data, the island. */
import { describe, expect, it } from "vitest";
import { commandOf } from "../../hosts/browser/model/command.ts";
import { compare } from "../../hosts/browser/model/difference.ts";
import { type Model, modelOf } from "../../hosts/browser/model/model.ts";
import { read, type Source, wordsFor } from "../../hosts/browser/model/reading.ts";
import { matchesOf } from "../../hosts/browser/model/reportData.ts";
import { SAMPLE_NAMES } from "../../hosts/browser/model/sampleNames.ts";
import { SAMPLES } from "../../hosts/browser/model/samples.ts";
import { digest } from "../../hosts/crypto.ts";
import { createSnpPlatform, snp } from "../../hosts/forge/index.ts";
import { type AppraiseOptions, appraise, encodeHex, inspect, type TsmError } from "../../hosts/index.ts";
import { readIsland, writeIsland } from "../../hosts/island.ts";

const AT = new Date("2026-05-01T12:00:00Z");
const NONE = { noNonce: true } as const;
const utf8 = (text: string) => new TextEncoder().encode(text);

function model(sources: Source[], change: Partial<Model["settings"]> = {}): Model {
  return modelOf(sources.map(read), { nonce: NONE, at: AT, atChosen: true, policy: "", ...change });
}

describe("the model", () => {
  it("has every sample, each readable to its last file", async () => {
    for (const name of SAMPLE_NAMES) {
      const { files, roots } = await SAMPLES[name]();
      const readings = files.map(read);
      expect(
        readings.map(({ kind }) => kind),
        name,
      ).toContain("evidence");
      for (const root of roots)
        expect(
          files.map((file) => file.name),
          name,
        ).toContain(root);
    }
  });

  it("has no appraisal until a nonce is said, and none when the policy can't be read", async () => {
    const { report } = await snp();
    const files = [{ name: "report.bin", bytes: report }];
    expect(model(files, { nonce: undefined })).toMatchObject({ appraisal: undefined, whyNot: /nonce/ });
    expect(model(files, { policy: "{" })).toMatchObject({ appraisal: undefined, policyError: expect.any(String) });
    const options: AppraiseOptions = { ...NONE, at: AT };
    expect(model(files).appraisal).toEqual(appraise(report, options));
  });

  it("takes a certificate table for an endorsement, unless it is alone", async () => {
    const { report, certTable } = await snp();
    const table = { name: "table.bin", bytes: certTable };
    expect(model([table]).subject?.name).toBe("table.bin");
    const both = model([table, { name: "report.bin", bytes: report }]);
    expect(both.subject?.name).toBe("report.bin");
    expect(both.items.map(({ name }) => name)).toEqual(["table.bin"]);
    expect(both.other).toBeUndefined();
  });

  it("wants what is missing, and no more of it when it is there", async () => {
    const { report, certTable } = await snp();
    const file = { name: "report.bin", bytes: report };
    const kinds = ({ wants }: Model) => wants.map(({ need }) => need.kind);
    expect(kinds(model([file]))).toContain("vcek");
    expect(kinds(model([file, { name: "table.bin", bytes: certTable }]))).not.toContain("vcek");
  });
});

describe("the command", () => {
  it("quotes names for a shell", async () => {
    const { report } = await snp();
    expect(commandOf(model([{ name: "it's; rm -rf.bin", bytes: report }]))).toBe(
      "tsm verify --offline --no-cache --no-nonce --at 2026-05-01T12:00:00Z 'it'\\''s; rm -rf.bin'",
    );
    expect(commandOf(model([{ name: "-o", bytes: report }]))).toMatch(/'-o'$/);
    expect(commandOf(model([]))).toBeUndefined();
  });
});

describe("reading", () => {
  it("throws the error of what the input almost is", () => {
    const bad = (text: string) => {
      try {
        return wordsFor(read({ name: "x", bytes: utf8(text) }));
      } catch (error) {
        return (error as TsmError).code;
      }
    };
    expect(bad("")).toBe("empty");
    expect(bad("hello")).toBe("base64");
    expect(bad('{"tsmBundle":1}')).toBe("bad-bundle");
    expect(bad('{"version":1,"snp":{"nope":1}}')).toBe("bad-policy");
  });
});

describe("report data", () => {
  it("matches bytes as they are and hashed, each filled with zeros", () => {
    const key = utf8("a public key\n");
    for (const hash of ["SHA-256", "SHA-384", "SHA-512"] as const) {
      const carried = encodeHex(digest(hash, key)).padEnd(128, "0");
      const right = matchesOf("a public key\n", carried).filter(({ matches }) => matches);
      expect(right).toMatchObject([{ taken: "text", made: expect.stringContaining(hash) }]);
      // Without its line feed it is another text; the way of adding one is tried, too.
      expect(matchesOf("a public key", carried).filter(({ matches }) => matches)).toMatchObject([
        { taken: "text with a line feed" },
      ]);
    }
    expect(matchesOf("00ff", "00ff".padEnd(128, "0")).filter(({ matches }) => matches)).toMatchObject([
      { taken: "hex" },
    ]);
    expect(matchesOf("00fe", "00ff".padEnd(128, "0")).some(({ matches }) => matches)).toBe(false);
  });
});

describe("the difference", () => {
  it("names bits, and nothing that is the same", async () => {
    const platform = await createSnpPlatform();
    const [one, other] = await Promise.all([
      platform.report({ fields: { signatureR: new Uint8Array(72), signatureS: new Uint8Array(72) } }),
      platform.report({
        vmpl: 1,
        fields: { policy: { debug: true }, signatureR: new Uint8Array(72), signatureS: new Uint8Array(72) },
      }),
    ]);
    const { differences, same } = compare(inspect(one), inspect(other));
    expect(differences).toEqual([
      { name: "snpReport.policy.debug", left: "false", right: "true" },
      { name: "snpReport.vmpl", left: "0", right: "1" },
    ]);
    expect(same).toBeGreaterThan(50);
    expect(compare(inspect(one), inspect(one)).differences).toEqual([]);
  });
});

describe("the island", () => {
  it("can't end the script it stands in, and comes back as it was", () => {
    const content = {
      files: [{ name: "</script><script>alert(1)</script><!--", bytes: Uint8Array.from({ length: 256 }, (_, i) => i) }],
      roots: ["<!--"],
      nonce: { nonce: Uint8Array.of(0, 255) },
      at: AT,
    };
    const text = writeIsland(content);
    expect(text).not.toContain("<");
    expect(readIsland(text)).toEqual(content);
    expect(readIsland(writeIsland({ files: [], nonce: NONE }))).toEqual({ files: [], roots: [], nonce: NONE });
    expect(readIsland(writeIsland({ files: [] }))).toEqual({ files: [], roots: [] });
  });
});
