/** Takes apart what Intel's PCS serves: {"tcbInfo":{…},"signature":"…"} or {"enclaveIdentity":{…},"signature":"…"}. */
import {
  enclaveIdentityBody,
  SIGNED_COLLATERAL,
  signature,
  signedCollateral,
  tcbInfoBody,
} from "../formats/collateral";
import { Problem } from "../formats/json";
import * as json from "../json/reader";
import { beginRecord, endRecord, has, need, nextMember, refuseMember } from "./members";

const record = memory.data(84, 4);

/** Is it TCB info? Else it is the identity of an enclave. */
export let isTcbInfo: bool = false;
/** The exact bytes that are signed. */
export let bodyFrom: usize = 0;
export let bodyTo: usize = 0;
/** Where r and s lie, 64 bytes. */
export const signatureAt: usize = signature.of(record);

/**
 * Takes apart the JSON in [p, end), which holds one of the two. The value is only known to be JSON then. Returns 0; or a
 * problem, negative, at json.problemAt, in the member `culprit`.
 */
export function readSigned(p: usize, end: usize): i32 {
  beginRecord(p, end, record, SIGNED_COLLATERAL);
  if (json.object()) {
    for (let row = nextMember(signedCollateral, record); row; row = nextMember(signedCollateral, record)) {
      bodyFrom = json.at;
      json.skip();
      bodyTo = json.at;
    }
    isTcbInfo = has(record, tcbInfoBody);
    if (!isTcbInfo) need(record, enclaveIdentityBody);
    else if (has(record, enclaveIdentityBody)) refuseMember(Problem.Duplicate, json.at - 1, enclaveIdentityBody);
  }
  return endRecord(record, SIGNED_COLLATERAL);
}
