/** `tsm verify`: one command, one verdict, its reasons, its exit code. */
import { beforeAll, describe, expect, it } from "vitest";
import { createSnpPlatform, createTdxPlatform, type SnpPlatform, type TdxPlatform } from "../../hosts/forge/index.ts";
import { appraise, Verifier } from "../../hosts/index.ts";
import { startKds } from "../services/kds.ts";
import { startPcs } from "../services/pcs.ts";
import { NONCE, reportData, running, trustRoots } from "../verify/minted.ts";
import { NONCE_OPTION, workplace } from "./evidence.ts";

let chip: SnpPlatform;
let report: Uint8Array;
let machine: TdxPlatform;
let quote: Uint8Array;
beforeAll(async () => {
  [chip, machine] = await Promise.all([createSnpPlatform(), createTdxPlatform()]);
  [report, quote] = await Promise.all([chip.report({ reportData }), machine.quote({ reportData })]);
});

const AT = ["--at", "2026-05-01T12:00:00Z"];
const kds = () => running(startKds({ platforms: [chip] }));

/** Runs `tsm verify` offline on a report with its certificates, in a workplace of its own. */
async function verify(args: readonly string[], stdin: string | Uint8Array = report) {
  const place = workplace();
  const certs = place.put("table.bin", chip.certTable);
  return place.tsm(["verify", "--offline", "--no-cache", ...place.roots, "--certs", certs, ...args], { stdin });
}

describe("what comes out", () => {
  it("text: the core's, with colours when they are wanted", async () => {
    const verifier = new Verifier({ endorsements: [chip.certTable], trustRoots });
    verifier.appraise(report, { nonce: NONCE, at: new Date("2026-05-01T12:00:00Z") });
    const { code, out, err } = await verify([...NONCE_OPTION, ...AT]);
    expect(code).toBe(0);
    expect(out).toBe(verifier.text());
    expect(out).toMatch(/^affirming: AMD SEV-SNP attestation report, version 5, valid until /);
    expect(err).toMatch(/^tsm: without vcek-crl: fetching is switched off \(https:\/\/kdsintf.amd.com\/.*\)\n$/);
    const place = workplace();
    const call = ["verify", "--offline", "--no-nonce", place.put("report.bin", report)];
    expect((await place.tsm(call, { env: { FORCE_COLOR: "1" } })).out).toContain("\x1b[");
  });

  it("JSON: the appraisal and nothing else", async () => {
    const options = { endorsements: [chip.certTable], trustRoots, at: new Date(1_777_636_800_000) };
    for (const [nonce, expected] of [
      [NONCE_OPTION, { nonce: NONCE }],
      [["--no-nonce"], { noNonce: true }],
    ] as const) {
      const { code, out } = await verify([...nonce, "--at", "1777636800", "--format", "json"]);
      expect(code).toBe(0);
      expect(out.endsWith("}\n")).toBe(true);
      expect(JSON.parse(out)).toEqual(appraise(report, { ...options, ...expected }));
    }
  });

  it("claims of EAR", async () => {
    const { code, out } = await verify([...NONCE_OPTION, "--format", "ear"]);
    expect(code).toBe(0);
    expect(JSON.parse(out)).toMatchObject({
      "ear.verifier-id": { developer: "tsmkit" },
      eat_nonce: Buffer.from(NONCE).toString("base64url"),
      submods: { snp: { "ear.status": "affirming" } },
    });
  });
});

