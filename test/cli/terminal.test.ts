/** What changes when the streams are a terminal, as util-linux's `script` makes one. */
import { spawnSync } from "node:child_process";
import { describe, expect, it } from "vitest";
import { MAIN } from "./tsm.ts";

const missing = process.platform !== "linux" || spawnSync("script", ["--version"]).error !== undefined;

/** Runs the command on a terminal. */
function onTerminal(args: string, env: Record<string, string> = {}) {
  const { NO_COLOR: _, FORCE_COLOR: __, ...inherited } = process.env;
  const { status, stdout } = spawnSync("script", ["-qec", `"${process.execPath}" "${MAIN}" ${args}`, "/dev/null"], {
    env: { ...inherited, TERM: "xterm", ...env },
    encoding: "utf8",
  });
  return { code: status, out: stdout.replaceAll("\r\n", "\n") };
}

describe.skipIf(missing)(missing ? "skipped: no script(1)" : "a terminal", () => {
  const REPORT = "report --provider software --nonce 00";

  it("gets text and colours", () => {
    const { code, out } = onTerminal(REPORT);
    expect(code).toBe(0);
    expect(out).toContain("\x1b[1mEvidence\x1b[0m\n");
    expect(out).toContain("  \x1b[36mreportData\x1b[0m                nonce of 1 byte, then 63 zero bytes\n");
  });

  it.each([{ NO_COLOR: "1" }, { TERM: "dumb" }, { FORCE_COLOR: "0" }])("gets no colours with %j", (env) => {
    const { out } = onTerminal(REPORT, env);
    expect(out).toContain("\nEvidence\n");
    expect(out).not.toContain("\x1b[");
  });

  it("gets no bytes", () => {
    const { code, out } = onTerminal(`${REPORT} --format bin`);
    expect(code).toBe(1);
    expect(out).toContain("tsm: bytes would garble the terminal: use --out FILE, or a pipe.\n");
    expect(onTerminal(`${REPORT} --format bin --out /dev/null`).code).toBe(0);
    expect(onTerminal(`${REPORT} --format hex`).out).toMatch(/[0-9a-f]{2368}\n/);
  });

  it("is asked for no evidence", () => {
    const { code, out } = onTerminal("inspect");
    expect(code).toBe(1);
    expect(out).toContain("tsm: name a file, or pipe the evidence in.\n");
  });
});
