/** `tsm serve`, as it is called. */
import { type Command, InvalidArgumentError, Option } from "commander";
import { SIGNING_ALGORITHMS, type SigningAlgorithm } from "../service/signing/algorithm.ts";
import { addGiven, addServices, type FetchCall, type GivenCall, httpUrl, list } from "./sources.ts";
import { EXIT_CODES, seconds, wholeNumber } from "./usage.ts";

/** An address to listen at. */
export interface Address {
  host: string;
  port: number;
}

/** All options. */
export interface ServeCall extends GivenCall, FetchCall {
  listen: Address;
  tlsCert?: string;
  tlsKey?: string;
  policy?: string;
  policyId?: string;
  issuer?: string;
  audience?: string[];
  tokenLifetime: number;
  challengeLifetime: number;
  keys?: string;
  algorithm: SigningAlgorithm;
  rotate?: number;
  store?: string;
  workers?: number;
  queue: number;
  rate: number;
  trustProxy?: true;
  grace: number;
}

function address(text: string): Address {
  const [, host = "", port = ""] = /^(?:(\[[0-9a-fA-F:.]+\]|[^:[\]]+):)?([0-9]{1,5})$/.exec(text) ?? [];
  if (port !== "" && Number(port) <= 65535) return { host: host.replace(/^\[|\]$/g, "") || LOCAL, port: Number(port) };
  throw new InvalidArgumentError("Expected HOST:PORT or a port, such as 127.0.0.1:8080, [::]:8080, 8080.");
}

const LOCAL = "127.0.0.1";

const HELP = `
What it answers; GET /openapi.json has it in full:
  POST /challenge              a nonce, to be answered once and in time
  POST /attest                 evidence for it; a token when it is affirmed
  POST /appraise               evidence for a nonce of yours; every row
  GET /policy                  the appraisal policy and its id
  GET /.well-known/jwks.json   the keys that tokens are signed by
  GET /healthz, /readyz, /metrics

Replicas share a store: challenges, collateral, public keys. Without --store it
is this process's memory. A URL with a password goes into TSM_STORE, where other
users don't see it.

Examples:
  For a trial, with a policy of yours:
    $ tsm serve --policy policy.json
  And from a guest:
    $ tsm agent --service http://127.0.0.1:8080 --once
  One of many replicas; the policy names what may run:
    $ export TSM_STORE=redis://:secret@valkey:6379
    $ tsm serve --listen 0.0.0.0:8080 --issuer https://verifier.example.org \\
        --audience https://vault.example.org --policy policy.json
  With keys that outlive restarts, in a file that is made when there is none:
    $ tsm serve --keys keys.jwks --store file:/var/lib/tsm
${EXIT_CODES}`;

/** Adds the command to the program. */
export function addServe(program: Command): void {
  const command = program
    .command("serve")
    .summary("verify evidence for others, over HTTP, and issue tokens")
    .description("Verifies evidence for others over HTTP: gives challenges, takes answers, issues attestation results.")
    .optionsGroup("Where it listens:")
    .option("--listen <address>", "host and port", address, { host: LOCAL, port: 8080 })
    .option("--tls-cert <file>", "certificate chain in PEM, for HTTPS")
    .option("--tls-key <file>", "its private key in PEM")
    .optionsGroup("What it takes, and what its tokens say:")
    .option("--policy <file>", "your appraisal policy; default: production, any measurement")
    .option("--policy-id <id>", "its name in tokens; default: its digest")
    .option("--issuer <url>", "iss of the tokens; default: where it listens", httpUrl)
    .option("--audience <name>", "whom tokens may be for, the first by default; repeat it", list)
    .option("--token-lifetime <seconds>", "tokens hold so long; default: 300", seconds, 300_000)
    .option("--challenge-lifetime <seconds>", "challenges hold so long; default: 60", seconds, 60_000)
    .optionsGroup("What signs them:")
    .option("--keys <file>", "private keys, a JWKS or PEM, the first signs; default: keys of this process")
    .addOption(new Option("--algorithm <name>", "of keys that are made").choices(SIGNING_ALGORITHMS).default("ES256"))
    .option("--rotate <seconds>", "replace keys of this process after so long; default: never", seconds);
  addGiven(command)
    .optionsGroup("Where the rest comes from:")
    .option("--offline", "fetch nothing; the store is still used");
  addServices(command)
    .optionsGroup("How much it does at once:")
    .option("--store <url>", "memory:, file:DIR, redis://…; default: TSM_STORE, else memory:")
    .option("--workers <n>", "threads that verify; default: one less than there are processors", wholeNumber(1))
    .option("--queue <n>", "pieces of evidence that may wait for them", wholeNumber(1), 256)
    .option("--rate <n>", "requests a second that one client may make; 0: any number", wholeNumber(0), 100)
    .option("--trust-proxy", "clients are those that X-Forwarded-For names, not the proxy")
    .option("--grace <seconds>", "at the end, wait so long for requests under way; default: 10", seconds, 10_000)
    .addHelpText("after", HELP)
    .action(async (call: ServeCall) => (await import("./runServe.ts")).runServe(call));
}
