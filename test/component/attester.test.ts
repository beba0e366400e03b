/** The world `attester`, as jco runs it in Node: over the software TSM, and beside the Attester of hosts/ over one model. */
import { createHash } from "node:crypto";
import { describe, expect, onTestFinished, test } from "vitest";
import { Attester } from "../../hosts/attester.ts";
import { bindManifest, createSnpPlatform } from "../../hosts/forge/index.ts";
import { encodeHex } from "../../hosts/hex.ts";
import { TsmError, verify } from "../../hosts/index.ts";
import { fieldsIn, inspect } from "../../hosts/inspect.ts";
import { list } from "../../hosts/rows.ts";
import { AT } from "../appraisal/rows.ts";
import { trustRoots } from "../verify/minted.ts";
import { type Failing, imported, Model } from "./model.ts";
import { blockingTsm } from "./softwareTsm.ts";
import { attesters, type Evidence, faultOf, type RequestOptions } from "./worlds.ts";

const attesterOver = await attesters();
const nonce = Uint8Array.from({ length: 64 }, (_, i) => 255 - i);
const ENTRY = "tsmkit--00112233445566ff";
const options: RequestOptions = { reportData: { tag: "nonce", val: nonce }, entry: ENTRY, seed: 7, aux: false };

const reportDataOf = ({ outblob }: Evidence) => {
  const inspection = inspect(outblob);
  return (fieldsIn(inspection, "snpReport") ?? fieldsIn(inspection, "tdReport"))?.reportData;
};

describe("over the software TSM", () => {
  test.each(["sev_guest", "tdx_guest"] as const)("%s gives evidence that verifies", (provider) => {
    const { files, stop } = blockingTsm(provider);
    onTestFinished(() => void stop());
    const attester = attesterOver(files);
    const isSnp = provider === "sev_guest";
    const evidence = attester.request.request({ ...options, aux: isSnp });
    expect(evidence).toMatchObject({ provider, attempts: 1, interfered: false, leftBehind: false });
    expect(evidence).toMatchObject({ reportData: nonce, reportDataLength: 64, privlevel: isSnp ? 0 : undefined });
    expect(evidence.manifestblob).toBeUndefined();
    expect(evidence.generation).toBe(isSnp ? 2n : 1n);
    expect(reportDataOf(evidence)).toBe(encodeHex(nonce));
    if (isSnp) {
      const given = { nonce, endorsements: [evidence.auxblob as Uint8Array], trustRoots, at: AT };
      expect(verify(evidence.outblob, given).verdict).toBe("affirming");
    }
    expect(files.list()).toEqual([]);
    // Once more on the same instance; the one before left nothing that counts.
    const again = attester.request.request({ ...options, reportData: { tag: "nonce", val: nonce.slice(0, 9) } });
    expect(again.auxblob).toBeUndefined();
    expect([again.reportDataLength, again.reportData.length]).toEqual([9, 64]);
    expect(reportDataOf(again)).toBe(encodeHex(nonce.slice(0, 9)).padEnd(128, "0"));
  });

  test("services of an SVSM are attested, and the report binds their manifest", async () => {
    const { files, stop } = blockingTsm("svsm");
    onTestFinished(() => void stop());
    const service = { provider: "svsm" };
    const evidence = attesterOver(files).request.request({ ...options, service });
    expect(evidence).toMatchObject({ provider: "sev_guest", privlevel: 0, attempts: 1, interfered: false });
    const manifest = evidence.manifestblob as Uint8Array;
    expect(inspect(manifest).format).toBe("svsm-manifest");
    expect(reportDataOf(evidence)).toBe(encodeHex(await bindManifest(nonce, manifest)));
    expect(files.list()).toEqual([]);
  });

  test("services are asked for by their names", () => {
    const { files, stop } = blockingTsm("sev_guest");
    onTestFinished(() => void stop());
    const service = { provider: "svsm", guid: "c476f1eb-0123-45a5-9641-b4e7dde5bfe3", manifestVersion: 1 };
    const fault = faultOf(() => attesterOver(files).request.request({ ...options, service }));
    expect(fault).toMatchObject({ code: "no-attribute", group: "fix", attribute: "service-provider", errno: 2 });
    expect(files.list()).toEqual([]);
  });
});

const { report } = await (async () => ({ report: await (await createSnpPlatform({ product: "Milan" })).report() }))();

