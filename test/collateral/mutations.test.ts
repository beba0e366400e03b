/** TCB info with bytes changed at random: it never traps, and what is taken means what JSON.parse makes of it. */
import { expect, test } from "vitest";
import { seeded } from "../random.ts";
import { collateralProbe } from "./collateralProbe.ts";
import { level, module, tcbInfo, tdxTcb } from "./forged.ts";
import { kept } from "./kept.ts";

const probe = await collateralProbe({ fused: false, debug: true });

test("five thousand mutations", () => {
  const random = seeded(11);
  const below = (n: number) => Math.floor(random() * n);
  const info = tcbInfo(
    "TDX",
    [level(tdxTcb([5, 5], 11, [4, 0, 5]), "UpToDate"), level(tdxTcb([3, 3], 5, [3]), "OutOfDate", ["A", "B"])],
    [module("TDX_01", level({ isvsvn: 4 }, "UpToDate"), level({ isvsvn: 2 }, "OutOfDate", ["C"]))],
  );
  const text = Buffer.from(JSON.stringify(info));
  let taken = 0;
  for (let run = 0; run < 5000; run++) {
    const at = below(text.length);
    const from = below(text.length);
    // A byte of its own alphabet, any byte, or a piece of it somewhere else.
    const kind = below(4);
    const piece =
      kind === 3 ? text.subarray(from, from + below(40)) : Buffer.of(kind === 2 ? below(256) : (text[from] as number));
    const mutated = Buffer.concat([text.subarray(0, at), piece, text.subarray(at + piece.length)]);
    const refused = probe.readTcbInfo(mutated);
    if (refused) {
      expect(refused.at).toBeLessThanOrEqual(mutated.length);
      expect(probe.isEmpty()).toBe(true);
    } else {
      taken++;
      expect(probe.tcbInfo(), mutated.toString()).toMatchObject(known(kept(JSON.parse(mutated.toString()))));
    }
  }
  expect(taken).toBeGreaterThan(300);
});

/** The members that every record has, and its levels; names that were changed are not known, and not kept. */
function known(value: Record<string, unknown>): Record<string, unknown> {
  const names = ["id", "version", "issueDate", "nextUpdate", "fmspc", "pceId", "tcbType", "tcbEvaluationDataNumber"];
  return Object.fromEntries([...names, "tcbLevels"].map((name) => [name, value[name]]));
}
