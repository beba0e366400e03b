/**
 * Forges RISC-V CoVE evidence: one platform with its TSM and a TVM, each with a key of its own. Claims whose labels the
 * specification leaves open have private ones. Source: CoVE, chapter TVM Attestation and Measurements.
 */
import { encodeHex } from "../hex.ts";
import { list, valuesOf } from "../rows.ts";
import { ECDSA_SHA512, ED25519 } from "./algorithms.ts";
import { type Cbor, encodeCbor, Raw, Tagged } from "./cbor.ts";
import { type Claims, claimsMap } from "./claims.ts";
import { coseEd25519Key, coseKey, type Sign1Edit, sign1 } from "./cose.ts";
import { keyBits } from "./der.ts";
import { multiTcbInfo, type TcbInfo, tcbInfo, uccs } from "./dice.ts";
import { coveKey } from "./roots.ts";
import { digest, generateKey, type KeyKind, type KeyPair, type Random, systemRandom, toBigInt } from "./webcrypto.ts";
import {
  amended,
  authorityKeyId,
  basicConstraints,
  type CertificateEdit,
  type CertificateTemplate,
  DEFAULT_VALIDITY,
  issue,
  keyUsage,
  subjectKeyId,
} from "./x509.ts";

/** The parts of the evidence, and who signs them: the root of trust, the platform, the TSM. */
export type CoveToken = "platform" | "tsm" | "tvm";
/** The layers that have certificates. */
export type CoveLayer = "root" | CoveToken;

/** What a platform is made of; all of it has defaults. */
export interface CovePlatformOptions {
  /** Kind of all keys, the root's among them, which is its own then; default P-384 under the test root's. */
  kind?: KeyKind;
  /** Claims to set otherwise; undefined leaves one out. */
  claims?: Partial<Record<CoveToken, Claims>>;
  /** What the layers' certificates say of them. */
  tcbInfos?: Partial<Record<CoveToken, TcbInfo[]>>;
  /** Source of ids and measurements. */
  random?: Random;
}

/** What evidence is asked for. */
export interface CoveEvidenceOptions {
  /** 64 bytes; default zero. */
  challenge?: Uint8Array;
  /** Bare, in a tag, in a CBOR certificate, or in an X.509 certificate; default bare. */
  form?: "bare" | "tagged" | "cbor" | "x509";
  /** Claims to set otherwise; the signatures cover them. */
  claims?: Partial<Record<CoveToken, Claims>>;
  /** Changes to messages, the certificate's among them. */
  edits?: Partial<Record<CoveToken | "certificate", Sign1Edit>>;
  /** Keys that sign in place of those that should. */
  signers?: Partial<Record<CoveToken | "certificate", CryptoKey>>;
  /** Changes the tokens before they are put together. */
  tokens?: (tokens: Map<Cbor, Cbor>) => Map<Cbor, Cbor>;
  /** Changes to an X.509 certificate. */
  leaf?: CertificateEdit;
}

/** What a chain of certificates is asked for. */
export interface CoveChainOptions {
  /** Changes to certificates. */
  edits?: Partial<Record<CoveLayer, CertificateEdit>>;
  /** Who signs a layer's certificate in place of the layer below. */
  signers?: Partial<Record<CoveToken, CryptoKey>>;
  /** Evidence for the guest's certificate to carry. */
  evidence?: Uint8Array;
}

/** One platform, its TSM and a TVM. */
export interface CovePlatform {
  /** The public key of the root of trust, as SubjectPublicKeyInfo: what a verifier trusts. */
  readonly publicKey: Uint8Array;
  /** The keys of all layers. */
  readonly keys: Readonly<Record<CoveLayer, KeyPair>>;
  /** Signs evidence. Throws RangeError on claims that have no name. */
  evidence(options?: CoveEvidenceOptions): Promise<Uint8Array>;
  /** Issues the certificates of all layers, DER. */
  certificates(options?: CoveChainOptions): Promise<Record<CoveLayer, Uint8Array>>;
}