/** What the Attester of hosts/ does. */
async function onHost(attester: Attester, more: { privlevel?: number; attempts?: number; aux?: boolean } = {}) {
  try {
    return await attester.request({ nonce, ...more });
  } catch (error) {
    if (!(error instanceof TsmError)) throw error;
    return error;
  }
}

describe("does as hosts/ do", () => {
  test.each([
    ["a report", {}],
    ["a report at a privilege level", { privlevel: 2 }],
    ["a report with what comes along", { aux: true }],
  ])("%s", async (_, more) => {
    const files = new Model(report);
    files.files.auxblob = Uint8Array.from({ length: 5000 }, (_, i) => i & 255);
    const here = attesterOver(imported(files)).request.request({ ...options, ...more });
    const there = await onHost(new Attester(files), more);
    if (there instanceof TsmError) throw there;
    const { reportData, leftBehind, ...same } = there;
    expect(here).toEqual({
      ...same,
      reportData: reportData.bytes,
      reportDataLength: reportData.length,
      leftBehind: leftBehind !== undefined,
    });
    expect(files.list()).toEqual([]);
  });

  const calls: [verb: Parameters<Failing>[0], attribute?: string][] = [
    ["create"],
    ["remove"],
    ["read", "provider"],
    ["read", "privlevel_floor"],
    ["write", "privlevel"],
    ["write", "inblob"],
    ["read", "outblob"],
    ["read", "auxblob"],
    ["read", "generation"],
  ];
  test.each(calls)("when %s of %s fails with any error number", async (verb, attribute) => {
    let errno = 0;
    const files = new Model(report, (v, a) => (v === verb && a === attribute ? errno : undefined));
    const attester = new Attester(files);
    const { request } = attesterOver(imported(files)).request;
    const more = { aux: true, attempts: 3 };
    for (const { name, value } of list("errno")) {
      errno = value;
      const there = await onHost(attester, more);
      files.entries.clear();
      if (!(there instanceof TsmError)) {
        const { leftBehind, attempts } = request({ ...options, ...more });
        expect([leftBehind, attempts], name).toEqual([there.leftBehind !== undefined, there.attempts]);
        files.entries.clear();
        continue;
      }
      const fault = faultOf(() => request({ ...options, ...more }));
      const { code, group, at, got, want, leftBehind } = there;
      const facts = { code, group, at, got, want, errno: there.errno, leftBehind: leftBehind !== undefined };
      expect(fault, name).toMatchObject({ ...facts, attribute: there.attribute?.replaceAll("_", "-") });
      // Hosts go on to say what was left behind.
      expect(there.message.startsWith(fault.message), name).toBe(true);
      expect(files.list().length, name).toBe(leftBehind ? 1 : 0);
      files.entries.clear();
    }
  });
});

test("data is hashed", () => {
  const val = Uint8Array.from({ length: 100_000 }, (_, i) => i % 251);
  const files = imported(new Model(report));
  for (const tag of ["sha384", "sha512"] as const) {
    const evidence = attesterOver(files).request.request({ ...options, reportData: { tag, val } });
    const digest = createHash(tag).update(val).digest();
    expect(encodeHex(evidence.reportData)).toBe(digest.toString("hex").padEnd(128, "0"));
    expect(evidence.reportDataLength).toBe(digest.length);
  }
});

describe("refuses options", () => {
  const empty = new Uint8Array();
  test.each<[string, Partial<RequestOptions>, object]>([
    ["an empty nonce", { reportData: { tag: "nonce", val: empty } }, { code: "nonce-length", argument: "report-data" }],
    [
      "a long nonce",
      { reportData: { tag: "nonce", val: new Uint8Array(65) } },
      { code: "nonce-length", got: 65, want: 64 },
    ],
    [
      "data that is too large",
      { reportData: { tag: "sha512", val: new Uint8Array((4 << 20) + 1) } },
      { code: "too-large", argument: "report-data" },
    ],
    ["no entry", { entry: "" }, { code: "bad-request", argument: "entry" }],
    ["an entry elsewhere", { entry: "../x" }, { code: "bad-request", argument: "entry" }],
    ["the directory itself", { entry: "." }, { code: "bad-request", argument: "entry" }],
    ["the directory above", { entry: ".." }, { code: "bad-request", argument: "entry" }],
    ["a name with a zero", { entry: "a\0b" }, { code: "bad-request", argument: "entry" }],
    ["a long name", { entry: "x".repeat(256) }, { code: "bad-request", argument: "entry" }],
    ["a privilege level", { privlevel: 4 }, { code: "privlevel-floor", argument: "privlevel", got: 4, want: 3 }],
    ["no attempts", { attempts: 0 }, { code: "bad-request", argument: "attempts" }],
    [
      "a service without a name",
      { service: { provider: "" } },
      { code: "bad-request", argument: "service", got: 0, want: 1 },
    ],
    [
      "a service with a long GUID",
      { service: { provider: "svsm", guid: "0".repeat(65) } },
      { code: "bad-request", argument: "service", got: 65, want: 64 },
    ],
  ])("%s", (_, more, facts) => {
    const files = new Model(report, (verb) => {
      throw new Error(`${verb} was called`);
    });
    const fault = faultOf(() => attesterOver(imported(files)).request.request({ ...options, ...more }));
    expect(fault).toMatchObject({ group: "fix", ...facts });
  });
});

