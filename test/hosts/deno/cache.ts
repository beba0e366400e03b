/** The cache of endorsements on Deno, in the directory that is its first argument; and with no other that it may touch. */
import assert from "node:assert/strict";
import { join } from "node:path";
import process from "node:process";
import { directoryCache } from "../../../dist/deno/index.js";
import { check, conclude } from "./checks.ts";

const [folder = ""] = process.argv.slice(2);
const url = "https://kdsintf.amd.com/vcek/v1/Milan/crl";

await check("what is put is there", async () => {
  const fail = (error: unknown) => assert.fail(String(error));
  await directoryCache(join(folder, "cache"), fail).put(url, { body: Uint8Array.of(1, 2, 3) });
  const found = await directoryCache(join(folder, "cache"), fail).get(url);
  assert.deepEqual(found, { body: Uint8Array.of(1, 2, 3) });
});

await check("a directory that Deno does not allow holds up nothing, and is told of", async () => {
  const errors: unknown[] = [];
  await directoryCache(join(folder, ".."), (error) => errors.push(error)).put(url, { body: Uint8Array.of(1) });
  assert.match(String(errors[0]), /--allow-/);
});

conclude();
