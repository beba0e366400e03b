/** The component `service` as `jco serve` serves it, and what it is made of. */
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { gzipSync } from "node:zlib";
import { componentWit } from "@bytecodealliance/jco";
import { expect, test } from "vitest";
import { root } from "../docs/documents.ts";
import { describeService } from "./serviceCases.ts";
import { serving } from "./serving.ts";
import { componentOf } from "./worlds.ts";

const component = join(root, "dist/service.component.wasm");
const jco = join(root, "node_modules/@bytecodealliance/jco/dist/jco.js");

test("imports WASI alone, of the first version of preview 2", async () => {
  const wit = await componentWit(componentOf("service"));
  const lines = (word: string) => [...wit.matchAll(new RegExp(`^ {2}${word} (.+);$`, "gm"))].map(([, name]) => name);
  expect(lines("import").sort()).toEqual([
    "wasi:cli/environment@0.2.0",
    "wasi:clocks/wall-clock@0.2.0",
    "wasi:http/types@0.2.0",
    "wasi:io/error@0.2.0",
    "wasi:io/streams@0.2.0",
  ]);
  expect(lines("export")).toEqual(["wasi:http/incoming-handler@0.2.0"]);
});

test("is small", () => {
  const bytes = readFileSync(component);
  expect(bytes.length).toBeLessThan(262_000);
  expect(gzipSync(bytes).length).toBeLessThan(113_000);
});

describeService((settings) =>
  serving(
    (port) => [process.execPath, jco, "serve", "--host", "127.0.0.1", "--port", String(port), component],
    settings as Record<string, string>,
  ),
);
