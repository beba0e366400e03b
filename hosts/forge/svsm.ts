/**
 * Forges what an SVSM says of its services: manifests, with the public area of a virtual TPM's endorsement key.
 * Source: AMD 58019, Secure VM Service Module for SEV-SNP Guests, chapter 7 and section 8.3.1; TCG EK Credential Profile 2.5,
 * annex B, templates L-1, H-2 and H-3.
 */
import { concat } from "../bytes.ts";
import { decodeHex } from "../hex.ts";
import { layout, list } from "../rows.ts";
import { encode, type Fields, fieldOf, overlay, padded } from "./sections.ts";
import { type Digest, digest, generateKey, generateRsaKey } from "./webcrypto.ts";

/** Kinds of endorsement keys. */
export type EkKind = "RSA-2048" | "P-256" | "P-384";

/** Changes to fields of a public area, by layout: `tpmPublic`, `tpmCipher`, `tpmRsaParameters`, `tpmRsaKey` and so on. */
export type EkEdit = Partial<Record<string, Fields>>;

/** A service: its GUID, or its name in the list `svsmService`; and its own manifest, empty when it has none. */
export type SvsmService = readonly [guid: string, manifest: Uint8Array];

/** What an SVSM is made of; all of it has defaults. */
export interface SvsmOptions {
  /** The virtual TPM's key; default P-256. */
  ek?: EkKind;
  /** Fields of its public area to set otherwise. */
  edit?: EkEdit;
  /** The services; default a virtual TPM, and UEFI management mode without a manifest of its own. */
  services?: readonly SvsmService[];
}

/** An SVSM. */
export interface Svsm {
  /** The public area of the virtual TPM's key (TPMT_PUBLIC). */
  readonly ek: Uint8Array;
  readonly services: readonly SvsmService[];
  /** The manifest of all services. */
  readonly manifest: Uint8Array;
  /** The manifest of one service in a version, of which there is 0; undefined for one that is not there. */
  manifestOf(guid: string, version?: number): Uint8Array | undefined;
}

/** All versions have the fields that are looked up without one. */
const ANY = 0;

/** A value of a field by its name. */
function named(format: string, field: string, name: string): number {
  const found = fieldOf(format, ANY, field).values.find((value) => value.name === name);
  if (!found) throw new RangeError(`${format}.${field} has no ${name}`);
  return found.value;
}

/** The GUID of a service that may be called by its name. */
function guidOf(service: string): string {
  return (list("svsmService").find(({ name, text }) => text && name === service)?.text ?? service).toLowerCase();
}

/** A GUID as manifests have it: the first three parts little-endian. */
export function encodeGuid(guid: string): Uint8Array {
  const parts = guid.split("-").map(decodeHex);
  return concat(parts.map((part, i) => (i < 3 ? part.reverse() : part)));
}

/** Lays out the manifest of all services: header, entries in the order given, then their manifests side by side. */
export function encodeServices(services: readonly SvsmService[]): Uint8Array {
  const [header, entry] = [layout("svsmServices").size, layout("svsmService").size];
  let offset = header + entry * services.length;
  const entries = services.map(([service, { length }]) => {
    const section = encode("svsmService", 0, { guid: encodeGuid(guidOf(service)), offset, length });
    offset += length;
    return section;
  });
  const guid = encodeGuid(list("svsmManifestKind")[0]?.text ?? "");
  const head = encode("svsmServices", 0, { guid, size: offset, count: services.length });
  return concat([head, ...entries, ...services.map(([, manifest]) => manifest)]);
}

const ATTRIBUTES = {
  fixedTpm: true,
  fixedParent: true,
  sensitiveDataOrigin: true,
  adminWithPolicy: true,
  restricted: true,
  decrypt: true,
};

/** Command code of PolicySecret, and the name of the endorsement hierarchy. */
const POLICY_SECRET = Uint8Array.of(0, 0, 0x01, 0x51);
const ENDORSEMENT = Uint8Array.of(0x40, 0, 0, 0x0b);

