/** The software tree gives what two real kernels gave, row by row. */
import { existsSync, readFileSync } from "node:fs";
import { beforeAll, describe, expect, it } from "vitest";
import type { Kernel } from "../../../hosts/software-tsm/index.ts";
import { expected, isLeftOut, leftOutOf } from "./leftOut.ts";
import { readLog } from "./log.ts";
import { measure } from "./port.ts";
import { bySection, type Row } from "./rows.ts";

const LOGS = new URL("../../../../shared/kernel/", import.meta.url);

describe.each<Kernel>(["6.12", "7.2"])("Linux %s", (kernel) => {
  const file = new URL(`truth-${kernel}.log`, LOGS);
  const missing = !existsSync(file);

  describe.skipIf(missing)(missing ? "skipped: no kernel logs in ../shared/kernel" : "as in its log", () => {
    const log = missing ? [] : readLog(readFileSync(file, "utf8"));
    const table = leftOutOf(kernel);
    const wanted = bySection(log.flatMap((row) => expected(row, table)));
    let measured: Map<string, string[]>;
    beforeAll(async () => {
      measured = bySection(await measure(kernel));
    });

    it.each([...wanted.keys()])("%s", (section) => {
      expect(measured.get(section)).toEqual(wanted.get(section));
    });

    it("and nothing that the log has not", () => {
      expect([...measured.keys()]).toEqual([...wanted.keys()]);
    });

    for (const entry of table) {
      it(`but for ${entry.name}: ${entry.reason}`, () => {
        expect(log.filter((row: Row) => isLeftOut(row, entry))).toHaveLength(1);
      });
    }
  });
});
