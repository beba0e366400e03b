/** jsr.json says what package.json says, for the runtimes that take a package from JSR. */
import { existsSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { expect, test } from "vitest";

const root = fileURLToPath(new URL("../..", import.meta.url));
const read = (name: string) => JSON.parse(readFileSync(join(root, name), "utf8"));
const [jsr, npm] = [read("jsr.json"), read("package.json")];

/** Entries that JSR does not have: other runtimes', and what belongs to files that JSR can't export. */
const NPM_ONLY = ["./node", "./ioctl/node", "./ioctl/bun", "./as-bind", "./inspector", "./service/node"];

test("name, version and license", () => {
  expect(jsr).toMatchObject({ name: `@${npm.name}/${npm.name}`, version: npm.version, license: npm.license });
});

test("the entries are those of npm, from the sources", () => {
  const entries = Object.entries(npm.exports as Record<string, { default?: string }>).flatMap(
    ([entry, { default: to }]) =>
      to && !NPM_ONLY.includes(entry) ? [[entry, to.replace("./dist/", "./hosts/").replace(/\.js$/, ".ts")]] : [],
  );
  expect(jsr.exports).toEqual(Object.fromEntries(entries));
  for (const source of Object.values(jsr.exports)) expect(existsSync(join(root, source as string))).toBe(true);
});

test("the generated core goes along, and programs of Node do not", () => {
  const { include, exclude } = jsr.publish;
  expect(include).toContain("hosts");
  expect(exclude).toContain("!hosts/core.bytes.ts");
  for (const path of exclude.filter((path: string) => !path.startsWith("!"))) {
    expect(existsSync(join(root, path)), path).toBe(true);
  }
});

test("the import that Deno's test makes is of this version", () => {
  const text = readFileSync(join(root, "test/hosts/deno/jsr.ts"), "utf8");
  const imports = [...text.matchAll(/from "(jsr:[^"]*)"/g)].map(([, specifier]) => specifier);
  expect(imports.length).toBeGreaterThan(1);
  for (const specifier of imports) expect(specifier).toContain(`jsr:${jsr.name}@^${jsr.version}`);
});
