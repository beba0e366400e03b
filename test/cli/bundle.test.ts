/** `tsm bundle`: made online, verified offline, shown. */
import { existsSync, readFileSync } from "node:fs";
import { beforeAll, describe, expect, it } from "vitest";
import { createSnpPlatform, createTdxPlatform, type SnpPlatform, type TdxPlatform } from "../../hosts/forge/index.ts";
import { startKds } from "../services/kds.ts";
import { startPcs } from "../services/pcs.ts";
import { reportData, running } from "../verify/minted.ts";
import { NONCE_OPTION, workplace } from "./evidence.ts";

let chip: SnpPlatform;
let machine: TdxPlatform;
let report: Uint8Array;
beforeAll(async () => {
  [chip, machine] = await Promise.all([createSnpPlatform(), createTdxPlatform()]);
  report = await chip.report({ reportData });
});

describe("made", () => {
  it.each(["SNP", "TDX"])("of %s evidence, it needs nothing but itself", async (kind) => {
    const service = await running(
      kind === "SNP" ? startKds({ platforms: [chip] }) : startPcs({ platforms: [machine] }),
    );
    const place = workplace();
    const evidence = place.put("evidence", kind === "SNP" ? report : await machine.quote({ reportData }));
    const urls = ["--kds", service.origin, "--pcs", service.origin, "--no-cache"];
    const made = await place.tsm(["bundle", ...urls, ...place.roots, evidence, "-o", "bundle.tsm"]);
    expect({ code: made.code, out: made.out }).toEqual({ code: 0, out: "" });
    expect(made.err).toMatch(/tsm: wrote bundle\.tsm: it holds until 2049-12-31T23:59:59Z, when \S+ fails\n$/);
    const asked = service.requests.length;

    const call = ["verify", "--offline", "--no-cache", ...place.roots, ...NONCE_OPTION, "bundle.tsm"];
    expect(await place.tsm(call)).toMatchObject({ code: 0, err: "" });
    const piped = [...call.slice(0, -1), "-"];
    expect(await place.tsm(piped, { stdin: readFileSync(place.path("bundle.tsm")) })).toMatchObject({ code: 0 });
    expect(await place.tsm([...call, "--at", "2050-01-01"])).toMatchObject({ code: 2 });
    expect(service.requests).toHaveLength(asked);

    const shown = await place.tsm(["bundle", "--show", "bundle.tsm"]);
    expect(shown).toMatchObject({ code: 0, err: "" });
    expect(shown.out).toMatch(/^Bundle\n {2}created {19}20\d\d-/);
    expect(shown.out).toContain(
      `\n  evidence                  ${kind === "SNP" ? "snp-report" : "tdx-quote"}, version `,
    );
    expect(shown.out).toContain("\n  validUntil                2049-12-31T23:59:59Z\n  firstToExpire             ");
    expect(shown.out).toMatch(kind === "SNP" ? /\n {2}vcek {22}\d+ bytes, http/ : /\n {2}tcb-info {18}\d+ bytes, http/);
  });

  it("into a pipe, of what comes from one", async () => {
    const place = workplace();
    const { out: evidence } = await place.tsm(["report", ...NONCE_OPTION, "--aux", "--provider", "software"]);
    const { code, out } = await place.tsm(["bundle", "--offline", ...place.roots, "-o", "-"], { stdin: evidence });
    expect(code).toBe(0);
    expect(JSON.parse(out)).toMatchObject({ tsmBundle: 1, evidence: { provider: "sev_guest", software: true } });
    const verified = await place.tsm(["verify", "--offline", ...place.roots, ...NONCE_OPTION], { stdin: out });
    expect(verified.code).toBe(0);
  });

  it("although the evidence won't pass, which is told", async () => {
    const place = workplace();
    const debug = await chip.report({ fields: { policy: { reservedMbo: true, debug: true } } });
    const call = [
      "bundle",
      "--offline",
      ...place.roots,
      "--certs",
      place.put("table.bin", chip.certTable),
      "-o",
      "bundle.tsm",
    ];
    const { code, err } = await place.tsm(call, { stdin: debug });
    expect(code).toBe(0);
    expect(err).toContain(
      "the bundle is whole, but without a nonce and under the default policy the evidence is contraindicated",
    );
  });
});

describe("not made", () => {
  it("without what its verification needs", async () => {
    const place = workplace();
    const { code, err } = await place.tsm(["bundle", "--offline", "-o", "bundle.tsm"], { stdin: report });
    expect(code).toBe(3);
    expect(err).toContain("tsm: without vcek: fetching is switched off");
    expect(err).toContain("tsm: no bundle was made");
    expect(existsSync(place.path("bundle.tsm"))).toBe(false);
  });

  it.each<[string[], string]>([
    [[], "where to? Give -o FILE"],
    [["--show", "-o", "x"], "--show tells about a bundle, and writes none"],
    [["-o", "none/such"], "can't write none/such"],
  ])("for %j", async (args, message) => {
    const { code, err } = await workplace().tsm(["bundle", ...args], { stdin: report });
    expect(code).toBe(1);
    expect(err).toContain(message);
  });

  it("nor shown or verified, when it is none", async () => {
    const place = workplace();
    const file = place.put("bundle.tsm", '{"tsmBundle":9}');
    for (const call of [
      ["bundle", "--show", file],
      ["verify", "--offline", "--no-nonce", file],
    ]) {
      const { code, out, err } = await place.tsm(call);
      expect({ code, out }).toEqual({ code: 2, out: "" });
      expect(err).toContain("tsm: bundle.tsm: this is no bundle that can be read: tsmBundle is 9");
    }
  });
});
