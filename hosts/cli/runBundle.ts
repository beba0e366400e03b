/** `tsm bundle`, as it runs. */
import { BUNDLE_MAX, readBundle, staple } from "../bundle.ts";
import { type Expiry, expiryOf } from "../expiry.ts";
import { inspect } from "../inspect.ts";
import { missingFor } from "../online.ts";
import { explain } from "../verifier.ts";
import type { BundleCall } from "./bundle.ts";
import { readEvidence, sourcesOf, tellMissing, tellRemedy } from "./gather.ts";
import { checkOutput, colours, inputName, naming, note, print, readInput, writeOutput } from "./io.ts";
import { UsageError } from "./usage.ts";

/** Runs the command. */
export async function runBundle(file: string | undefined, call: BundleCall): Promise<void> {
  if (call.show) {
    if (call.out !== undefined) throw new UsageError("--show tells about a bundle, and writes none");
    if (file === undefined && process.stdin.isTTY) throw new UsageError("name a bundle, or pipe one in");
    return naming(inputName(file ?? "-"), async () => show(await readInput(file ?? "-", BUNDLE_MAX)));
  }
  const { out } = call;
  if (out === undefined) throw new UsageError("where to? Give -o FILE, or -o - for stdout");
  if (out !== "-") await checkOutput(out);
  const source = await readEvidence(file, call.inForm);
  const options = await sourcesOf(call, source);
  const { text, missing, appraisal, expiry } = await naming(inputName(file ?? "-"), () =>
    staple(source.evidence, options),
  );
  tellMissing(missing);
  const lacking = appraisal.verdict === "affirming" ? undefined : missingFor(appraisal, missing);
  if (lacking) {
    note("no bundle was made: it would lack what its verification needs");
    tellRemedy(lacking);
    process.exitCode = 3;
    return;
  }
  if (appraisal.verdict !== "affirming") {
    note(
      `the bundle is whole, but without a nonce and under the default policy the evidence is ${appraisal.verdict}: see tsm verify`,
    );
  }
  if (out === "-") print(text);
  else await writeOutput([[out, text]]);
  note(`${out === "-" ? "made a bundle" : `wrote ${out}`}${expiry ? `: ${expiryWords(expiry)}` : ""}`);
}

function expiryWords({ validUntil, check }: Expiry): string {
  return `it holds until ${validUntil}, when ${check} fails`;
}

/** Column of the values, as in the views of the core. */
const VALUES = 28;

function show(input: Uint8Array): void {
  const { evidence, endorsements, created } = readBundle(input);
  const { format, version, size } = inspect(evidence, { form: "json" });
  const expiry = expiryOf(evidence, endorsements);
  const bold = (words: string) => (colours() ? `\x1b[1m${words}\x1b[0m` : words);
  const row = (name: string, value: string) => `  ${name.padEnd(VALUES - 2)}${value}`;
  const what = expiry && explain(expiry.check)?.meaning;
  const lines = [
    bold("Bundle"),
    row("created", created.toISOString()),
    row("evidence", `${format}, version ${version}, ${size} bytes`),
    row("validUntil", expiry?.validUntil ?? "nothing in it expires"),
    ...(expiry ? [row("firstToExpire", `${expiry.check}: ${what}`)] : []),
    "",
    bold("Endorsements"),
    ...endorsements.map(({ name, from, bytes }) => row(name, `${bytes.length} bytes, ${from}`)),
  ];
  print(`${lines.join("\n")}\n`);
}
