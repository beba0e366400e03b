/** SGX: what the verifier takes of an enclave. Intel SDM volume 3D. */
import { Check } from "../formats/checks";
import { Member } from "../formats/policy";
import * as enclave from "../formats/sgxReport";
import { base } from "../parse/sections";
import { findLeast, findListed, findMeasured } from "./measured";
import { affirm } from "./outcomes";
import { allowsNumber, flag, number } from "./policy";

/** May the host read and write an enclave's memory? */
export function isDebug(report: usize): bool {
  return ((enclave.attributes.u64(report) >> enclave.AttributeBit.Debug) & 1) == 1;
}

/** The rows about policy and measurements, of the body at `at`. */
export function findSgxPolicy(at: u32): void {
  const report = base + at;
  const debug = affirm(Check.SgxDebug, !isDebug(report) || flag(Member.SgxAllowDebug));
  debug.actual.bits(enclave.attributes.u64(report));
  debug.bytes(at + enclave.attributes.at, enclave.attributes.size);
  findMeasured(Check.SgxMrEnclave, Member.SgxMrEnclave, enclave.mrEnclave, at);
  findMeasured(Check.SgxMrSigner, Member.SgxMrSigner, enclave.mrSigner, at);
  const id = enclave.isvProdId.u16(report);
  const product = findListed(Check.SgxProductId, Member.SgxProductIds, allowsNumber(Member.SgxProductIds, id));
  product.actual.number(id);
  product.bytes(at + enclave.isvProdId.at, enclave.isvProdId.size);
  const svn = enclave.isvSvn;
  const least = number(Member.SgxMinimumSecurityVersion);
  findLeast(Check.SgxSecurityVersion, Member.SgxMinimumSecurityVersion, svn.u16(report), least, at + svn.at, svn.size);
}
