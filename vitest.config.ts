import { availableParallelism } from "node:os";
import { defineConfig } from "vitest/config";
import { LongFirst } from "./test/longFirst.ts";

export default defineConfig({
  test: {
    include: ["test/**/*.test.ts"],
    // npm run test:component, test:mount and test:service have what these need.
    exclude: [
      ...(process.env.TSMKIT_WASMTIME ? [] : ["test/component/wasmtime/**"]),
      ...(process.env.TSMKIT_MOUNT ? [] : ["test/mount/outside/**"]),
      ...(process.env.TSMKIT_WORKERD ? [] : ["test/service/edge/**"]),
      ...(process.env.TSMKIT_VALKEY ? [] : ["test/store/outside/**", "test/service/outside/**"]),
    ],
    setupFiles: ["test/setup.ts"],
    // A process a file: tests may change the environment, open devices and crash without touching others.
    pool: "forks",
    sequence: { sequencer: LongFirst },
    // One more than vitest takes: on two processors it would leave one idle.
    maxWorkers: availableParallelism(),
    // What takes so long hangs, however busy the machine is.
    testTimeout: 240_000,
    hookTimeout: 240_000,
  },
});
