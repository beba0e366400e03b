/** `tsm policy`: writes an appraisal policy from evidence, and checks one. */
import { type Command, Option } from "commander";
import type { EvidenceForm } from "../formats.ts";
import { inForm } from "./sources.ts";
import { EXIT_CODES } from "./usage.ts";

/** Options of `tsm policy init`. */
export interface PolicyCall {
  inForm: EvidenceForm;
  out?: string;
}

const HELP = `
Examples:
  From a report of a guest that you launched yourself, on a host that you trust:
    $ tsm report --random | tsm policy init > policy.json
  Is it well formed after editing?
    $ tsm policy check policy.json
  Then hold evidence against it:
    $ tsm verify --nonce "$NONCE" --policy policy.json evidence.json
${EXIT_CODES}`;

/** Adds the command to the program. Returns its own commands. */
export function addPolicy(program: Command): void {
  const policy = program
    .command("policy")
    .summary("write an appraisal policy from evidence, or check one")
    .description("Writes an appraisal policy from evidence that you know is good, or checks one.")
    .addHelpText("after", HELP);
  policy
    .command("init")
    .summary("write a policy that takes this evidence")
    .description(
      "Writes a policy that takes what this evidence says, and no other guest. The evidence is not verified.",
    )
    .argument("[evidence]", "the evidence, or a bundle; - for stdin, the default when something is piped in")
    .addOption(inForm())
    .addOption(new Option("--out <file>", "into a file, whole or not at all, instead of stdout"))
    .addHelpText("after", HELP)
    .action(async (file: string | undefined, call: PolicyCall) =>
      (await import("./runPolicy.ts")).initPolicy(file, call),
    );
  policy
    .command("check")
    .summary("tell whether a policy is well formed")
    .description("Tells whether a policy is well formed, and if not, where and what was expected.")
    .argument("<file>", "the policy; - for stdin")
    .addHelpText("after", HELP)
    .action(async (file: string) => (await import("./runPolicy.ts")).checkPolicy(file));
}
