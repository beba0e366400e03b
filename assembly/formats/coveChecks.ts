/** The checks of RISC-V CoVE evidence, of DICE certificates and of tokens without rules, in the list of checks.ts. */
import { Check, on } from "./checks";
import { Claim, Topic } from "./outcome";

on(Check.CoveProfile, "cove-profile", Topic.Evidence, Claim.Hardware, "The claims are of a profile that is known.", "CoVE, EAT Profile Claim", "A newer tsmkit may know it.");
on(
  Check.CoveRootKey,
  "cove-root-key",
  Topic.Chain,
  Claim.Hardware,
  "There is a key that you trust for the platform's root of trust: the evidence carries no certificate of it.",
  "CoVE, Layered Evidence",
  "Hand in the root of trust's public key with --trust-root: JWK, PEM, COSE_Key, or its own certificate.",
);
on(
  Check.CovePlatformSignature,
  "cove-platform-signature",
  Topic.Signature,
  Claim.Hardware,
  "The platform's token is signed by the root of trust.",
  "RFC 9052 section 4.4; CoVE, Evidence Format",
  "Refuse it, unless the key is another platform's.",
);
on(
  Check.CoveTsmSignature,
  "cove-tsm-signature",
  Topic.Signature,
  Claim.Hardware,
  "The TSM's token is signed by the key in the platform's.",
  "RFC 9052 section 4.4; CoVE, Evidence Format",
  "Refuse it: platform and TSM do not belong together.",
);
on(
  Check.CoveTvmSignature,
  "cove-tvm-signature",
  Topic.Signature,
  Claim.InstanceIdentity,
  "The TVM's token is signed by the key in the TSM's.",
  "RFC 9052 section 4.4; CoVE, Evidence Format",
  "Refuse it: TSM and TVM do not belong together.",
);
on(
  Check.CoveCertificateSignature,
  "cove-certificate-signature",
  Topic.Signature,
  Claim.InstanceIdentity,
  "The certificate around the tokens is signed by the key in the TSM's.",
  "CoVE, Evidence Generation",
  "Refuse it: the certificate is not the TSM's.",
);
on(
  Check.CoveState,
  "cove-state",
  Topic.Policy,
  Claim.Configuration,
  "The platform is in a state that the policy takes: secured, unless it says otherwise.",
  "CoVE, Platform State Claim",
  "Refuse it: a platform under debug protects nothing.",
);
on(
  Check.CoveManufacturer,
  "cove-manufacturer",
  Topic.Binding,
  Claim.Hardware,
  "The platform is of a maker that the policy names.",
  "CoVE, Platform Manufacturer Identifier Claim",
  "Name the maker in the policy, or refuse it.",
);
on(
  Check.CoveComponents,
  "cove-components",
  Topic.Measurements,
  Claim.Executables,
  "All firmware, the TSM driver and the TSM have measurements that the policy names.",
  "CoVE, Platform Software Components Claim and TSM Software Components Claim",
  "Compare them with what their makers publish.",
);
on(
  Check.CoveComponentSigners,
  "cove-component-signers",
  Topic.Measurements,
  Claim.Executables,
  "All of these are signed by keys that the policy names.",
  "CoVE, Platform Software Components Claim and TSM Software Components Claim",
  "Compare them with what their makers publish.",
);
on(
  Check.CoveMeasurements,
  "cove-measurements",
  Topic.Measurements,
  Claim.Executables,
  "All registers of the TVM have values that the policy names.",
  "CoVE, TVM Initial Measurements Claim and TVM Runtime Measurements Claim",
  "Compare them with the measurements of the TVM that you built.",
);
on(
  Check.CoveIdentity,
  "cove-identity",
  Topic.Measurements,
  Claim.Configuration,
  "The host gave the TVM an identity that the policy names.",
  "CoVE, TVM Identity Claim",
  "Compare it with what you passed in when the TVM was finalized.",
);
on(
  Check.DiceRoot,
  "dice-root",
  Topic.Chain,
  Claim.Hardware,
  "The chain ends at a key that you trust: no root is pinned for DICE.",
  "TCG DICE Attestation Architecture 1.1 section 6",
  "Hand in the root's certificate with --trust-root, and those between with --certs.",
);
on(
  Check.DiceChain,
  "dice-chain",
  Topic.Chain,
  Claim.Hardware,
  "Each layer's certificate is signed by the layer below it.",
  "RFC 5280 section 6.1; TCG DICE Attestation Architecture 1.1 section 6",
  "Refuse it.",
);
on(Check.DiceChainValidity, "dice-chain-validity", Topic.Chain, Claim.Hardware, "All certificates of the chain are valid now.", "RFC 5280 section 4.1.2.5", "Check the clock.");
on(
  Check.DiceLayers,
  "dice-layers",
  Topic.Chain,
  Claim.Hardware,
  "The numbers of the layers rise from the root on.",
  "TCG DICE Attestation Architecture 1.1 section 6.1.1, layer",
  "Refuse it: layers have been exchanged.",
);
on(
  Check.DiceState,
  "dice-state",
  Topic.Policy,
  Claim.Configuration,
  "All layers are in a state that the policy takes: no flag is set, unless it says otherwise. Not secure is never taken.",
  "TCG DICE Attestation Architecture 1.1 section 6.1.1, flags",
  "Refuse it: a layer under debug protects nothing.",
);
on(
  Check.DiceFirmware,
  "dice-firmware",
  Topic.Measurements,
  Claim.Executables,
  "All firmware ids of the layers are digests that the policy names.",
  "TCG DICE Attestation Architecture 1.1 section 6.1.1, fwids",
  "Compare them with what the layers' makers publish, and with the guest that you built.",
);
on(
  Check.CsrSignature,
  "csr-signature",
  Topic.Signature,
  Claim.InstanceIdentity,
  "Who made the request has the private half of the key in it.",
  "RFC 2986 section 4.2",
  "Refuse it: it was changed, or is another's.",
);
on(
  Check.CsrEvidence,
  "csr-evidence",
  Topic.Evidence,
  Claim.Hardware,
  "It is evidence. A request for a certificate is none: it says nothing of the guest, and nobody vouches for it.",
  "CoVE, Evidence Generation",
  "Verify the certificate that the TSM makes of it, or its token.",
);
on(
  Check.CwtSignature,
  "cwt-signature",
  Topic.Signature,
  Claim.Hardware,
  "The token is signed by a key that can be told to be its TSM's.",
  "RFC 8392 section 7",
  "No rules for this token are public: a verifier of its maker can tell.",
);
