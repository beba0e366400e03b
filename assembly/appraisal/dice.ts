/**
 * The appraisal of DICE certificates: from the guest's to a root that was handed in, by the certificates in the evidence and
 * those handed in besides; what the layers say; and the CoVE evidence that the guest's may carry.
 * TCG DICE Attestation Architecture 1.1 section 6; RFC 5280 section 6.1.
 */
import { Slot } from "../formats/certificate";
import { Check } from "../formats/checks";
import { CoveState } from "../formats/cove";
import { DiceFlag, FwidPart, TcbInfoPart } from "../formats/dice";
import { Outcome } from "../formats/outcome";
import { Member } from "../formats/policy";
import { hasEvidence, layerAt, layers } from "../parse/dice";
import { base } from "../parse/sections";
import { Certificate } from "../x509/record";
import { holdsUnder } from "../x509/signed";
import { FWID, partAt, partLength, readFwid, readListed, readTcbInfo } from "../x509/tcbInfo";
import { chainAt, chainLength, climb, findLinks, findRoot, findValidity, isCutOff } from "./chain";
import { findNoTokens, findTokens, tsmKeyHolder } from "./cove";
import { addCertificate } from "./endorsements";
import { findListed } from "./measured";
import { affirm, find } from "./outcomes";
import { allowsBytes, has, mask } from "./policy";

/** No pins are for roots of DICE. */
const FIRST_PIN: u32 = 1;
const LAST_PIN: u32 = 0;

/** A layer's number that is not told. */
const UNSAID: i64 = -1;

/** What all DiceTcbInfo of the chain say, from the guest's layer to the root's. */
let fwids: u32 = 0;
/** Layers that tell their number, the lowest of those above the one at hand, and whether all are in order. */
let numbered: u32 = 0;
let lowest: i64 = UNSAID;
let rises: bool = true;
/** Flags that the policy does not take, and all that are set. */
let refused: u32 = 0;
let set: u32 = 0;
/** The first firmware id that the policy does not list: place and bytes. */
let strange: usize = 0;
let strangeLength: u32 = 0;

function numberOf(part: TcbInfoPart): i64 {
  const p = partAt(part);
  let value: i64 = p ? 0 : UNSAID;
  for (let i: u32 = 0; i < partLength(part); i++) value = (value << 8) | load<u8>(p + i);
  return value;
}

/** The flags that the policy takes, as bits of the first byte: a layer that is not secure has none that would. */
function taken(): u32 {
  const states = <u32>mask(Member.CoveStates);
  return (
    (((states >> CoveState.Debug) & 1) << DiceFlag.Debug) | (((states >> CoveState.Recovery) & 1) << DiceFlag.Recovery)
  );
}

/** Takes in what was read last. Returns the layer's number. */
function takeInfo(): i64 {
  const flagsAt = partAt(TcbInfoPart.Flags);
  if (flagsAt) {
    // Bits behind the fourth say what protection there is, or how the rest is meant.
    const bits = <u32>load<u8>(flagsAt) & 0xf0;
    set |= bits;
    refused |= bits & ~taken();
  }
  let p = partAt(TcbInfoPart.Fwids);
  const end = p + partLength(TcbInfoPart.Fwids);
  while (p < end) {
    p = readFwid(p, end);
    fwids++;
    const digest = load<usize>(FWID + 8 * <usize>FwidPart.Digest);
    const length = load<u32>(FWID + 8 * <usize>FwidPart.Digest, 4);
    if (strange == 0 && !allowsBytes(Member.CoveFirmware, digest, length)) {
      strange = digest;
      strangeLength = length;
    }
  }
  return numberOf(TcbInfoPart.Layer);
}

/** Takes in what a certificate says of its layer, below those that were taken in before. */
function takeLayer(certificate: Certificate): void {
  let own: i64 = UNSAID;
  let p = certificate.at(Slot.DiceTcbInfo);
  if (p && readTcbInfo(p, p + certificate.lengthOf(Slot.DiceTcbInfo))) own = takeOne(own);
  p = certificate.at(Slot.DiceMultiTcbInfo);
  const end = p + certificate.lengthOf(Slot.DiceMultiTcbInfo);
  while (p < end) {
    p = readListed(p, end);
    own = takeOne(own);
  }
  if (own != UNSAID) lowest = own;
}

