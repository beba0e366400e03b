/** Verification with endorsements from given items, a cache and the services, over real HTTP. */
import { X509Certificate } from "node:crypto";
import { beforeAll, describe, expect, test } from "vitest";
import {
  type AmdAuthorities,
  amdAuthorities,
  createCrl,
  createSnpPlatform,
  createTdxPlatform,
  encodeCertTable,
  generateKey,
  generateRsaKey,
  intelAuthorities,
  type SnpPlatform,
  type TdxPlatform,
  tdxCollateral,
  toCollateralFile,
  toPcsBody,
} from "../../hosts/forge/index.ts";
import {
  appraiseOnline,
  encodeHex,
  type FetchOptions,
  fetchEndorsements,
  NotAffirmedError,
  verify,
  verifyOnline,
} from "../../hosts/index.ts";
import { cacheInMemory } from "../endorsements/server.ts";
import { startKds, vcekPath } from "../services/kds.ts";
import { startPcs } from "../services/pcs.ts";
import type { Service } from "../services/service.ts";
import { NONCE, reportData, running, trustRoots } from "./minted.ts";

let chip: SnpPlatform;
let report: Uint8Array;
/** Who would pass for AMD. */
let strangers: AmdAuthorities;
let machine: TdxPlatform;
let quote: Uint8Array;

beforeAll(async () => {
  const key = await generateRsaKey();
  strangers = await amdAuthorities("Milan", { keys: { ark: key, ask: key } });
  [chip, machine] = await Promise.all([createSnpPlatform(), createTdxPlatform()]);
  [report, quote] = await Promise.all([chip.report({ reportData }), machine.quote({ reportData })]);
});

const kds = (...platforms: SnpPlatform[]) => running(startKds({ platforms: platforms.length ? platforms : [chip] }));
const pcs = () => running(startPcs({ platforms: [machine] }));
const at = (service: Service) => ({ kds: service.origin, pcs: service.origin });

/** What is missing, as `kind code`. */
async function lacks(evidence: Uint8Array, options: FetchOptions): Promise<string[]> {
  const { missing } = await fetchEndorsements(evidence, { trustRoots, timeout: 1500, ...options });
  return missing.map(({ need, error }) => `${need.kind} ${error.code}`);
}

const failing = { status: 503, retryAfter: 60 };

describe("from the services", () => {
  test("a bare SNP report is affirmed, revocation included", async () => {
    const service = await kds();
    const told: string[] = [];
    const options = {
      ...at(service),
      trustRoots,
      nonce: NONCE,
      onFetch: ({ kind }: { kind: string }) => told.push(kind),
    };
    const { outcomes, verdict } = await verifyOnline(report, options);
    expect(verdict).toBe("affirming");
    expect(outcomes.find(({ check }) => check === "snp-revocation")).toMatchObject({ outcome: "affirming" });
    expect(told).toEqual(["vcek", "vcek-chain", "vcek-crl"]);
    expect(service.requests).toHaveLength(3);
  });

  test.each(["Genoa", "Turin"] as const)(
    "a report of %s, and of version 2 where its product is not told",
    async (product) => {
      const other = await createSnpPlatform({ product });
      const service = await kds(other);
      const roots = [other.certificates.root];
      const version = product === "Turin" ? 3 : 2;
      const evidence = await other.report({ version, reportData });
      const appraisal = await verifyOnline(evidence, { ...at(service), trustRoots: roots, nonce: NONCE });
      expect(appraisal.verdict).toBe("affirming");
    },
  );

  test.each([
    ["TDX", () => quote],
    ["SGX", () => machine.quote({ version: 3, body: "sgx", reportData })],
  ])("a quote of %s", async (_, evidence) => {
    const service = await pcs();
    const options = { ...at(service), trustRoots, nonce: NONCE };
    const appraisal = await verifyOnline(await evidence(), options);
    expect(appraisal).toMatchObject({ verdict: "affirming", tcb: { status: "UpToDate", advisories: [] } });
    expect(service.requests).toHaveLength(4);
  });

  test("in steps", async () => {
    const { items } = await fetchEndorsements(report, { ...at(await kds()), trustRoots });
    expect(items.map(({ name }) => name)).toEqual(["vcek", "vcek-chain", "vcek-crl"]);
    expect(verify(report, { endorsements: items, trustRoots, nonce: NONCE }).verdict).toBe("affirming");
  });

  test("with roots that can be gone through only once", async () => {
    const options = { ...at(await kds()), trustRoots: trustRoots.values(), nonce: NONCE };
    expect((await verifyOnline(report, options)).verdict).toBe("affirming");
  });

  test("over an injected fetch", async () => {
    const service = await kds();
    const asked: string[] = [];
    const fetch = (url: string, init: { signal: AbortSignal }) => {
      asked.push(new URL(url).host);
      return globalThis.fetch(url.replace("https://kdsintf.amd.com", service.origin), init);
    };
    expect((await verifyOnline(report, { fetch, trustRoots, nonce: NONCE })).verdict).toBe("affirming");
    expect(asked).toEqual(Array(3).fill("kdsintf.amd.com"));
  });
});

