/** `tsm events`, as it runs. */
import { existsSync } from "node:fs";
import { sharedCore } from "../core.ts";
import { type EventsOptions, readEvents, registersOf, renderEvents } from "../events.ts";
import { type EventsCall, KERNEL_LOG } from "./events.ts";
import { colours, inputName, naming, print, readInput } from "./io.ts";
import { UsageError } from "./usage.ts";

const KERNEL_TABLE = "/sys/firmware/acpi/tables/CCEL";

/** Runs the command. */
export async function runEvents(call: EventsCall): Promise<void> {
  const { log: path, against, reference, format } = call;
  const named = [path, call.table, against, reference].filter((name) => name === "-");
  if (named.length > 1) throw new UsageError("only one of the files can come from stdin");
  if (path === KERNEL_LOG && !existsSync(path)) {
    throw new UsageError(`this kernel has no event log at ${KERNEL_LOG}: name one with --log`);
  }
  const most = sharedCore().exports.inputMax();
  const table = call.table ?? (path === KERNEL_LOG && existsSync(KERNEL_TABLE) ? KERNEL_TABLE : undefined);
  const options: EventsOptions = {};
  if (table !== undefined) options.table = await readInput(table, most);
  if (reference !== undefined) options.reference = await readInput(reference, most);
  if (against !== undefined) {
    const evidence = await readInput(against, most);
    options.against = await naming(inputName(against), () => registersOf(evidence));
  }
  const log = await readInput(path, most);
  const result = await naming(inputName(path), () => readEvents(log, options));
  print(format === "json" ? `${JSON.stringify(result)}\n` : renderEvents(log, { ...options, colours: colours() }));
  if (result.wrong > 0) process.exitCode = 2;
}
