/** `tsm resource`, as it is called. */
import { type Command, InvalidArgumentError } from "commander";
import type { ResourceName } from "../session/trustee.ts";
import { httpUrl } from "./sources.ts";
import { EXIT_CODES, seconds } from "./usage.ts";

/** All options. */
export interface ResourceCall {
  kbs: string;
  provider: string;
  entryRoot?: string;
  timeout?: number;
  out?: string;
}

/** Three names with slashes between them, as kbs:/// has them. */
function resourceName(text: string): ResourceName {
  const [repository, type, tag, ...rest] = text.replace(/^kbs:\/\/\//, "").split("/");
  if (repository && type && tag && rest.length === 0) return { repository, type, tag };
  throw new InvalidArgumentError("Expected REPOSITORY/TYPE/TAG, such as default/key/disk.");
}

const HELP = `
The guest attests to Trustee with a key that is made for this call, and Trustee
encrypts the secret to it. What Trustee's policies take is theirs to say.

Examples:
  A key for a disk, into a pipe:
    $ tsm resource --kbs https://kbs.example:8080 default/key/disk |
        cryptsetup open /dev/vdb data --key-file -
  Into a file that its owner alone reads, when Trustee is up within a minute:
    $ tsm resource --kbs https://kbs.example:8080 --timeout 60 \\
        -o tls.key default/tls/key
${EXIT_CODES}`;

/** Adds the command to the program. */
export function addResource(program: Command): void {
  program
    .command("resource")
    .summary("get a secret of Trustee's for this guest")
    .description("Attests this guest to Trustee, the key broker of Confidential Containers, and gets a secret.")
    .argument("<name>", "the secret: REPOSITORY/TYPE/TAG", resourceName)
    .requiredOption("--kbs <url>", "base URL of Trustee's key broker", httpUrl)
    .optionsGroup("By what evidence:")
    .option("--provider <list>", "kinds of TSM, the preferred first: see tsm help report", "auto")
    .option("--entry-root <dir>", "report directory instead of /sys/kernel/config/tsm/report")
    .optionsGroup("How long, and where to:")
    .option("--timeout <seconds>", "try so long; default: once", seconds)
    .option("-o, --out <file>", "into a file for its owner alone, whole or not at all; default: stdout")
    .addHelpText("after", HELP)
    .action(async (name: ResourceName, call: ResourceCall) =>
      (await import("./runResource.ts")).runResource(name, call),
    );
}
