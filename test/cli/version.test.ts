/** What `tsm --version` says. */
import { readFileSync } from "node:fs";
import { expect, test } from "vitest";
import { core } from "../../hosts/core.ts";
import { tsm } from "./tsm.ts";

const { version } = JSON.parse(readFileSync(new URL("../../package.json", import.meta.url), "utf8"));

test.each([[["--version"]], [["-V"]]])("%j tells the version alone", async (args) => {
  expect(await tsm(args)).toMatchObject({ code: 0, out: `${version}\n`, err: "" });
});

test.each([[["--version", "--verbose"]], [["--verbose", "-V"]]])("%j tells what runs here", async (args) => {
  const { code, out, err } = await tsm(args);
  expect({ code, err }).toEqual({ code: 0, err: "" });
  const lines = out.trimEnd().split("\n");
  expect(lines.map((line) => line.split(/ +/)[0])).toEqual(["tsmkit", "core", "memory", "runtime", "system"]);
  expect(lines[0]).toBe(`tsmkit   ${version}`);
  expect(lines[1]).toMatch(/^core {5}(plain|fused), [\d,]+ bytes: this engine \w/);
  expect(lines[2]).toContain(core.info().memoryBytes.toLocaleString("en-US"));
  expect(lines[3]).toBe(`runtime  Node ${process.versions.node}`);
});
