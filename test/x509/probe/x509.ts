/** What the tests of certificates call: certificates and lists by number, each read from bytes that stay in the input region. */
import "../../../assembly/formats/algorithm";
import { OUTPUT } from "../../../assembly/arena";
import { Slot } from "../../../assembly/formats/certificate";
import { readCertificate } from "../../../assembly/x509/certificate";
import * as chain from "../../../assembly/x509/chain";
import { Crl, isRevoked, readCrl } from "../../../assembly/x509/crl";
import { block, blockEnd, nextPem } from "../../../assembly/x509/pem";
import { problemAt } from "../../../assembly/x509/problem";
import { CERTIFICATE, Certificate } from "../../../assembly/x509/record";
import { isSignedBy } from "../../../assembly/x509/signed";
import { readTime } from "../../../assembly/x509/time";

export { rowCount, rowsAt } from "../../../assembly/layout";
export { forgetSignatures } from "../../../assembly/x509/signed";
export { inputAt, outputAt } from "../../core/probe/regions";

const certificates = memory.data(8 * 1024, 16);
const crl = changetype<Crl>(memory.data(<i32>offsetof<Crl>(), 8));

function certificate(i: u32): Certificate {
  return changetype<Certificate>(certificates + i * 1024);
}

export function recordSize(): usize {
  return CERTIFICATE;
}
/** Where the last problem lies. */
export function problemPlace(): usize {
  return problemAt;
}
export function read(i: u32, at: usize, length: u32): i32 {
  return readCertificate(certificate(i), at, at + length);
}
export function slotAt(i: u32, slot: u32): usize {
  return certificate(i).at(<Slot>slot);
}
export function slotLength(i: u32, slot: u32): u32 {
  return certificate(i).lengthOf(<Slot>slot);
}
export function slotNumber(i: u32, slot: u32): i32 {
  return certificate(i).numberOf(<Slot>slot);
}
export function notBefore(i: u32): i64 {
  return certificate(i).notBefore;
}
export function notAfter(i: u32): i64 {
  return certificate(i).notAfter;
}
export function isAuthority(i: u32): bool {
  return certificate(i).isAuthority;
}
export function pathLength(i: u32): i32 {
  return certificate(i).pathLength;
}
export function usage(i: u32): u32 {
  return certificate(i).usage;
}
export function spkiAt(i: u32): usize {
  return certificate(i).spki;
}
export function spkiLength(i: u32): usize {
  return certificate(i).spkiEnd - certificate(i).spki;
}
/** Leaves nothing of the key but its bytes in the certificate. */
export function loseKey(i: u32): void {
  certificate(i).modulusLength = 0;
  certificate(i).keyPoint = OUTPUT;
}
export function isSigned(i: u32, authority: u32): bool {
  return isSignedBy(certificate(i), certificate(authority));
}
export function checkLink(i: u32, authority: u32, now: i64, depthBelow: u32): u32 {
  return chain.checkLink(certificate(i), certificate(authority), now, depthBelow);
}
export function readList(at: usize, length: u32): i32 {
  return readCrl(crl, at, at + length);
}
export function thisUpdate(): i64 {
  return crl.thisUpdate;
}
export function nextUpdate(): i64 {
  return crl.nextUpdate;
}
export function numberAt(): usize {
  return crl.number;
}
export function numberLength(): usize {
  return crl.numberEnd - crl.number;
}
export function isOnList(at: usize, length: u32): bool {
  return isRevoked(crl, at, at + length);
}
export function checkList(authority: u32, now: i64): u32 {
  return chain.checkCrl(crl, certificate(authority), now);
}
export function pem(at: usize, end: usize, to: usize, max: i32): i32 {
  return nextPem(at, end, "CERTIFICATE", to, max);
}
export function blockAt(): usize {
  return block;
}
export function blockStop(): usize {
  return blockEnd;
}
export function time(at: usize, length: u32): i64 {
  return readTime(at, at + length);
}
