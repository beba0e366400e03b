/** `tsm bundle`, as it is called. */
import type { Command } from "commander";
import { addSources, type SourceCall } from "./sources.ts";
import { EXIT_CODES } from "./usage.ts";

/** All options. */
export interface BundleCall extends SourceCall {
  out?: string;
  show?: true;
}

const HELP = `
A bundle has the evidence and all that its verification needs, until the first
part expires. It is not trusted: its parts are verified as if they had come one
by one.

Examples:
  In a guest at boot, so that verifiers need no network:
    $ tsm report --nonce "$NONCE" --aux | tsm bundle - -o bundle.tsm
  And on their side:
    $ tsm verify --offline --nonce "$NONCE" bundle.tsm
  What is in it, and what expires first?
    $ tsm bundle --show bundle.tsm
${EXIT_CODES}`;

/** Adds the command to the program. */
export function addBundle(program: Command): void {
  const command = program
    .command("bundle")
    .summary("put evidence and all that verifying it needs into one file")
    .description("Puts evidence and all that verifying it needs into one file, or shows what is in such a file.")
    .argument("[evidence]", "the evidence; - for stdin, the default when something is piped in");
  addSources(command)
    .optionsGroup("What comes out:")
    .option("-o, --out <file>", "into a file, whole or not at all; - for stdout")
    .option("--show", "tell what is in a bundle, until when it holds, and what expires first")
    .addHelpText("after", HELP)
    .action(async (evidence: string | undefined, call: BundleCall) =>
      (await import("./runBundle.ts")).runBundle(evidence, call),
    );
}
