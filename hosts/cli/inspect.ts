/** `tsm inspect`: shows what evidence says. */
import { type Command, Option } from "commander";
import { sharedCore } from "../core.ts";
import type { EvidenceForm } from "../formats.ts";
import { render } from "../inspect.ts";
import { colours, inputName, naming, print, readInput } from "./io.ts";
import { checkOpen, EXIT_CODES, UsageError } from "./usage.ts";

interface Options {
  inForm: EvidenceForm;
  format: "text" | "json" | "hex";
  short?: boolean;
  open?: boolean;
}

const HELP = `
It reads SEV-SNP reports and certificate tables, TDX and SGX quotes, TDREPORTs,
Azure's HCL reports and TPM quotes, and the JSON of tsm report and of attesters.

Examples:
  What people ask for most:
    $ tsm inspect --short report.bin
  Every byte of a quote that came as base64, by name:
    $ tsm inspect --format hex --in-form base64 quote.txt
  One field, for a script:
    $ tsm inspect --format json report.bin | jq '.sections[0].fields.policy'
  Straight from the TSM, with the certificates:
    $ tsm report --random --aux | tsm inspect
${EXIT_CODES}`;

/** Adds the command to the program. */
export function addInspect(program: Command): void {
  program
    .command("inspect")
    .summary("show what evidence says")
    .description("Shows what evidence says, field by field. Nothing is verified: anybody can write such bytes.")
    .argument("[file]", "the evidence; - for stdin, the default when something is piped in")
    .addOption(
      new Option("--in-form <form>", "form of the input")
        .choices(["auto", "bin", "hex", "base64", "pem", "json"])
        .default("auto"),
    )
    .addOption(new Option("--format <view>", "form of the output").choices(["text", "json", "hex"]).default("text"))
    .option("--short", "only what people ask for most (text and json)")
    .option("--open", "also show it in the inspector, a page for your browser")
    .addHelpText("after", HELP)
    .action(inspect);
}

async function inspect(
  file: string | undefined,
  { inForm: form, format: view, short = false, open = false }: Options,
): Promise<void> {
  if (short && view === "hex") throw new UsageError("--short does not go with --format hex, which shows every byte");
  checkOpen(open, form);
  if (file === undefined && process.stdin.isTTY) throw new UsageError("name a file, or pipe the evidence in");
  const path = file ?? "-";
  const input = await readInput(path, sharedCore().exports.inputMax());
  const options = { form, view, short, colours: view !== "json" && colours() };
  const shown = await naming(inputName(path), () => render(input, options));
  print(shown.endsWith("\n") ? shown : `${shown}\n`);
  if (open) await (await import("./open.ts")).openInspector({ files: [{ name: inputName(path), bytes: input }] });
}
