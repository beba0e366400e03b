/** A page that keeps the core apart: it streams core.wasm, and never compiles the inlined copy. */
import { core } from "tsmkit";
import { publish } from "./publish.ts";
import { runChecks } from "./run.ts";

async function run() {
  core.use(await WebAssembly.compileStreaming(fetch("core.wasm")));
  WebAssembly.Module = new Proxy(WebAssembly.Module, {
    construct() {
      throw new Error("the inlined core was compiled");
    },
  });
  return { "page with core.wasm apart": await runChecks() };
}

publish(run());
