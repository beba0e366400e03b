/** `tsm verify`, as it is called. */
import { type Command, Option } from "commander";
import { addSources, type SourceCall } from "./sources.ts";
import { EXIT_CODES } from "./usage.ts";

/** All options. */
export interface VerifyCall extends SourceCall {
  nonce?: string;
  /** `--no-nonce` says false. */
  expectNonce?: false;
  data?: string;
  hash?: "sha512" | "sha384";
  policy?: string;
  format: "text" | "json" | "ear";
  open?: true;
}

/** `--no-nonce`. Commander would have it share a value with `--nonce`, so that the one could hide the other. */
class NoNonce extends Option {
  override attributeName(): string {
    return "expectNonce";
  }
}

const HELP = `
What is needed and not at hand is fetched from AMD and Intel, and kept: VCEK and
chain, CRLs, TCB info, the quoting enclave's identity. Every check that can be
made is made; "tsm explain CHECK" tells what one means. EVIDENCE may be bytes,
hex, base64, PEM, the JSON of tsm report or of an attester in Azure, or a bundle
of tsm bundle.

Examples:
  Evidence that was asked for with this nonce:
    $ tsm verify --nonce "$NONCE" evidence.json
  A report that vouches for a public key, against your own policy:
    $ tsm verify --data key.pub --hash sha512 --policy policy.json report.bin
  Without a network, with files; a directory is read with all that is in it:
    $ tsm verify --offline --certs certs/ --nonce "$NONCE" report.bin
    $ tsm verify --offline --collateral tdx.json --nonce "$NONCE" quote.bin
  From a bundle, which has all that is needed:
    $ tsm verify --offline --nonce "$NONCE" bundle.tsm
  An old quote, as it stood then; nobody waits for a nonce:
    $ tsm verify --no-nonce --at 2025-06-01T00:00:00Z quote.bin
  What did not affirm, for a script:
    $ tsm verify --nonce "$NONCE" --format json evidence.json |
        jq -r '.outcomes[] | select(.outcome != "affirming") | .check'
${EXIT_CODES}`;

/** Adds the command to the program. */
export function addVerify(program: Command): void {
  const command = program
    .command("verify")
    .summary("tell whether evidence can be trusted, and why")
    .description("Tells whether evidence is genuine, fresh and as your policy wants it: one verdict, with its reasons.")
    .argument("[evidence]", "the evidence, or a bundle; - for stdin, the default when something is piped in")
    .optionsGroup("What it must carry, one of these:")
    .option("--nonce <hex>", "the nonce that you asked for it with, 1 to 64 bytes")
    .option("--data <file>", "the --hash of this file; - for stdin")
    .addOption(new Option("--hash <name>", "hash of the data").choices(["sha512", "sha384"]))
    .addOption(new NoNonce("--no-nonce", "any nonce: the evidence may be an old one, played again"))
    .optionsGroup("What you take:")
    .option("--policy <file>", "your appraisal policy; default: production, any measurement");
  addSources(command)
    .optionsGroup("What comes out:")
    .addOption(
      new Option("--format <form>", "ear: claims of an attestation result")
        .choices(["text", "json", "ear"])
        .default("text"),
    )
    .option("--open", "also show it in the inspector, a page for your browser")
    .addHelpText("after", HELP)
    .action(async (evidence: string | undefined, call: VerifyCall) =>
      (await import("./runVerify.ts")).runVerify(evidence, call),
    );
}
