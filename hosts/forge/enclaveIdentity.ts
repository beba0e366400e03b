/**
 * Identities of the forge's quoting enclaves.
 * Source: Intel PCS API version 4, "Get Quoting Enclave Identity", enclave identity version 2.
 */
import { encodeHex } from "../hex.ts";
import { QE_PROFILES, qeSigner, type Tee } from "./qeProfile.ts";
import { pcsTime } from "./signedJson.ts";
import { type StatusLevel, svnLevel } from "./tcbInfo.ts";
import type { Validity } from "./x509.ts";

/** An enclave identity, version 2; digits in upper-case hex. */
export interface EnclaveIdentity {
  id: string;
  version: number;
  issueDate: string;
  nextUpdate: string;
  tcbEvaluationDataNumber: number;
  miscselect: string;
  miscselectMask: string;
  attributes: string;
  attributesMask: string;
  mrsigner: string;
  isvprodid: number;
  tcbLevels: StatusLevel<{ isvsvn: number }>[];
}

/** What an identity is about. */
export interface EnclaveIdentitySubject {
  tee: Tee;
  window: Validity;
  evaluationNumber: number;
}

/** The identity of a quoting enclave, before it is written and signed. */
export async function enclaveIdentityTemplate(subject: EnclaveIdentitySubject): Promise<EnclaveIdentity> {
  const { tee, window, evaluationNumber } = subject;
  const { isvProdId, isvSvn } = QE_PROFILES[tee];
  return {
    id: tee === "tdx" ? "TD_QE" : "QE",
    version: 2,
    issueDate: pcsTime(window.notBefore),
    nextUpdate: pcsTime(window.notAfter),
    tcbEvaluationDataNumber: evaluationNumber,
    miscselect: "00000000",
    miscselectMask: "FFFFFFFF",
    attributes: "11000000000000000000000000000000",
    attributesMask: "FBFFFFFFFFFFFFFF0000000000000000",
    mrsigner: encodeHex(await qeSigner()).toUpperCase(),
    isvprodid: isvProdId,
    tcbLevels: [
      svnLevel(isvSvn, "2019-11-13", "UpToDate"),
      svnLevel(isvSvn - 2, "2019-05-15", "OutOfDate", ["INTEL-SA-00477"]),
      svnLevel(1, "2018-08-15", "Revoked", ["INTEL-SA-00202", "INTEL-SA-00477"]),
    ],
  };
}
