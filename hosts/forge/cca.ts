/**
 * Forges Arm CCA attestation tokens: one platform with one realm, each with a key of its own.
 * Source: draft-ffm-rats-cca-token-04; Arm DEN0137, section A7.2.3.
 */
import { encodeBase64Url } from "../base64.ts";
import { encodeHex } from "../hex.ts";
import { list } from "../rows.ts";
import { type Cbor, encodeCbor, Tagged } from "./cbor.ts";
import { type Claims, claimsMap, labelOf } from "./claims.ts";
import { coseKey, type Sign1Edit, sign1 } from "./cose.ts";
import { ccaKey } from "./roots.ts";
import { type Curve, digest, generateKey, type KeyPair, type Random, systemRandom } from "./webcrypto.ts";

/** Of the first profile, or of the one in force. */
export type CcaProfile = "first" | "current";

/** What a platform and its realm are made of; all of it has defaults. */
export interface CcaPlatformOptions {
  /** Default current. */
  profile?: CcaProfile;
  /** Curve of the platform's key, which is its own then; default is the test root's key, on P-384, as the realm's is always. */
  curve?: Curve;
  /** Claims to set otherwise; undefined leaves one out. */
  platform?: Claims;
  realm?: Claims;
  /** Source of ids and measurements. */
  random?: Random;
}

/** What one token says. */
export interface CcaClaimOptions {
  /** 64 bytes; default zero. */
  challenge?: Uint8Array;
  /** Claims to set otherwise in this token; the signatures cover them. */
  platform?: Claims;
  realm?: Claims;
}

/** What one token is asked for. */
export interface CcaTokenOptions extends CcaClaimOptions {
  /** Changes to the two messages. */
  platformEdit?: Sign1Edit;
  realmEdit?: Sign1Edit;
  /** Keys that sign in place of the platform's and the realm's. */
  platformSigner?: CryptoKey;
  realmSigner?: CryptoKey;
  /** Changes the collection before it is written. */
  collection?: (members: Map<Cbor, Cbor>) => Map<Cbor, Cbor>;
}

/** One platform with one realm. */
export interface CcaPlatform {
  readonly profile: CcaProfile;
  readonly implementationId: Uint8Array;
  readonly instanceId: Uint8Array;
  /** The platform's public key, as SubjectPublicKeyInfo: what a verifier trusts. */
  readonly publicKey: Uint8Array;
  /** The same as a list of one key with the platform's ids, in JSON. */
  readonly endorsement: string;
  /** Writes the claims of a token, which nobody signs. */
  claims(options?: CcaClaimOptions): Promise<{ platform: Uint8Array; realm: Uint8Array }>;
  /** Signs a token. Throws RangeError on claims that have no name. */
  token(options?: CcaTokenOptions): Promise<Uint8Array>;
}

const COLLECTION = 399;
const MESSAGES = 907;
const EAT_CWT = 263;
const HASH = "sha-256";
const REALM_CURVE: Curve = "P-384";
const SECURED = 0x3000;
const POINTS = { "P-256": 65, "P-384": 97 } as const;

/** The bare point in a SubjectPublicKeyInfo: it ends with it. */
const pointOf = (spki: Uint8Array, curve: Curve) => spki.slice(-POINTS[curve]);

/** The keys of a list entry: JWK as RFC 7517 has it, ids as Veraison's tools have them. */
function endorsementOf(spki: Uint8Array, curve: Curve, implementationId: Uint8Array, instanceId: Uint8Array): string {
  const point = pointOf(spki, curve);
  const size = (point.length - 1) / 2;
  const [x, y] = [point.subarray(1, 1 + size), point.subarray(1 + size)].map((bytes) => encodeBase64Url(bytes));
  const ids = { "implementation-id": encodeHex(implementationId), "instance-id": encodeHex(instanceId) };
  return JSON.stringify([{ ...ids, pkey: { kty: "EC", crv: curve, x, y } }]);
}

const profiles = (profile: CcaProfile) => list("ccaProfile")[profile === "first" ? 0 : 1];

