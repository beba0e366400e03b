import { X509Certificate } from "node:crypto";
import { readFileSync } from "node:fs";
import { afterEach, describe, expect, it } from "vitest";
import {
  createSnpPlatform,
  createTdxPlatform,
  intelCertificate,
  type SnpProduct,
  toPem,
} from "../../hosts/forge/index.ts";
import { hex, issued, readCrl, readPem, signedBy, verifyRaw } from "../forge/read.ts";
import { haveVectors, vectorsNote, vectorsRoot } from "../vectors.ts";
import { startKds, vcekPath } from "./kds.ts";
import { ROOT_CRL_PATH, readCollateralFile, startPcs } from "./pcs.ts";
import { type Fault, type Service, startService } from "./service.ts";

const running: Service[] = [];
afterEach(async () => {
  await Promise.all(running.splice(0).map((service) => service.close()));
});

async function started<S extends Service>(service: Promise<S>): Promise<S> {
  running.push(await service);
  return service;
}

async function get({ origin }: Service, path: string) {
  const response = await fetch(origin + path);
  const { status, headers } = response;
  return { status, headers, body: new Uint8Array(await response.arrayBuffer()) };
}

const textOf = (bytes: Uint8Array) => Buffer.from(bytes).toString();

describe("a fake KDS", () => {
  it.each([
    ["Milan", 128, ["blSPL=4", "teeSPL=0", "snpSPL=27", "ucodeSPL=222"]],
    ["Genoa", 128, ["blSPL=10", "teeSPL=0", "snpSPL=27", "ucodeSPL=84"]],
    ["Turin", 16, ["fmcSPL=1", "blSPL=1", "teeSPL=1", "snpSPL=4", "ucodeSPL=81"]],
  ] as [SnpProduct, number, string[]][])("serves a %s", async (product, digits, query) => {
    const platform = await createSnpPlatform({ product });
    const { leaf, intermediate, root } = platform.certificates;
    const kds = await started(startKds({ platforms: [platform], crl: { revoked: [7n] } }));
    const path = `/vcek/v1/${product}/${hex(platform.chipId).slice(0, digits)}`;
    expect(vcekPath(platform)).toBe(`${path}?${query.join("&")}`);

    const vcek = await get(kds, `${path}?${query.toReversed().join("&")}`);
    expect([vcek.status, hex(vcek.body)]).toEqual([200, hex(leaf)]);
    const chain = readPem(textOf((await get(kds, `/vcek/v1/${product}/cert_chain`)).body));
    expect(chain.map(hex)).toEqual([intermediate, root].map(hex));
    const crl = await get(kds, `/vcek/v1/${product}/crl`);
    expect(signedBy(crl.body, root, "sha384")).toBe(true);
    expect(readCrl(crl.body).revoked.map(({ serial }) => serial)).toEqual([7n]);

    const missing = [`${path}?${query.slice(1).join("&")}`, `${path}?${query.join("&")}0`, `/vcek/v1/Rome/crl`, "/"];
    for (const other of [...missing, `/vcek/v1/${product}/${"0".repeat(digits)}?${query.join("&")}`]) {
      expect((await get(kds, other)).status).toBe(404);
    }
    expect(kds.count(path)).toBe(3);
    expect(kds.requests.length).toBe(8);
  });

  it("serves the chain of a VLEK, and its key to providers alone", async () => {
    const platform = await createSnpPlatform({ product: "Genoa", key: "VLEK" });
    const kds = await started(startKds({ platforms: [platform] }));
    const chain = readPem(textOf((await get(kds, "/vlek/v1/Genoa/cert_chain")).body));
    expect(issued(platform.certificates.leaf, chain[0] ?? platform.certificates.root)).toBe(true);
    expect(signedBy((await get(kds, "/vlek/v1/Genoa/crl")).body, platform.certificates.root, "sha384")).toBe(true);
    expect((await get(kds, "/vlek/v1/Genoa/cert")).status).toBe(401);
    expect((await get(kds, "/vcek/v1/Genoa/cert_chain")).status).toBe(404);
    expect((await get(kds, vcekPath(platform))).status).toBe(404);
  });

  it("serves files of other origin", async () => {
    const kds = await started(startKds());
    kds.put("/vcek/v1/Milan/cert_chain", toPem(intelCertificate("intelRoot")));
    expect(textOf((await get(kds, "/vcek/v1/Milan/cert_chain")).body)).toBe(toPem(intelCertificate("intelRoot")));
    expect((await get(kds, "/vcek/v1/Milan/crl")).status).toBe(404);
  });
});

