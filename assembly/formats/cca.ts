/**
 * Arm CCA attestation tokens: what the platform says of itself, signed by its attestation key, and what it says of a realm,
 * signed by a key of the realm that the platform's part binds by its digest.
 * Source: draft-ffm-rats-cca-token-04 sections 4 and 5; Arm DEN0137, Realm Management Monitor, section A7.2.3.
 */
import { layout, list } from "../layout";
import { Shape } from "./found";

/** Tags of a token: as an EAT collection, and since version 02 of the draft as a collection of conceptual messages. */
export const enum CcaTag {
  Collection = 399,
  Messages = 907,
}

/** CoAP content format of application/eat+cwt, by which a message of the collection says what it is. */
export const EAT_CWT: u64 = 263;

/** States of a platform's life: the upper four of the claim's sixteen bits. */
export const enum Lifecycle {
  Unknown = 0,
  Assembly = 1,
  Provisioning = 2,
  Secured = 3,
  PlatformDebug = 4,
  RecoverableDebug = 5,
  Decommissioned = 6,
}
/** Bit of the state. */
export const LIFECYCLE_STATE: u32 = 12;

export const ccaToken = layout("ccaToken", 0, "draft-ffm-rats-cca-token-04 section 3, CCA token");
export const token = ccaToken.cbor(0, 0, "token", "Both parts, each a COSE_Sign1.");

/** Labels of the parts. A text label beside them tells a collection's type. */
export const ccaCollection = layout("ccaCollection", 0, "draft-ffm-rats-cca-token-04 section 3, parts of a token");
export const platformToken = ccaCollection.claim(44234, Shape.Bytes, 1, 4095, "platform", "Says what the platform is.");
export const realmToken = ccaCollection.claim(44241, Shape.Bytes, 1, 4095, "realm", "Says what the realm is.");
/** Text label of a collection of messages that tells its type. */
export const collectionTypes = list("cmwLabel", "Text labels of a collection of conceptual messages.");
collectionTypes.entry(0, "__cmwc_t", "Type of the collection.");

const DIGEST: u32 = 64;
const TEXT: u32 = 255;
const BYTES: u32 = 4095;

export const ccaPlatform = layout("ccaPlatform", 0, "draft-ffm-rats-cca-token-04 section 4.3, platform claims");
const p = ccaPlatform;
export const platformProfile = p.claim(265, Shape.Text, 1, TEXT, "profile", "Which version of these claims it is.").called("cca-platform-profile").short();
export const platformChallenge = p.claim(10, Shape.Bytes, 32, DIGEST, "challenge", "Digest of the realm's public key.").called("cca-platform-challenge");
export const implementationId = p.claim(2396, Shape.Bytes, 32, 32, "implementationId", "Which kind of platform it is.").called("cca-platform-implementation-id").short();
export const instanceId = p.claim(256, Shape.Bytes, 33, 33, "instanceId", "Which one it is: a UEID, whose first byte is 1.").called("cca-platform-instance-id").short();
export const platformConfig = p.claim(2401, Shape.Bytes, 0, BYTES, "config", "How it is set up.").called("cca-platform-config");
export const lifecycle = p
  .claim(2395, Shape.Number, 0, 0, "lifecycle", "The state of its life.")
  .called("cca-platform-lifecycle")
  .short()
  .bits(0, 8, "detail", "The implementation's own.")
  .bits(12, 4, "state", "Where in its life it is.")
  .value(Lifecycle.Unknown, "unknown")
  .value(Lifecycle.Assembly, "assembly-and-test")
  .value(Lifecycle.Provisioning, "rot-provisioning")
  .value(Lifecycle.Secured, "secured")
  .value(Lifecycle.PlatformDebug, "non-cca-platform-debug")
  .value(Lifecycle.RecoverableDebug, "recoverable-cca-platform-debug")
  .value(Lifecycle.Decommissioned, "decommissioned");
