/** Services of an SVSM by the command, from the request to the verdict. */
import { readFileSync } from "node:fs";
import { describe, expect, it } from "vitest";
import { list } from "../../hosts/rows.ts";
import { NONCE_OPTION, workplace } from "./evidence.ts";

const [vtpm = ""] = list("svsmService").flatMap(({ name, text }) => (name === "vtpm" ? [text] : []));
const ASK = ["report", ...NONCE_OPTION, "--provider", "software:svsm", "--service", "svsm"];

describe("the services of an SVSM", () => {
  it("are asked for, shown, put into a policy and a bundle, and verified", async () => {
    const place = workplace();
    expect((await place.tsm([...ASK, "--aux", "--out", "evidence.json"])).code).toBe(0);
    const evidence = JSON.parse(readFileSync(place.path("evidence.json"), "utf8"));
    expect(evidence).toMatchObject({ provider: "sev_guest", software: true, privlevel: 0, interfered: false });

    const shown = await place.tsm(["inspect", "--format", "text", "evidence.json"]);
    expect(shown.out).toContain(`\n  guid                      ${vtpm}\n`);
    const { ekDigest } = JSON.parse(
      (await place.tsm(["inspect", "--format", "json", "evidence.json"])).out,
    ).manifestblob;

    expect((await place.tsm(["policy", "init", "evidence.json", "--out", "policy.json"])).code).toBe(0);
    const policy = JSON.parse(readFileSync(place.path("policy.json"), "utf8"));
    expect(policy.svsm).toEqual({ requiredServices: [vtpm, expect.any(String)], ekDigests: [ekDigest] });

    const made = await place.tsm(["bundle", "--offline", ...place.roots, "evidence.json", "-o", "bundle.tsm"]);
    expect(made.code).toBe(0);
    // Only a nonce binds the manifest, and a bundle is made without one.
    expect(made.err).toContain(
      "the bundle is whole, but without a nonce and under the default policy the evidence is none",
    );
    for (const file of ["evidence.json", "bundle.tsm"]) {
      const call = ["verify", "--offline", ...place.roots, "--policy", "policy.json", "--format", "json", file];
      const { code, out } = await place.tsm([...call, ...NONCE_OPTION]);
      expect(code).toBe(0);
      const outcomes: { check: string; actual: unknown }[] = JSON.parse(out).outcomes;
      expect(outcomes.find(({ check }) => check === "svsm-ek")?.actual).toBe(ekDigest);
      expect((await place.tsm([...call, "--nonce", "00"])).code).toBe(2);
    }
  });

  it("are one when it is named; its manifest goes into a file of its own", async () => {
    const place = workplace();
    const { err } = await place.tsm([...ASK, "--service-guid", vtpm, "--format", "bin", "--out", "report.bin"]);
    expect(err).toContain("tsm: wrote report.bin, report.bin.manifest\n");
    const { out, code } = await place.tsm(["inspect", "--format", "json", "report.bin.manifest"]);
    expect(code).toBe(0);
    expect(JSON.parse(out)).toMatchObject({ format: "svsm-manifest", sections: [{ layout: "tpmPublic" }, {}, {}, {}] });
  });

  it.each([
    [["--service", "svsn"], 1, "code refused"],
    [["--service-guid", "c476f1eb-0123-45a5-9641-000000000000"], 1, "code refused"],
    [["--service-manifest-version", "1", "--service-guid", vtpm], 1, "code refused"],
  ])("are not there: %j", async (more, code, words) => {
    const ended = await workplace().tsm([...ASK, ...more]);
    expect(ended).toMatchObject({ code, out: "" });
    expect(ended.err).toContain(words);
  });
});
