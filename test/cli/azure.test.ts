/** Azure's evidence through the command: shown, verified, bundled, explained, and put together of what a TPM's tools write. */
import { beforeAll, describe, expect, it } from "vitest";
import { type AzureMachine, createAzureMachine, createSnpPlatform, quoteTpm, toPem } from "../../hosts/forge/index.ts";
import { encodeHex } from "../../hosts/index.ts";
import { startKds } from "../services/kds.ts";
import { NONCE, running } from "../verify/minted.ts";
import { NONCE_OPTION, workplace } from "./evidence.ts";

const AT = ["--at", "2026-05-01T12:00:00Z"];
let machine: AzureMachine;
let evidence: string;
beforeAll(async () => {
  machine = await createAzureMachine({ platform: await createSnpPlatform() });
  evidence = JSON.stringify(await machine.evidence({ nonce: NONCE }));
});

/** A workplace with the evidence and what else it takes. */
function place() {
  const here = workplace();
  here.put("evidence.json", evidence);
  here.put("ask.der", machine.platform.certificates.intermediate);
  return here;
}

it("is shown with all its parts", async () => {
  const { code, out } = await place().tsm(["inspect", "evidence.json"]);
  expect(code).toBe(0);
  for (const words of [
    "Azure HCL report, version 1, Milan",
    "TPM 2.0 quote",
    "X.509 certificate",
    "TPM 2.0 PCR values",
  ]) {
    expect(out).toContain(words);
  }
  expect(out).toContain(`extraData                 ${encodeHex(NONCE)}`);
});

describe("tsm verify", () => {
  it("affirms it, offline with the chain, and says where rows look", async () => {
    const here = place();
    const call = ["verify", "--offline", "--no-cache", ...here.roots, "--certs", "ask.der", ...AT, ...NONCE_OPTION];
    const { code, out } = await here.tsm([...call, "evidence.json"]);
    expect(code).toBe(0);
    expect(out).toMatch(/^affirming: Azure HCL report, version 1, valid until /);
    expect(out).toMatch(/ok +tpm-signature +holds/);
    const json = JSON.parse((await here.tsm([...call, "--format", "json", "evidence.json"])).out);
    expect(json.outcomes).toContainEqual(expect.objectContaining({ check: "nonce", part: "tpm_quote.message" }));
    const ear = JSON.parse((await here.tsm([...call, "--format", "ear", "evidence.json"])).out);
    expect(ear.submods.azure["ear.status"]).toBe("affirming");
  });

  it("fetches what an SNP report needs", async () => {
    const { platform } = machine;
    if (!("report" in platform)) throw new Error("no SNP platform");
    const service = await running(startKds({ platforms: [platform] }));
    const here = workplace();
    const { code, err } = await here.tsm([
      "verify",
      "--kds",
      service.origin,
      ...here.roots,
      "--no-nonce",
      here.put("hcl.bin", await machine.report()),
    ]);
    expect(err).toMatch(/fetching vcek from .*\n.*fetching vcek-chain from .*\n.*fetching vcek-crl from /);
    expect(code).toBe(0);
  });

  it("without a quote nothing is fresh: exit code 2", async () => {
    const here = place();
    const { tpm_quote: _, ...alone } = JSON.parse(evidence);
    const call = ["verify", "--offline", ...here.roots, "--certs", "ask.der", ...AT, ...NONCE_OPTION];
    const { code, out } = await here.tsm([...call, here.put("alone.json", JSON.stringify(alone))]);
    expect(code).toBe(2);
    expect(out).toMatch(/MISSING +nonce/);
  });

  it("takes what tpm2-tools write, put together", async () => {
    const here = place();
    const { message, signature, pcrs } = await quoteTpm(machine.pcrs, machine.attestationKey, {
      nonce: NONCE,
      structured: true,
    });
    const base64 = (bytes: Uint8Array) => Buffer.from(bytes).toString("base64");
    const together = {
      hcl_report: base64(await machine.report()),
      tpm_quote: { message: base64(message), signature: base64(signature), pcrs: base64(Buffer.concat(pcrs)) },
      vcek: toPem(machine.platform.certificates.leaf),
    };
    const file = here.put("together.json", JSON.stringify(together));
    const call = ["verify", "--offline", ...here.roots, "--certs", "ask.der", ...AT, ...NONCE_OPTION, file];
    expect((await here.tsm(call)).code).toBe(0);
  });
});

it("is bundled, and a policy is made of it", async () => {
  const here = place();
  const sources = ["--offline", "--no-cache", ...here.roots, "--certs", "ask.der"];
  expect((await here.tsm(["bundle", ...sources, "-o", "bundle.tsm", "evidence.json"])).err).not.toContain("vcek:");
  const policy = await here.tsm(["policy", "init", "evidence.json"]);
  here.put("policy.json", policy.out);
  expect(JSON.parse(policy.out).azure.pcr7).toHaveLength(1);
  const call = ["verify", "--offline", ...here.roots, ...AT, ...NONCE_OPTION, "--policy", "policy.json", "bundle.tsm"];
  expect((await here.tsm(call)).code).toBe(0);
});

it("checks are explained", async () => {
  for (const check of ["hcl-binding", "hcl-td-quote", "tpm-signature", "tpm-pcr23", "azure-init-data"]) {
    const { code, out } = await workplace().tsm(["explain", check]);
    expect(code).toBe(0);
    expect(out).toContain(check);
  }
});