/** What the platform says unless told otherwise. */
function platformClaims(profile: CcaProfile, ids: Claims, random: Random): Claims {
  const component = (type: string) =>
    claimsMap("ccaSwComponent", {
      type,
      measurementValue: random(32),
      version: "1.0.0",
      signerId: random(32),
      hashAlgo: HASH,
    });
  return {
    profile: profiles(profile)?.name,
    challenge: undefined,
    ...ids,
    config: Uint8Array.of(0xcf, 0xcf, 0xcf, 0xcf),
    lifecycle: SECURED,
    hashAlgo: HASH,
    swComponents: [component("BL"), component("RMM")],
    verificationService: "https://verifier.example",
  };
}

/** What the realm says unless told otherwise, but for its challenge. */
function realmClaims(profile: CcaProfile, key: KeyPair, random: Random): Claims {
  const point = pointOf(key.spki, REALM_CURVE);
  return {
    profile: profiles(profile)?.text || undefined,
    personalizationValue: new Uint8Array(64),
    initialMeasurement: random(32),
    extensibleMeasurements: [random(32), random(32), new Uint8Array(32), new Uint8Array(32)],
    hashAlgo: HASH,
    publicKey: profile === "first" ? point : coseKey(point, REALM_CURVE),
    publicKeyHashAlgo: HASH,
  };
}

/** Makes a platform and a realm with their keys. */
export async function createCcaPlatform(options: CcaPlatformOptions = {}): Promise<CcaPlatform> {
  const { profile = "current", curve = "P-384", random = systemRandom } = options;
  const platformKey = await (options.curve ? generateKey(curve) : ccaKey());
  const realmKey = await generateKey(REALM_CURVE);
  const implementationId = random(32);
  const instanceId = Uint8Array.of(1, ...random(32));
  const platform = { ...platformClaims(profile, { implementationId, instanceId }, random), ...options.platform };
  const realm = { ...realmClaims(profile, realmKey, random), ...options.realm };

  /** The claims of both parts, which the platform's challenge binds. */
  async function claims({ challenge = new Uint8Array(64), ...changes }: CcaClaimOptions = {}) {
    const ours: Claims = { challenge, ...realm, ...changes.realm };
    const bound = ours.publicKey instanceof Uint8Array ? await digest("SHA-256", ours.publicKey) : undefined;
    const theirs = { ...platform, challenge: bound, ...options.platform, ...changes.platform };
    return {
      platform: encodeCbor(claimsMap("ccaPlatform", theirs)),
      realm: encodeCbor(claimsMap("ccaRealm", ours)),
    };
  }

  return {
    profile,
    implementationId,
    instanceId,
    publicKey: platformKey.spki,
    endorsement: endorsementOf(platformKey.spki, curve, implementationId, instanceId),
    claims,
    async token({ platformSigner, realmSigner, collection, ...changes } = {}) {
      const claimed = await claims(changes);
      const [theirs, ours] = [platformSigner ?? platformKey.privateKey, realmSigner ?? realmKey.privateKey];
      const parts = {
        platform: await sign1(claimed.platform, theirs, curve, changes.platformEdit),
        realm: await sign1(claimed.realm, ours, REALM_CURVE, changes.realmEdit),
      };
      const wrap = (message: Uint8Array): Cbor => (profile === "first" ? message : [EAT_CWT, message]);
      const members = new Map<Cbor, Cbor>(
        Object.entries(parts).map(([name, message]) => [labelOf("ccaCollection", name), wrap(message)]),
      );
      return encodeCbor(new Tagged(profile === "first" ? COLLECTION : MESSAGES, collection?.(members) ?? members));
    },
  };
}

/** Evidence of one realm on a platform of its own. */
export interface CcaEvidence {
  platform: CcaPlatform;
  token: Uint8Array;
}

/** Makes a platform and one token of it. */
export async function cca(
  options: CcaPlatformOptions & Omit<CcaTokenOptions, "platform" | "realm"> = {},
): Promise<CcaEvidence> {
  const { platform: _platform, realm: _realm, ...asked } = options;
  const platform = await createCcaPlatform(options);
  return { platform, token: await platform.token(asked) };
}
