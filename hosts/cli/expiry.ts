/** `tsm expiry`, as it is called. */
import { type Command, Option } from "commander";
import { addSources, type SourceCall } from "./sources.ts";
import { EXIT_CODES } from "./usage.ts";

/** All options. */
export interface ExpiryCall extends SourceCall {
  token?: string;
  format: "text" | "json";
}

const HELP = `
Certificates, revocation lists and Intel's collateral each have an end, and so
has a token. The first of them ends the whole. An agent refreshes before that:
in the last half of the time that is left, with a third of it to spare.

Examples:
  What of a bundle expires, the first first, and when is it refreshed?
    $ tsm expiry bundle.tsm
  Of evidence whose certificates are at hand:
    $ tsm expiry --offline --certs certs/ evidence.json
  Would it have held that day?
    $ tsm expiry --at 2026-12-24 bundle.tsm
  Of a token, and how much of it is left, for a script:
    $ tsm expiry --format json --token token.jwt | jq '.first.left'
${EXIT_CODES}`;

/** Adds the command to the program. */
export function addExpiry(program: Command): void {
  const command = program
    .command("expiry")
    .summary("tell what expires first, and when it is refreshed")
    .description("Tells when what verification goes by expires, and when an agent would refresh it.")
    .argument("[evidence]", "the evidence, or a bundle; - for stdin, the default when something is piped in")
    .option("--token <token>", "a token instead, or its file; it is not verified");
  addSources(command)
    .optionsGroup("What comes out:")
    .addOption(new Option("--format <form>", "form of the output").choices(["text", "json"]).default("text"))
    .addHelpText("after", HELP)
    .action(async (evidence: string | undefined, call: ExpiryCall) =>
      (await import("./runExpiry.ts")).runExpiry(evidence, call),
    );
}
