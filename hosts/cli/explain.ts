/** `tsm explain`: what a check means, where it comes from, and what to do when it fails. */
import type { Command } from "commander";
import type { Explanation } from "../verifier.ts";
import { print } from "./io.ts";
import { EXIT_CODES, UsageError } from "./usage.ts";

const HELP = `
Examples:
  What is this check of my appraisal about?
    $ tsm explain snp-endorsed-tcb
  All checks that there are:
    $ tsm explain
${EXIT_CODES}`;

/** Adds the command to the program. */
export function addExplain(program: Command): void {
  program
    .command("explain")
    .summary("tell what a check of verify means")
    .description("Tells what a check means, where it comes from, and what to do when it fails.")
    .argument("[check]", "name of the check; all of them are listed when left out")
    .addHelpText("after", HELP)
    .action(explain);
}

async function explain(name: string | undefined): Promise<void> {
  const [{ explain: explanationOf }, { list }] = await Promise.all([import("../verifier.ts"), import("../rows.ts")]);
  const checks = list("check");
  if (name === undefined) {
    const topics = list("checkTopic").map(({ note, value }) => {
      const rows = checks
        .filter(({ extra }) => extra >> 8 === value)
        .map((row) => `  ${row.name.padEnd(28)}${row.note}\n`);
      return `${note}\n${rows.join("")}`;
    });
    return print(topics.join("\n"));
  }
  const found = explanationOf(name);
  if (found) return print(words(found));
  const near = checks.map((check) => check.name).filter((known) => known.includes(name) || name.includes(known));
  const hint = near.length > 0 ? `there are ${near.join(", ")}` : "tsm explain lists them all";
  throw new UsageError(`no check is called ${JSON.stringify(name)}; ${hint}`);
}

function words({ check, meaning, spec, remedy }: Explanation): string {
  return `${check}\n\n  Holds when  ${meaning}\n  Source      ${spec}\n  Otherwise   ${remedy}\n`;
}
