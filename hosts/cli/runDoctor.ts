/** `tsm doctor`, as it runs. */
import { join } from "node:path";
import { type Diagnosis, examine, type Finding } from "../doctor.ts";
import { CONFIGFS_REPORTS } from "../files.ts";
import { lackOfCalls } from "../ioctl/node.ts";
import { NodeFiles, processOwner } from "../node/index.ts";
import { NodeSystem } from "../node/system.ts";
import type { DoctorCall } from "./doctor.ts";
import { colours, print } from "./io.ts";

/** Runs `tsm doctor`. */
export async function runDoctor({ request = false, sweep = false, root = "/", format }: DoctorCall): Promise<void> {
  const reportsAt = join(root, CONFIGFS_REPORTS);
  const diagnosis = await examine(
    {
      files: new NodeSystem(root),
      reports: new NodeFiles(reportsAt),
      reportsAt,
      owner: processOwner(),
      now: new Date(),
      lackOfCalls,
      callsBy: "npm install koffi",
    },
    { request, sweep },
  );
  print(format === "json" ? `${JSON.stringify(diagnosis)}\n` : text(diagnosis, colours()));
  if (!diagnosis.reportBy) process.exitCode = 4;
}

/** Colours of the states: green, blue, yellow, red. */
const STYLES: Record<Finding["state"], number> = { ok: 32, note: 34, missing: 33, broken: 31 };

function text({ reportBy, ...parts }: Diagnosis, coloured: boolean): string {
  const style = (code: number, words: string) => (coloured ? `\x1b[${code}m${words}\x1b[0m` : words);
  const lines = Object.entries(parts).flatMap(([part, findings]) => [
    style(1, part),
    ...findings.flatMap(({ check, state, says, mend }) => [
      `  ${style(STYLES[state], state.padEnd(9))}${check.padEnd(11)}${says}`,
      ...(mend ? [`${" ".repeat(22)}$ ${mend}`] : []),
    ]),
    "",
  ]);
  const verdict = reportBy ? `A report can be had by ${reportBy}.` : "No report can be had here.";
  return `${[...lines, verdict].join("\n")}\n`;
}
