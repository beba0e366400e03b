/** What the services of these tests share: a place on this machine, guests of the forge, and tokens of a key of their own. */
import { type AddressInfo, createServer } from "node:net";
import { serve } from "@hono/node-server";
import type { Hono } from "hono";
import { onTestFinished } from "vitest";
import {
  createSnpPlatform,
  createTdxPlatform,
  type SnpPlatform,
  type TdxPlatform,
  tdxCollateral,
  toCollateralFile,
} from "../../hosts/forge/index.ts";
import { Attester, appraise } from "../../hosts/index.ts";
import { type Provider, sevGuest, softwareTsm, tdxGuest } from "../../hosts/software-tsm/index.ts";
import { trustRoots } from "../verify/minted.ts";

/** Serves an app over HTTP until the test ends. Resolves to its origin. */
export async function serving(app: Hono): Promise<string> {
  const server = serve({ fetch: app.fetch, hostname: "127.0.0.1", port: 0 });
  onTestFinished(() => new Promise<void>((done) => server.close(() => done())));
  if (!server.listening) await new Promise((done) => server.once("listening", done));
  return `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
}

/** An origin at which nobody listens. */
export async function nobody(): Promise<string> {
  const server = createServer().listen(0, "127.0.0.1");
  await new Promise((done) => server.once("listening", done));
  const { port } = server.address() as AddressInfo;
  await new Promise((done) => server.close(done));
  return `http://127.0.0.1:${port}`;
}

/** A guest whose TSM is in software, and what vouches for its platform. */
export interface Guest {
  attester: Attester;
  endorsements: (Uint8Array | string)[];
}

export async function guests() {
  const [chip, machine]: [SnpPlatform, TdxPlatform] = await Promise.all([createSnpPlatform(), createTdxPlatform()]);
  const collateral = JSON.stringify(toCollateralFile(await tdxCollateral(machine)));
  const of = (provider: Provider, endorsements: (Uint8Array | string)[]): Guest => ({
    attester: new Attester(softwareTsm({ provider }).files),
    endorsements,
  });
  return {
    snp: of(sevGuest({ platform: chip }), [chip.certTable]),
    tdx: of(tdxGuest({ platform: machine }), [collateral]),
  };
}

/** Does the evidence hold, and carry these bytes with zeros behind them? */
export function affirmed(evidence: Uint8Array, carried: Uint8Array, endorsements: Guest["endorsements"]): boolean {
  return appraise(evidence, { nonce: carried, trustRoots, endorsements }).verdict === "affirming";
}

export const signal = new AbortController().signal;
