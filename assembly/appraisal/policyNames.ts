/** The names that a policy may use for bits and values of other tables. */
import { lifecycle } from "../formats/cca";
import { state } from "../formats/cove";
import { PolicyNames, policyNames } from "../formats/policy";
import { keyInfo, platformInfo, policy } from "../formats/snpReport";
import { tcbStatuses } from "../formats/tcbStatus";
import { entryOf, Kind, Row } from "../layout";

/** The first row of the table that names come from. */
function tableOf(names: PolicyNames): Row {
  if (names == PolicyNames.TcbStatuses) return tcbStatuses.next;
  if (names == PolicyNames.GuestPolicy) return policy.next;
  if (names == PolicyNames.PlatformInfo) return platformInfo.next;
  if (names == PolicyNames.CoveStates) return state.next;
  let row = names == PolicyNames.CcaLifecycles ? lifecycle.next : keyInfo.next;
  while (row.kind != Kind.Value) row = row.next;
  return row;
}

/** The row behind `last` whose name a policy may use, or the first of all; null when there is no more. */
export function nextName(names: PolicyNames, last: Row | null): Row | null {
  const first = tableOf(names);
  const refused = entryOf(policyNames, names)!.size;
  let row = last ? last.next : first;
  while (row.kind == first.kind && (refused >> row.at) & 1) row = row.next;
  return row.kind == first.kind ? row : null;
}
