/** A request over the software TSM: what it asks for, what it gets, and that it leaves nothing behind. */
import { createHash } from "node:crypto";
import { describe, expect, test } from "vitest";
import { Attester } from "../../hosts/attester.ts";
import type { TsmError } from "../../hosts/errors.ts";
import { bindManifest, createSnpPlatform, createSvsm } from "../../hosts/forge/index.ts";
import { inspect } from "../../hosts/inspect.ts";
import type { ReportOptions } from "../../hosts/request.ts";
import { type Provider, sevGuest, softwareTsm, type TreeOptions, tdxGuest } from "../../hosts/software-tsm/index.ts";
import { hex, reportDataOf } from "../reportData.ts";
import { errno, fail, traced } from "./trace.ts";

const sev = sevGuest();
const tdx = tdxGuest();
const VTPM = "c476f1eb-0123-45a5-9641-b4e7dde5bfe3";
const nonce = Uint8Array.from({ length: 64 }, (_, i) => 200 - i);

function tsm(provider: Provider, before?: Parameters<typeof traced>[1], options: TreeOptions = {}) {
  const { files } = softwareTsm({ ...options, provider });
  const watched = traced(files, before);
  return { files, watched, attester: new Attester(watched) };
}

async function refused(request: Promise<unknown>): Promise<TsmError> {
  try {
    await request;
  } catch (error) {
    return error as TsmError;
  }
  throw new Error("the request went through");
}

/** A provider whose format nobody knows: it echoes what it was asked. */
const opaque: Provider = {
  name: "other_guest",
  privlevelFloor: 1,
  shows: () => true,
  makeReport: async ({ inblob, privlevel }) => ({ outblob: Uint8Array.of(0xee, privlevel ?? 255, ...inblob) }),
};

