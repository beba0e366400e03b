/** `tsm report`, as it runs: from the options to a request, and from its evidence to files or stdout. */
import { evidenceJson } from "../evidenceJson.ts";
import type { Evidence, ServiceRequest } from "../request.ts";
import { blob, text } from "./evidence.ts";
import { checkOutput, colours, note, type OutputFile, print, writeOutput } from "./io.ts";
import { readNonce } from "./nonce.ts";
import { atFirst, NO_QUOTE, placesOf } from "./providers.ts";
import type { ReportCall, ReportFormat } from "./report.ts";
import { request } from "./request.ts";
import { UsageError } from "./usage.ts";

/** Runs the command. */
export async function runReport(call: ReportCall): Promise<void> {
  const { entryRoot, privlevel, aux, attempts, timeout } = call;
  const out = call.out === "-" ? undefined : call.out;
  const format = formatOf(call.format, out);
  const places = placesOf(call.provider, entryRoot);
  if (entryRoot !== undefined && !places.includes("configfs")) {
    throw new UsageError("--entry-root is about configfs, which --provider leaves out");
  }
  const service = serviceOf(call);
  if (out !== undefined) await checkOutput(out);
  const input = await readNonce(call);
  const options = {
    ...input,
    ...(privlevel !== undefined && { privlevel }),
    ...(service && { service }),
    ...(aux && { aux }),
    ...(attempts !== undefined && { attempts }),
    ...(timeout !== undefined && { timeout }),
  };
  const { evidence, software, place } = await atFirst(places, entryRoot, async (source) => ({
    evidence: await request(source, options),
    software: source.software,
    place: source.place,
  }));
  if (aux && !evidence.auxblob) note("the TSM gave no auxblob");
  if (place === "ioctl" && evidence.provider === "tdx_guest") note(NO_QUOTE);

  const coloured = out === undefined && colours();
  if (format === "json") return deliver(evidenceJson(evidence, software), out);
  if (format === "text") return deliver(text(evidence, { input, service, software }, coloured), out);
  const more = supplements(evidence).map(([suffix, bytes]): OutputFile => [`${out}.${suffix}`, blob(bytes, format)]);
  if (more.length && out === undefined) note(`${format} is the outblob alone; for the rest use --format json or --out`);
  await deliver(blob(evidence.outblob, format), out, more);
}

function formatOf(asked: ReportFormat | undefined, out: string | undefined): ReportFormat {
  const terminal = out === undefined && process.stdout.isTTY;
  if (asked === "bin" && terminal) throw new UsageError("bytes would garble the terminal: use --out FILE, or a pipe");
  return asked ?? (terminal ? "text" : "json");
}

function serviceOf({ service, serviceGuid, serviceManifestVersion }: ReportCall): ServiceRequest | undefined {
  if (service === undefined) {
    if (serviceGuid === undefined && serviceManifestVersion === undefined) return undefined;
    throw new UsageError("--service-guid and --service-manifest-version need --service: whose service is it?");
  }
  return {
    provider: service,
    ...(serviceGuid !== undefined && { guid: serviceGuid }),
    ...(serviceManifestVersion !== undefined && { manifestVersion: serviceManifestVersion }),
  };
}

/** What came with the report, each with the suffix of its file. */
function supplements({ auxblob, manifestblob }: Evidence): [suffix: string, bytes: Uint8Array][] {
  const all: [string, Uint8Array | undefined][] = [
    ["aux", auxblob],
    ["manifest", manifestblob],
  ];
  return all.flatMap(([suffix, bytes]) => (bytes ? [[suffix, bytes]] : []));
}

/** Prints the content; or writes it to a file, with what belongs to it in files beside. */
async function deliver(
  content: string | Uint8Array,
  out: string | undefined,
  more: readonly OutputFile[] = [],
): Promise<void> {
  if (out === undefined) return print(content);
  await writeOutput([...more, [out, content]]);
  note(`wrote ${[out, ...more.map(([path]) => path)].join(", ")}`);
}