describe("leaves no entry", () => {
  test("when the host has no more time", () => {
    const waits: number[] = [];
    const files = new Model(report, (verb, attribute) => (verb === "read" && attribute === "outblob" ? 16 : undefined));
    const wait = (milliseconds: number) => {
      waits.push(milliseconds);
      expect(files.list()).toEqual([]);
      return waits.length < 3;
    };
    const fault = faultOf(() => attesterOver(imported(files, wait)).request.request(options));
    expect(fault).toMatchObject({ code: "cancelled", group: "again", leftBehind: false });
    expect(waits.length).toBe(3);
    expect(waits.every((ms) => ms >= 1 && ms <= 128)).toBe(true);
  });

  test.each([4, 5, 17, 30].map((mebibytes) => [mebibytes]))("when a file has %s MiB and a byte", (mebibytes) => {
    for (const attribute of ["outblob", "auxblob", "provider", "generation"]) {
      const files = new Model(report);
      files.files[attribute] = new Uint8Array((mebibytes << 20) + 1);
      const fault = faultOf(() => attesterOver(imported(files)).request.request({ ...options, aux: true }));
      expect(fault).toMatchObject({ attribute, errno: 27, leftBehind: false });
      expect(files.list()).toEqual([]);
    }
  });

  test("when the outblob is larger than any report", () => {
    const files = new Model(report);
    files.files.outblob = new Uint8Array((1 << 20) + 1);
    const facts = { code: "bad-outblob", attribute: "outblob", got: (1 << 20) + 1, want: 1 << 20 };
    expect(faultOf(() => attesterOver(imported(files)).request.request(options))).toMatchObject(facts);
    expect(files.list()).toEqual([]);
  });

  test("and says so when it does", () => {
    const files = new Model(report, (verb) => (verb === "remove" ? 16 : undefined));
    expect(attesterOver(imported(files)).request.request(options).leftBehind).toBe(true);
    const both = new Model(report, (verb, attribute) =>
      verb === "remove" ? 16 : attribute === "inblob" ? 5 : undefined,
    );
    const fault = faultOf(() => attesterOver(imported(both)).request.request(options));
    expect(fault).toMatchObject({ code: "errno", errno: 5, attribute: "inblob", leftBehind: true });
  });
});

test("an error number that is none counts as EIO", () => {
  for (const errno of [0, 4096, 0xffffffff]) {
    const files = new Model(report, (_, attribute) => (attribute === "outblob" ? errno : undefined));
    expect(faultOf(() => attesterOver(imported(files)).request.request(options))).toMatchObject({
      code: "device",
      errno: 5,
    });
  }
});

test("a provider's name is safe to show", () => {
  const files = new Model(report);
  files.files.provider = Uint8Array.of(0x1b, 0x5b, 0x33, 0xff, 0x61, 10);
  const evidence = attesterOver(imported(files)).request.request(options);
  expect(evidence.provider).toBe("\\x1b[3\\xffa");
});

test("others' writes make it ask again", () => {
  const files = new Model(report);
  let reads = 0;
  const other = imported(files);
  const read = (entry: string, attribute: string) => {
    if (attribute === "outblob" && ++reads < 3) files.write(entry, "inblob", new Uint8Array(64));
    if (attribute === "generation" && reads < 3) return new TextEncoder().encode("9\n");
    return other.read(entry, attribute);
  };
  const evidence = attesterOver({ ...other, read }).request.request(options);
  expect([evidence.attempts, reportDataOf(evidence)]).toEqual([3, encodeHex(nonce)]);
});
