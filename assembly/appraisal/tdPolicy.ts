/** TDX: what the verifier takes of what the domain's owner and its host chose. Intel TDX module specification. */
import { isZero } from "../bytes";
import { Check } from "../formats/checks";
import { Member } from "../formats/policy";
import { TdBit } from "../formats/tdAttributes";
import * as td from "../formats/tdReport";
import { base } from "../parse/sections";
import { unnamedBits } from "../render/field";
import { findMeasured } from "./measured";
import { affirm } from "./outcomes";
import { allowsBytes, flag, has } from "./policy";
import { body } from "./quoteParts";

/** Bits of XFAM that must be set, and that may be: x87 and SSE; Intel TDX module specification, table of XFAM. */
const XFAM_FIXED: u64 = 0x3;
const XFAM_ALLOWED: u64 = 0x6dbe7;
/** Any of these means that the domain is under debug. */
const TUD: u64 = 0xff;

let place: u32 = 0;

function isSet(bit: u32): bool {
  return ((td.tdAttributes.u64(base + place) >> bit) & 1) == 1;
}

function findAttribute(check: Check, holds: bool, value: u64): void {
  const finding = affirm(check, holds);
  finding.actual.bits(value);
  finding.bytes(place + td.tdAttributes.at, td.tdAttributes.size);
}

function findServiceTd(): void {
  if (body!.version != td.TD_15) return;
  const at = base + place;
  const size = td.mrServiceTd.size;
  const none = isZero(td.mrServiceTd.of(at), size);
  const named = allowsBytes(Member.TdxServiceDomains, td.mrServiceTd.of(at), size);
  const finding = affirm(Check.TdServiceTd, none || named);
  if (has(Member.TdxServiceDomains)) finding.expected.choices(Member.TdxServiceDomains);
  else finding.expected.text("none");
  if (none) finding.actual.text("none");
  else finding.actual.hex(td.mrServiceTd.of(at), size);
  finding.bytes(place + td.mrServiceTd.at, size);
}

/** The rows about policy and measurements, of the body at `at`. */
export function findTdPolicy(at: u32): void {
  place = at;
  const attributes = td.tdAttributes.u64(base + at);
  findAttribute(Check.TdDebug, (attributes & TUD) == 0 || flag(Member.TdxAllowDebug), attributes & TUD);
  const reserved = unnamedBits(attributes, td.tdAttributes) & ~TUD;
  const migratable = isSet(TdBit.Migratable) && !flag(Member.TdxAllowMigration);
  findAttribute(Check.TdAttributes, reserved == 0 && !migratable, attributes);
  findAttribute(Check.TdSeptVe, isSet(TdBit.SeptVeDisable) || flag(Member.TdxAllowSeptVe), attributes);
  const xfam = td.xfam.u64(base + at);
  const allowed = affirm(Check.TdXfam, (xfam & XFAM_FIXED) == XFAM_FIXED && (xfam & ~XFAM_ALLOWED) == 0);
  allowed.actual.bits(xfam);
  allowed.bytes(at + td.xfam.at, td.xfam.size);
  findServiceTd();
  findMeasured(Check.TdMrTd, Member.TdxMrTd, td.mrTd, at);
  findMeasured(Check.TdRtmr0, Member.TdxRtmr0, td.rtmr0, at);
  findMeasured(Check.TdRtmr1, Member.TdxRtmr1, td.rtmr1, at);
  findMeasured(Check.TdRtmr2, Member.TdxRtmr2, td.rtmr2, at);
  findMeasured(Check.TdRtmr3, Member.TdxRtmr3, td.rtmr3, at);
  findMeasured(Check.TdMrSeam, Member.TdxMrSeam, td.mrSeam, at);
  findMeasured(Check.TdMrConfigId, Member.TdxMrConfigId, td.mrConfigId, at);
  findMeasured(Check.TdMrOwner, Member.TdxMrOwner, td.mrOwner, at);
  findMeasured(Check.TdMrOwnerConfig, Member.TdxMrOwnerConfig, td.mrOwnerConfig, at);
}
