/** `tsm doctor`: what stands between this machine and a report, and the command that mends it. */
import { type Command, Option } from "commander";
import { EXIT_CODES } from "./usage.ts";

/** What `tsm doctor` was called with. */
export interface DoctorCall {
  request?: boolean;
  sweep?: boolean;
  root?: string;
  format: "text" | "json";
}

const HELP = `
It looks at configfs, its mount, its driver and its entries, at the guest
devices, the clock, the measurement registers and the event log. Where reading
does not tell, it makes an entry and removes it again; it changes nothing else.

Examples:
  Why is there no report?
    $ tsm doctor
  Also ask for one, since only that tells whether TDX's quoting service lives:
    $ sudo tsm doctor --request
  Remove the entries of killed processes:
    $ sudo tsm doctor --sweep
  For a script:
    $ tsm doctor --format json | jq -r '.configfs[] | select(.mend) | .mend'

It exits with 0 when a report can be had, and with 4 when not.
${EXIT_CODES}`;

/** Adds the command to the program. */
export function addDoctor(program: Command): void {
  program
    .command("doctor")
    .summary("say what a report lacks, and what mends it")
    .description("Looks at each way a report can be had, and says what is missing and which command mends it.")
    .option("--request", "also ask for a report")
    .option("--sweep", "remove the entries that killed processes of tsmkit left behind")
    .option("--root <dir>", "look below this directory instead of /")
    .addOption(new Option("--format <form>", "form of the output").choices(["text", "json"]).default("text"))
    .addHelpText("after", HELP)
    .action(async (call: DoctorCall) => (await import("./runDoctor.ts")).runDoctor(call));
}
