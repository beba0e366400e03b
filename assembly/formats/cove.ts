/**
 * RISC-V CoVE evidence: a set of claims with three signed tokens, of the platform, of the TSM and of the TVM, each signed by
 * the key that the one before carries. The specification leaves labels of claims open ("TBD"): what such a claim is, is told
 * by its type and size, which differ within a token: a string of 64 bytes is never taken for a key. It comes bare, in a CBOR certificate, or in an X.509 certificate.
 * Source: RISC-V Confidential VM Extension (CoVE), chapter TVM Attestation and Measurements; RFC 9711, RFC 9781.
 */
import { layout, list } from "../layout";
import { Shape } from "./found";

/** Tag of an unprotected set of claims. */
export const UCCS: u64 = 601;

/** Label of EAT under which the tokens are. */
export const SUBMODULES: u64 = 266;

export const coveProfiles = list("coveProfile", "Profiles of the claims.");
coveProfiles.entry(1, "https://riscv.org/TBD", "As long as there is no other.");

const DIGEST: u32 = 64;
const TEXT: u32 = 255;

export const coveEvidence = layout("coveEvidence", 0, "CoVE, Evidence Format");
export const evidence = coveEvidence.cbor(0, 0, "evidence", "All of it: the tokens, and the certificate around them.");

export const coveTokens = layout("coveTokens", 0, "CoVE, Evidence Format, submodules by their names");
export const platformToken = coveTokens.claim(0, Shape.Parts, 0, 0, "platform", "Signed by the root of trust.");
export const tsmToken = coveTokens.claim(1, Shape.Parts, 0, 0, "tsm", "Signed by the platform's key.");
export const tvmToken = coveTokens.claim(2, Shape.Parts, 0, 0, "tvm", "Signed by the TSM's key.");

export const coveCertificate = layout("coveCertificate", 0, "CoVE, CBOR Attestation Certificate");
export const issuer = coveCertificate.claim(1, Shape.Text, 1, TEXT, "iss", "Id of the TSM's CDI.").short();
export const subject = coveCertificate.claim(2, Shape.Text, 1, TEXT, "sub", "Id of the TVM's CDI.").short();

/** States of a platform. */
export const enum CoveState {
  NotConfigured = 1,
  Secured = 2,
  Debug = 3,
  Recovery = 4,
}

export const covePlatform = layout("covePlatform", 0, "CoVE, Platform Token");
const p = covePlatform;
export const profile = p.claim(265, Shape.Text, 1, TEXT, "profile", "Which version of these claims it is.").short();
export const manufacturerId = p.claim(0, Shape.Bytes, 64, 64, "manufacturerId", "Who made the platform.").unlabelled().short();
export const platformKey = p.claim(0, Shape.Key, 0, 0, "publicKey", "The key that signs the TSM's token.").unlabelled();
export const state = p
  .claim(0, Shape.Integer, 0, 0, "state", "State of the platform.")
  .unlabelled()
  .short()
  .value(CoveState.NotConfigured, "not-configured", "It needs more to operate.")
  .value(CoveState.Secured, "secured", "Under regular operation.")
  .value(CoveState.Debug, "debug", "It can be debugged.")
  .value(CoveState.Recovery, "recovery", "It recovers from a failure.");
export const platformComponents = p.claim(0, Shape.Parts, 0, 0, "swComponents", "Firmware that was measured.").unlabelled();

export const coveTsm = layout("coveTsm", 0, "CoVE, TSM Token");
export const tsmKey = coveTsm.claim(0, Shape.Key, 0, 0, "publicKey", "The key that signs the TVM's token.").unlabelled();
export const tsmComponents = coveTsm.claim(0, Shape.Parts, 0, 0, "swComponents", "The TSM driver, and the TSM.").unlabelled();

export const coveTvm = layout("coveTvm", 0, "CoVE, TVM Token");
const v = coveTvm;
v.claim(10, Shape.Bytes, 64, 64, "challenge", "What the TVM passed in: its nonce.").short().nonce();
export const identity = v.claim(0, Shape.Bytes, 64, 64, "identity", "What the host passed in when it finalized the TVM.").unlabelled().optional().short();
export const tvmKey = v.claim(0, Shape.Key, 0, 0, "publicKey", "The TVM's own key, to seal secrets to.").unlabelled();
export const measurements = v.claim(0, Shape.Parts, 0, 0, "measurements", "Registers of the TVM: one of the two lists, the other may follow.").unlabelled();
export const moreMeasurements = v.claim(0, Shape.Parts, 0, 0, "moreMeasurements", "Without labels, initial and runtime registers look the same.").unlabelled().optional();

/** Registers of a list at most: of the longer one, the runtime registers. */
export const REGISTERS_MAX: u64 = 18;
/** Components of a platform at most, which the specification leaves open. */
export const COMPONENTS_MAX: u64 = 32;
/** Components of a TSM: the driver and the TSM itself. */
export const TSM_COMPONENTS: u64 = 2;

export const coveComponent = layout("coveSwComponent", 0, "CoVE, Platform Software Components Claim");
const c = coveComponent;
c.claim(1, Shape.Text, 0, TEXT, "type", "What it is.");
export const componentMeasurement = c.claim(2, Shape.Bytes, 32, DIGEST, "measurementValue", "Its digest.");
c.claim(3, Shape.Text, 0, TEXT, "svn", "Its security version, which its maker defines.");
c.claim(4, Shape.Bytes, 32, DIGEST, "manifest", "Digest of its manifest.").optional();
export const componentSigner = c.claim(5, Shape.Bytes, 32, DIGEST, "signer", "Digest of the key that signed it.");
c.claim(6, Shape.Text, 1, TEXT, "hashAlgo", "How its digest was made.");

export const coveMeasurement = layout("coveMeasurement", 0, "CoVE, TVM Initial Measurements Claim");
coveMeasurement.claim(1, Shape.Number, 0, 0, "register", "Index of the register.");
export const measurementValue = coveMeasurement.claim(2, Shape.Bytes, 32, DIGEST, "value", "What it holds.");
coveMeasurement.claim(3, Shape.Text, 1, TEXT, "hashAlgo", "How it is extended.");
