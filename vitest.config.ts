import { readdirSync } from "node:fs";
import { availableParallelism } from "node:os";
import { defineConfig } from "vitest/config";
import { LongFirst } from "./test/longFirst.ts";

/** Folders of test/ that only compute. Their files share processes: starting one takes longer than most of them. */
const COMPUTING = [
  "appraisal",
  "as-bind",
  "bundle",
  "cbor",
  "class",
  "collateral",
  "conformance",
  "crypto",
  "endorsements",
  "eventlog",
  "forge",
  "interop",
  "json",
  "registers",
  "session",
  "software-tsm",
  "token",
  "verify",
  "x509",
];
const OTHERS = readdirSync(new URL("test", import.meta.url)).filter((name) => !COMPUTING.includes(name));

const testsOf = (folders: string[]) => folders.map((folder) => `test/${folder}/**/*.test.ts`);

export default defineConfig({
  test: {
    // npm run test:component, test:mount and test:service have what these need.
    exclude: [
      ...(process.env.TSMKIT_WASMTIME ? [] : ["test/component/wasmtime/**"]),
      ...(process.env.TSMKIT_MOUNT ? [] : ["test/mount/outside/**"]),
      ...(process.env.TSMKIT_WORKERD ? [] : ["test/service/edge/**"]),
      ...(process.env.TSMKIT_VALKEY ? [] : ["test/store/outside/**", "test/service/outside/**"]),
      // What tools/vitest.mjs was told to leave out.
      ...(process.env.TSMKIT_WITHOUT?.split(" ") ?? []),
    ],
    setupFiles: ["test/setup.ts"],
    pool: "forks",
    sequence: { sequencer: LongFirst },
    // One more than vitest takes: on two processors it would leave one idle.
    maxWorkers: availableParallelism(),
    // What takes so long hangs, however busy the machine is.
    testTimeout: 240_000,
    hookTimeout: 240_000,
    projects: [
      { extends: true, test: { name: "computing", include: testsOf(COMPUTING), isolate: false } },
      // A process a file: these change the environment, open devices and crash without touching others.
      { extends: true, test: { name: "others", include: testsOf(OTHERS) } },
    ],
  },
});
