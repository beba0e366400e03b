/** Starts the core of this page, which has it compressed: pages should be small. */

import { CORE_GZIP } from "virtual:core";
import { fromBase64 } from "../base64.ts";
import { core } from "../core.ts";

let started: Promise<void> | undefined;

async function start(): Promise<void> {
  const stream = new Blob([fromBase64(CORE_GZIP)]).stream().pipeThrough(new DecompressionStream("gzip"));
  core.use(await WebAssembly.compile(await new Response(stream).arrayBuffer()));
}

/** Resolves when the core can be used. */
export function startCore(): Promise<void> {
  started ??= start();
  return started;
}
