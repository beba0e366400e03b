/** What evidence carries of its request. */
import { inspect } from "../hosts/inspect.ts";

/** The report data of a report or quote, in hex. */
export function reportDataOf(outblob: Uint8Array): string {
  for (const { layout, fields } of inspect(outblob).sections) {
    if (layout === "snpReport" || layout === "tdReport") return fields.reportData;
  }
  throw new Error("this evidence has no report data");
}

/** Bytes as hex, by other means than the core's. */
export function hex(bytes: Uint8Array): string {
  return Buffer.from(bytes).toString("hex");
}
