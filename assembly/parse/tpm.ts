/** TPM 2.0: quotes, and values of registers. */
import { Code, fail } from "../fault";
import * as tpm from "../formats/tpm";
import { Row } from "../layout";
import { add, base, need, total } from "./sections";

/** Adds bytes with their number in front. Returns where they end, or a fault. */
function sized(layout: Row, at: u32): i32 {
  let fault = need(at + tpm.SIZED, layout);
  if (fault < 0) return fault;
  const size = tpm.SIZED + <u32>bswap<u16>(load<u16>(base + at));
  fault = add(layout, 0, at, size);
  return fault < 0 ? fault : <i32>(at + size);
}

/** Adds the selections, one for each bank. Returns where they end, or a fault. */
function selections(at: u32): i32 {
  let fault = add(tpm.tpmPcrSelections, 0, at, tpm.tpmPcrSelections.size);
  if (fault < 0) return fault;
  const count = tpm.selectionCount.be32(base + at);
  at += tpm.tpmPcrSelections.size;
  for (let i: u32 = 0; i < count; i++) {
    fault = need(at + tpm.selected.at, tpm.tpmPcrSelection);
    if (fault < 0) return fault;
    const size = tpm.selected.at + tpm.selectSize.u8(base + at);
    fault = add(tpm.tpmPcrSelection, 0, at, size, 1);
    if (fault < 0) return fault;
    at += size;
  }
  return <i32>at;
}

/** Parses a quote. Returns the bytes it takes, or a fault. */
export function parseTpmQuote(): i32 {
  let fault = add(tpm.tpmAttest, 0, 0, tpm.tpmAttest.size);
  if (fault < 0) return fault;
  const magic = tpm.magic.be32(base);
  if (magic != tpm.TPM_GENERATED) return fail(Code.BadValue, tpm.magic.at, magic, tpm.TPM_GENERATED, tpm.magic);
  const type = tpm.attestType.be16(base);
  if (type != tpm.ATTEST_QUOTE) return fail(Code.BadValue, tpm.attestType.at, type, tpm.ATTEST_QUOTE, tpm.attestType);
  let at = sized(tpm.tpmSigner, tpm.tpmAttest.size);
  if (at >= 0) at = sized(tpm.tpmExtraData, at);
  if (at < 0) return at;
  fault = add(tpm.tpmClock, 0, at, tpm.tpmClock.size);
  if (fault < 0) return fault;
  at = selections(at + tpm.tpmClock.size);
  return at < 0 ? at : sized(tpm.tpmPcrDigest, at);
}

/** Parses values of registers, side by side. Returns the bytes that they take, or a fault. */
export function parseTpmPcrs(): i32 {
  for (let at: u32 = 0; at < total; at += tpm.PCR_SIZE) {
    const fault = add(tpm.tpmPcr, 0, at, tpm.PCR_SIZE);
    if (fault < 0) return fault;
  }
  return total;
}
