/** Files that are written: whole or not at all. */
import { chmodSync, mkdirSync, readdirSync, readFileSync, statSync, symlinkSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, it } from "vitest";
import { directory, tsm } from "./tsm.ts";

const REPORT = ["report", "--provider", "software", "--nonce", "00"];
const mode = (path: string) => statSync(path).mode & 0o777;

describe("--out", () => {
  it("writes JSON, and nothing else beside it", async () => {
    const cwd = directory();
    const { code, out, err } = await tsm([...REPORT, "--out", "evidence.json"], { cwd });
    expect({ code, out }).toEqual({ code: 0, out: "" });
    expect(err).toContain("tsm: wrote evidence.json\n");
    expect(readdirSync(cwd)).toEqual(["evidence.json"]);
    expect(mode(join(cwd, "evidence.json"))).toBe(0o644 & ~process.umask());
    expect(JSON.parse(readFileSync(join(cwd, "evidence.json"), "utf8"))).toMatchObject({ provider: "sev_guest" });
  });

  it.each([
    ["bin", 1184],
    ["hex", 2369],
    ["base64", 1581],
  ])("writes %s, and what came with it to a file of its own", async (format, size) => {
    const cwd = directory();
    const { err } = await tsm([...REPORT, "--aux", "--format", format, "--out", "r"], { cwd });
    expect(err).toContain("tsm: wrote r, r.aux\n");
    expect(readdirSync(cwd).sort()).toEqual(["r", "r.aux"]);
    expect(statSync(join(cwd, "r")).size).toBe(size);
    const { out } = await tsm(["inspect", "r.aux", "--format", "json"], { cwd });
    expect(JSON.parse(out)).toMatchObject({ format: "snp-cert-table", readAs: format });
  });

  it("- is stdout", async () => {
    const { out } = await tsm([...REPORT, "--out", "-", "--format", "hex"]);
    expect(out).toMatch(/^[0-9a-f]+\n$/);
  });

  it("replaces a file, keeps its mode, and follows a link to it", async () => {
    const cwd = directory();
    writeFileSync(join(cwd, "old"), "old");
    chmodSync(join(cwd, "old"), 0o600);
    symlinkSync("old", join(cwd, "link"));
    await tsm([...REPORT, "--out", "link"], { cwd });
    expect(readdirSync(cwd).sort()).toEqual(["link", "old"]);
    expect(mode(join(cwd, "old"))).toBe(0o600);
    expect(readFileSync(join(cwd, "old"), "utf8")).toMatch(/^\{.*\}\n$/);
  });

  it("writes into a device instead of replacing it", async () => {
    expect((await tsm([...REPORT, "--out", "/dev/null"])).code).toBe(0);
    expect(statSync("/dev/null").isCharacterDevice()).toBe(true);
  });

  it("leaves the old file alone when the request fails", async () => {
    const cwd = directory();
    writeFileSync(join(cwd, "kept"), "old");
    const { code } = await tsm(["report", "--nonce", "00", "--entry-root", "/none/such", "--out", "kept"], { cwd });
    expect(code).toBe(4);
    expect(readdirSync(cwd)).toEqual(["kept"]);
    expect(readFileSync(join(cwd, "kept"), "utf8")).toBe("old");
  });

  it.each([
    ["none/such", "can't write none/such: no such file or directory (ENOENT)"],
    ["dir", "can't write dir: it is a directory"],
  ])("fails before the TSM is asked: %s", async (path, message) => {
    const cwd = directory();
    mkdirSync(join(cwd, "dir"));
    const { code, err } = await tsm([...REPORT, "--out", path], { cwd });
    expect({ code, err }).toEqual({ code: 1, err: `tsm: ${message}\n` });
  });

  it("writes none of two files when one can't be written", async () => {
    const cwd = directory();
    mkdirSync(join(cwd, "r.aux"));
    const { code, err } = await tsm([...REPORT, "--aux", "--format", "bin", "--out", "r"], { cwd });
    expect(code).toBe(1);
    expect(err).toContain("can't write r.aux: it is a directory");
    expect(readdirSync(cwd)).toEqual(["r.aux"]);
  });
});
