import { readdirSync, readFileSync } from "node:fs";
import { expect, it } from "vitest";

const FORGE = new URL("../../hosts/forge/", import.meta.url);

it.each(readdirSync(FORGE))("%s runs where there is no Node", (file) => {
  const source = readFileSync(new URL(file, FORGE), "utf8");
  expect(source).not.toMatch(/from "node:|\bBuffer\b|\bprocess\./);
});