describe("a fake PCS", () => {
  const chainOf = (headers: Headers, name: string) => {
    expect(headers.get(name)).not.toMatch(/\s/);
    return readPem(decodeURIComponent(headers.get(name) ?? ""));
  };

  it.each(["sgx", "tdx"])("serves TCB info and identity for %s", async (tee) => {
    const pcs = await started(startPcs({ platforms: [await createTdxPlatform()] }));
    for (const [path, member, header] of [
      ["tcb?fmspc=74736D6B6974", "tcbInfo", "TCB-Info-Issuer-Chain"],
      ["tcb?fmspc=74736d6b6974&update=early", "tcbInfo", "TCB-Info-Issuer-Chain"],
      ["qe/identity", "enclaveIdentity", "SGX-Enclave-Identity-Issuer-Chain"],
    ] as const) {
      const { body, headers } = await get(pcs, `/${tee}/certification/v4/${path}`);
      const [, json = "", signature = ""] = textOf(body).match(/^\{"\w+":(.*),"signature":"([0-9a-f]{128})"\}$/) ?? [];
      expect(JSON.parse(textOf(body))[member]).toEqual(JSON.parse(json));
      expect(JSON.parse(json).id).toBe(
        { sgx: ["SGX", "QE"], tdx: ["TDX", "TD_QE"] }[tee]?.[member === "tcbInfo" ? 0 : 1],
      );
      const [signer = body, root = body] = chainOf(headers, header);
      expect(issued(signer, root)).toBe(true);
      const key = new X509Certificate(signer).publicKey;
      expect(verifyRaw("sha256", Buffer.from(json), key, Buffer.from(signature, "hex"))).toBe(true);
    }
    expect((await get(pcs, `/${tee}/certification/v4/tcb?fmspc=00A067110000`)).status).toBe(404);
    expect((await get(pcs, `/${tee}/certification/v3/qe/identity`)).status).toBe(404);
  });

  it("serves revocation lists", async () => {
    const [platform, processor] = [await createTdxPlatform(), await createTdxPlatform({ issuer: "processorCa" })];
    const pcs = await started(startPcs({ platforms: [platform, processor] }));
    for (const ca of ["platform", "processor"] as const) {
      const path = `/sgx/certification/v4/pckcrl?ca=${ca}`;
      const { body, headers } = await get(pcs, `${path}&encoding=der`);
      const chain = chainOf(headers, "SGX-PCK-CRL-Issuer-Chain");
      expect(chain.map(hex)).toEqual([intelCertificate(`${ca}Ca`), intelCertificate("intelRoot")].map(hex));
      expect(signedBy(body, intelCertificate(`${ca}Ca`), "sha256")).toBe(true);
      const pem = textOf((await get(pcs, path)).body);
      expect(pem).toMatch(/^-----BEGIN X509 CRL-----\n/);
      expect(hex(Buffer.from(pem.replace(/-----.*-----/g, ""), "base64"))).toBe(hex(body));
    }
    const root = await get(pcs, ROOT_CRL_PATH);
    expect(signedBy(root.body, intelCertificate("intelRoot"), "sha256")).toBe(true);
    expect(textOf((await get(pcs, "/sgx/certification/v4/rootcacrl")).body)).toBe(hex(root.body));
    expect((await get(pcs, "/sgx/certification/v4/pckcrl?ca=other&encoding=der")).status).toBe(404);
  });

  it.runIf(haveVectors)(`serves real collateral${vectorsNote}`, async () => {
    const text = readFileSync(`${vectorsRoot}/collateral/phala-tdx-quote.collateral.json`, "utf8");
    const pcs = await started(startPcs({ collateral: [readCollateralFile(text)] }));
    const { body, headers } = await get(pcs, "/tdx/certification/v4/tcb?fmspc=B0C06F000000");
    const file = JSON.parse(text);
    expect(textOf(body)).toBe(`{"tcbInfo":${file.tcb_info},"signature":"${file.tcb_info_signature}"}`);
    expect(decodeURIComponent(headers.get("TCB-Info-Issuer-Chain") ?? "")).toBe(file.tcb_info_issuer_chain);
    expect(hex((await get(pcs, "/sgx/certification/v4/pckcrl?ca=platform&encoding=der")).body)).toBe(file.pck_crl);
    expect((await get(pcs, "/sgx/certification/v4/tcb?fmspc=B0C06F000000")).status).toBe(404);
  });
});