describe("a request", () => {
  test("of SEV-SNP takes these files in this order", async () => {
    const { watched, attester, files } = tsm(sev);
    const evidence = await attester.request({ nonce });
    expect(watched.verbs).toEqual([
      "create",
      "read provider",
      "read privlevel_floor",
      "write privlevel",
      "write inblob",
      "read outblob",
      "read generation",
      "remove",
    ]);
    expect(evidence).toMatchObject({
      provider: "sev_guest",
      privlevel: 0,
      generation: 2n,
      attempts: 1,
      interfered: false,
      auxblob: undefined,
      manifestblob: undefined,
      leftBehind: undefined,
    });
    expect(reportDataOf(evidence.outblob)).toBe(hex(nonce));
    expect(await files.list()).toEqual([]);
  });

  test("of TDX knows no privilege level", async () => {
    const { watched, attester } = tsm(tdx);
    const evidence = await attester.request({ nonce });
    expect(watched.verbs).not.toContain("write privlevel");
    expect(evidence).toMatchObject({ provider: "tdx_guest", privlevel: undefined, generation: 1n });
    expect(reportDataOf(evidence.outblob)).toBe(hex(nonce));
  });

  test("of a provider nobody knows keeps the exact ledger", async () => {
    const { watched, attester } = tsm(opaque);
    const evidence = await attester.request({ nonce: nonce.subarray(0, 5) });
    expect(watched.verbs.slice(0, 4)).toEqual(["create", "read provider", "read generation", "read privlevel_floor"]);
    expect(evidence.outblob).toEqual(Uint8Array.of(0xee, 1, ...nonce.subarray(0, 5)));
  });

  test("brings the certificates when asked", async () => {
    const { auxblob } = await tsm(sev).attester.request({ nonce, aux: true });
    expect(inspect(auxblob as Uint8Array).format).toBe("snp-cert-table");
  });

  test("for what a provider does not have brings nothing", async () => {
    expect((await tsm(tdx).attester.request({ nonce, aux: true })).auxblob).toBeUndefined();
  });

  test.each([1, 31, 32, 63, 64])("pads a nonce of %i bytes with zeros and says so", async (length) => {
    const { outblob, reportData } = await tsm(sev).attester.request({ nonce: nonce.subarray(0, length) });
    const padded = hex(nonce.subarray(0, length)).padEnd(128, "0");
    expect(reportDataOf(outblob)).toBe(padded);
    expect(hex(reportData.bytes)).toBe(padded);
    expect(reportData).toMatchObject({ length, hash: undefined });
  });

  test.each(["SHA-384", "SHA-512"] as const)("hashes data with %s and says so", async (hash) => {
    const data = new TextEncoder().encode("anything of any length".repeat(100));
    const { outblob, reportData } = await tsm(sev).attester.request({ data, hash });
    const digest = createHash(hash.replace("-", "")).update(data).digest("hex");
    expect(reportDataOf(outblob)).toBe(digest.padEnd(128, "0"));
    expect(reportData).toMatchObject({ length: digest.length / 2, hash });
  });

  test("asks for the floor, or for what it is told", async () => {
    const guest = sevGuest({ privlevelFloor: 2 });
    expect((await tsm(guest).attester.request({ nonce })).privlevel).toBe(2);
    expect((await tsm(guest).attester.request({ nonce, privlevel: 3 })).privlevel).toBe(3);
  });

  test("for a service of an SVSM says which, and brings the manifest that the report binds to the nonce", async () => {
    const svsm = await createSvsm();
    const { attester, watched } = tsm(sevGuest({ svsm }));
    const service = { provider: "svsm", guid: VTPM, manifestVersion: 0 };
    const evidence = await attester.request({ nonce: nonce.subarray(0, 20), aux: true, service });
    expect(watched.verbs).toEqual([
      ...["create", "read provider", "read privlevel_floor", "write privlevel"],
      ...["write service_provider", "write service_guid", "write service_manifest_version", "write inblob"],
      ...["read outblob", "read auxblob", "read manifestblob", "read generation", "remove"],
    ]);
    // The guest's own level is 2, but what is attested is the SVSM's.
    expect(evidence).toMatchObject({ privlevel: 0, generation: 5n, interfered: false, manifestblob: svsm.ek });
    const bound = await bindManifest(nonce.subarray(0, 20), svsm.ek);
    expect(reportDataOf(evidence.outblob)).toBe(hex(bound));
    const all = await attester.request({ nonce, service: { provider: "svsm" } });
    expect(all).toMatchObject({ manifestblob: svsm.manifest, auxblob: undefined });
  });

  test.each([
    ["another nonce", async (m: Uint8Array) => ({ reportData: await bindManifest(nonce.subarray(1), m) })],
    ["another manifest", async () => ({ reportData: await bindManifest(nonce, Uint8Array.of(1)) })],
    ["the nonce alone", async () => ({ reportData: nonce })],
    ["a level of the guest's", async (m: Uint8Array) => ({ reportData: await bindManifest(nonce, m), vmpl: 1 })],
  ])("for a service does not take a report that carries %s", async (_, options) => {
    const [{ report }, { manifest }] = await Promise.all([createSnpPlatform(), createSvsm()]);
    const provider: Provider = {
      ...sevGuest({ svsm: true }),
      makeReport: async () => ({ outblob: await report(await options(manifest)), manifestblob: manifest }),
    };
    const { attester, files } = tsm(provider);
    const error = await refused(attester.request({ nonce, service: { provider: "svsm" } }));
    expect(error).toMatchObject({ code: "bad-outblob", attribute: "outblob" });
    expect(await files.list()).toEqual([]);
  });

  test.each([
    ["none", new Uint8Array()],
    ["one without its last byte", undefined],
  ])("for a service does not take a manifest that is %s", async (_, given) => {
    const svsm = await createSvsm();
    const real = sevGuest({ svsm });
    const provider: Provider = {
      ...real,
      makeReport: async (request) => ({
        ...(await real.makeReport(request)),
        manifestblob: given ?? svsm.manifest.subarray(0, -1),
      }),
    };
    const error = await refused(tsm(provider).attester.request({ nonce, service: { provider: "svsm" } }));
    expect(error).toMatchObject({ code: "bad-outblob" });
  });

  test("for a service of a provider nobody knows says which, and keeps the exact ledger", async () => {
    const asked: unknown[] = [];
    const services: Provider = {
      ...opaque,
      makeReport: async (request) => {
        asked.push(request);
        return { outblob: Uint8Array.of(1), auxblob: Uint8Array.of(2), manifestblob: Uint8Array.of(3) };
      },
    };
    const service = { provider: "svsm", guid: "c476f1eb-0123-45a5-9641-b4e7dde5bfe3", manifestVersion: 7 };
    const { attester, watched } = tsm(services);
    const evidence = await attester.request({ nonce, aux: true, service });
    expect(watched.verbs).toEqual([
      ...["create", "read provider", "read generation", "read privlevel_floor", "write privlevel"],
      ...["write service_provider", "write service_guid", "write service_manifest_version", "write inblob"],
      ...["read outblob", "read auxblob", "read manifestblob", "read generation", "remove"],
    ]);
    expect(asked[0]).toMatchObject({ serviceProvider: "svsm", serviceGuid: service.guid, serviceManifestVersion: 7 });
    expect(evidence).toMatchObject({ generation: 5n, interfered: false, manifestblob: Uint8Array.of(3) });
  });

  test("accepts a counter that wraps", async () => {
    const nearly = { write: 2n ** 64n - 1n, read: 7n };
    for (const provider of [sev, opaque]) {
      const { outblob } = await tsm(provider, undefined, { counters: nearly }).attester.request({ nonce });
      expect(outblob.length).toBeGreaterThan(60);
    }
  });
});

