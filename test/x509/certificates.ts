/** Certificates as trees, and their parts by name; and a mint of small certificates that is independent of the forge. */
import { constants, generateKeyPairSync, type KeyObject, sign } from "node:crypto";
import { createSnpPlatform, tdx } from "../../hosts/forge/index.ts";
import type { Element } from "./der.ts";
import * as der from "./der.ts";

/** A certificate as a tree, and its parts. */
export class Tree {
  readonly root: Element;
  constructor(bytes: Uint8Array) {
    this.root = der.parse(bytes);
  }
  get tbs() {
    return der.at(this.root, 0);
  }
  get algorithm() {
    return der.at(this.root, 1);
  }
  get signature() {
    return der.at(this.root, 2);
  }
  part(place: number) {
    return der.at(this.tbs, place);
  }
  get extensions() {
    return der.within(der.at(this.tbs, 7, 0));
  }
  /** An extension by its OID. */
  extension(oid: string): Element {
    const wanted = der.encode(der.oid(oid));
    const found = this.extensions.find((e) => der.encode(der.at(e, 0)).equals(wanted));
    if (!found) throw new RangeError(`no extension ${oid}`);
    return found;
  }
  /** The tree of an extension's value. */
  value(oid: string): Element {
    return der.parse(der.within(this.extension(oid)).at(-1)?.inside as Buffer);
  }
  /** Changes the value of an extension. */
  setValue(oid: string, value: Element | Buffer): void {
    const members = der.within(this.extension(oid));
    members[members.length - 1] = der.octets(Buffer.isBuffer(value) ? value : der.encode(value));
  }
  /** Says another signature algorithm, in both places. */
  setAlgorithm(algorithm: Element): void {
    der.within(this.tbs)[2] = algorithm;
    der.within(this.root)[1] = algorithm;
  }
  encode() {
    return der.encode(this.root);
  }
}

const platform = await createSnpPlatform({ product: "Milan" });
const { quote } = await tdx();

/** Certificates in PEM anywhere in these bytes. */
export function pemIn(bytes: Uint8Array): Buffer[] {
  const text = Buffer.from(bytes).toString("latin1").replaceAll("\\n", "\n");
  const blocks = text.matchAll(/-----BEGIN CERTIFICATE-----([A-Za-z0-9+/=\s]*)-----END CERTIFICATE-----/g);
  return [...blocks].map(([, body]) => Buffer.from(body as string, "base64"));
}

/** A forged VCEK, its issuer and its root. */
export const VCEK = Buffer.from(platform.certificates.leaf);
export const ASK = Buffer.from(platform.certificates.intermediate);
export const ARK = Buffer.from(platform.certificates.root);
/** A forged PCK certificate, its issuer and its root. */
export const [PCK, PLATFORM_CA, INTEL_ROOT] = pemIn(quote) as [Buffer, Buffer, Buffer];

/** One change to a certificate. */
export type Edit = (tree: Tree) => void;

/** The certificate after an edit; its signature is as before. */
export function edited(certificate: Uint8Array, edit: Edit): Buffer {
  const tree = new Tree(certificate);
  edit(tree);
  return tree.encode();
}

/** AlgorithmIdentifier of RSASSA-PSS. */
export function pss(hash: string, saltLength: string, more: Element[] = [], mgfHash = hash): Element {
  const named = (oid: string) => der.sequence(der.oid(oid), der.nothing());
  return der.sequence(
    der.oid("1.2.840.113549.1.1.10"),
    der.sequence(
      der.of(0xa0, named(hash)),
      der.of(0xa1, der.sequence(der.oid("1.2.840.113549.1.1.8"), named(mgfHash))),
      der.of(0xa2, der.integer(saltLength)),
      ...more,
    ),
  );
}

export const HASH_OIDS = {
  sha256: "2.16.840.1.101.3.4.2.1",
  sha384: "2.16.840.1.101.3.4.2.2",
  sha512: "2.16.840.1.101.3.4.2.3",
} as const;
export type HashName = keyof typeof HASH_OIDS;

