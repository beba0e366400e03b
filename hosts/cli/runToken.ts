/** `tsm token`, as it runs. */
import { printable } from "../printable.ts";
import { checkAlgorithms } from "../token/algorithms.ts";
import { audiencesOf, isoTime, timeOf } from "../token/claims.ts";
import { readToken } from "../token/parts.ts";
import { readClaims } from "../token/reading.ts";
import { type AttestationResult, worst } from "../token/result.ts";
import { type VerifyTokenOptions, verifyToken } from "../token/verify.ts";
import { colours, naming, note, print } from "./io.ts";
import { hexNonce } from "./nonce.ts";
import type { TokenCall } from "./token.ts";
import { readKeys, readPublicKey, readTokenInput } from "./tokenInput.ts";
import { UsageError } from "./usage.ts";

/** Runs the command. */
export async function runToken(given: string | undefined, call: TokenCall): Promise<void> {
  if (given === undefined && process.stdin.isTTY) throw new UsageError("name a file, or pipe the token in");
  checkCall(call, given ?? "-");
  const { name, token } = await readTokenInput(given ?? "-");
  if (!call.verify) return naming(name, () => show(token, call));
  const options = await optionsOf(call);
  const result = await naming(name, () => verifyToken(token, options));
  print(call.format === "json" ? `${JSON.stringify(result)}\n` : text(result, result.verdict));
  if (result.verdict !== "affirming") process.exitCode = 2;
}

function checkCall(call: TokenCall, given: string): void {
  const { keys, issuer, anyIssuer, verify, key } = call;
  if (!verify) {
    const idle = ["keys", "issuer", "anyIssuer", "audience", "nonce", "key", "policyId", "algorithms"] as const;
    if (!idle.some((name) => call[name] !== undefined)) return;
    throw new UsageError("--no-verify checks nothing: leave the other options out, or --no-verify");
  }
  if (keys === undefined) {
    throw new UsageError(
      "whose signature counts? Give --keys FILE or URL, with the keys of the service that you trust. To see what the token " +
        "says, proven or not, say --no-verify",
    );
  }
  if ((issuer === undefined) === (anyIssuer === undefined)) {
    throw new UsageError("who must have issued it? Give --issuer NAME, or --any-issuer when the keys say it all");
  }
  if ([given, keys, key].filter((path) => path === "-").length > 1) {
    throw new UsageError("only one of token, --keys and --key can come from stdin");
  }
}

async function optionsOf(call: TokenCall): Promise<VerifyTokenOptions> {
  const { keys = "", issuer = [], anyIssuer, audience, nonce, key, policyId, algorithms, at, tolerance } = call;
  return {
    keys: await readKeys(keys),
    issuer: anyIssuer ? false : issuer,
    ...(audience && { audience }),
    ...(nonce !== undefined && { nonce: await hexNonce(nonce) }),
    ...(key !== undefined && { key: await readPublicKey(key) }),
    ...(policyId !== undefined && { policyId }),
    ...(algorithms !== undefined && { algorithms: checkAlgorithms(algorithms.split(",")) }),
    ...(at && { at }),
    ...(tolerance !== undefined && { tolerance: tolerance / 1000 }),
  };
}

/** Shows what a token says, of which nothing is proven. */
function show(token: string, { format }: TokenCall): void {
  note("nothing was verified: anybody can write such a token");
  const { header, claims } = readToken(token);
  if (format === "json") {
    print(`${JSON.stringify({ verified: false, header, claims })}\n`);
    return;
  }
  const { profile, submods, nonces } = readClaims(claims);
  const [iat, nbf, exp] = (["iat", "nbf", "exp"] as const).map((name) => timeOf(claims, name));
  const { iss, sub } = claims;
  const said = {
    ...(typeof iss === "string" && { issuer: iss }),
    ...(typeof sub === "string" && { subject: sub }),
    audience: audiencesOf(claims),
    ...(iat !== undefined && { issuedAt: isoTime(iat) }),
    ...(nbf !== undefined && { notBefore: isoTime(nbf) }),
    expires: exp === undefined ? "never" : isoTime(exp),
    profile,
    submods,
    nonces: nonces.filter((one) => typeof one === "string"),
  };
  print(text(said, `not verified; it says ${worst(submods.map(({ status }) => status))}`));
}

/** Column of the values, as in the views of the core. */
const VALUES = 28;

type Shown = Omit<AttestationResult, "verdict" | "claims">;

/** The result for people. Names and values come from the token, and are passed on as they can be seen. */
function text(result: Shown, verdict: string): string {
  const bold = (words: string) => (colours() ? `\x1b[1m${words}\x1b[0m` : words);
  const rows = (pairs: Record<string, string | undefined>) =>
    Object.entries(pairs).flatMap(([name, value]) =>
      value ? [`  ${printable(name).padEnd(VALUES - 2)}${printable(value)}`] : [],
    );
  const { issuer, subject, audience, profile, issuedAt, notBefore, expires, submods, nonces, confirmationKey } = result;
  const facts = { issuer, subject, audience: audience.join(", "), profile, issuedAt, notBefore, expires };
  const key = confirmationKey && [confirmationKey.kty, confirmationKey.crv].filter(Boolean).join(" ");
  const parts = submods.flatMap(({ name, status, vector, policyIds }) => [
    "",
    bold(printable(name)),
    ...rows({ status, policies: policyIds.join(", ") }),
    ...rows(Object.fromEntries(Object.entries(vector).map(([member, value]) => [member, String(value)]))),
  ]);
  const lines = [bold(`Token: ${verdict}`), ...rows({ ...facts, nonces: nonces.join(", "), key }), ...parts];
  return `${lines.join("\n")}\n`;
}
