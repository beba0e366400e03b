/**
 * What an appraisal says: outcomes by the tiers of EAR (draft-ietf-rats-ear), the claims of its trustworthiness vector
 * (draft-ietf-rats-ar4si), and groups under which people read the rows.
 */
import { list } from "../layout";

/** What came of a check; the number is the tier. */
export const enum Outcome {
  /** It was not made: something is missing. Never counts as passed. */
  None = 0,
  Affirming = 2,
  Warning = 32,
  Contraindicated = 96,
}

export const outcomeNames = list("outcome", "What came of a check; value = tier of EAR.");
outcomeNames.entry(Outcome.None, "none", "It was not made; that never counts as passed.");
outcomeNames.entry(Outcome.Affirming, "affirming", "It holds.");
outcomeNames.entry(Outcome.Warning, "warning", "It does not hold, and a policy may accept that.");
outcomeNames.entry(Outcome.Contraindicated, "contraindicated", "It does not hold.");

/** Claims of the trustworthiness vector. */
export const enum Claim {
  InstanceIdentity = 0,
  Configuration = 1,
  Executables = 2,
  Hardware = 3,
  RuntimeOpaque = 4,
  SourcedData = 5,
}

export const claims = list("trustworthinessClaim", "Claims of EAR's trustworthiness vector that a check counts for.");
claims.entry(Claim.InstanceIdentity, "instance-identity", "Is it the instance that it says?");
claims.entry(Claim.Configuration, "configuration", "Is it set up as it should be?");
claims.entry(Claim.Executables, "executables", "Does it run what it should?");
claims.entry(Claim.Hardware, "hardware", "Is the hardware genuine, and its firmware in order?");
claims.entry(Claim.RuntimeOpaque, "runtime-opaque", "Is its memory out of sight?");
claims.entry(Claim.SourcedData, "sourced-data", "Are the verifier's own sources in order?");

/** Groups of rows, in the order they are shown. */
export const enum Topic {
  Evidence = 0,
  Chain = 1,
  Revocation = 2,
  Collateral = 3,
  Signature = 4,
  Binding = 5,
  Tcb = 6,
  Freshness = 7,
  Policy = 8,
  Measurements = 9,
}

export const topics = list("checkTopic", "Groups of checks; note = heading.");
topics.entry(Topic.Evidence, "evidence", "Evidence");
topics.entry(Topic.Chain, "chain", "Certificates");
topics.entry(Topic.Revocation, "revocation", "Revocation");
topics.entry(Topic.Collateral, "collateral", "Collateral");
topics.entry(Topic.Signature, "signature", "Signatures");
topics.entry(Topic.Binding, "binding", "Identity of the platform");
topics.entry(Topic.Tcb, "tcb", "TCB");
topics.entry(Topic.Freshness, "freshness", "Freshness");
topics.entry(Topic.Policy, "policy", "Policy");
topics.entry(Topic.Measurements, "measurements", "Measurements");