test("a counter about to meet the one read last is busy", async () => {
  const counters = { write: 2n ** 64n - 1n, read: 0n };
  for (const provider of [sev, tdx]) {
    const { attester, files } = tsm(provider, undefined, { counters });
    const error = await refused(attester.request({ nonce, attempts: 2 }));
    // SNP's privlevel says so at its write; the commit of TDX's inblob is dropped without a word.
    expect(error).toMatchObject(provider === sev ? { code: "busy", errno: errno("EBUSY") } : { code: "conflict" });
    expect(await files.list()).toEqual([]);
  }
});

describe("a request is refused", () => {
  const cases: [string, Provider, ReportOptions, object][] = [
    ["without a nonce", sev, { nonce: new Uint8Array() }, { code: "nonce-length", group: "fix", got: 0, want: 64 }],
    ["with 65 bytes", sev, { nonce: new Uint8Array(65) }, { code: "nonce-length", group: "fix", got: 65, want: 64 }],
    [
      "below the floor",
      sevGuest({ privlevelFloor: 2 }),
      { nonce, privlevel: 1 },
      { code: "privlevel-floor", got: 1, want: 2 },
    ],
    ["above 3", sev, { nonce, privlevel: 4 }, { code: "privlevel-floor", got: 4, want: 3 }],
    ["with a level of nothing", sev, { nonce, privlevel: -1 }, { code: "bad-request" }],
    [
      "with a level where there is none",
      tdx,
      { nonce, privlevel: 0 },
      { code: "no-attribute", attribute: "privlevel" },
    ],
    ["for a service that is not there", sev, { nonce, service: { provider: "svsm" } }, { code: "no-attribute" }],
    ["without attempts", sev, { nonce, attempts: 0 }, { code: "bad-request" }],
    ["with hex for bytes", sev, { nonce: "ab".repeat(32) as unknown as Uint8Array }, { code: "bad-request" }],
    ["with 5 MiB", sev, { nonce: new Uint8Array(5 << 20) }, { code: "nonce-length", got: 5 << 20 }],
    ["for a service without a name", sev, { nonce, service: { provider: "" } }, { code: "bad-request" }],
    ["with an unknown hash", sev, { data: nonce, hash: "MD5" as "SHA-512" }, { code: "bad-request" }],
  ];
  test.each(cases)("%s", async (_, provider, options, expected) => {
    const { attester, files } = tsm(provider);
    expect(await refused(attester.request(options))).toMatchObject({ name: "TsmError", ...expected });
    expect(await files.list()).toEqual([]);
  });

  test("where there is no driver", async () => {
    const { files } = softwareTsm({});
    expect(await refused(new Attester(files).request({ nonce }))).toMatchObject({
      code: "no-provider",
      group: "stop",
      exitCode: 4,
      errno: errno("ENXIO"),
    });
  });
});

