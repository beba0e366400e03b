/** Evidence for tests of verification: minted machines, the services that know them, and the roots that they hang on. */
import { onTestFinished } from "vitest";
import {
  amdCertificate,
  createSnpPlatform,
  createTdxPlatform,
  intelCertificate,
  tdxCollateral,
  toCollateralFile,
} from "../../hosts/forge/index.ts";
import type { Service } from "../services/service.ts";

/** A nonce, and the report data that carries it. */
export const NONCE = Uint8Array.from({ length: 32 }, (_, i) => i + 1);
export const reportData = new Uint8Array(64);
reportData.set(NONCE);

/** The roots of the forge. */
export const trustRoots = [amdCertificate("Milan", "ark"), intelCertificate("intelRoot")];

/** A service that ends with the test. */
export async function running(service: Promise<Service>): Promise<Service> {
  const started = await service;
  onTestFinished(() => started.close());
  return started;
}

/** Two platforms, evidence of each with the report data, and the collateral of the second in one file. */
export async function platforms() {
  const [chip, machine] = await Promise.all([createSnpPlatform(), createTdxPlatform()]);
  const [report, quote] = await Promise.all([chip.report({ reportData }), machine.quote({ reportData })]);
  const collateral = JSON.stringify(toCollateralFile(await tdxCollateral(machine)));
  return { chip, machine, report, quote, collateral };
}
