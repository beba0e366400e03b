/** `tsm mount`, as it is called. */
import { type Command, InvalidArgumentError, Option } from "commander";
import type { Users } from "../mount/access.ts";
import { EXIT_CODES, wholeNumber } from "./usage.ts";

const ABIS = ["class", "configfs", "both"] as const;

/** All options. */
export interface MountCall {
  provider: string;
  entryRoot?: string;
  abi: (typeof ABIS)[number];
  allowOther?: true;
  writers?: Users;
  readers?: Users;
  rate?: number;
}

/** Reads the numbers of users, with commas between them, or `all`. */
function users(text: string): Users {
  if (text === "all") return "all";
  const numbers = text.split(",");
  if (numbers.every((number) => /^[0-9]{1,10}$/.test(number))) return new Set(numbers.map(Number));
  throw new InvalidArgumentError("Expected numbers of users with commas between them, or all.");
}

const HELP = `
What it serves, until it gets SIGINT or SIGTERM:
  DIR/class/tsm/tsm0/              the class device: inhex, outblob, generation,
                                   privlevel, format, outhex_input
  DIR/config/tsm/report/<name>/    configfs-tsm, as Linux has it since 6.7
Providers are those of tsm report. Root mounts by mount(8), here or in a user
namespace; other users need fusermount3 and npm's koffi.

Examples:
  A trial without a TSM, and a report as a shell asks for it:
    $ mkdir /tmp/tsm && tsm mount /tmp/tsm --provider software &
    $ cd /tmp/tsm/class/tsm/tsm0
    $ echo $hex > inhex
    $ hexdump outblob
  Reports for users 1000 and 1001, and no more than 30 a minute for each:
    $ tsm mount /run/tsm --allow-other --writers 1000,1001 --rate 30
  The same command on a mounted tree:
    $ tsm report --nonce "$NONCE" --entry-root /run/tsm/config/tsm/report
${EXIT_CODES}`;

/** Adds the command to the program. */
export function addMount(program: Command): void {
  program
    .command("mount")
    .summary("serve this guest's TSM as files that any program can use")
    .description("Serves a TSM in a directory, as the files of the kernel, to programs that know nothing of tsmkit.")
    .argument("<dir>", "an empty directory")
    .optionsGroup("What is served:")
    .addOption(new Option("--abi <which>", "which files").choices(ABIS).default("both"))
    .option("--provider <list>", "kinds of TSM, the preferred first: see tsm help report", "auto")
    .option("--entry-root <dir>", "report directory instead of /sys/kernel/config/tsm/report")
    .optionsGroup("To whom:")
    .option("--allow-other", "to other users than the one who mounts, too")
    .option("--writers <uids>", "users who may ask for reports, or all; default: who mounts, and root", users)
    .option("--readers <uids>", "users who may read; default: all who come in", users)
    .option("--rate <n>", "reports a minute that each user may have made; default: no limit", wholeNumber(1))
    .addHelpText("after", HELP)
    .action(async (directory: string, call: MountCall) => (await import("./runMount.ts")).runMount(directory, call));
}
