/** One request on one source, and what is left to do when it ends: wait, clean up, tell. */
import { join } from "node:path";
import { TsmError } from "../errors.ts";
import type { Evidence, ReportOptions } from "../request.ts";
import { Interrupt } from "./interrupt.ts";
import { note } from "./io.ts";
import type { Source } from "./providers.ts";

/** Milliseconds after which people are told why the command does not end. */
const PATIENCE = 300;

/** Asks for a report. When that fails or is interrupted, it waits until the entry is removed. */
export async function request(
  { attester, root }: Source,
  options: ReportOptions & { timeout?: number },
): Promise<Evidence> {
  const interrupt = new Interrupt();
  try {
    return await attester.request({ ...options, signal: interrupt.signal });
  } catch (error) {
    interrupt.release();
    const impatience = setTimeout(() => {
      const why = error instanceof TsmError ? ` (${error.code})` : "";
      note(
        `given up${why}; the entry is removed as soon as the TSM lets go. A second signal leaves that to the next run.`,
      );
    }, PATIENCE);
    await attester.settled();
    clearTimeout(impatience);
    throw interrupt.signal.aborted ? interrupt.signal.reason : error;
  } finally {
    interrupt.release();
    for (const entry of await attester.settled()) {
      const path = quoted(join(root, entry));
      note(`the entry could not be removed, and blocks a reload of the driver. Remove it: rmdir ${path}`);
    }
  }
}

/** A path as a shell takes it. */
function quoted(path: string): string {
  return /^[\w./:-]+$/.test(path) ? path : `'${path.replaceAll("'", `'\\''`)}'`;
}