describe("exit codes", () => {
  it("2 when the evidence is to blame, with the reasons and what to do", async () => {
    const { code, out } = await verify(["--nonce", "00ff"]);
    expect(code).toBe(2);
    expect(out).toMatch(/^contraindicated: /);
    expect(out).toMatch(/\n {2}FAILED {2}nonce /);
    expect(out).toContain("\nWhat to do\n  nonce: ");
  });

  it("2 when it is malformed, or nothing to verify", async () => {
    const cut = await verify(NONCE_OPTION, report.subarray(0, 1000));
    expect(cut).toMatchObject({ code: 2, out: "" });
    expect(cut.err).toMatch(/^tsm: stdin: the evidence ends too early/);
    const tdReport = await verify(NONCE_OPTION, await machine.tdReport());
    expect(tdReport.err).toContain("code not-verifiable");
  });

  it("2 when the host masks the chip id, which nothing that is missing explains", async () => {
    const masked = await createSnpPlatform({ maskChipId: true });
    const place = workplace();
    const table = place.put("table.bin", masked.certTable);
    const call = ["verify", "--offline", ...place.roots, "--certs", table, "--no-nonce", "--no-cache"];
    const { code, out } = await place.tsm(call, { stdin: await masked.report() });
    expect(code).toBe(2);
    expect(out).toMatch(/^none: /);
  });

  it("3 when what it needs is not there, and says what and why", async () => {
    const place = workplace();
    const call = ["verify", "--offline", "--no-nonce", place.put("report.bin", report)];
    const { code, out, err } = await place.tsm(call);
    expect(code).toBe(3);
    expect(out).toMatch(/^none: /);
    expect(err).toMatch(
      /^tsm: without vcek: fetching is switched off \(https:\/\/kdsintf\.amd\.com\/vcek\/v1\/Milan\//,
    );
    expect(err).toContain("\n  code offline\n");
  });

  it.each([
    ["throttled", { status: 429, retryAfter: 60 }, "the server answered 429"],
    ["unreachable", { status: 503, retryAfter: 60 }, "the server answered 503"],
    ["unreachable", { truncate: 10 }, "it did not come within 600 ms"],
    ["bad-answer", { replace: "<html>" }, "the answer is not what was asked for"],
    ["not-found", { status: 404 }, "the server answered 404"],
  ])("3 when a service is %s: %j", async (word, fault, why) => {
    const service = await kds();
    service.fail("/", fault);
    const place = workplace();
    const call = ["verify", "--kds", service.origin, "--timeout", "0.6", ...place.roots, ...NONCE_OPTION, "-"];
    const { code, err } = await place.tsm(call, { stdin: report });
    expect(code).toBe(3);
    expect(err).toContain(`tsm: fetching vcek from ${service.origin}/vcek/v1/Milan/`);
    expect(err).toContain(`tsm: without vcek: ${why}`);
    expect(err).toContain(`\n  code ${word}\n`);
  });

  it("2 when what was given has expired, and nothing newer can be fetched", async () => {
    const { code, out, err } = await verify([...NONCE_OPTION, "--at", "2050-01-01", "--offline"]);
    expect(code).toBe(2);
    expect(out).toMatch(/^contraindicated: /);
    expect(err).toMatch(
      /^tsm: without vcek: .* switched off, and with the one at hand snp-chain-validity fails: got 2050-/,
    );
  });

  it("3 when a service gives collateral that has expired", async () => {
    const window = { notBefore: new Date("2020-01-01"), notAfter: new Date("2021-01-01") };
    const service = await running(startPcs({ platforms: [machine], options: { window } }));
    const place = workplace();
    const call = ["verify", "--pcs", service.origin, ...place.roots, ...NONCE_OPTION, "-"];
    const { code, out, err } = await place.tsm(call, { stdin: quote });
    expect(code).toBe(3);
    expect(out).toMatch(/^contraindicated: /);
    expect(err).toContain("tsm: without tcb-info: tcb-info-dates fails: got ");
  });

  it.each<[string, string[], string]>([
    ["no nonce", [], "which nonce must the evidence carry? Give --nonce HEX, or --data FILE with --hash."],
    ["two nonces", ["--nonce", "00", "--no-nonce"], "give one of --nonce, --no-nonce"],
    ["data and nonce", ["--data", "x", "--hash", "sha512", "--nonce", "00"], "give one of --nonce, --data"],
    ["data without a hash", ["--data", "x"], "--data needs --hash sha512 or --hash sha384"],
    ["a hash without data", ["--no-nonce", "--hash", "sha512"], "--hash goes with --data FILE"],
    ["both from stdin", ["--data", "-", "--hash", "sha512"], "evidence and data can't both come from stdin"],
    ["a nonce that is no hex", ["--nonce", "xy"], "--nonce: this is not a hex digit"],
    ["a nonce that is too long", ["--nonce", "00".repeat(65)], "code nonce-length"],
    [
      "a time that is none",
      ["--no-nonce", "--at", "soon"],
      "Expected a time, such as 2026-05-01T12:00:00Z or 1777636800.",
    ],
    ["a service that is none", ["--no-nonce", "--kds", "ftp://x"], "Expected a URL"],
    ["a policy that is not there", ["--no-nonce", "--policy", "none"], "can't read none: no such file"],
    ["certificates that are not there", ["--no-nonce", "--certs", "none"], "no such file or directory"],
    ["a nonce too short for EAR", ["--nonce", "00", "--format", "ear"], "EAT takes 8 to 64"],
  ])("1 for %s", async (_, args, message) => {
    const { code, out, err } = await verify(args);
    expect({ code, out }).toEqual({ code: 1, out: "" });
    expect(err).toContain(message);
  });

  it("1 for a policy or a certificate that can't be read, by its name", async () => {
    const place = workplace();
    const rest = ["verify", "--offline", "--no-nonce", place.put("report.bin", report)];
    const policy = await place.tsm([
      ...rest,
      "--policy",
      place.put("p.json", '{"version":1,"snp":{"mesurements":[]}}'),
    ]);
    expect(policy).toMatchObject({ code: 1, out: "" });
    expect(policy.err).toMatch(/^tsm: p\.json: the policy is not well formed at character 21 in snp/);
    const certs = await place.tsm([...rest, "--certs", place.put("notes.txt", "hello")]);
    expect(certs).toMatchObject({ code: 1, out: "" });
    expect(certs.err).toMatch(/^tsm: notes\.txt: this is no endorsement that can be read/);
  });
});
