/** Endorsements from files and directories. */
import { execFileSync } from "node:child_process";
import { mkdirSync, mkdtempSync, rmSync, symlinkSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join, relative } from "node:path";
import { afterAll, expect, test } from "vitest";
import { ITEMS_MAX } from "../../hosts/endorsements/collect.ts";
import { FILES_MAX, readGiven } from "../../hosts/endorsements/files.ts";

const folder = mkdtempSync(join(tmpdir(), "tsmkit-files-"));
afterAll(() => rmSync(folder, { recursive: true }));

let directories = 0;

/** A fresh directory with files by their paths. */
function directory(files: Record<string, string | Uint8Array> = {}): string {
  const root = join(folder, String(directories++));
  mkdirSync(root);
  for (const [path, content] of Object.entries(files)) {
    mkdirSync(join(root, path, ".."), { recursive: true });
    writeFileSync(join(root, path), content);
  }
  return root;
}

async function read(root: string, ...paths: string[]): Promise<string[]> {
  const items = await readGiven(paths.map((path) => join(root, path)));
  return items.map(({ bytes, name, from }) => `${relative(root, name)}=${new TextDecoder().decode(bytes)} ${from}`);
}

test("files as they come, directories by name and one level deep", async () => {
  const root = directory({
    z: "1",
    "d/b": "2",
    "d/a": "3",
    "d/c/e": "4",
    "d/c/f/g": "5",
    "d/.hidden": "6",
    "d/B": "7",
  });
  expect(await read(root, "z", "d")).toEqual([
    "z=1 given",
    "d/B=7 given",
    "d/a=3 given",
    "d/b=2 given",
    "d/c/e=4 given",
  ]);
});

test("links are followed; loops, and links to nowhere, do no harm", async () => {
  const root = directory({ "d/a": "1", other: "2" });
  symlinkSync(join(root, "other"), join(root, "d", "b"));
  symlinkSync(join(root, "d"), join(root, "d", "loop"));
  symlinkSync(join(root, "d", "self"), join(root, "d", "self"));
  symlinkSync(join(root, "nowhere"), join(root, "d", "nowhere"));
  expect(await read(root, "d")).toEqual(["d/a=1 given", "d/b=2 given", "d/loop/a=1 given", "d/loop/b=2 given"]);
});

test.runIf(process.platform === "linux")("pipes are left out of directories", async () => {
  const root = directory({ "d/a": "1" });
  execFileSync("mkfifo", [join(root, "d", "pipe")]);
  expect(await read(root, "d")).toEqual(["d/a=1 given"]);
});

test("an empty directory gives nothing", async () => {
  expect(await read(directory(), ".")).toEqual([]);
});

test("a path that is not there fails as the system says", async () => {
  await expect(readGiven([join(folder, "nowhere")])).rejects.toMatchObject({ code: "ENOENT" });
});

test("4 MiB together at most", async () => {
  const root = directory({ a: new Uint8Array(ITEMS_MAX), b: "x" });
  expect(await readGiven([join(root, "a")])).toHaveLength(1);
  await expect(readGiven([root])).rejects.toMatchObject({ code: "too-large" });
});

test.runIf(process.platform === "linux")("a file without an end is read no further", async () => {
  await expect(readGiven(["/dev/zero"])).rejects.toMatchObject({ code: "too-large" });
});

test(`${FILES_MAX} files at most`, async () => {
  const names = Array.from({ length: FILES_MAX }, (_, i) => `f${i}`);
  const root = directory(Object.fromEntries(names.map((name) => [name, ""])));
  expect(await readGiven([root])).toHaveLength(FILES_MAX);
  writeFileSync(join(root, "one-more"), "");
  await expect(readGiven([root])).rejects.toMatchObject({ code: "too-many" });
});
