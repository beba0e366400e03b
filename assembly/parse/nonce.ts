/** Where the evidence parsed last carries the nonce: the field that its table marks so. */
import { Flag } from "../layout";
import { isFixed, isFound, slotAt, slotLength } from "./found";
import { base, sectionAt, sectionCount } from "./sections";

/** The nonce of the evidence, and its bytes; 0 for evidence that has none. */
export let nonceAt: usize = 0;
export let nonceSize: u32 = 0;
/** Is it as long as what was asked for? Else zeros fill its field up. */
export let nonceIsExact: bool = false;

/** Looks for the field. What a section says that is only part of a signature, as a quoting enclave's report, is no nonce. */
export function takeNonce(): void {
  nonceAt = 0;
  nonceSize = 0;
  nonceIsExact = false;
  for (let i = 0; i < sectionCount(); i++) {
    const section = sectionAt(i);
    if (section.subject && !section.slots) continue;
    for (let row = section.layout.next; row.inLayout; row = row.next) {
      if (!(row.flags & Flag.Nonce)) continue;
      const found = isFound(row);
      nonceAt = found ? slotAt(section, row) : row.of(base + section.at);
      nonceSize = found ? slotLength(section, row) : row.size ? row.size : section.size - row.at;
      nonceIsExact = found ? !isFixed(row) : row.size == 0;
      return;
    }
  }
}
