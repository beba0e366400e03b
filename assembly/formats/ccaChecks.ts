/** The checks of Arm CCA tokens, in the list of checks.ts. */
import { Check, on } from "./checks";
import { Claim, Topic } from "./outcome";

on(
  Check.CcaProfile,
  "cca-profile",
  Topic.Evidence,
  Claim.Hardware,
  "The claims of platform and realm are of one profile that is known.",
  "draft-ffm-rats-cca-token-04 sections 4.3 and 4.4, profile",
  "A newer tsmkit may know it.",
);
on(
  Check.CcaPlatformKey,
  "cca-platform-key",
  Topic.Chain,
  Claim.Hardware,
  "There is a key that you trust for this platform: a token carries no certificate.",
  "draft-ffm-rats-cca-token-04 section 6, platform attestation key",
  "Hand in the platform's public key with --trust-root: JWK, PEM, COSE_Key, or a list of them with instance ids.",
);
on(
  Check.CcaPlatformSignature,
  "cca-platform-signature",
  Topic.Signature,
  Claim.Hardware,
  "The platform's claims are signed by the platform's key.",
  "RFC 9052 section 4.4; draft-ffm-rats-cca-token-04 section 4.3",
  "Refuse it, unless the key is another platform's.",
);
on(
  Check.CcaRealmSignature,
  "cca-realm-signature",
  Topic.Signature,
  Claim.InstanceIdentity,
  "The realm's claims are signed by the key that they carry.",
  "RFC 9052 section 4.4; draft-ffm-rats-cca-token-04 section 4.4",
  "Refuse it.",
);
on(
  Check.CcaRealmKey,
  "cca-realm-key",
  Topic.Binding,
  Claim.InstanceIdentity,
  "The platform vouches for the realm's key: its challenge is the digest of that key as it is carried.",
  "draft-ffm-rats-cca-token-04 section 4.4, public key hash",
  "Refuse it: platform and realm do not belong together.",
);
on(
  Check.CcaLifecycle,
  "cca-lifecycle",
  Topic.Policy,
  Claim.Configuration,
  "The platform is in a state that the policy takes: secured, unless it says otherwise.",
  "draft-ffm-rats-cca-token-04 section 4.3, lifecycle",
  "Refuse it: a platform under debug protects nothing.",
);
on(
  Check.CcaImplementation,
  "cca-implementation",
  Topic.Binding,
  Claim.Hardware,
  "The platform is of a kind that the policy names.",
  "draft-ffm-rats-cca-token-04 section 4.3, implementation id",
  "Name the kind in the policy, or refuse it.",
);
on(
  Check.CcaInstance,
  "cca-instance",
  Topic.Binding,
  Claim.InstanceIdentity,
  "The platform is one that the policy names.",
  "draft-ffm-rats-cca-token-04 section 4.3, instance id",
  "Name the platform in the policy, or refuse it.",
);
on(
  Check.CcaPlatformConfig,
  "cca-platform-config",
  Topic.Measurements,
  Claim.Configuration,
  "The platform is set up in a way that the policy names.",
  "draft-ffm-rats-cca-token-04 section 4.3, config",
  "Compare it with what the platform's maker publishes.",
);
on(
  Check.CcaComponents,
  "cca-components",
  Topic.Measurements,
  Claim.Executables,
  "All firmware of the platform has measurements that the policy names.",
  "draft-ffm-rats-cca-token-04 section 4.3, software components",
  "Compare them with what the platform's maker publishes.",
);
on(
  Check.CcaComponentSigners,
  "cca-component-signers",
  Topic.Measurements,
  Claim.Executables,
  "All firmware of the platform is signed by keys that the policy names.",
  "draft-ffm-rats-cca-token-04 section 4.3, signer id",
  "Compare them with what the platform's maker publishes.",
);
on(
  Check.CcaInitialMeasurement,
  "cca-initial-measurement",
  Topic.Measurements,
  Claim.Executables,
  "The realm is one that the policy names.",
  "draft-ffm-rats-cca-token-04 section 4.4, initial measurement",
  "Compare it with the measurement of the realm that you built.",
);
on(
  Check.CcaExtensible0,
  "cca-extensible-0",
  Topic.Measurements,
  Claim.Executables,
  "Extensible measurement 0 has a value that the policy names.",
  "draft-ffm-rats-cca-token-04 section 4.4, extensible measurements",
  "Compare it with what your realm measures.",
);
on(
  Check.CcaExtensible1,
  "cca-extensible-1",
  Topic.Measurements,
  Claim.Executables,
  "Extensible measurement 1 has a value that the policy names.",
  "draft-ffm-rats-cca-token-04 section 4.4, extensible measurements",
  "Compare it with what your realm measures.",
);
on(
  Check.CcaExtensible2,
  "cca-extensible-2",
  Topic.Measurements,
  Claim.Executables,
  "Extensible measurement 2 has a value that the policy names.",
  "draft-ffm-rats-cca-token-04 section 4.4, extensible measurements",
  "Compare it with what your realm measures.",
);
on(
  Check.CcaExtensible3,
  "cca-extensible-3",
  Topic.Measurements,
  Claim.Executables,
  "Extensible measurement 3 has a value that the policy names.",
  "draft-ffm-rats-cca-token-04 section 4.4, extensible measurements",
  "Compare it with what your realm measures.",
);
on(
  Check.CcaPersonalization,
  "cca-personalization",
  Topic.Measurements,
  Claim.Configuration,
  "The host launched the realm with a personalization value that the policy names.",
  "draft-ffm-rats-cca-token-04 section 4.4, personalization value",
  "Compare it with what you passed in at launch.",
);
