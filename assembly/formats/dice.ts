/**
 * X.509 certificates of the layers of DICE, each signed by the layer below it, with what was measured of the layer above.
 * Source: TCG DICE Attestation Architecture 1.1, section 6.1; CoVE, X.509 Attestation Certificate.
 */
import { layout } from "../layout";
import { Shape } from "./found";

export const diceCertificate = layout("diceCertificate", 0, "RFC 5280 section 4.1, with extensions of TCG DICE");
export const diceElement = diceCertificate.der(0, 0, "certificate", "The certificate, as a tree.");

/** Members of DiceTcbInfo, by the numbers of their tags. */
export const enum TcbInfoPart {
  Vendor = 0,
  Model,
  Version,
  Svn,
  Layer,
  Index,
  Fwids,
  Flags,
  VendorInfo,
  Type,
  FlagsMask,
  IntegrityRegisters,
  Count,
}

/** Bits of the first byte of its flags, as they lie. */
export const enum DiceFlag {
  Debug = 4,
  Recovery = 5,
  NotSecure = 6,
  NotConfigured = 7,
}

export const diceTcbInfo = layout("diceTcbInfo", 0, "TCG DICE Attestation Architecture 1.1 section 6.1.1, DiceTcbInfo");
const t = diceTcbInfo;
t.found(TcbInfoPart.Vendor, Shape.Text, "vendor", "Who made the layer.").optional().short();
t.found(TcbInfoPart.Model, Shape.Text, "model", "What it is part of.").optional().short();
t.found(TcbInfoPart.Version, Shape.Text, "version", "Its version.").optional().short();
t.found(TcbInfoPart.Svn, Shape.Number, "svn", "Its security version.").optional().short();
export const layer = t.found(TcbInfoPart.Layer, Shape.Number, "layer", "Its number, counted from the root.").optional().short();
t.found(TcbInfoPart.Index, Shape.Number, "index", "Which of the layer's parts it is.").optional();
export const flags = t
  .found(TcbInfoPart.Flags, Shape.Number, "flags", "What state it is in; the first eight of its bits.")
  .optional()
  .short()
  .bit(DiceFlag.NotConfigured, "notConfigured", "It needs more to operate.")
  .bit(DiceFlag.NotSecure, "notSecure", "It is not secured.")
  .bit(DiceFlag.Recovery, "recovery", "It recovers from a failure.")
  .bit(DiceFlag.Debug, "debug", "It can be debugged.");
t.found(TcbInfoPart.VendorInfo, Shape.Bytes, "vendorInfo", "What the vendor has to say.").optional();
t.found(TcbInfoPart.Type, Shape.Bytes, "type", "What was measured.").optional();
t.found(TcbInfoPart.FlagsMask, Shape.Bytes, "flagsMask", "Which of the flags count.").optional();

/** Slots of a firmware id. */
export const enum FwidPart {
  Algorithm = 0,
  Digest = 1,
  Count,
}

export const diceFwid = layout("diceFwid", 0, "TCG DICE Attestation Architecture 1.1 section 6.1.1, FWID");
diceFwid.found(FwidPart.Algorithm, Shape.Oid, "hashAlg", "How the digest was made.");
export const fwidDigest = diceFwid.found(FwidPart.Digest, Shape.Bytes, "digest", "Digest of what was measured.").short();

/** The one slot of a device's id. */
export const enum UeidPart {
  Ueid = 0,
  Count,
}

export const diceUeid = layout("diceUeid", 0, "TCG DICE Attestation Architecture 1.1 section 6.1.3, TcgUeid");
diceUeid.found(UeidPart.Ueid, Shape.Bytes, "ueid", "Which device it is.").short();