/** How to sign, and how to say so. */
export interface Signer {
  algorithm: Element;
  sign(tbs: Buffer, key: KeyObject): Buffer;
}

const ECDSA = { sha256: 2, sha384: 3, sha512: 4 } as const;
const PKCS1 = { sha256: 11, sha384: 12, sha512: 13 } as const;

export const ecdsa = (hash: HashName): Signer => ({
  algorithm: der.sequence(der.oid(`1.2.840.10045.4.3.${ECDSA[hash]}`)),
  sign: (tbs, key) => sign(hash, tbs, key),
});
export const pkcs1 = (hash: HashName): Signer => ({
  algorithm: der.sequence(der.oid(`1.2.840.113549.1.1.${PKCS1[hash]}`), der.nothing()),
  sign: (tbs, key) => sign(hash, tbs, key),
});
export const ed25519: Signer = {
  algorithm: der.sequence(der.oid("1.3.101.112")),
  sign: (tbs, key) => sign(null, tbs, key),
};
/** RSASSA-PSS that says one length of salt and takes another. */
export const rsaPss = (hash: HashName, said: number, saltLength = said): Signer => ({
  algorithm: pss(HASH_OIDS[hash], Buffer.of(said).toString("hex")),
  sign: (tbs, key) => sign(hash, tbs, { key, padding: constants.RSA_PKCS1_PSS_PADDING, saltLength }),
});

export const name = (text: string) => der.sequence(der.of(0x31, der.sequence(der.oid("2.5.4.3"), der.utf8(text))));

/** An extension with a tree for a value. */
export const extension = (oid: string, value: Element | Buffer, critical?: Element): Element =>
  der.sequence(
    der.oid(oid),
    ...(critical ? [critical] : []),
    der.octets(Buffer.isBuffer(value) ? value : der.encode(value)),
  );
export const TRUE = der.hex(0x01, "ff");

/** basicConstraints of an authority. */
export const authority = (pathLength?: string) =>
  extension("2.5.29.19", der.sequence(TRUE, ...(pathLength ? [der.integer(pathLength)] : [])), TRUE);
export const keyUsage = (bits: string) => extension("2.5.29.15", der.hex(0x03, bits), TRUE);

/** What a minted certificate says; all but names and keys has defaults. */
export interface Minted {
  subject: string;
  issuer: string;
  publicKey: KeyObject;
  signedWith: KeyObject;
  signer?: Signer;
  extensions?: Element[];
  validity?: [string, string];
}

export function mint(minted: Minted): Buffer {
  const { signer = ecdsa("sha256"), extensions = [], validity = ["200101000000Z", "491231235959Z"] } = minted;
  const tbs = der.sequence(
    der.of(0xa0, der.integer("02")),
    der.integer("01"),
    signer.algorithm,
    name(minted.issuer),
    der.sequence(...validity.map((text) => der.bytes(text.length === 13 ? 0x17 : 0x18, text))),
    name(minted.subject),
    der.parse(minted.publicKey.export({ type: "spki", format: "der" })),
    ...(extensions.length ? [der.of(0xa3, der.sequence(...extensions))] : []),
  );
  return seal(tbs, signer, minted.signedWith);
}

/** Signs what is to be signed. */
export function seal(tbs: Element, signer: Signer, key: KeyObject): Buffer {
  const signature = signer.sign(der.encode(tbs), key);
  return der.encode(der.sequence(tbs, signer.algorithm, der.bytes(0x03, Buffer.concat([Buffer.of(0), signature]))));
}

export const ecKeys = (namedCurve = "P-256") => generateKeyPairSync("ec", { namedCurve });
export const edKeys = () => generateKeyPairSync("ed25519");
export const rsaKeys = (modulusLength = 2048) => generateKeyPairSync("rsa", { modulusLength });
