/** `tsm verify`, as it runs: from the options to an appraisal, and from that to output and exit code. */
import { sharedCore } from "../core.ts";
import { earClaims } from "../ear.ts";
import { fetchEndorsements, missingFor } from "../online.ts";
import { reportInput } from "../request.ts";
import { type Appraisal, type ExpectedNonce, Verifier } from "../verifier.ts";
import { readEvidence, sourcesOf, tellMissing, tellRemedy } from "./gather.ts";
import { colours, inputName, naming, print, readInput } from "./io.ts";
import { HASHES, hexNonce } from "./nonce.ts";
import { checkOpen, UsageError } from "./usage.ts";
import type { VerifyCall } from "./verify.ts";
import { version } from "./version.ts";

/** Bytes of a policy that are read; the core takes fewer. */
const POLICY_MAX = 1 << 20;

/** Runs the command. */
export async function runVerify(file: string | undefined, call: VerifyCall): Promise<void> {
  checkOpen(call.open, call.inForm);
  const expected = await expectedNonce(file, call);
  const policy = call.policy === undefined ? {} : { policy: await readPolicy(call.policy) };
  const source = await readEvidence(file, call.inForm);
  const { evidence, form } = source;
  const options = await sourcesOf(call, source);
  const { trustRoots, at } = options;
  const { items, missing } = await naming(inputName(file ?? "-"), () => fetchEndorsements(evidence, options));
  const verifier = new Verifier({ endorsements: items, trustRoots, ...policy });
  const appraisal = verifier.appraise(evidence, { ...expected, form, ...(at && { at }) });
  print(call.format === "text" ? verifier.text(colours()) : `${JSON.stringify(shape(appraisal, expected, call))}\n`);
  tellMissing(missing);
  if (call.open) {
    // What a bundle has comes with it.
    const apart = items.filter(({ bytes }) => !source.items.some((one) => one.bytes === bytes));
    const written =
      call.policy === undefined ? [] : [{ name: call.policy, bytes: new TextEncoder().encode(policy.policy) }];
    const files = [{ name: inputName(file ?? "-"), bytes: source.input }, ...apart, ...written];
    await (await import("./open.ts")).openInspector({ files, trustRoots, nonce: expected, ...(at && { at }) });
  }
  if (appraisal.verdict === "affirming") return;
  const lacking = missingFor(appraisal, missing);
  if (lacking) tellRemedy(lacking);
  process.exitCode = lacking ? 3 : 2;
}

function shape(appraisal: Appraisal, expected: ExpectedNonce, { format, policy }: VerifyCall): unknown {
  if (format === "json") return appraisal;
  return earClaims(appraisal, {
    verifierId: { developer: "tsmkit", build: version },
    ...("nonce" in expected && { nonce: expected.nonce }),
    ...(policy !== undefined && { policyId: policy }),
  });
}

/** What the options say of the nonce: exactly one of them has to be there. */
async function expectedNonce(file: string | undefined, call: VerifyCall): Promise<ExpectedNonce> {
  const { nonce, data, hash } = call;
  const given = [
    nonce !== undefined && "--nonce",
    data !== undefined && "--data",
    call.expectNonce === false && "--no-nonce",
  ];
  const named = given.filter((name) => name !== false);
  if (named.length > 1) throw new UsageError(`evidence carries one thing: give one of ${named.join(", ")}`);
  if (hash && data === undefined) throw new UsageError("--hash goes with --data FILE");
  if (nonce !== undefined) return { nonce: await hexNonce(nonce) };
  if (data !== undefined) {
    if (!hash) throw new UsageError("--data needs --hash sha512 or --hash sha384, as the report was asked for");
    if (data === "-" && (file ?? "-") === "-") throw new UsageError("evidence and data can't both come from stdin");
    const { bytes } = await reportInput({ data: await readInput(data), hash: HASHES[hash] });
    return { nonce: bytes };
  }
  if (call.expectNonce === false) return { noNonce: true };
  throw new UsageError(
    "which nonce must the evidence carry? Give --nonce HEX, or --data FILE with --hash. By the nonce that you made up and " +
      "sent, evidence made now, for you, is told from an old one played again. When that does not matter, say --no-nonce",
  );
}

/** Reads a policy; the core reads it, and says what is wrong with it. */
export async function readPolicy(path: string): Promise<string> {
  const policy = new TextDecoder().decode(await readInput(path, POLICY_MAX));
  await naming(inputName(path), () => new Verifier({ policy }, sharedCore()));
  return policy;
}
