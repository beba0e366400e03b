/** The component `service` as `wasmtime serve` serves it. */
import { join } from "node:path";
import { describe } from "vitest";
import { root } from "../../docs/documents.ts";
import { describeService } from "../serviceCases.ts";
import { serving } from "../serving.ts";

/** The command line, where there is one. */
const cli = process.env.TSMKIT_WASMTIME_CLI;
const component = join(root, "dist/service.component.wasm");

describe.skipIf(!cli)(
  `by the command line${cli ? "" : " (SKIPPED: there is no wasmtime in PATH, nor named in WASMTIME)"}`,
  () => {
    describeService((settings) =>
      serving((port) => {
        const variables = Object.entries(settings).flatMap(([name, value]) => ["--env", `${name}=${value}`]);
        return [cli ?? "", "serve", "-S", "cli", "--addr", `127.0.0.1:${port}`, ...variables, component];
      }),
    );
  },
);
