/** Where `tsm verify` takes evidence, endorsements and policies from. */
import { existsSync, mkdirSync } from "node:fs";
import { beforeAll, describe, expect, it } from "vitest";
import { type SnpPlatform, type TdxPlatform, toPem } from "../../hosts/forge/index.ts";
import { encodeHex } from "../../hosts/index.ts";
import { startKds } from "../services/kds.ts";
import { startPcs } from "../services/pcs.ts";
import { platforms, running } from "../verify/minted.ts";
import { NONCE_OPTION, workplace } from "./evidence.ts";
import { directory, modulesIn } from "./tsm.ts";

let chip: SnpPlatform;
let report: Uint8Array;
let machine: TdxPlatform;
let quote: Uint8Array;
let collateral: string;
beforeAll(async () => {
  ({ chip, machine, report, quote, collateral } = await platforms());
});

const kds = () => running(startKds({ platforms: [chip] }));
const pcs = () => running(startPcs({ platforms: [machine] }));

describe("evidence", () => {
  it.each([
    ["hex", () => encodeHex(report)],
    ["base64", () => Buffer.from(report).toString("base64")],
    ["pem", () => toPem(report).replaceAll("CERTIFICATE", "REPORT")],
    ["json", () => JSON.stringify({ provider: "sev_guest", outblob: encodeHex(report) })],
  ])("as %s from stdin", async (form, evidence) => {
    const place = workplace();
    const certs = ["--certs", place.put("table.bin", chip.certTable)];
    const call = ["verify", "--offline", ...place.roots, ...certs, ...NONCE_OPTION, "--in-form", form];
    expect(await place.tsm(call, { stdin: evidence() })).toMatchObject({ code: 0 });
  });

  it("of tsm report, with its certificates, needs no others", async () => {
    const place = workplace();
    await place.tsm(["report", ...NONCE_OPTION, "--aux", "--provider", "software", "--out", "evidence.json"]);
    const call = ["verify", "--offline", ...place.roots, ...NONCE_OPTION, "evidence.json"];
    expect(await place.tsm(call)).toMatchObject({ code: 0 });
    expect(await place.tsm(call.filter((word) => !place.roots.includes(word)))).toMatchObject({ code: 2 });
  });

  it("that carries the hash of data", async () => {
    const place = workplace();
    const key = place.put("key.pub", "ssh-ed25519 AAAA");
    for (const hash of ["sha512", "sha384"]) {
      const data = ["--hash", hash, "--aux", "--provider", "software", "--out", "evidence.json"];
      await place.tsm(["report", "--data-file", key, ...data]);
      const call = ["verify", "--offline", ...place.roots, "--data", key, "--hash", hash, "evidence.json"];
      expect(await place.tsm(call)).toMatchObject({ code: 0 });
    }
  });
});

describe("endorsements", () => {
  it("from files and directories: what is none there is told and left out", async () => {
    const place = workplace();
    mkdirSync(place.path("certs"));
    place.put("certs/table.bin", chip.certTable);
    place.put("certs/README", "certificates of our hosts");
    const rest = ["verify", "--offline", ...place.roots, ...NONCE_OPTION];
    const snp = await place.tsm([...rest, "--certs", "certs", place.put("report.bin", report)]);
    expect(snp.code).toBe(0);
    expect(snp.err).toContain("tsm: certs/README is left out: it is no endorsement\n");
    const file = place.put("tdx.json", collateral);
    const tdx = await place.tsm([...rest, "--collateral", file, place.put("quote.bin", quote)]);
    expect({ code: tdx.code, err: tdx.err }).toEqual({ code: 0, err: "" });
    expect(tdx.out).toMatch(/^affirming: Intel TDX quote, version 4, TCB UpToDate, /);
  });

  it("from the services, then from the cache, without a request and offline", async () => {
    const services = { kds: await kds(), pcs: await pcs() };
    const place = workplace();
    const urls = ["--kds", services.kds.origin, "--pcs", services.pcs.origin];
    for (const [name, evidence] of [
      ["report.bin", report],
      ["quote.bin", quote],
    ] as const) {
      const call = ["verify", ...urls, ...place.roots, ...NONCE_OPTION, place.put(name, evidence)];
      const first = await place.tsm(call);
      expect(first.code).toBe(0);
      expect(first.err.match(/^tsm: fetching /gm)?.length).toBeGreaterThanOrEqual(3);
      const asked = services.kds.requests.length + services.pcs.requests.length;
      expect(await place.tsm(call)).toMatchObject({ code: 0, err: "" });
      expect(await place.tsm([...call, "--offline"])).toMatchObject({ code: 0, err: "" });
      expect(await place.tsm([...call, "--offline", "--no-cache"])).toMatchObject({ code: 3 });
      expect(await place.tsm([...call, "--offline", "--cache", "other"])).toMatchObject({ code: 3 });
      expect(services.kds.requests.length + services.pcs.requests.length).toBe(asked);
    }
    expect(existsSync(place.path("cache/tsmkit"))).toBe(true);
  });

  it("a cache that does not work holds up nothing", async () => {
    const place = workplace();
    const call = [
      "verify",
      "--kds",
      (await kds()).origin,
      "--cache",
      place.put("file", ""),
      ...place.roots,
      ...NONCE_OPTION,
    ];
    const { code, err } = await place.tsm(call, { stdin: report });
    expect(code).toBe(0);
    expect(err).toContain("tsm: the cache does not work: ");
  });
});

it("a policy decides", async () => {
  const place = workplace();
  const table = place.put("table.bin", chip.certTable);
  const call = [
    "verify",
    "--offline",
    ...place.roots,
    "--certs",
    table,
    ...NONCE_OPTION,
    place.put("report.bin", report),
  ];
  const measurement = encodeHex(report.subarray(0x90, 0xc0));
  const policy = (hex: string) =>
    place.put("policy.json", JSON.stringify({ version: 1, snp: { measurements: [hex] } }));
  expect(await place.tsm([...call, "--policy", policy(measurement)])).toMatchObject({ code: 0 });
  const other = await place.tsm([...call, "--policy", policy("5a".repeat(48))]);
  expect(other.code).toBe(2);
  expect(other.out).toContain("\n  snp-measurement: ");
});

it("what verifies is loaded by no other command", async () => {
  const place = workplace();
  const coverage = directory();
  await place.tsm(["inspect"], { stdin: report, env: { NODE_V8_COVERAGE: coverage } });
  const loaded = modulesIn(coverage).join("\n");
  expect(loaded).toContain("dist/cli/verify.js");
  expect(loaded).not.toMatch(/dist\/(verifier|endorsements|online|bundle|ear|policy)|dist\/cli\/run|unstorage/);
});
