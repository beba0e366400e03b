/** `tsm token`, as it is called. */
import { type Command, Option } from "commander";
import { list, time } from "./sources.ts";
import { EXIT_CODES, seconds } from "./usage.ts";

/** All options. */
export interface TokenCall {
  keys?: string;
  issuer?: string[];
  anyIssuer?: true;
  audience?: string[];
  nonce?: string;
  key?: string;
  policyId?: string;
  algorithms?: string;
  at?: Date;
  /** Milliseconds. */
  tolerance?: number;
  /** `--no-verify` says false. */
  verify: boolean;
  format: "text" | "json";
}

const HELP = `
A token is what an attestation service gives a guest: tsm serve, Trustee, Intel
Trust Authority, Azure Attestation. It is worth what its signature is worth, so
you say whose keys count; keys and URLs in the token itself are never used.

Examples:
  One that tsm serve made for this program, with the key that signs for it:
    $ tsm token --keys service.jwks --issuer https://attest.example \\
        --audience reader token.jwt
  One that must vouch for a guest's key, and carry your nonce:
    $ tsm token --keys service.jwks --issuer https://attest.example \\
        --key guest.pub --nonce "$NONCE" token.jwt
  One of Azure's, which are signed with RS256:
    $ tsm token --keys https://sharedeus.eus.attest.azure.net/certs \\
        --issuer https://sharedeus.eus.attest.azure.net \\
        --algorithms RS256 token.jwt
  What does it say? Nothing of that is proven:
    $ tsm token --no-verify token.jwt
${EXIT_CODES}`;

/** Adds the command to the program. */
export function addToken(program: Command): void {
  program
    .command("token")
    .summary("tell whether a token of an attestation service holds")
    .description("Verifies a token of an attestation service, and tells what it says of the guest.")
    .argument("[token]", "the token, or its file; - for stdin, the default when something is piped in")
    .optionsGroup("What is trusted:")
    .option("--keys <file>", "keys that may sign: JWKS, JWK or PEM; or the https URL of a JWKS")
    .option("--algorithms <names>", "with commas; default: all known but RS256")
    .optionsGroup("What it must say:")
    .option("--issuer <name>", "who issued it; repeat it for several", list)
    .option("--any-issuer", "whoever has one of the keys, as with Trustee")
    .option("--audience <name>", "whom it is for; repeat it for several", list)
    .option("--nonce <hex>", "the nonce that you gave the guest")
    .option("--key <file>", "the guest's public key, JWK or PEM")
    .option("--policy-id <id>", "the policy that it was appraised by")
    .option("--at <time>", "the time to verify for; default: now", time)
    .option("--tolerance <seconds>", "how far clocks may differ; default: 0", seconds)
    .optionsGroup("What comes out:")
    .addOption(new Option("--format <form>", "form of the output").choices(["text", "json"]).default("text"))
    .option("--no-verify", "only show what it says: anybody can write such a token")
    .addHelpText("after", HELP)
    .action(async (token: string | undefined, call: TokenCall) =>
      (await import("./runToken.ts")).runToken(token, call),
    );
}
