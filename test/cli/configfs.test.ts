/** Requests on a report directory: what the TSM can do to them, signals, and that no entry is left. */
import { closeSync, constants, mkdtempSync, openSync, readdirSync, rmSync, statSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { configfs, directory, type Running, tsm, until } from "./tsm.ts";

const files = mkdtempSync(join(tmpdir(), "tsm-cli-"));
const template = join(files, "report");
const manifestblob = join(files, "manifest");
const NONCE = ["--nonce", "00ff"];

beforeAll(async () => {
  await tsm(["report", "--provider", "software", "--random", "--aux", "--format", "bin", "--out", template]);
  writeFileSync(manifestblob, "the manifest");
});
afterAll(() => rmSync(files, { recursive: true }));

describe("a report", () => {
  it("of a TSM that works", async () => {
    const fake = configfs({ template, auxblob: `${template}.aux` });
    const { code, out, err } = await fake.report(...NONCE, "--aux", "--privlevel", "1");
    expect({ code, err }).toEqual({ code: 0, err: "" });
    expect(JSON.parse(out)).toMatchObject({ provider: "sev_guest", privlevel: 1, generation: "2", interfered: false });
    expect(fake.verbs()).toEqual(["mkdir", "outblob", "rmdir"]);
    expect(readdirSync(fake.root)).toEqual([]);
  });

  it("with the manifest of a service", async () => {
    const fake = configfs({ template, manifestblob });
    const guid = "63da758d-e664-4564-adc5-f4b93be8accd";
    const service = ["--service", "svsm", "--service-guid", guid, "--service-manifest-version", "1"];
    const shown = await fake.report(...NONCE, ...service, "--format", "text");
    expect(shown.out).toContain(
      `  service                   svsm, ${guid}, manifest version 1\n  generation                5\n`,
    );
    expect(shown.out).toContain("  manifestblob              12 bytes\n");
    const out = join(directory(), "r");
    const { err } = await fake.report(...NONCE, "--service", "svsm", "--format", "bin", "--out", out);
    expect(err).toBe(`tsm: wrote ${out}, ${out}.manifest\n`);
    expect(statSync(`${out}.manifest`).size).toBe(12);
  });

  it("of a service that is another's is none", async () => {
    const fake = configfs({ template, manifestblob, outblob: "foreign" });
    const { code, err } = await fake.report(...NONCE, "--service", "svsm");
    expect({ code, out: readdirSync(fake.root) }).toEqual({ code: 4, out: [] });
    expect(err).toContain("code bad-outblob");
  });

  it("that others interfered with, but which is the own one", async () => {
    const { code, out } = await configfs({ template, counts: 3 }).report(...NONCE, "--format", "text");
    expect(code).toBe(0);
    expect(out).toContain("  generation                5\n");
    expect(out).toContain(
      "  interfered                yes: others wrote to the entry, but the report is this request's own\n",
    );
  });

  it("whose entry can't be removed", async () => {
    const fake = configfs({ template, fails: { rmdir: "EBUSY" } });
    const { code, err } = await fake.report(...NONCE);
    expect(code).toBe(0);
    const [entry] = readdirSync(fake.root);
    expect(err).toBe(
      `tsm: the entry could not be removed, and blocks a reload of the driver. Remove it: rmdir ${fake.root}/${entry}\n`,
    );
  });
});

describe("no report", () => {
  it.each([
    ["no driver", { fails: { mkdir: "ENXIO" } }, 4, "no-provider", "to try it without a TSM: --provider auto,software"],
    ["no permission", { fails: { mkdir: "EACCES" } }, 4, "permission", "Run as root"],
    ["a read-only mount", { fails: { mkdir: "EROFS" } }, 4, "read-only", "Mount configfs read-write"],
    ["a device that fails", { outblob: "EIO" }, 4, "device", "the TSM failed at outblob: EIO"],
    ["a device that is too slow", { outblob: "ETIMEDOUT" }, 4, "timed-out", "try again later"],
    ["firmware that fails", { outblob: "ENXIO" }, 4, "device", "at outblob: ENXIO"],
    ["an empty report", { outblob: "empty" }, 4, "empty-outblob", "quoting service"],
    ["another's report", { outblob: "foreign" }, 4, "bad-outblob", "no valid report"],
    ["parameters it refuses", { outblob: "EINVAL" }, 1, "refused", "change the call"],
  ])("%s", async (_, fake, exit, code, message) => {
    const tree = configfs({ template, ...fake });
    const ended = await tree.report(...NONCE);
    expect({ code: ended.code, out: ended.out }).toEqual({ code: exit, out: "" });
    expect(ended.err).toMatch(/^tsm: /);
    expect(ended.err).toContain(`\n  code ${code}`);
    expect(ended.err).toContain(message);
    expect(ended.err).not.toContain("    at ");
    expect(readdirSync(tree.root)).toEqual([]);
  });

  it("when others keep interfering: as many attempts as were allowed", async () => {
    const fake = configfs({ template, outblob: "foreign", counts: 1 });
    const { code, err } = await fake.report(...NONCE, "--attempts", "3");
    expect(code).toBe(5);
    expect(err).toContain("code conflict; try again later");
    expect(fake.verbs().filter((verb) => verb === "mkdir")).toHaveLength(3);
    expect(readdirSync(fake.root)).toEqual([]);
  });

  it("from a directory that is none of configfs", async () => {
    const root = directory();
    const { code, err } = await tsm(["report", ...NONCE, "--entry-root", root]);
    expect(code).toBe(4);
    expect(err).toContain("at provider: ENOENT");
    expect(err).toContain("code no-configfs");
    expect(readdirSync(root)).toEqual([]);
  });

  it("falls back to software without a driver, and not when the driver fails", async () => {
    const args = [...NONCE, "--provider", "auto,software"];
    const absent = await configfs({ fails: { mkdir: "ENXIO" } }).report(...args);
    expect(absent.code).toBe(0);
    expect(absent.err).toContain("tsm: configfs: no TSM driver is registered: ENXIO");
    const failing = await configfs({ template, outblob: "EIO" }).report(...args);
    expect(failing).toMatchObject({ code: 4, out: "" });
  });

  it("because of a bug: with the stack, and the request to report it", async () => {
    const { code, err } = await configfs({ fails: { mkdir: "ENONSENSE" } }).report(...NONCE);
    expect(code).toBe(1);
    expect(err).toMatch(
      /^tsm: this is a bug in tsmkit .*; please report it with these lines\.\nError: ENONSENSE\n {4}at /,
    );
  });

  it("and an entry that can't be removed", async () => {
    const fake = configfs({ template, outblob: "EIO", fails: { rmdir: "EBUSY" } });
    const { code, err } = await fake.report(...NONCE);
    expect(code).toBe(4);
    expect(err).toContain(`Remove it: rmdir ${fake.root}/${readdirSync(fake.root)[0]}\n`);
  });
});

describe("a TSM that does not answer", () => {
  /** A request that waits in the read of outblob. */
  async function stuck(...args: string[]) {
    const fake = configfs({ outblob: "stuck" });
    const running = fake.start(...NONCE, ...args);
    await until(() => fake.verbs().includes("outblob"), "outblob is read");
    const entry = () => readdirSync(fake.root)[0] ?? "";
    /** Lets the read end. */
    const answer = () =>
      closeSync(openSync(join(fake.root, entry(), "outblob"), constants.O_WRONLY | constants.O_NONBLOCK));
    return { fake, running, entry, answer };
  }
  const saysWhy = (running: Running) => until(() => running.said().includes("given up"), "it says why it waits");

  it.each([
    ["SIGINT", 130],
    ["SIGTERM", 143],
    ["SIGHUP", 129],
  ] as const)("%s gives it up, and the entry is removed when it answers", async (signal, exit) => {
    const { fake, running, entry, answer } = await stuck();
    running.process.kill(signal);
    await saysWhy(running);
    expect(running.process.exitCode).toBeNull();
    expect(entry()).not.toBe("");
    answer();
    const { code, out, err } = await running.ended;
    expect({ code, out }).toEqual({ code: exit, out: "" });
    expect(err).toMatch(new RegExp(`^tsm: given up \\(cancelled\\); .*\ntsm: interrupted by ${signal}\n$`));
    expect(readdirSync(fake.root)).toEqual([]);
  });

  it("a second signal ends it at once, and the next run removes the entry", async () => {
    const { fake, running, entry } = await stuck();
    running.process.kill("SIGINT");
    await saysWhy(running);
    running.process.kill("SIGTERM");
    expect(await running.ended).toMatchObject({ code: null, signal: "SIGTERM", out: "" });
    const left = entry();
    const env = { ...fake.env, TSM_FAKE: JSON.stringify({ template }) };
    const next = await tsm(["report", ...NONCE, "--entry-root", fake.root], { env });
    expect(next.code).toBe(0);
    expect(left).not.toBe("");
    expect(readdirSync(fake.root)).toEqual([]);
  });

  it("--timeout gives it up, too", async () => {
    const { fake, running, answer } = await stuck("--timeout", "0.5");
    await saysWhy(running);
    answer();
    const { code, err } = await running.ended;
    expect(code).toBe(4);
    expect(err).toContain("tsm: given up (timed-out); the entry is removed as soon as the TSM lets go.");
    expect(err).toContain("after 500 ms");
    expect(err).toContain("code timed-out; try again later");
    expect(readdirSync(fake.root)).toEqual([]);
  });

  it("leaves no file behind", async () => {
    const cwd = directory();
    const { running, answer } = await stuck("--out", join(cwd, "evidence.json"));
    running.process.kill("SIGTERM");
    await saysWhy(running);
    answer();
    expect((await running.ended).code).toBe(143);
    expect(readdirSync(cwd)).toEqual([]);
  });
});
