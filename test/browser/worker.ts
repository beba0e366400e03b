/** The dedicated worker of page.ts. */
import { runChecks } from "./run.ts";

postMessage(await runChecks());
