/** `tsm rtmr`, as it is called. */
import { type Command, Option } from "commander";
import { EXIT_CODES } from "./usage.ts";

/** What all of it takes. */
export interface RegisterCall {
  root?: string;
  from?: string;
  format: "text" | "json";
}

/** What `extend` takes besides. */
export interface ExtendCall extends Omit<RegisterCall, "from"> {
  digest?: string;
  dataFile?: string;
}

const HELP = `
Registers go by names for every vendor: initial, runtime0 to runtime3, config,
owner, owner-config; the kernel's own names (rtmr2, rtmr2:sha384) do, too.

Examples:
  What has been measured into this guest (TDX, Linux 6.16 or later):
    $ tsm rtmr list
  What a quote says of it, on any machine:
    $ tsm rtmr list --from quote.bin
  One value, for a script:
    $ tsm rtmr read runtime3
  Measure a file before it is used. Nothing can undo that; write it to your
  event log, or nobody can tell later what was measured:
    $ tsm rtmr extend runtime3 --data-file config.json
${EXIT_CODES}`;

const format = () =>
  new Option("--format <form>", "form of the output").choices(["text", "json"] as const).default("text" as const);
const root = () => new Option("--root <dir>", "folder of the registers instead of the kernel's");
const from = () => new Option("--from <file>", "read them out of evidence instead; - for stdin");

/** Adds the command to the program. */
export function addRtmr(program: Command): void {
  const rtmr = program
    .command("rtmr")
    .summary("read and extend measurement registers")
    .description("Reads and extends the measurement registers of this guest, or reads them out of evidence.")
    .addHelpText("after", HELP);
  rtmr
    .command("list")
    .summary("show all registers")
    .description("Shows all registers.")
    .addOption(from())
    .addOption(root())
    .addOption(format())
    .addHelpText("after", HELP)
    .action(async (call: RegisterCall) => (await import("./runRtmr.ts")).listRegisters(call));
  rtmr
    .command("read")
    .summary("show one register")
    .description("Shows one register, in hex.")
    .argument("<register>", "its name")
    .addOption(from())
    .addOption(root())
    .addOption(format())
    .addHelpText("after", HELP)
    .action(async (name: string, call: RegisterCall) => (await import("./runRtmr.ts")).readRegister(name, call));
  rtmr
    .command("extend")
    .summary("extend a register by a digest")
    .description("Extends a register: its value becomes the hash of itself and the digest. Nothing can undo that.")
    .argument("<register>", "its name")
    .option("--digest <hex>", "a digest that you have computed")
    .option("--data-file <file>", "the digest, by the register's hash, of a file of any length; - for stdin")
    .addOption(root())
    .addOption(format())
    .addHelpText("after", HELP)
    .action(async (name: string, call: ExtendCall) => (await import("./runRtmr.ts")).extendRegister(name, call));
}
