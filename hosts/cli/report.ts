/** `tsm report`, as it is called. */
import { type Command, Option } from "commander";
import { EXIT_CODES, seconds, wholeNumber } from "./usage.ts";

const FORMATS = ["bin", "hex", "base64", "json", "text"] as const;

/** What `--format` takes. */
export type ReportFormat = (typeof FORMATS)[number];

/** The options that say what the report carries. */
export interface NonceOptions {
  nonce?: string;
  nonceFile?: string;
  random?: true;
  dataFile?: string;
  hash?: "sha512" | "sha384";
}

/** All options. */
export interface ReportCall extends NonceOptions {
  privlevel?: number;
  service?: string;
  serviceGuid?: string;
  serviceManifestVersion?: number;
  aux?: true;
  provider: string;
  entryRoot?: string;
  timeout?: number;
  attempts?: number;
  out?: string;
  format?: ReportFormat;
}

const HELP = `
Providers:
  auto                configfs, or where there is none of it, ioctl
  configfs            the kernel's report directory, Linux 6.7 or later
  ioctl               /dev/sev-guest or /dev/tdx_guest; it takes npm's koffi. Of
                      TDX it gets a TDREPORT, which only this machine can check
  software            a TSM in software, for tests; its evidence chains to a
                      public test root and proves nothing. It looks like AMD's;
                      software:tdx_guest looks like Intel's, and
                      software:svsm like AMD's under an SVSM.
  A list is tried in order: auto,software takes the second where the machine
  has no TSM, and says so.

Examples:
  A report for the verifier that sent this nonce, with certificates, as JSON:
    $ tsm report --nonce "$NONCE" --aux --out evidence.json
  A report that vouches for a public key:
    $ tsm report --data-file key.pub --hash sha512 --format bin --out report.bin
  A look at this guest's own report:
    $ tsm report --random
  A trial on a machine without a TSM:
    $ tsm report --random --provider software
  The services of the SVSM that this guest runs under, with certificates:
    $ tsm report --nonce "$NONCE" --service svsm --aux --out evidence.json
  Give up after ten seconds; the command ends when the TSM lets go of its entry:
    $ tsm report --nonce-file nonce.bin --timeout 10 | tsm inspect --short
${EXIT_CODES}`;

/** Adds the command to the program. */
export function addReport(program: Command): void {
  program
    .command("report")
    .summary("ask this guest's TSM for a report that carries your nonce")
    .description("Asks the TSM of this guest for a report that carries your nonce, or the hash of your data.")
    .optionsGroup("What it carries, one of the first four:")
    .option("--nonce <hex>", "a nonce of 1 to 64 bytes")
    .option("--nonce-file <file>", "a nonce from a file, its bytes as they are; - for stdin")
    .option("--random", "64 random bytes, which stderr tells")
    .option("--data-file <file>", "the --hash of a file of any length; - for stdin")
    .addOption(new Option("--hash <name>", "carry the hash of these bytes instead").choices(["sha512", "sha384"]))
    .optionsGroup("What is asked for:")
    .option(
      "--privlevel <n>",
      "privilege level, 0 (highest) to 3; default: the highest this guest may have",
      wholeNumber(0),
    )
    .option("--service <name>", "also the manifest of the services of a provider, such as svsm")
    .option("--service-guid <guid>", "of this service only")
    .option("--service-manifest-version <n>", "in this version", wholeNumber(0))
    .option("--aux", "also what comes with the report, such as certificates")
    .optionsGroup("Whom to ask, and how long:")
    .option("--provider <list>", "kinds of TSM, the preferred first; see below", "auto")
    .option("--entry-root <dir>", "report directory instead of /sys/kernel/config/tsm/report")
    .option("--timeout <seconds>", "give up after so long, then end when the TSM lets go; default: never", seconds)
    .option("--attempts <n>", "ask so often when others interfere; default: 32", wholeNumber(1))
    .optionsGroup("What comes out:")
    .option("--out <file>", "into a file, whole or not at all, instead of stdout")
    .addOption(
      new Option("--format <form>", "default: text on a terminal, else json; the others are the bare report").choices(
        FORMATS,
      ),
    )
    .addHelpText("after", HELP)
    .action(async (call: ReportCall) => (await import("./runReport.ts")).runReport(call));
}
