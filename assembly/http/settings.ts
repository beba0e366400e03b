/** What the service goes by: variables of its environment, read anew for each request. */
import { readPolicy } from "../appraisal/policyReader";
import { INPUT } from "../arena";
import { arrived } from "../component/arrivals";
import { put } from "../component/crossing";
import { Span } from "../component/records";
import { Hash, Hasher } from "../crypto/hash";
import * as core from "../index";
import { finish, hexOf, raw, start, str } from "../render/out";
import { Text } from "../text";
import { getEnvironment } from "./imports";
import { answerJson } from "./outgoing";
import { answerOwnFault } from "./problem";
import { result } from "./result";

/** The appraisal policy, as JSON. */
const POLICY = "TSMKIT_POLICY";
/** Roots to trust besides those that are built in: PEM, hex, or JSON. */
const ROOTS = "TSMKIT_TRUST_ROOTS";

/** A variable: tuple<string, string>. */
@unmanaged
class Variable {
  name: usize;
  nameLength: usize;
  value: usize;
  valueLength: usize;
}

const environment = changetype<Span>(memory.data(8, 4));

/** The variable of a name; null when there is none. */
function find(name: Text): Variable | null {
  for (let i: usize = 0; i < environment.length; i++) {
    const variable = changetype<Variable>(environment.at + offsetof<Variable>() * i);
    if (variable.nameLength != name.length) continue;
    if (memory.compare(variable.name, name.chars, name.length) == 0) return variable;
  }
  return null;
}

/** Answers with the last fault, which is that of a variable. */
function refuse(name: Text): bool {
  start(false);
  str(name);
  str(": ");
  return answerOwnFault();
}

/** Puts policy and roots into force, and forgets all endorsements. Returns whether it could; if not, that was answered. */
export function takeSettings(): bool {
  getEnvironment(result);
  environment.at = changetype<Span>(result).at;
  environment.length = changetype<Span>(result).length;
  if (arrived() < 0) return refuse("the environment");
  core.endorseReset();
  const roots = find(ROOTS);
  if (roots) {
    const taken = put(roots.value, roots.valueLength);
    if (taken < 0 || core.trustRoot(taken) < 0) return refuse(ROOTS);
  }
  core.policySet(0);
  const policy = find(POLICY);
  if (!policy) return true;
  const taken = put(policy.value, policy.valueLength);
  return (taken >= 0 && readPolicy(INPUT, INPUT + taken) >= 0) || refuse(POLICY);
}

const hasher = changetype<Hasher>(memory.data(offsetof<Hasher>(), 16));
const digest = memory.data(64, 16);

/** Answers with the policy, and the id that hosts/service/policy.ts gives it. */
export function tellPolicy(): void {
  if (!takeSettings()) return;
  const policy = find(POLICY);
  start(false);
  str('{"id":"');
  if (policy) {
    hasher.begin(Hash.Sha256);
    hasher.update(policy.value, <u32>policy.valueLength);
    str("sha256:");
    hexOf(digest, hasher.end(digest));
  } else str("tsmkit:default");
  str('","policy":');
  if (policy) raw(policy.value, <u32>policy.valueLength);
  else str("{}");
  str("}");
  answerJson(finish());
}

/** Answers that the service works: with a policy or roots that can't be taken it does not. */
export function tellHealth(): void {
  if (!takeSettings()) return;
  start(false);
  str('{"status":"alive"}');
  answerJson(finish());
}
