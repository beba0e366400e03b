/** `tsm policy`, as it runs. */
import { policyFrom } from "../policy.ts";
import { readEvidence } from "./gather.ts";
import { checkOutput, inputName, naming, note, print, writeOutput } from "./io.ts";
import type { PolicyCall } from "./policy.ts";
import { readPolicy } from "./runVerify.ts";

/** Runs `tsm policy init`. */
export async function initPolicy(file: string | undefined, { inForm, out = "-" }: PolicyCall): Promise<void> {
  if (out !== "-") await checkOutput(out);
  const { evidence, form } = await readEvidence(file, inForm);
  const { policy, warnings } = await naming(inputName(file ?? "-"), () => policyFrom(evidence, { form }));
  for (const warning of warnings) note(warning);
  const text = `${JSON.stringify(policy, null, 2)}\n`;
  if (out === "-") return print(text);
  await writeOutput([[out, text]]);
  note(`wrote ${out}`);
}

/** Runs `tsm policy check`. */
export async function checkPolicy(file: string): Promise<void> {
  const policy = JSON.parse(await readPolicy(file)) as Record<string, unknown>;
  const parts = Object.keys(policy).filter((name) => name !== "version" && name !== "$schema");
  print(`${inputName(file)}: a policy${parts.length > 0 ? ` for ${parts.join(", ")}` : ", with the defaults alone"}\n`);
}
