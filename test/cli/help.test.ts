import { describe, expect, it } from "vitest";
import { tsm } from "./tsm.ts";

const EXIT_CODES = ["0 ", "1 ", "2 ", "3 ", "4 ", "5 ", "129, 130, 143"];

describe("help", () => {
  it.each([
    [["--help"]],
    [["help"]],
    [["help", "report"]],
    [["report", "--help"]],
    [["help", "inspect"]],
    [["help", "verify"]],
    [["help", "explain"]],
    [["help", "policy"]],
    [["policy", "init", "--help"]],
    [["policy", "help", "check"]],
    [["help", "bundle"]],
    [["help", "expiry"]],
    [["help", "token"]],
    [["help", "events"]],
    [["help", "rtmr"]],
    [["rtmr", "help", "extend"]],
    [["help", "doctor"]],
    [["help", "mount"]],
    [["help", "agent"]],
    [["help", "serve"]],
    [["help", "resource"]],
    [["agent", "help", "status"]],
    [["agent", "token", "--help"]],
  ])("%j teaches by example and lists the exit codes", async (args) => {
    const { code, out, err } = await tsm(args);
    expect({ code, err }).toEqual({ code: 0, err: "" });
    expect(out.match(/^ {4}\$ tsm |^ {4}\$ .*\| tsm /gm)?.length).toBeGreaterThanOrEqual(2);
    for (const exit of EXIT_CODES) expect(out).toContain(`\n  ${exit}`);
    expect(Math.max(...out.split("\n").map((line) => line.length))).toBeLessThanOrEqual(80);
  });

  it("goes to stderr when no command is given", async () => {
    const { code, out, err } = await tsm([]);
    expect({ code, out }).toEqual({ code: 1, out: "" });
    expect(err).toContain("Usage: tsm");
  });
});

describe("wrong calls end with 1 and say what is meant", () => {
  it.each([
    [["reprot"], "tsm: unknown command 'reprot'\n(Did you mean report?)\n  see: tsm --help\n"],
    [["report", "--nonse", "00"], "tsm: unknown option '--nonse'\n(Did you mean --nonce?)\n  see: tsm help report\n"],
    [["inspect", "--in-from", "hex"], "tsm: unknown option '--in-from'\n(Did you mean --in-form?)\n"],
    [["inspect", "a", "b"], "too many arguments"],
    [["report", "--nonce"], "argument missing"],
    [["inspect", "--in-form", "der"], "Allowed choices are auto, bin, hex, base64, pem, json."],
    [["inspect", "--format", "yaml"], "Allowed choices are text, json, hex."],
    [["report", "--format", "xml"], "Allowed choices are bin, hex, base64, json, text."],
    [["report", "--hash", "md5"], "Allowed choices are sha512, sha384."],
    [["report", "--privlevel", "low"], "argument 'low' is invalid. Expected a whole number from 0 on."],
    [["report", "--attempts", "0"], "Expected a whole number from 1 on."],
    [["report", "--attempts", "4294967296"], "Expected a whole number from 1 on."],
    [["report", "--timeout", "0"], "Expected seconds, such as 30 or 0.5."],
    [["report", "--timeout", "soon"], "Expected seconds, such as 30 or 0.5."],
    [["report", "--service-manifest-version", "1.5"], "Expected a whole number from 0 on."],
    [["verify", "--certz", "x"], "tsm: unknown option '--certz'\n(Did you mean --certs?)\n  see: tsm help verify\n"],
    [["policy", "inti"], "tsm: unknown command 'inti'\n(Did you mean init?)\n  see: tsm help policy\n"],
    [["policy", "check"], "missing required argument 'file'\n  see: tsm help policy\n"],
    [["bundle", "--timeout", "0"], "Expected seconds, such as 30 or 0.5."],
  ])("%j", async (args, message) => {
    const { code, out, err } = await tsm(args);
    expect({ code, out }).toEqual({ code: 1, out: "" });
    expect(err).toMatch(/^tsm: /);
    expect(err).toContain(message);
    expect(err).toContain("  see: tsm ");
  });
});
