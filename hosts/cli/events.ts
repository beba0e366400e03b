/** `tsm events`, as it is called. */
import { type Command, Option } from "commander";
import { EXIT_CODES } from "./usage.ts";

/** All options. */
export interface EventsCall {
  log: string;
  /** Left out: the kernel's, and none when the log is another. */
  table?: string;
  against?: string;
  reference?: string;
  format: "text" | "json";
}

/** Where the kernel has the log. */
export const KERNEL_LOG = "/sys/firmware/acpi/tables/data/CCEL";

const HELP = `
An event is "proven" when its data gives its digest, "described" when it only
tells of what was measured; docs/events.md explains them all. What is wrong with
the log, or disagrees with what it is compared with, makes the exit code 2.
Verify the evidence too: a log proves no more than it.

Examples:
  This guest's log; root may read it:
    $ tsm events
  Does it give the registers of this guest's own quote?
    $ tsm report --random --out evidence.json
    $ tsm events --against evidence.json
  A log that came with evidence, for a script:
    $ tsm events --log ccel.bin --against quote.bin --format json |
        jq '.registers[] | select(.agrees == false)'
  From which event on is it another boot than the one that you know?
    $ tsm events --log ccel.bin --reference known.bin
  With what the attestation agent of Confidential Containers measured:
    $ tsm events --log /run/attestation-agent/eventlog
${EXIT_CODES}`;

/** Adds the command to the program. */
export function addEvents(program: Command): void {
  program
    .command("events")
    .summary("show an event log, replay it, compare its registers")
    .description("Shows the events of a guest's log (CCEL), replays them, and compares what they come to.")
    .addOption(new Option("--log <file>", "the log; - for stdin").default(KERNEL_LOG))
    .option("--table <file>", "its ACPI table; default: the kernel's, with the kernel's log")
    .option("--against <evidence>", "a TDX quote or TDREPORT whose registers the log must give; - for stdin")
    .option("--reference <file>", "a log of a boot that you know: where does this one differ?")
    .addOption(new Option("--format <form>", "form of the output").choices(["text", "json"]).default("text"))
    .addHelpText("after", HELP)
    .action(async (call: EventsCall) => (await import("./runEvents.ts")).runEvents(call));
}
