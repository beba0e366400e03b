import { describe, expect, it } from "vitest";
import type { Provider, ReportRequest } from "../../hosts/software-tsm/index.ts";
import { benchWithEntry, bytesOf, textOf } from "./bench.ts";
import { SelfProvider } from "./selfProvider.ts";

const GUID = "c476f1eb-0123-45a5-9641-b4e7dde5bfe3";

/** Writes to fresh entries and shows what the provider is asked for then. */
async function requestAfter(...writes: [attribute: string, value: string][]): Promise<ReportRequest> {
  const self = new SelfProvider();
  let seen: ReportRequest | undefined;
  const provider: Provider = {
    name: "seer",
    privlevelFloor: 0,
    shows: () => true,
    makeReport: (request) => {
      seen = request;
      return self.makeReport(request);
    },
  };
  const bench = await benchWithEntry({ provider });
  for (const [attribute, value] of [...writes, ["inblob", "nonce"]]) await bench.put(`r0/${attribute}`, String(value));
  await bench.read("r0/outblob");
  if (!seen) throw new Error("no report was asked for");
  return seen;
}

describe("a write to a text attribute", () => {
  it.each([
    ["privlevel", "0", "1", 1],
    ["privlevel", "1\n", "2", 1],
    ["privlevel", "3", "1", 1],
    ["privlevel", "0x2", "3", 1],
    ["privlevel", "0X2", "3", 1],
    ["privlevel", "02", "2", 1],
    ["privlevel", "+1", "2", 1],
    ["privlevel", "1\0junk", "6", 1],
    ["privlevel", "4", "-1 EINVAL", 0],
    ["privlevel", "010", "-1 EINVAL", 0],
    ["privlevel", "08", "-1 EINVAL", 0],
    ["privlevel", "0x", "-1 EINVAL", 0],
    ["privlevel", "-1", "-1 EINVAL", 0],
    ["privlevel", "abc", "-1 EINVAL", 0],
    ["privlevel", " 1", "-1 EINVAL", 0],
    ["privlevel", "1 ", "-1 EINVAL", 0],
    ["privlevel", "1\n\n", "-1 EINVAL", 0],
    ["privlevel", "\n", "-1 EINVAL", 0],
    ["privlevel", "", "-1 EFAULT", 0],
    ["privlevel", "4294967295", "-1 EINVAL", 0],
    ["privlevel", "4294967296", "-1 ERANGE", 0],
    ["privlevel", "99999999999", "-1 ERANGE", 0],
    ["privlevel", "99999999999 ", "-1 EINVAL", 0],
    ["privlevel", "18446744073709551616 ", "-1 ERANGE", 0],
    ["service_provider", "svsm", "4", 1],
    ["service_provider", "svsm\n", "5", 1],
    ["service_provider", "\n", "1", 1],
    ["service_provider", "", "-1 EFAULT", 0],
    ["service_guid", GUID, "36", 1],
    ["service_guid", `${GUID}\n`, "37", 1],
    ["service_guid", `${GUID} and more`, "45", 1],
    ["service_guid", `{${GUID}}`, "-1 EINVAL", 1],
    ["service_guid", "nonsense", "-1 EINVAL", 1],
    ["service_guid", "", "-1 EFAULT", 0],
    ["service_manifest_version", "1", "1", 1],
    ["service_manifest_version", "4294967295", "10", 1],
    ["service_manifest_version", "x", "-1 EINVAL", 0],
  ])("%s %j", async (attribute, value, result, counted) => {
    const bench = await benchWithEntry();
    expect(await bench.put(`r0/${attribute}`, value)).toBe(result);
    expect(await bench.generation()).toBe(counted);
  });

  it("takes effect at once, each on its own, wherever it is written to", async () => {
    const bench = await benchWithEntry();
    await bench.put("r0/inblob", "nonce");
    const file = await bench.openWrite("r0/privlevel");
    const told = async () => textOf(await bench.read("r0/outblob"));
    await file.write(bytesOf("1"));
    expect(await told()).toBe("SELF n=1 pl=1 len=5");
    await file.write(bytesOf("2"));
    expect(await told()).toBe("SELF n=2 pl=2 len=5");
    await file.pwrite(bytesOf("3"), 10);
    expect(await told()).toBe("SELF n=3 pl=3 len=5");
    await file.close();
    expect(await bench.generation()).toBe(4);
  });

  it("takes 4095 bytes at most", async () => {
    const bench = await benchWithEntry();
    expect(await bench.put("r0/service_provider", "v".repeat(4095))).toBe("4095");
    expect(await bench.put("r0/service_provider", "v".repeat(4096))).toBe("4095");
  });

  it.each([
    [1, "-1 EINVAL"],
    [2, "1"],
    [3, "1"],
  ])("holds privlevel %i to the floor of 2", async (level, result) => {
    const bench = await benchWithEntry({}, new SelfProvider({ floor: 2 }));
    expect(await bench.put("r0/privlevel", String(level))).toBe(result);
    expect(textOf(await bench.read("r0/privlevel_floor"))).toBe("2\n");
  });
});

describe("what the provider is asked for", () => {
  it("is nothing but inblob when nothing else was written", async () => {
    expect(await requestAfter()).toEqual({
      inblob: bytesOf("nonce"),
      privlevel: undefined,
      serviceProvider: undefined,
      serviceGuid: undefined,
      serviceManifestVersion: undefined,
    });
  });

  it("is what was written last", async () => {
    const writes: [string, string][] = [
      ["privlevel", "1"],
      ["privlevel", "0x2\n"],
      ["service_provider", "svsm\n"],
      ["service_guid", `${GUID}\n`],
      ["service_manifest_version", "7\n"],
    ];
    expect(await requestAfter(...writes)).toEqual({
      inblob: bytesOf("nonce"),
      privlevel: 2,
      serviceProvider: "svsm",
      serviceGuid: GUID,
      serviceManifestVersion: 7,
    });
  });

  it("has only one line feed taken from service_provider, and can be empty", async () => {
    expect((await requestAfter(["service_provider", "svsm\n\n"])).serviceProvider).toBe("svsm\n");
    expect((await requestAfter(["service_provider", "\n"])).serviceProvider).toBe("");
  });

  it.each(["nonsense", "00000000-0000-0000-0000-000000000000"])("has no service after the GUID %s", async (guid) => {
    expect((await requestAfter(["service_guid", GUID], ["service_guid", guid])).serviceGuid).toBeUndefined();
  });
});