describe("a service fails", () => {
  const BODY = "x".repeat(1000);
  const failing = async (fault: Fault, times?: number) => {
    const service = await started(startService(() => ({ body: BODY })));
    service.fail("/a", fault, times);
    return service;
  };

  it.each([
    [{ status: 429 }, 429, null],
    [{ status: 429, retryAfter: 7 }, 429, "7"],
    [{ status: 429, retryAfter: new Date("2030-01-02T03:04:05Z") }, 429, "Wed, 02 Jan 2030 03:04:05 GMT"],
    [{ status: 503, retryAfter: 0 }, 503, "0"],
    [{ status: 500 }, 500, null],
    [{ status: 404 }, 404, null],
  ] as [Fault, number, string | null][])("with %j", async (fault, status, after) => {
    const { body, headers, ...answer } = await get(await failing(fault), "/a");
    expect([answer.status, headers.get("retry-after"), body.length]).toEqual([status, after, 0]);
  });

  it("as often as told, on the path told, until healed", async () => {
    const service = await failing({ status: 500 }, 2);
    const statuses = async (...paths: string[]) => {
      const answers: number[] = [];
      for (const path of paths) answers.push((await get(service, path)).status);
      return answers;
    };
    expect(await statuses("/b", "/a", "/a?q", "/a")).toEqual([200, 500, 500, 200]);
    service.fail(/q=1$/, { status: 503 });
    expect(await statuses("/b?q=1", "/b?q=2")).toEqual([503, 200]);
    service.heal();
    expect(await statuses("/b?q=1")).toEqual([200]);
    expect([service.count("/a"), service.count("/b")]).toEqual([3, 4]);
    expect(service.requests.slice(0, 3)).toEqual(["/b", "/a", "/a?q"]);
  });

  it.each([0, 10, 999])("with %i bytes of a body that was to be longer", async (truncate) => {
    const { origin } = await failing({ truncate });
    const response = await fetch(`${origin}/a`);
    expect([response.status, response.headers.get("content-length")]).toEqual([200, "1000"]);
    let got = 0;
    await expect(async () => {
      for await (const piece of response.body ?? []) got += piece.length;
    }).rejects.toThrow(TypeError);
    expect(got).toBe(truncate);
  });

  it("with a cut connection", async () => {
    await expect(get(await failing({ reset: true }), "/a")).rejects.toThrow(TypeError);
  });

  it("to answer at all", async () => {
    const { origin } = await failing({ hang: true });
    await expect(fetch(`${origin}/a`, { signal: AbortSignal.timeout(50) })).rejects.toThrow(/timeout/);
  });

  it("late, and piece by piece", async () => {
    const service = await failing({ delay: 60, drip: 10 });
    const start = performance.now();
    const response = await fetch(`${service.origin}/a`);
    const headersAfter = performance.now() - start;
    expect(await response.text()).toBe(BODY);
    expect(headersAfter).toBeGreaterThan(50);
    expect(performance.now() - start - headersAfter).toBeGreaterThan(50);
    expect(service.mostAtOnce).toBe(1);
  });

  it("with another answer, or with more than anybody wants", async () => {
    const service = await failing({ replace: "garbage" });
    expect(textOf((await get(service, "/a")).body)).toBe("garbage");
    service.fail("/a", { replace: { body: "gone", status: 410, type: "text/plain" } });
    const { status, headers } = await get(service, "/a");
    expect([status, headers.get("content-type")]).toEqual([410, "text/plain"]);
    service.fail("/a", { oversize: 5 << 20 });
    const big = await get(service, "/a");
    expect([big.body.length, big.headers.get("content-length")]).toEqual([5 << 20, null]);
  });

  it("while many ask at once", async () => {
    const service = await failing({ delay: 30 });
    await Promise.all(["/a?1", "/a?2", "/a?3"].map((path) => get(service, path)));
    expect([service.mostAtOnce, service.count("/a")]).toEqual([3, 3]);
  });

  it("on anything but GET, and on a mistake in a test", async () => {
    const service = await failing({});
    expect((await fetch(`${service.origin}/a`, { method: "POST" })).status).toBe(405);
    const broken = await started(startService(() => Promise.reject(new Error("oh"))));
    expect(await get(broken, "/a")).toMatchObject({ status: 599, body: new Uint8Array(Buffer.from("Error: oh")) });
  });

  it("with items of another time or issuer, minted", async () => {
    const [good, bad] = [await createSnpPlatform(), await createSnpPlatform({ issuer: "asvk" })];
    const kds = await started(startKds({ platforms: [good] }));
    kds.fail("/vcek/v1/Milan/", { replace: bad.certificates.leaf });
    const { body } = await get(kds, vcekPath(good));
    expect(signedBy(body, good.certificates.intermediate, "sha384")).toBe(false);
    const pcs = await started(
      startPcs({
        platforms: [await createTdxPlatform()],
        options: { window: { notBefore: new Date(0), notAfter: new Date(1e12) } },
      }),
    );
    const { tcbInfo } = JSON.parse(textOf((await get(pcs, "/sgx/certification/v4/tcb?fmspc=74736d6b6974")).body));
    expect(tcbInfo.nextUpdate).toBe("2001-09-09T01:46:40Z");
  });
});
