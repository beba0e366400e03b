/** What a policy takes of a SEV-SNP report, and what not, member by member. */
import { describe, expect, test } from "vitest";
import type { SnpPolicy } from "../../hosts/formats.ts";
import { encodeHex } from "../../hosts/hex.ts";
import { row, wrong } from "./rows.ts";
import { appraised, bad, type Options, tcb } from "./snpEvidence.ts";

describe("what a SEV-SNP policy takes", () => {
  const filled = (size: number, byte: number) => new Uint8Array(size).fill(byte);
  const hex = (size: number, byte: number) => encodeHex(filled(size, byte));
  const chipId = filled(64, 9);
  const mitigations = { launchMitVector: 0b1011, currentMitVector: 0b0011 };
  /** Evidence, a policy that takes it, one that does not, and the row. */
  const cases: [string, string, Options, SnpPolicy, SnpPolicy][] = [
    ["signingKeys", "signing-key", { key: "VLEK" }, { signingKeys: ["VLEK"] }, { signingKeys: ["VCEK"] }],
    ["signingKeys", "signing-key", {}, { signingKeys: ["VCEK"] }, { signingKeys: ["VLEK"] }],
    ["cspIds", "csp-id", { key: "VLEK", cspId: "cloud" }, { cspIds: ["other", "cloud"] }, { cspIds: ["clouds"] }],
    ["chipIds", "chip-id", { chipId }, { chipIds: [hex(64, 8), hex(64, 9)] }, { chipIds: [hex(64, 8)] }],
    [
      "chipIds of a VLEK's report",
      "chip-id",
      { key: "VLEK", chipId },
      { chipIds: [hex(64, 9)] },
      { chipIds: [hex(64, 8)] },
    ],
    [
      "minimumTcb",
      "minimum-tcb",
      {},
      { minimumTcb: { bootloader: 4, tee: 0, snp: 27, microcode: 222 } },
      { minimumTcb: { microcode: 223 } },
    ],
    [
      "minimumTcb, another part",
      "minimum-tcb",
      {},
      { minimumTcb: { microcode: 1 } },
      { minimumTcb: { bootloader: 5, microcode: 1 } },
    ],
    [
      "minimumTcb with FMC",
      "minimum-tcb",
      { product: "Turin" },
      { minimumTcb: { fmc: 1 } },
      { minimumTcb: { fmc: 2 } },
    ],
    [
      "minimumTcb with an FMC that is not there",
      "minimum-tcb",
      {},
      { minimumTcb: { fmc: 0 } },
      { minimumTcb: { fmc: 1 } },
    ],
    [
      "minimumLaunchTcb",
      "minimum-launch-tcb",
      { fields: { launchTcb: tcb({ snp: 20 }) } },
      { minimumLaunchTcb: { snp: 20 } },
      { minimumLaunchTcb: { snp: 21 } },
    ],
    [
      "requiredMitigations",
      "mitigations",
      { fields: mitigations },
      { requiredMitigations: 0b0011 },
      { requiredMitigations: 0b1000 },
    ],
    ["requiredMitigations before version 5", "mitigations", { version: 4 }, {}, { requiredMitigations: 1 }],
    ["allowDebug", "debug", { fields: { policy: { debug: true } } }, { allowDebug: true }, { allowDebug: false }],
    [
      "allowMigrationAgent",
      "migration-agent",
      { fields: { policy: { migrateMa: true } } },
      { allowMigrationAgent: true },
      {},
    ],
    [
      "allowMigrationAgent with an agent",
      "report-id-ma",
      { fields: { reportIdMa: filled(32, 1) } },
      { allowMigrationAgent: true },
      {},
    ],
    [
      "reportIdsMa",
      "report-id-ma",
      { fields: { reportIdMa: filled(32, 1) } },
      { reportIdsMa: [hex(32, 1)] },
      { reportIdsMa: [hex(32, 2)], allowMigrationAgent: true },
    ],
    [
      "minimumAbi",
      "minimum-abi",
      { fields: { policy: { abiMajor: 1, abiMinor: 51 } } },
      { minimumAbi: "1.51" },
      { minimumAbi: "1.52" },
    ],
    [
      "minimumAbi by its major version",
      "minimum-abi",
      { fields: { policy: { abiMajor: 1, abiMinor: 255 } } },
      { minimumAbi: "0.9" },
      { minimumAbi: "2.0" },
    ],
    [
      "requirePolicy",
      "guest-policy",
      { fields: { policy: { singleSocket: true } } },
      { requirePolicy: ["singleSocket"] },
      { requirePolicy: ["singleSocket", "raplDis"] },
    ],
    ["forbidPolicy", "guest-policy", {}, { forbidPolicy: ["cxlAllow"] }, { forbidPolicy: ["cxlAllow", "smt"] }],
    ["requirePlatform", "platform-info", {}, { requirePlatform: ["eccEn"] }, { requirePlatform: ["tsmeEn"] }],
    ["forbidPlatform", "platform-info", {}, { forbidPlatform: ["tsmeEn"] }, { forbidPlatform: ["smtEn"] }],
    [
      "requireAliasCheck",
      "alias-check",
      { fields: { platformInfo: { aliasCheckComplete: false } } },
      {},
      { requireAliasCheck: true },
    ],
    ["vmpls", "vmpl", { vmpl: 2 }, { vmpls: [1, 2] }, { vmpls: [0, 1] }],
    [
      "measurements",
      "measurement",
      { fields: { measurement: filled(48, 3) } },
      { measurements: [hex(48, 2), hex(48, 3)] },
      { measurements: [hex(48, 2)] },
    ],
    [
      "hostData",
      "host-data",
      { fields: { hostData: filled(32, 3) } },
      { hostData: [hex(32, 3)] },
      { hostData: [hex(32, 4)] },
    ],
    [
      "familyIds",
      "family-id",
      { fields: { familyId: filled(16, 3) } },
      { familyIds: [hex(16, 3)] },
      { familyIds: [hex(16, 4)] },
    ],
    [
      "imageIds",
      "image-id",
      { fields: { imageId: filled(16, 3) } },
      { imageIds: [hex(16, 3)] },
      { imageIds: [hex(16, 4)] },
    ],
    ["minimumGuestSvn", "guest-svn", { fields: { guestSvn: 5 } }, { minimumGuestSvn: 5 }, { minimumGuestSvn: 6 }],
    [
      "idKeyDigests",
      "id-key",
      { fields: { idKeyDigest: filled(48, 3) } },
      { idKeyDigests: [hex(48, 3)] },
      { idKeyDigests: [hex(48, 4)] },
    ],
    [
      "authorKeyDigests",
      "author-key",
      { fields: { keyInfo: { authorKeyEn: true }, authorKeyDigest: filled(48, 3) } },
      { authorKeyDigests: [hex(48, 3)] },
      { authorKeyDigests: [hex(48, 4)] },
    ],
  ];
  test.each(cases)("%s: %s", async (_, check, options, takes, refuses) => {
    expect(wrong(await appraised(options, takes))).toEqual({});
    expect(wrong(await appraised(options, refuses))).toEqual(bad(check));
  });

  test("a masked chip id, said aloud", async () => {
    const appraisal = await appraised({ maskChipId: true }, { allowMaskedChipId: true });
    expect(appraisal.verdict).toBe("affirming");
    expect(row(appraisal, "snp-chip-id")).toMatchObject({
      outcome: "warning",
      required: false,
      actual: "masked by the host",
    });
    for (const key of ["VCEK", "VLEK"] as const) {
      const named = await appraised({ key, maskChipId: true }, { allowMaskedChipId: true, chipIds: [hex(64, 1)] });
      expect(wrong(named)).toEqual({ "snp-chip-id": "none" });
    }
  });

  test("a migration agent that is named may be in the policy", async () => {
    const fields = { policy: { migrateMa: true }, reportIdMa: filled(32, 1) };
    expect(wrong(await appraised({ fields }, { reportIdsMa: [hex(32, 1)] }))).toEqual({});
    expect(wrong(await appraised({ fields }, { reportIdsMa: [hex(32, 2)] }))).toEqual(
      bad("migration-agent", "report-id-ma"),
    );
  });

  test("an author key counts only when it is enabled", async () => {
    const fields = { authorKeyDigest: filled(48, 3) };
    const appraisal = await appraised({ fields }, { authorKeyDigests: [hex(48, 3)] });
    expect(wrong(appraisal)).toEqual(bad("author-key"));
    expect(row(appraisal, "snp-author-key").actual).toBe("no author key");
  });

  test("provisional firmware may be newer than what is committed, and not older", async () => {
    const members = { allowProvisionalFirmware: true };
    const warning = { "snp-provisional-firmware": "warning" };
    const fieldsOf = (fields: Options["fields"]): Options => ({ fields: fields ?? {} });
    expect(wrong(await appraised(fieldsOf({ committedTcb: tcb({ snp: 26 }), committedBuild: 34 }), members))).toEqual(
      {},
    );
    expect(wrong(await appraised(fieldsOf({ committedMinor: 54, committedBuild: 99 }), members))).toEqual({});
    expect(wrong(await appraised(fieldsOf({ committedTcb: tcb({ bootloader: 3, snp: 28 }) }), members))).toEqual(
      warning,
    );
    expect(wrong(await appraised(fieldsOf({ committedBuild: 36 }), members))).toEqual(warning);
    expect(wrong(await appraised(fieldsOf({ committedMajor: 2, committedMinor: 0 }), members))).toEqual(warning);
  });

  test("one member of many that does not fit is enough", async () => {
    const members: SnpPolicy = { vmpls: [0], minimumGuestSvn: 0, measurements: [hex(48, 3)], hostData: [hex(32, 0)] };
    expect(wrong(await appraised({}, members))).toEqual(bad("measurement"));
  });
});
