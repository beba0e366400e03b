/** `tsm policy` and `tsm explain`. */
import { beforeAll, describe, expect, it } from "vitest";
import { createSnpPlatform, type SnpPlatform } from "../../hosts/forge/index.ts";
import { explain, policyFrom } from "../../hosts/index.ts";
import { list } from "../../hosts/rows.ts";
import { reportData } from "../verify/minted.ts";
import { NONCE_OPTION, workplace } from "./evidence.ts";
import { tsm } from "./tsm.ts";

let chip: SnpPlatform;
let report: Uint8Array;
beforeAll(async () => {
  chip = await createSnpPlatform();
  report = await chip.report({ reportData });
});

describe("policy", () => {
  it("of a report takes this guest, and no other", async () => {
    const place = workplace();
    const made = await place.tsm(["policy", "init", place.put("report.bin", report)]);
    expect({ code: made.code, err: made.err }).toEqual({ code: 0, err: "" });
    expect(JSON.parse(made.out)).toEqual(policyFrom(report).policy);
    const policy = place.put("policy.json", made.out);
    expect(await place.tsm(["policy", "check", policy])).toMatchObject({
      code: 0,
      out: "policy.json: a policy for snp\n",
      err: "",
    });
    const table = place.put("table.bin", chip.certTable);
    const call = ["verify", "--offline", ...place.roots, "--certs", table, "--policy", policy, ...NONCE_OPTION];
    expect(await place.tsm(call, { stdin: report })).toMatchObject({ code: 0 });
    const other = await chip.report({ reportData, fields: { measurement: new Uint8Array(48).fill(7) } });
    expect(await place.tsm(call, { stdin: other })).toMatchObject({ code: 2 });
  });

  it("says what weakens it, and writes a file", async () => {
    const place = workplace();
    const migrating = await chip.report({ fields: { policy: { reservedMbo: true, migrateMa: true } } });
    const { code, out, err } = await place.tsm(["policy", "init", "--out", "policy.json"], { stdin: migrating });
    expect({ code, out }).toEqual({ code: 0, out: "" });
    expect(err).toContain("tsm: The guest may be tied to a migration agent");
    expect(err).toContain("tsm: wrote policy.json\n");
    expect(await place.tsm(["policy", "check", "policy.json"])).toMatchObject({ code: 0 });
  });

  it.each([
    ['{"version":1,"snp":{"mesurements":[]}}', "at character 21 in snp: there is no such member"],
    ["{", "bad-policy"],
    ["", "it is empty"],
  ])("check refuses %s", async (text, message) => {
    const place = workplace();
    const { code, out, err } = await place.tsm(["policy", "check", place.put("p.json", text)]);
    expect({ code, out }).toEqual({ code: 1, out: "" });
    expect(err).toMatch(/^tsm: p\.json: /);
    expect(err).toContain(message);
  });

  it("init needs evidence that says something of a guest", async () => {
    const { code, err } = await tsm(["policy", "init"], { stdin: chip.certTable });
    expect(code).toBe(1);
    expect(err).toContain("a policy comes of a report, a quote or a token, not of a snp-cert-table");
  });
});

describe("explain", () => {
  const checks = list("check").map(({ name }) => name);

  it("lists every check once, by topic", async () => {
    const { code, out, err } = await tsm(["explain"]);
    expect({ code, err }).toEqual({ code: 0, err: "" });
    expect(
      out
        .match(/^ {2}\S+/gm)
        ?.map((name) => name.trim())
        .sort(),
    ).toEqual([...checks].sort());
    expect(out.match(/^\S.*$/gm)).toEqual(list("checkTopic").map(({ note }) => note));
  });

  it("every check has its words", () => {
    for (const check of checks) {
      const words = explain(check);
      expect(words?.meaning, check).toMatch(/^[A-Z].*\.$/s);
      expect(words?.spec, check).not.toBe("");
      expect(words?.remedy, check).toMatch(/\.$/);
    }
  });

  it("says what one means, where it comes from, what to do", async () => {
    const { code, out } = await tsm(["explain", "snp-endorsed-tcb"]);
    const { meaning, spec, remedy } = explain("snp-endorsed-tcb") ?? {};
    expect(code).toBe(0);
    expect(out).toBe(`snp-endorsed-tcb\n\n  Holds when  ${meaning}\n  Source      ${spec}\n  Otherwise   ${remedy}\n`);
  });

  it.each([
    ["debug", 'no check is called "debug"; there are snp-debug, td-debug, sgx-debug'],
    ["verdict", "tsm explain lists them all"],
  ])("knows no %s", async (name, message) => {
    const { code, out, err } = await tsm(["explain", name]);
    expect({ code, out }).toEqual({ code: 1, out: "" });
    expect(err).toContain(message);
    expect(err).toContain("  see: tsm help explain\n");
  });
});