export const components = p.claim(2399, Shape.Parts, 0, 0, "swComponents", "Firmware that was measured.").called("cca-platform-sw-components");
p.claim(2400, Shape.Text, 0, TEXT, "verificationService", "Where the platform may be verified.").called("cca-platform-service-indicator").optional();
export const platformHash = p.claim(2402, Shape.Text, 1, TEXT, "hashAlgo", "Digests of the platform, unless a component says otherwise.").called("cca-platform-hash-algo-id");

export const ccaComponent = layout("ccaSwComponent", 0, "draft-ffm-rats-cca-token-04 section 4.3, software component");
ccaComponent.claim(1, Shape.Text, 0, TEXT, "type", "What it is.").called("measurement-type").optional();
export const measurementValue = ccaComponent.claim(2, Shape.Bytes, 32, DIGEST, "measurementValue", "Its digest.").called("measurement-value");
ccaComponent.claim(4, Shape.Text, 0, TEXT, "version", "Its version.").called("version").optional();
export const signerId = ccaComponent.claim(5, Shape.Bytes, 32, DIGEST, "signerId", "Digest of the key that signed it.").called("signer-id");
ccaComponent.claim(6, Shape.Text, 0, TEXT, "hashAlgo", "How its digest was made.").called("hash-algo").optional();

export const ccaRealm = layout("ccaRealm", 0, "draft-ffm-rats-cca-token-04 section 4.4, realm claims");
const r = ccaRealm;
export const realmProfile = r.claim(265, Shape.Text, 1, TEXT, "profile", "Which version of these claims it is; none in the first.").called("cca-realm-profile").optional().short();
export const realmChallenge = r.claim(10, Shape.Bytes, 64, 64, "challenge", "What the realm passed in: its nonce.").called("cca-realm-challenge").short().nonce();
export const personalizationValue = r.claim(44235, Shape.Bytes, 64, 64, "personalizationValue", "What the host passed in at launch.").called("cca-realm-personalization-value");
export const initialMeasurement = r.claim(44238, Shape.Bytes, 32, DIGEST, "initialMeasurement", "Digest of the realm at launch.").called("cca-realm-initial-measurement").short();
export const extensibleMeasurements = r.claim(44239, Shape.BytesList, 32, DIGEST, "extensibleMeasurements", "What software has measured since.").called("cca-realm-extensible-measurements").short();
r.claim(44236, Shape.Text, 1, TEXT, "hashAlgo", "How measurements are made.").called("cca-realm-hash-algo-id");
export const realmKey = r.claim(44237, Shape.Bytes, 33, 255, "publicKey", "The realm's attestation key: a bare point, or a COSE_Key.").called("cca-realm-public-key");
export const realmKeyHash = r.claim(44240, Shape.Text, 1, TEXT, "publicKeyHashAlgo", "How the platform's challenge is made of it.").called("cca-realm-public-key-hash-algo-id");

/** Registers of a realm that software extends. */
export const REALM_REGISTERS: u64 = 4;

/** Entry text = profile of the realm's claims that goes with it; value = version of the token here. */
export const ccaProfiles = list("ccaProfile", "Profiles of platform claims; text = profile of the realm's claims, none in the first.");
ccaProfiles.entry(1, "http://arm.com/CCA-SSD/1.0.0", "The first.", "");
ccaProfiles.entry(2, "tag:arm.com,2023:cca_platform#1.0.0", "The one in force.", "tag:arm.com,2023:realm#1.0.0");

/** Entry value = number of the hash function, as in crypto/hash.ts. */
export const ccaHashes = list("ccaHash", "Names of hash functions in claims.");
ccaHashes.entry(0, "sha-256", "SHA-256.");
ccaHashes.entry(1, "sha-384", "SHA-384.");
ccaHashes.entry(2, "sha-512", "SHA-512.");

/** Claims without a signature, as tools write them down. */
export const ccaClaims = layout("ccaClaims", 0, "draft-ffm-rats-cca-token-04 section 4, claims alone");
export const claims = ccaClaims.cbor(0, 0, "claims", "The claims of a platform, or of a realm.");
