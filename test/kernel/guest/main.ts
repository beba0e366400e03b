/** The suite inside of the guest: measures the truth table, then runs the checks. */
import type { Kernel } from "../../../hosts/software-tsm/index.ts";
import { measure } from "../../software-tsm/truth/port.ts";
import { agentChecks, agentRegisterChecks } from "../checks/agent.ts";
import { commandChecks } from "../checks/commands.ts";
import { crowdChecks } from "../checks/crowd.ts";
import { deviceChecks } from "../checks/devices.ts";
import { doctorChecks } from "../checks/doctor.ts";
import { ioctlChecks } from "../checks/ioctl.ts";
import { leftBehindChecks } from "../checks/leftBehind.ts";
import { providerChecks } from "../checks/providers.ts";
import { noRegisterChecks, registerChecks } from "../checks/registers.ts";
import { Calls } from "./calls.ts";
import type { Checks } from "./checks.ts";
import { KernelTree } from "./kernelTree.ts";
import { say } from "./results.ts";

/** Milliseconds that a report of the truth table takes: emulated threads come late, the more on a busy machine. */
const REPORT_TIME = 3000;
/** Milliseconds that a check may take. */
const LIMIT = 300_000;

const kernel = process.argv[2] as Kernel;
const calls = new Calls("/calls");

/** The truth table of this kernel. */
async function truth(): Promise<void> {
  const tree = new KernelTree(calls);
  for (const row of await measure(kernel, { tree, reportTime: REPORT_TIME })) say({ row });
  // The last case leaves its provider and its entry.
  await tree.rmdir("r0");
  await tree.unregister();
}

/** Runs a check and tells what became of it. */
async function run(name: string, check: () => unknown): Promise<void> {
  const start = Date.now();
  const tell = (error?: string) =>
    say({ check: name, took: Date.now() - start, ...(error !== undefined && { error }) });
  const limit = setTimeout(() => {
    tell(`not done after ${LIMIT} ms; the guest is stopped`);
    // It may hold locks that others would wait for, and threads that an exit would.
    process.kill(process.pid, "SIGKILL");
  }, LIMIT);
  try {
    await check();
    tell();
  } catch (error) {
    tell(error instanceof Error ? (error.stack ?? error.message) : String(error));
  }
  clearTimeout(limit);
}

const CHECKS: Checks = {
  ...commandChecks,
  ...providerChecks,
  ...crowdChecks(calls),
  ...leftBehindChecks,
  ...doctorChecks,
  ...deviceChecks(calls),
  ...ioctlChecks,
  ...agentChecks,
  ...(kernel === "6.12" ? noRegisterChecks : { ...registerChecks, ...agentRegisterChecks }),
};

await run("the truth table can be measured", truth);
for (const [name, check] of Object.entries(CHECKS)) await run(name, check);
calls.end();
