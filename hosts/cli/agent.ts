/** `tsm agent`, as it is called. */
import { type Command, InvalidArgumentError, Option } from "commander";
import { SERVICE_KINDS, type ServiceKind } from "../session/kinds.ts";
import { EXIT_CODES, seconds, wholeNumber } from "./usage.ts";

/** What the commands share. */
export interface SocketCall {
  socket?: string;
}

/** All options of `tsm agent`. */
export interface AgentCall extends SocketCall {
  config?: string;
  service?: string[];
  kind: ServiceKind;
  audience?: string;
  policyId?: string;
  key?: string;
  provider?: string;
  entryRoot?: string;
  privlevel?: number;
  evidenceLifetime?: number;
  socketMode: number;
  socketGroup?: string;
  rate?: number;
  log: "text" | "json";
  once?: true;
  timeout?: number;
}

/** What `status` takes. */
export interface StatusCall extends SocketCall {
  json?: true;
  watch?: true;
}

/** What `token` takes. */
export interface TokenCall extends SocketCall {
  relation?: string;
  userNonce?: string;
  wait?: number;
}

/** Reads permission bits as chmod has them. */
function mode(text: string): number {
  if (/^0?[0-7]{3}$/.test(text)) return Number.parseInt(text, 8);
  throw new InvalidArgumentError("Expected permission bits in octal, such as 0660.");
}

const HELP = `
The agent attests at its start, and again in time before anything that its
token rests on expires: the token, the collateral, the evidence. It survives
services that are down until then. Programs get the token at a Unix socket,
whose permissions say who may come in:
  GET  /token      the token           POST /token     one for a nonce of yours
  POST /evidence   a report            POST /extend    a measurement register
  GET  /status     how it is doing     GET  /key       the key that it confirms
  POST /proof      that you have it

Examples:
  A token of your verifier service, kept fresh, for the group "app":
    $ tsm agent --service https://verifier.example --policy-id fleet-7 \\
        --socket-mode 0660 --socket-group app
    $ tsm agent token
    $ curl --unix-socket /run/tsm-agent.sock http://agent/token
  How it is doing, once or until you have seen enough:
    $ tsm agent status
    $ tsm agent status --watch
  One token for a script that boots, which waits for the network:
    $ TOKEN=$(tsm agent --once --timeout 60 --service https://verifier.example)
  Several services; docs/agent.md tells what is in the file:
    $ tsm agent --config /etc/tsm-agent.json
${EXIT_CODES}`;

const socket = () =>
  new Option("--socket <path>", "default: tsm-agent.sock in $XDG_RUNTIME_DIR, or in /run where that is not set");

/** Adds the command to the program. */
export function addAgent(program: Command): void {
  const agent = program
    .command("agent")
    .summary("keep tokens of verifier services fresh, and serve them to programs")
    .description("Attests to verifier services, keeps the tokens fresh, and serves them at a Unix socket.")
    .helpCommand(true)
    .optionsGroup("With whom:")
    .option("--service <urls>", "base URL of a service; replicas with commas between them", (text) => text.split(","))
    .addOption(new Option("--kind <kind>", "what it speaks").choices(SERVICE_KINDS).default(SERVICE_KINDS[0]))
    .option("--audience <name>", "whom tokens are for; default: whom the service says")
    .option("--policy-id <id>", "refuse tokens of another policy: see ear.appraisal-policy-id")
    .option("--key <file>", "confirm the public key in this JWK instead of one of the agent's; none: no key")
    .option("--config <file>", "several relations, instead of these options and the next ones; JSON")
    .optionsGroup("By what evidence:")
    .option("--provider <list>", "kinds of TSM, the preferred first: see tsm help report; default: auto")
    .option("--entry-root <dir>", "report directory instead of /sys/kernel/config/tsm/report")
    .option("--privlevel <n>", "privilege level, 0 (highest) to 3", wholeNumber(0))
    .option("--evidence-lifetime <seconds>", "attest anew so often at least", seconds)
    .optionsGroup("For whom:")
    .addOption(socket())
    .option("--socket-mode <bits>", "permission bits of the socket", mode, 0o600)
    .option("--socket-group <name>", "group of the socket")
    .option("--rate <n>", "reports a minute that programs may ask for; default: no limit", wholeNumber(1))
    .option("--once", "no socket: print one token, and end")
    .option("--timeout <seconds>", "with --once: try so long; default: once", seconds)
    .addOption(new Option("--log <form>", "form of the lines on stderr").choices(["text", "json"]).default("text"))
    .addHelpText("after", HELP)
    .action(async (call: AgentCall) => (await import("./runAgent.ts")).runAgent(call));
  // Of options that both have, the agent's is the one that is set, wherever it stands.
  agent
    .command("status")
    .summary("show how an agent is doing")
    .description("Shows an agent's relations: how long their tokens hold, and what went wrong.")
    .addOption(socket())
    .option("--json", "for programs")
    .option("--watch", "show it anew each second, until it is interrupted")
    .addHelpText("after", HELP)
    .action(async (_: StatusCall, command: Command) =>
      (await import("./runAgentStatus.ts")).runAgentStatus(command.optsWithGlobals()),
    );
  agent
    .command("token")
    .summary("print a token of an agent")
    .description("Prints the current token of an agent.")
    .addOption(socket())
    .option("--relation <name>", "which, where the agent has several")
    .option("--user-nonce <hex>", "a token of its own, which carries your nonce of 8 to 64 bytes")
    .option("--wait <seconds>", "wait so long for one; default: for the attempt under way", seconds)
    .addHelpText("after", HELP)
    .action(async (_: TokenCall, command: Command) =>
      (await import("./runAgentStatus.ts")).runAgentToken(command.optsWithGlobals()),
    );
}
