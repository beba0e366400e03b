#!/usr/bin/env node
/** The command `tsm`: its program, and how it ends. */
import { Command, CommanderError } from "commander";
import { TsmError } from "../errors.ts";
import { addAgent } from "./agent.ts";
import { addBundle } from "./bundle.ts";
import { addDoctor } from "./doctor.ts";
import { addEvents } from "./events.ts";
import { addExpiry } from "./expiry.ts";
import { addExplain } from "./explain.ts";
import { addInspect } from "./inspect.ts";
import { Interrupted } from "./interrupt.ts";
import { IoError, note, watchOutput } from "./io.ts";
import { addMount } from "./mount.ts";
import { addPolicy } from "./policy.ts";
import { addReport } from "./report.ts";
import { addResource } from "./resource.ts";
import { addRtmr } from "./rtmr.ts";
import { addServe } from "./serve.ts";
import { addToken } from "./token.ts";
import { EXIT_CODES, UsageError } from "./usage.ts";
import { addVerify } from "./verify.ts";
import { verboseVersion, version } from "./version.ts";

const HELP = `
Examples:
  What a verifier asked for, as JSON:
    $ tsm report --nonce "$NONCE" --out evidence.json
  A look at this guest's own report, and a trial where there is no TSM:
    $ tsm report --random
    $ tsm report --random --provider software
  What evidence says, field by field; it may be bytes, hex, base64, PEM or JSON:
    $ tsm inspect evidence.json
  May it be trusted, and why?
    $ tsm verify --nonce "$NONCE" evidence.json
  Tokens instead of evidence, again and again: a service, and its guests
    $ tsm serve --policy policy.json
    $ tsm agent --service http://127.0.0.1:8080
${EXIT_CODES}`;

function program(): Command {
  const tsm = new Command("tsm")
    .description("Requests, shows and verifies attestation evidence: AMD, Intel, Arm, RISC-V.")
    // The version is shown as soon as it is asked for, before a later --verbose would be known.
    .version(process.argv.includes("--verbose") ? verboseVersion() : version, "-V, --version", "show the version")
    .option("--verbose", "with --version: show the core and the runtime too")
    .helpOption("-h, --help", "show this")
    .helpCommand("help [command]", "show more about a command")
    .exitOverride()
    .showHelpAfterError(seeAlso())
    .configureOutput({ outputError: (text, write) => write(text.replace(/^error: /, "tsm: ")) })
    .addHelpText("after", HELP);
  addReport(tsm);
  addInspect(tsm);
  addVerify(tsm);
  addExplain(tsm);
  addPolicy(tsm);
  addBundle(tsm);
  addServe(tsm);
  addExpiry(tsm);
  addToken(tsm);
  addRtmr(tsm);
  addMount(tsm);
  addAgent(tsm);
  addResource(tsm);
  addDoctor(tsm);
  addEvents(tsm);
  for (const command of tsm.commands) {
    for (const one of [command, ...command.commands]) one.showHelpAfterError(seeAlso(command.name()));
  }
  return tsm;
}

function seeAlso(command = ""): string {
  return `  see: tsm ${command ? `help ${command}` : "--help"}`;
}

/** Besides what its message says: what to do about an error of each group, and when there is no TSM. */
const ADVICE = { fix: "change the call", again: "try again later", stop: "" };
const WITHOUT_TSM = "to try it without a TSM: --provider auto,software";

/** Tells an error. Returns the exit code. */
function tell(error: unknown, command: string): number {
  if (error instanceof CommanderError) return error.exitCode;
  if (error instanceof TsmError) {
    const { code, group, message, exitCode } = error;
    const advice = ["no-configfs", "no-provider", "no-device"].includes(code) ? WITHOUT_TSM : ADVICE[group];
    note(`${message}\n  code ${code}${advice && `; ${advice}`}`);
    return exitCode;
  }
  if (error instanceof Interrupted) {
    note(error.message);
    return error.exitCode;
  }
  if (error instanceof UsageError) note(`${error.message}.\n${seeAlso(command)}`);
  else if (error instanceof IoError) note(error.message);
  else {
    const trace = error instanceof Error ? error.stack : String(error);
    note(`this is a bug in tsmkit ${version}; please report it with these lines.\n${trace}`);
  }
  return 1;
}

watchOutput();
const tsm = program();
try {
  await tsm.parseAsync();
} catch (error) {
  process.exitCode = tell(error, tsm.args[0] ?? "");
}
