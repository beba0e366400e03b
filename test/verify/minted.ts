/** Evidence for tests of verification: minted machines, the services that know them, and the roots that they hang on. */
import { onTestFinished } from "vitest";
import { amdCertificate, intelCertificate } from "../../hosts/forge/index.ts";
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