const SUBMODULES = 266;
const UCCS = 601;
const CWT = 61;
/** The claim of a CBOR certificate that holds the evidence, which has no label yet. */
const EVIDENCE = -65600;
const HASH = "sha-384";
const KEY_CERT_SIGN = keyUsage(0x04, 2);
const ID_SIZE = 20;
const LAYERS = ["root", "platform", "tsm", "tvm"] as const;
const TOKENS = ["platform", "tsm", "tvm"] as const;

const below = (token: CoveToken): CoveLayer => LAYERS[LAYERS.indexOf(token) - 1] as CoveLayer;

/** A public key as the claims have it. */
function publicKey({ spki }: KeyPair, kind: KeyKind): Uint8Array {
  const bits = keyBits(spki);
  return kind === "Ed25519" ? coseEd25519Key(bits) : coseKey(bits, kind);
}

/** What the parts say unless told otherwise, but for the challenge. */
function defaultClaims(keys: Record<CoveLayer, KeyPair>, kind: KeyKind, random: Random): Record<CoveToken, Claims> {
  const component = (type: string) =>
    claimsMap("coveSwComponent", {
      type,
      measurementValue: random(48),
      svn: "1",
      signer: random(48),
      hashAlgo: HASH,
    });
  const measurement = (register: number) =>
    claimsMap("coveMeasurement", { register, value: random(48), hashAlgo: HASH });
  return {
    platform: {
      profile: list("coveProfile")[0]?.name,
      publicKey: publicKey(keys.platform, kind),
      manufacturerId: random(64),
      state: valuesOf("covePlatform", "state").find(({ name }) => name === "secured")?.value,
      swComponents: [component("firmware")],
    },
    tsm: {
      publicKey: publicKey(keys.tsm, kind),
      swComponents: [component("tsm-driver"), component("tsm")],
    },
    tvm: {
      identity: random(64),
      publicKey: publicKey(keys.tvm, kind),
      measurements: [0, 1, 2, 3].map(measurement),
      moreMeasurements: [17, 18].map(measurement),
    },
  };
}

/** What the layers' certificates say unless told otherwise. */
function defaultInfos(random: Random): Record<CoveToken, TcbInfo[]> {
  const vendor = "tsmkit test root, no vendor";
  return {
    platform: [{ vendor, model: "platform", svn: 1, layer: 0, fwids: [random(48)], flags: 0 }],
    tsm: [
      { vendor, model: "tsm-driver", svn: 1, layer: 1, index: 0, fwids: [random(48)] },
      { vendor, model: "tsm", svn: 1, layer: 1, index: 1, fwids: [random(48)] },
    ],
    tvm: [{ layer: 2, fwids: [random(48), random(48)] }],
  };
}

async function makeKeys(kind: KeyKind | undefined): Promise<Record<CoveLayer, KeyPair>> {
  const make = () => generateKey(kind ?? "P-384");
  const [root, platform, tsm, tvm] = await Promise.all([kind ? make() : coveKey(), make(), make(), make()]);
  return { root, platform, tsm, tvm };
}

/** The id of a layer's CDI: here the first bytes of its key's digest, with the highest bit off, so that it is a serial number too. */
async function cdiId({ spki }: KeyPair): Promise<Uint8Array> {
  const id = (await digest("SHA-256", spki)).slice(0, ID_SIZE);
  id[0] = ((id[0] ?? 0) & 0x7f) | 0x40;
  return id;
}