describe("whatever fails, the entry goes", () => {
  const verbs = [
    "create",
    "read provider",
    "read privlevel_floor",
    "write privlevel",
    "write inblob",
    "read outblob",
    "read auxblob",
    "read generation",
  ];
  const errors = ["EPERM", "ENOENT", "EINTR", "EIO", "ENXIO", "EAGAIN", "ENOMEM", "EACCES", "EBUSY", "EEXIST"];
  errors.push("ENODEV", "EINVAL", "ENOTTY", "ETXTBSY", "EFBIG", "EROFS", "ERANGE", "ETIMEDOUT");
  const cases = verbs.flatMap((verb) => errors.map((error): [string, string] => [verb, error]));

  test.each(cases)("%s fails with %s", async (verb, name) => {
    const { watched, attester, files } = tsm(sev, (v) => (v === verb ? fail(name) : undefined));
    const outcome = await attester.request({ nonce, aux: true, attempts: 2 }).catch((error: TsmError) => error);
    expect(await files.list()).toEqual([]);
    expect(watched.verbs.filter((v) => v === "create").length).toBeLessThanOrEqual(2);
    if (verb !== "create") expect(watched.verbs.at(-1)).toBe("remove");
    if (verb === "read privlevel_floor" && name === "ENOENT") return expect(outcome).toHaveProperty("outblob");
    if (verb === "read auxblob" && name === "ENOENT") return expect(outcome).toHaveProperty("outblob");
    expect(outcome).toBeInstanceOf(Error);
    const error = outcome as TsmError;
    expect(error.name).toBe("TsmError");
    expect(error.errno).toBe(errno(name));
    if (verb !== "create") expect(`read ${error.attribute} write ${error.attribute}`).toContain(verb);
    expect(error.message).toMatch(/\. [A-Z].*[.?]$/);
  });

  test("a host that breaks is told so, after clean-up", async () => {
    const { attester, files } = tsm(sev, (verb) => {
      if (verb === "read outblob") throw new TypeError("a mistake in a host");
    });
    expect(await refused(attester.request({ nonce }))).toBeInstanceOf(TypeError);
    expect(await files.list()).toEqual([]);
  });

  test("an entry that can't be removed is named", async () => {
    const { attester, files } = tsm(sev, (verb) => (verb === "remove" ? fail("EACCES") : undefined));
    const { leftBehind, outblob } = await attester.request({ nonce });
    expect(outblob.length).toBe(1184);
    expect(await files.list()).toEqual([leftBehind]);
    const broken = tsm(sev, (verb) => (verb === "remove" || verb === "read outblob" ? fail("EIO") : undefined));
    expect((await refused(broken.attester.request({ nonce }))).message).toMatch(/entry tsmkit-.* could not be removed/);
  });
});

describe("failures of the TSM", () => {
  test("a driver that goes away is told from firmware that fails: both give ENXIO", async () => {
    const failing = tsm(sev, (verb) => (verb === "read outblob" ? fail("ENXIO") : undefined));
    expect(await refused(failing.attester.request({ nonce }))).toMatchObject({ code: "device", attribute: "outblob" });
    let gone = false;
    const going = tsm(sev, (verb) => {
      gone ||= verb === "read outblob";
      if (gone && verb.startsWith("read")) fail("ENXIO");
    });
    expect(await refused(going.attester.request({ nonce }))).toMatchObject({ code: "provider-gone", group: "again" });
    expect(await going.files.list()).toEqual([]);
  });

  test("an empty outblob says what it means", async () => {
    const empty: Provider = { ...opaque, name: "tdx_guest", makeReport: async () => ({ outblob: new Uint8Array() }) };
    const error = await refused(tsm(empty).attester.request({ nonce }));
    expect(error).toMatchObject({ code: "empty-outblob", group: "again", attribute: "outblob" });
    expect(error.message).toContain("quoting service");
  });

  test("a report with a foreign nonce and an untouched counter is the TSM's own fault", async () => {
    const stale: Provider = {
      ...opaque,
      name: "sev_guest",
      privlevelFloor: 0,
      makeReport: () => sev.makeReport({ inblob: new Uint8Array(64), privlevel: 0 } as never),
    };
    const { attester, watched } = tsm(stale);
    expect(await refused(attester.request({ nonce }))).toMatchObject({ code: "bad-outblob", group: "stop" });
    expect(watched.verbs.filter((v) => v === "create").length).toBe(1);
  });

  test("a report larger than any is refused", async () => {
    const big: Provider = { ...opaque, makeReport: async () => ({ outblob: new Uint8Array((1 << 20) + 1) }) };
    expect(await refused(tsm(big).attester.request({ nonce }))).toMatchObject({
      code: "bad-outblob",
      got: (1 << 20) + 1,
    });
  });
});
