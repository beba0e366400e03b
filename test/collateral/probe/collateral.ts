/** What the tests of Intel's collateral call. Documents are put at any address of the input region. */
import { enclaveIdentity } from "../../../assembly/collateral/enclaveIdentity";
import { culprit } from "../../../assembly/collateral/members";
import { tcbInfo } from "../../../assembly/collateral/tcbInfo";
import * as judged from "../../../assembly/collateral/tcbLevel";
import { LEVEL } from "../../../assembly/formats/collateral";
import * as json from "../../../assembly/json/reader";

export {
  advisoryCount,
  advisoryFrom,
  advisoryTo,
  collectAdvisories,
} from "../../../assembly/collateral/advisories";
export { readEnclaveIdentity } from "../../../assembly/collateral/enclaveIdentity";
export { matches } from "../../../assembly/collateral/masked";
export { readTcbInfo } from "../../../assembly/collateral/tcbInfo";
export { judge } from "../../../assembly/collateral/tcbLevel";
export { rowCount, rowsAt } from "../../../assembly/layout";
export { readIsoTime } from "../../../assembly/time";
export { inputAt, outputAt } from "../../core/probe/regions";

export function tcbInfoAt(): usize {
  return tcbInfo;
}
export function enclaveIdentityAt(): usize {
  return enclaveIdentity;
}
export function levelSize(): usize {
  return LEVEL;
}
export function problemAt(): usize {
  return json.problemAt;
}
/** The row of the member at fault, or 0. */
export function culpritAt(): usize {
  return changetype<usize>(culprit);
}
/** The statuses that were merged: of the SGX level, the TDX level, the module and the quoting enclave. */
export function statusOf(part: u32): u32 {
  if (part == 0) return judged.sgxStatus;
  if (part == 1) return judged.tdxStatus;
  return part == 2 ? judged.moduleStatus : judged.qeStatus;
}
/** The date of the level of the platform that counts; -1 when there is none. */
export function tcbDate(): i64 {
  const level = judged.platformLevel();
  return level ? level.tcbDate : -1;
}
