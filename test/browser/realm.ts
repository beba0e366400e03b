/** Checks on the realm itself, a page or a worker: its content security policy holds, and nothing goes wrong unseen. */
import { equal } from "./expect.ts";
import type { Checks } from "./run.ts";

/** What nobody caught so far, and what the policy refused. */
const mishaps: string[] = [];
addEventListener("error", ({ message }) => mishaps.push(message));
addEventListener("unhandledrejection", ({ reason }) => mishaps.push(String(reason)));
addEventListener("securitypolicyviolation", (event) => {
  const { effectiveDirective, blockedURI } = event as SecurityPolicyViolationEvent;
  mishaps.push(`${effectiveDirective} ${blockedURI}`);
});

/** Does text run as code here? */
function evaluates(): boolean {
  try {
    new Function("");
    return true;
  } catch {
    return false;
  }
}

/** For the end: they judge what the other checks set off. */
export const realmChecks: Checks = {
  "every error was caught, and nothing violated the content security policy": () => equal(mishaps, []),

  "the content security policy is in force and its violations are seen": async () => {
    const seen = new Promise((resolve) => addEventListener("securitypolicyviolation", resolve, { once: true }));
    equal(evaluates(), false);
    await seen;
    equal(mishaps, ["script-src eval"]);
  },
};
