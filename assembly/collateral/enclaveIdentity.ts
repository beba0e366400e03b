/** Reads the identity of an enclave of Intel's: Intel PCS API v4, Get Enclave Identity. */
import {
  ENCLAVE_IDENTITY,
  enclaveId,
  enclaveLevels,
  enclaveVersion,
  isvSvn,
  MAX_LEVELS,
  enclaveIdentity as members,
} from "../formats/collateral";
import * as json from "../json/reader";
import { readLevels } from "./levels";
import { beginRecord, endRecord, nextMember, readNumber, readWord } from "./members";

/** The identity read last, a record of formats/collateral.ts; all zeros when there is none. */
export const enclaveIdentity: usize = memory.data(4720, 8);

/**
 * Reads the identity in [p, end): the exact bytes that Intel signs. They have to stay there, since advisories are not
 * copied. Returns 0; or a problem, negative, at json.problemAt, in the member `culprit`.
 */
export function readEnclaveIdentity(p: usize, end: usize): i32 {
  beginRecord(p, end, enclaveIdentity, ENCLAVE_IDENTITY);
  if (json.object()) {
    for (let row = nextMember(members, enclaveIdentity); row; row = nextMember(members, enclaveIdentity)) {
      if (row == enclaveId) readWord(row, enclaveIdentity, "QE", "TD_QE", "QVE");
      else if (row == enclaveVersion) readNumber(row, enclaveIdentity, 2, 2);
      else if (row == enclaveLevels) readLevels(row, enclaveIdentity, MAX_LEVELS, isvSvn);
    }
  }
  return endRecord(enclaveIdentity, ENCLAVE_IDENTITY);
}