describe("what is at hand is not asked for", () => {
  test("what came with the evidence, as an attester gives it and as JSON", async () => {
    const service = await kds();
    const evidence = { provider: "sev_guest", outblob: report, auxblob: chip.certTable };
    const hex = { provider: "sev_guest", outblob: encodeHex(report), auxblob: encodeHex(chip.certTable) };
    for (const one of [evidence, JSON.stringify(hex)]) {
      const options = { ...at(service), trustRoots, nonce: NONCE };
      expect((await verifyOnline(one, options)).verdict).toBe("affirming");
    }
    expect(service.requests).toEqual(["/vcek/v1/Milan/crl", "/vcek/v1/Milan/crl"]);
  });

  test("certificates for another TCB, in a table that the host did not renew, are", async () => {
    const old = await createSnpPlatform({ chipId: chip.hwId, tcb: { microcode: 1 } });
    const service = await kds();
    const evidence = { provider: "sev_guest", outblob: report, auxblob: old.certTable };
    const { verdict } = await verifyOnline(evidence, { ...at(service), trustRoots, nonce: NONCE });
    expect(verdict).toBe("affirming");
    expect(service.requests).toContain(vcekPath(chip));
    expect(service.count("/vcek/v1/Milan/cert_chain")).toBe(0);
  });

  test("expired collateral that was given is renewed", async () => {
    const window = { notBefore: new Date("2020-01-01"), notAfter: new Date("2021-01-01") };
    const endorsements = [JSON.stringify(toCollateralFile(await tdxCollateral(machine, { window })))];
    const service = await pcs();
    const { verdict } = await verifyOnline(quote, { ...at(service), endorsements, trustRoots, nonce: NONCE });
    expect(verdict).toBe("affirming");
    expect(service.requests.map((path) => path.split(/[/?]/).at(4))).toEqual(["tcb", "qe"]);
  });

  test("what was fetched before, from the cache; offline too", async () => {
    for (const [evidence, service] of [
      [report, await kds()],
      [quote, await pcs()],
    ] as const) {
      const cache = cacheInMemory();
      const options = { ...at(service), cache, trustRoots, nonce: NONCE };
      await verifyOnline(evidence, options);
      const asked = service.requests.length;
      expect((await verifyOnline(evidence, options)).verdict).toBe("affirming");
      expect((await verifyOnline(evidence, { ...options, offline: true })).verdict).toBe("affirming");
      expect(service.requests).toHaveLength(asked);
    }
  });
});

describe("what is not in order is told, and not kept", () => {
  async function poisoned(service: Service, evidence: Uint8Array, check: string) {
    const entries = new Map<string, Uint8Array>();
    const options = { ...at(service), cache: cacheInMemory(entries), trustRoots, nonce: NONCE };
    const { appraisal, missing } = await appraiseOnline(evidence, options);
    expect(appraisal.outcomes.find((row) => row.check === check)).toMatchObject({ outcome: "contraindicated" });
    await expect(verifyOnline(evidence, options)).rejects.toMatchObject({
      code: "bad-answer",
      group: "again",
      exitCode: 3,
    });
    service.heal();
    expect((await verifyOnline(evidence, options)).verdict).toBe("affirming");
    return missing.map(({ need, error }) => `${need.kind} ${error.code}`);
  }

  test("a VCEK of another issuer", async () => {
    const other = await createSnpPlatform({ chipId: chip.hwId, authorities: strangers });
    const service = await kds();
    service.fail(vcekPath(chip), { replace: other.certificates.leaf });
    expect(await poisoned(service, report, "snp-chain")).toEqual(["vcek bad-answer", "vcek-chain bad-answer"]);
  });

  test("the VCEK of another chip", async () => {
    const other = await createSnpPlatform();
    const service = await kds();
    service.fail(vcekPath(chip), { replace: other.certificates.leaf });
    expect(await poisoned(service, report, "snp-chip-id")).toEqual(["vcek bad-answer"]);
  });

  test("a list that has expired", async () => {
    const service = await kds();
    const nextUpdate = new Date("2021-01-01");
    service.fail("/vcek/v1/Milan/crl", { replace: await createCrl(chip.authorities.ark, { nextUpdate }) });
    expect(await poisoned(service, report, "snp-revocation")).toEqual(["vcek-crl bad-answer"]);
  });

  test("TCB info of another signer", async () => {
    const authorities = await intelAuthorities({ keys: { tcbSigning: await generateKey("P-256") } });
    const { tcbInfo } = await tdxCollateral(machine, { authorities });
    const service = await pcs();
    service.fail("/tdx/certification/v4/tcb", { replace: toPcsBody("tcbInfo", tcbInfo) });
    expect(await poisoned(service, quote, "tcb-info-signature")).toEqual(["tcb-info bad-answer"]);
  });
});

