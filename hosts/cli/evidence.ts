/** Shows evidence that was just made: as text for people, as JSON for programs, or the bare blobs. */
import { TsmError } from "../errors.ts";
import { encodeHex } from "../hex.ts";
import { render } from "../inspect.ts";
import type { Evidence, ReportInput, ServiceRequest } from "../request.ts";
import { describe } from "./nonce.ts";
import type { ReportFormat } from "./report.ts";

/** Forms that hold one blob and nothing else. */
export type BlobFormat = Exclude<ReportFormat, "json" | "text">;

/** A blob in one of the forms; text ends with a line feed. */
export function blob(bytes: Uint8Array, format: BlobFormat): string | Uint8Array {
  if (format === "bin") return bytes;
  return `${format === "hex" ? encodeHex(bytes) : Buffer.from(bytes).toString("base64")}\n`;
}

/** What the evidence does not say about how it was made. */
export interface Origin {
  input: ReportInput;
  service: ServiceRequest | undefined;
  software: boolean;
}

/** Column of the values, as in the views of the core. */
const VALUES = 28;

/** Evidence for people: how it was made, then what the report says in short. */
export function text(evidence: Evidence, { input, service, software }: Origin, colours: boolean): string {
  const style = (code: number, words: string) => (colours ? `\x1b[${code}m${words}\x1b[0m` : words);
  const { provider, privlevel, generation, attempts, interfered, reportData } = evidence;
  const { outblob, auxblob, manifestblob } = evidence;
  const rows: Record<string, string | undefined> = {
    provider: software ? `${provider}, in software: it proves nothing` : provider,
    reportData: describe(reportData, input),
    privlevel: privlevel?.toString(),
    service: service && words(service),
    generation: generation?.toString(),
    attempts: String(attempts),
    interfered: interfered ? "yes: others wrote to the entry, but the report is this request's own" : "no",
    outblob: size(outblob),
    auxblob: size(auxblob),
    manifestblob: size(manifestblob),
  };
  const lines = Object.entries(rows).flatMap(([name, value]) =>
    value === undefined ? [] : `  ${style(36, name)}${" ".repeat(VALUES - 2 - name.length)}${value}`,
  );
  return [style(1, "Evidence"), ...lines, "", inspection(outblob, colours)].join("\n");
}

function words({ provider, guid, manifestVersion }: ServiceRequest): string {
  const version = manifestVersion === undefined ? "" : `, manifest version ${manifestVersion}`;
  return `${provider}${guid === undefined ? ", all services" : `, ${guid}`}${version}`;
}

function size(bytes: Uint8Array | undefined): string | undefined {
  return bytes && `${bytes.length} bytes`;
}

/** The short view of a report; for one of a format that is not known here, its bytes. */
function inspection(outblob: Uint8Array, colours: boolean): string {
  try {
    return render(outblob, { form: "bin", view: "text", short: true, colours });
  } catch (error) {
    if (!(error instanceof TsmError)) throw error;
    return `The outblob can't be shown: ${error.message}\n${encodeHex(outblob)}\n`;
  }
}