/** Makes a platform, a TSM and a TVM with their keys. */
export async function createCovePlatform(options: CovePlatformOptions = {}): Promise<CovePlatform> {
  const { random = systemRandom, kind = "P-384" } = options;
  const keys = await makeKeys(options.kind);
  const claims = defaultClaims(keys, kind, random);
  const infos = { ...defaultInfos(random), ...options.tcbInfos };
  const algorithm = kind === "Ed25519" ? ED25519 : ECDSA_SHA512;
  const ids = Object.fromEntries(
    await Promise.all(LAYERS.map(async (layer) => [layer, await cdiId(keys[layer])])),
  ) as Record<CoveLayer, Uint8Array>;
  const nameOf = (layer: CoveLayer) => ({ CN: encodeHex(ids[layer]) });

  async function tokenOf(token: CoveToken, asked: CoveEvidenceOptions): Promise<Uint8Array> {
    const challenge = token === "tvm" ? { challenge: asked.challenge ?? new Uint8Array(64) } : {};
    const said = { ...challenge, ...claims[token], ...options.claims?.[token], ...asked.claims?.[token] };
    const format = { platform: "covePlatform", tsm: "coveTsm", tvm: "coveTvm" }[token];
    const payload = encodeCbor(new Tagged(CWT, claimsMap(format, said)));
    return sign1(payload, asked.signers?.[token] ?? keys[below(token)].privateKey, kind, asked.edits?.[token]);
  }

  async function tokensOf(asked: CoveEvidenceOptions): Promise<Map<Cbor, Cbor>> {
    const pairs = TOKENS.map(async (token) => [token, new Raw(await tokenOf(token, asked))] as [Cbor, Cbor]);
    const tokens = new Map(await Promise.all(pairs));
    return new Map([[SUBMODULES, asked.tokens?.(tokens) ?? tokens]]);
  }

  function template(layer: CoveLayer, evidence?: Uint8Array): CertificateTemplate {
    const issuer = layer === "root" ? layer : below(layer);
    const said = layer === "root" ? [] : infos[layer];
    const [info, ...more] = said;
    return {
      serial: toBigInt(ids[layer]),
      algorithm,
      issuer: nameOf(issuer),
      validity: DEFAULT_VALIDITY,
      subject: nameOf(layer),
      spki: keys[layer].spki,
      extensions: [
        authorityKeyId(ids[issuer]),
        subjectKeyId(ids[layer]),
        KEY_CERT_SIGN,
        basicConstraints(LAYERS.length - 1 - LAYERS.indexOf(layer)),
        ...(more.length ? [multiTcbInfo(...said)] : info ? [tcbInfo(info)] : []),
        ...(evidence ? [uccs(evidence)] : []),
      ],
    };
  }

  async function certificate(layer: CoveLayer, { edits, signers, evidence }: CoveChainOptions): Promise<Uint8Array> {
    const edit = edits?.[layer];
    const signer = layer === "root" ? keys.root.privateKey : (signers?.[layer] ?? keys[below(layer)].privateKey);
    return issue(amended(template(layer, layer === "tvm" ? evidence : undefined), edit), signer, edit);
  }

  return {
    publicKey: keys.root.spki,
    keys,
    async evidence(asked = {}) {
      const { form = "bare", signers, edits, leaf } = asked;
      const tokens = await tokensOf(asked);
      if (form === "bare") return encodeCbor(tokens);
      const tagged = new Tagged(UCCS, tokens);
      if (form === "tagged") return encodeCbor(tagged);
      if (form === "x509") {
        return certificate("tvm", {
          evidence: encodeCbor(tagged),
          ...(leaf && { edits: { tvm: leaf } }),
          ...(signers?.certificate && { signers: { tvm: signers.certificate } }),
        });
      }
      const claimed = new Map<Cbor, Cbor>([
        ...claimsMap("coveCertificate", { iss: encodeHex(ids.tsm), sub: encodeHex(ids.tvm) }),
        [EVIDENCE, tokens],
      ]);
      const payload = encodeCbor(new Tagged(CWT, claimed));
      return sign1(payload, signers?.certificate ?? keys.tsm.privateKey, kind, edits?.certificate);
    },
    async certificates(asked = {}) {
      const made = await Promise.all(LAYERS.map(async (layer) => [layer, await certificate(layer, asked)]));
      return Object.fromEntries(made) as Record<CoveLayer, Uint8Array>;
    },
  };
}

/** Evidence of one TVM on a platform of its own. */
export async function cove(
  options: CovePlatformOptions & CoveEvidenceOptions = {},
): Promise<{ platform: CovePlatform; evidence: Uint8Array }> {
  const platform = await createCovePlatform(options);
  return { platform, evidence: await platform.evidence(options) };
}