describe("what can't be had", () => {
  test.each([
    ["throttled", { status: 429, retryAfter: 60 }, "throttled"],
    ["in trouble", failing, "unreachable"],
    ["cut", { truncate: 100 }, "unreachable", 400],
    ["silent", { hang: true }, "unreachable", 400],
    ["rubbish", { replace: "<html>Please log in</html>" }, "bad-answer"],
    ["empty", { replace: "" }, "bad-answer"],
    ["endless", { oversize: 2 << 20 }, "bad-answer"],
    ["not there", { status: 404 }, "not-found"],
  ])("%s: the key, without which nothing else is asked for", async (_, fault, code, timeout?: number) => {
    const service = await kds();
    service.fail(/vcek\/v1\/Milan\/[0-9a-f]/, fault);
    const call = verifyOnline(report, { ...at(service), trustRoots, nonce: NONCE, ...(timeout && { timeout }) });
    await expect(call).rejects.toMatchObject({ code, exitCode: 3 });
    expect(service.count("/vcek/v1/Milan/cert_chain")).toBe(0);
  });

  test("each item of Intel's, the others come all the same", async () => {
    const service = await pcs();
    service.fail("/tdx/certification/v4/tcb", { status: 404 });
    service.fail("/sgx/certification/v4/pckcrl", { replace: "rubbish" });
    expect(await lacks(quote, at(service))).toEqual(["tcb-info not-found", "pck-crl bad-answer"]);
    expect(service.requests).toHaveLength(4);
  });

  test("a list that nobody demands: the evidence is affirmed without it", async () => {
    const service = await kds();
    service.fail("/vcek/v1/Milan/crl", { status: 404 });
    const options = { ...at(service), trustRoots, nonce: NONCE };
    expect((await verifyOnline(report, options)).verdict).toBe("affirming");
    const policy = { version: 1, snp: { requireRevocation: true } } as const;
    await expect(verifyOnline(report, { ...options, policy })).rejects.toMatchObject({
      code: "not-found",
      exitCode: 3,
    });
  });

  test("offline", async () => {
    expect(await lacks(report, { offline: true })).toEqual(["vcek offline"]);
    expect(await lacks(quote, { offline: true })).toEqual([
      "tcb-info offline",
      "qe-identity offline",
      "pck-crl offline",
      "root-ca-crl offline",
    ]);
  });

  test("a VLEK has to come with the report", async () => {
    const vlek = await createSnpPlatform({ key: "VLEK" });
    const evidence = await vlek.report({ reportData });
    const service = await kds(vlek);
    expect(await lacks(evidence, at(service))).toEqual(["vlek unfetchable"]);
    const aux = {
      provider: "sev_guest",
      outblob: evidence,
      auxblob: encodeCertTable([["vlek", vlek.certificates.leaf]]),
    };
    const { verdict } = await verifyOnline(aux, { ...at(service), trustRoots, nonce: NONCE });
    expect(verdict).toBe("affirming");
    expect(service.requests).toEqual(["/vlek/v1/Milan/cert_chain", "/vlek/v1/Milan/crl"]);
  });
});

describe("the evidence is to blame", () => {
  const rejected = (call: Promise<unknown>) =>
    expect(call).rejects.toSatisfy((error) => error instanceof NotAffirmedError && error.exitCode === 2);

  test("for another nonce, whatever is missing", async () => {
    const service = await kds();
    service.fail("/", failing);
    await rejected(verifyOnline(report, { ...at(service), trustRoots, nonce: new Uint8Array(8).fill(9) }));
  });

  test("for a signature that does not hold, under the key that the service gives", async () => {
    const forged = Uint8Array.from(report);
    forged[0x90] = (forged[0x90] as number) ^ 1;
    await rejected(verifyOnline(forged, { ...at(await kds()), trustRoots, nonce: NONCE }));
  });

  test("for a certificate of one's own making, when the service has the right one", async () => {
    const evil = await createSnpPlatform({ chipId: chip.hwId, authorities: strangers });
    const evidence = { provider: "sev_guest", outblob: await evil.report({ reportData }), auxblob: evil.certTable };
    await rejected(verifyOnline(evidence, { ...at(await kds()), trustRoots, nonce: NONCE }));
  });

  test("for a chip that was revoked", async () => {
    const platforms = [machine];
    const { serialNumber } = new X509Certificate(machine.certificates.leaf);
    const revoked = [BigInt(`0x${serialNumber}`)];
    const service = await running(startPcs({ platforms, options: { pckCrl: { revoked } } }));
    await rejected(verifyOnline(quote, { ...at(service), trustRoots, nonce: NONCE }));
  });

  test("for a root that nobody trusts", async () => {
    await rejected(verifyOnline(report, { ...at(await kds()), nonce: NONCE }));
  });
});

test("a given item that can't be read is named", async () => {
  const endorsements = [{ bytes: new Uint8Array(99), name: "notes.txt" }];
  await expect(fetchEndorsements(report, { endorsements, offline: true })).rejects.toMatchObject({
    code: "bad-endorsement",
    message: expect.stringMatching(/^notes.txt: /),
  });
});

test("it can be given up", async () => {
  const service = await kds();
  service.fail("/", { hang: true });
  const signal = AbortSignal.timeout(100);
  await expect(fetchEndorsements(report, { ...at(service), signal })).rejects.toMatchObject({ code: "cancelled" });
});