/** Takes in one of a certificate's. Returns the lowest number of those so far. */
function takeOne(own: i64): i64 {
  const number = takeInfo();
  if (number == UNSAID) return own;
  numbered++;
  if (lowest != UNSAID && number >= lowest) rises = false;
  return own == UNSAID ? number : min(own, number);
}

function takeLayers(): void {
  fwids = numbered = refused = set = strangeLength = 0;
  lowest = UNSAID;
  rises = true;
  strange = 0;
  for (let i: u32 = 0; i < chainLength; i++) takeLayer(chainAt(i));
}

function findLayers(): void {
  const outcome = numbered == 0 ? Outcome.None : rises ? Outcome.Affirming : Outcome.Contraindicated;
  const finding = find(Check.DiceLayers, outcome, numbered > 0);
  if (numbered) finding.actual.count(numbered, "layers");
  else finding.actual.text("no layer tells its number");
}

function findState(): void {
  const finding = affirm(Check.DiceState, refused == 0);
  finding.expected.choices(Member.CoveStates);
  if (refused & (1 << DiceFlag.Debug)) finding.actual.text("debug");
  else if (refused & (1 << DiceFlag.Recovery)) finding.actual.text("recovery");
  else if (refused & (1 << DiceFlag.NotSecure)) finding.actual.text("not secure");
  else if (refused) finding.actual.text("not configured");
  else if (set) finding.actual.bits(set);
  else finding.actual.text("no flag is set");
}

/** Does the place lie in the evidence, and not in what was handed in besides? */
function isInside(p: usize): bool {
  const last = layerAt(layers - 1);
  return base <= p && p < last.derEnd;
}

function findFirmware(): void {
  const finding = findListed(Check.DiceFirmware, Member.CoveFirmware, fwids > 0 && strange == 0);
  if (!has(Member.CoveFirmware) || strange == 0) {
    finding.actual.count(fwids, "firmware ids");
    return;
  }
  finding.actual.hex(strange, strangeLength);
  if (isInside(strange)) finding.bytes(<u32>(strange - base), strangeLength);
}

/** The guest's certificate is signed by the key in the TSM's token, whatever other certificates there are. */
function findCertificateSignature(leaf: Certificate): void {
  const holder = tsmKeyHolder();
  const holds = holder != null && holdsUnder(leaf, holder);
  const finding = affirm(Check.CoveCertificateSignature, holds);
  finding.actual.text(holds ? "holds" : "does not hold");
  finding.bytes(<u32>(leaf.der - base), <u32>(leaf.derEnd - leaf.der));
}

/** The chain of certificates. Without the issuer's, evidence in the certificate vouches for it, or nothing does. */
function findChain(leaf: Certificate, now: i64): void {
  for (let i: u32 = 1; i < layers; i++) addCertificate(layerAt(i).der, layerAt(i).derEnd - layerAt(i).der);
  climb(leaf, now);
  if (chainLength > 1 || !isCutOff()) {
    if (isCutOff()) find(Check.DiceRoot, Outcome.None).actual.text("the issuer's certificate is missing");
    else findRoot(Check.DiceRoot, FIRST_PIN, LAST_PIN);
    findLinks(Check.DiceChain);
  } else if (!hasEvidence) find(Check.DiceRoot, Outcome.None).actual.text("the issuer's certificate is missing");
  findValidity(Check.DiceChainValidity, now);
}

/** Appraises the certificates that were parsed last, at a time in seconds since 1970. */
export function appraiseDice(now: i64): void {
  const leaf = layerAt(0);
  findChain(leaf, now);
  if (hasEvidence) {
    findTokens();
    findCertificateSignature(leaf);
  } else findNoTokens();
  takeLayers();
  findLayers();
  findState();
  findFirmware();
}