/**
 * The policy of endorsement keys: whoever may use the endorsement hierarchy (PolicyA of the profile, annex B.6.1). The digest of
 * a policy begins with zeros, and ends with the digest of an empty reference (Part 3, section 23.2.3).
 */
async function endorsementPolicy(hash: Digest): Promise<Uint8Array> {
  const none = new Uint8Array((await digest(hash, new Uint8Array())).length);
  return digest(hash, await digest(hash, concat([none, POLICY_SECRET, ENDORSEMENT])));
}

/** Cipher of a storage key, and no scheme. */
const cipher = (): Fields => ({
  symmetric: named("tpmCipher", "symmetric", "AES"),
  symmetricBits: 128,
  symmetricMode: named("tpmCipher", "symmetricMode", "CFB"),
  scheme: named("tpmCipher", "scheme", "none"),
});

/** Bytes of the exponent at the end of a SubjectPublicKeyInfo: 02 03 01 00 01. */
const EXPONENT = 5;

/** A section to be: its layout, the version of it, and its fields. */
type Part = readonly [format: string, version: number, fields: Fields];

/** The rest of the parameters, and the key. */
async function keyParts(kind: EkKind): Promise<Part[]> {
  if (kind === "RSA-2048") {
    const { spki } = await generateRsaKey(2048);
    const modulus = spki.slice(-256 - EXPONENT, -EXPONENT);
    return [
      ["tpmRsaParameters", 0, { keyBits: 2048, exponent: 0 }],
      ["tpmRsaKey", 0, { modulusSize: modulus.length, modulus }],
    ];
  }
  const { spki } = await generateKey(kind);
  const size = kind === "P-256" ? 32 : 48;
  const [x, y] = [spki.slice(-2 * size, -size), spki.slice(-size)];
  const curve = named("tpmEccParameters", "curve", `NIST ${kind}`);
  const kdf = named("tpmEccParameters", "kdf", "none");
  return [
    ["tpmEccParameters", 0, { curve, kdf }],
    ["tpmEccPoint", curve, { xSize: size, x, ySize: size, y }],
  ];
}

/** Makes the public area of an endorsement key. Only its public half is kept: nothing here decrypts. */
export async function createEk(kind: EkKind = "P-256", edit: EkEdit = {}): Promise<Uint8Array> {
  const hash = kind === "P-384" ? "SHA-384" : "SHA-256";
  const authPolicy = await endorsementPolicy(hash);
  const area: Fields = {
    type: named("tpmPublic", "type", kind === "RSA-2048" ? "RSA" : "ECC"),
    nameAlg: named("tpmPublic", "nameAlg", hash),
    objectAttributes: ATTRIBUTES,
    authPolicySize: authPolicy.length,
    authPolicy,
  };
  const parts: Part[] = [["tpmPublic", 0, area], ["tpmCipher", 0, cipher()], ...(await keyParts(kind))];
  return concat(parts.map(([format, version, fields]) => encode(format, version, overlay(fields, edit[format]))));
}

/** Makes an SVSM. */
export async function createSvsm(options: SvsmOptions = {}): Promise<Svsm> {
  const ek = await createEk(options.ek, options.edit);
  const services = options.services ?? [
    ["vtpm", ek],
    ["uefi-mm", new Uint8Array()],
  ];
  return {
    ek,
    services,
    manifest: encodeServices(services),
    manifestOf(guid, version = 0) {
      if (version !== 0) return undefined;
      return services.find(([service]) => guidOf(service) === guidOf(guid))?.[1];
    },
  };
}

/** What a report carries that binds a manifest: SHA-512 over the nonce, zeros behind it up to 64 bytes, and the manifest. */
export async function bindManifest(nonce: Uint8Array, manifest: Uint8Array): Promise<Uint8Array> {
  return digest("SHA-512", concat([padded("snpReport", ANY, "reportData", nonce), manifest]));
}
