/**
 * Does an event's data give its digest? What the specification says that it does, by the rule of its type; of GRUB and of
 * the attestation agent, what they do.
 */
import { equal, isZero } from "../bytes";
import { digest, Hash } from "../crypto/hash";
import * as f from "../formats/eventLog";
import { entryOf } from "../layout";
import { startsWith } from "../parse/text";
import { Text } from "../text";
import { Log } from "./log";

const computed = memory.data(f.REGISTER_SIZE, 16);

/** Is the event's digest that of these bytes? */
function gives(event: Log, at: usize, size: u32): bool {
  digest(Hash.Sha384, at, size, computed);
  return equal(computed, event.digest, f.REGISTER_SIZE);
}

/** Bytes of the name of the variable that the data is, or −1 when it is none: its parts must fill it. */
export function variableNameSize(event: Log): i64 {
  if (event.size < f.variable.size) return -1;
  const room = event.size - f.variable.size;
  const name = f.nameLength.u64(event.data);
  const value = f.valueLength.u64(event.data);
  return name <= room / 2 && value == room - 2 * name ? 2 * name : -1;
}

/** Is the variable's name this text? */
function isNamed(event: Log, text: Text): bool {
  if (variableNameSize(event) != 2 * <i64>text.length) return false;
  for (let i: u32 = 0; i < text.length; i++) {
    if (load<u16>(event.data + f.variable.size + 2 * i) != text.charAt(i)) return false;
  }
  return true;
}

/** Is it a variable that Secure Boot is made of? */
export function isSecureBoot(event: Log): bool {
  if (event.type != f.EventType.DriverConfig) return false;
  for (let name = f.secureBootVariables.next; name.inLayout; name = name.next)
    if (isNamed(event, name.name)) return true;
  return false;
}

function valueGives(event: Log): bool {
  const name = variableNameSize(event);
  if (name < 0) return false;
  const before = f.variable.size + <u32>name;
  return gives(event, event.data + before, event.size - before);
}

/** GRUB measures the text behind the prefix, without the zero byte at the end. */
function judgeGrub(event: Log): f.Verdict {
  for (let prefix = f.grubPrefixes.next; prefix.inLayout; prefix = prefix.next) {
    const before: u32 = prefix.name.length;
    if (!startsWith(event.data, 0, event.size, prefix.name)) continue;
    const zero: u32 = load<u8>(event.data + event.size - 1) == 0 ? 1 : 0;
    return gives(event, event.data + before, event.size - before - zero) ? f.Verdict.Partial : f.Verdict.Contradicted;
  }
  return f.Verdict.Described;
}

/** What the event's data says of its digest. */
export function judge(event: Log): f.Verdict {
  const entry = entryOf(f.eventTypes, event.type);
  const rule: f.Rule = entry ? entry.size & 15 : f.Rule.None;
  if (rule == f.Rule.Zero) {
    return isZero(event.digest, f.REGISTER_SIZE) ? f.Verdict.Unmeasured : f.Verdict.Contradicted;
  }
  if (gives(event, event.data, event.size)) return f.Verdict.Proven;
  if (rule == f.Rule.Grub) return judgeGrub(event);
  if (rule == f.Rule.Value && valueGives(event)) return f.Verdict.Partial;
  if (rule == f.Rule.None) return f.Verdict.Described;
  const isForeign = rule == f.Rule.Tag && (event.size < f.tag.size || f.tagId.u32(event.data) != f.AGENT_TAG);
  return isForeign ? f.Verdict.Described : f.Verdict.Contradicted;
}
