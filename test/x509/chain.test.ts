/** Links of chains: each reason for which one does not hold, alone; the kinds of signatures; and what is remembered. */
import type { KeyObject } from "node:crypto";
import { beforeEach, describe, expect, test } from "vitest";
import * as own from "./certificates.ts";
import { ecdsa, ed25519, type Minted, mint, pkcs1, rsaPss, type Signer } from "./certificates.ts";
import * as der from "./der.ts";
import { Link, x509Probe } from "./x509Probe.ts";

const { probe, read } = await x509Probe({ fused: false, debug: false });
const root = own.ecKeys();
const middle = own.ecKeys();
const leaf = own.ecKeys();
const stranger = own.ecKeys();
const seconds = (iso: string) => BigInt(Date.parse(iso)) / 1000n;
const NOW = seconds("2025-01-01T00:00:00Z");

const CA = [own.authority("00"), own.keyUsage("0204")];
const middleOf = (change: Partial<Minted> = {}) =>
  mint({
    subject: "middle",
    issuer: "root",
    publicKey: middle.publicKey,
    signedWith: root.privateKey,
    extensions: CA,
    ...change,
  });
const leafOf = (change: Partial<Minted> = {}) =>
  mint({ subject: "leaf", issuer: "middle", publicKey: leaf.publicKey, signedWith: middle.privateKey, ...change });

function link(certificate: Buffer, authority: Buffer, now = NOW, depthBelow = 0): number {
  expect([read(certificate, 0), read(authority, 1)]).toEqual(["ok", "ok"]);
  return probe.checkLink(0, 1, now, depthBelow);
}

beforeEach(() => probe.forgetSignatures());

describe("a link holds", () => {
  test("when all is right", () => expect(link(leafOf(), middleOf())).toBe(0));

  test("not under another name", () => {
    expect(link(leafOf({ issuer: "other" }), middleOf())).toBe(Link.Name);
    expect(link(leafOf({ issuer: "middl" }), middleOf())).toBe(Link.Name);
    expect(link(leafOf(), middleOf({ subject: "middle2" }))).toBe(Link.Name);
  });

  test("not when it was signed by another key", () =>
    expect(link(leafOf({ signedWith: stranger.privateKey }), middleOf())).toBe(Link.Signature));

  test("not below a certificate of no authority", () => {
    const usage = own.keyUsage("0204");
    expect(link(leafOf(), middleOf({ extensions: [usage] }))).toBe(Link.Authority);
    const none = own.extension("2.5.29.19", der.sequence(), own.TRUE);
    expect(link(leafOf(), middleOf({ extensions: [usage, none] }))).toBe(Link.Authority);
  });

  test("not below a key that is not for certificates", () => {
    expect(link(leafOf(), middleOf({ extensions: [own.authority()] }))).toBe(Link.Usage);
    // For lists, for signatures, and for all but certificates.
    for (const bits of ["0102", "0780", "00fb"]) {
      expect(link(leafOf(), middleOf({ extensions: [own.authority(), own.keyUsage(bits)] }))).toBe(Link.Usage);
    }
  });

  test("not when more authorities are below than may be", () => {
    const usage = own.keyUsage("0204");
    const allowed = (length: string | undefined, depth: number) =>
      link(leafOf(), middleOf({ extensions: [own.authority(length), usage] }), NOW, depth);
    expect([allowed("00", 0), allowed("00", 1)]).toEqual([0, Link.PathLength]);
    expect([allowed("01", 1), allowed("01", 2)]).toEqual([0, Link.PathLength]);
    expect(allowed(undefined, 4)).toBe(0);
  });

  test("from its first second to its last", () => {
    const certificate = leafOf({ validity: ["240101000000Z", "20500101000000Z"] });
    const at = (iso: string, more = 0n) => link(certificate, middleOf(), seconds(iso) + more);
    expect([at("2024-01-01T00:00:00Z", -1n), at("2024-01-01T00:00:00Z")]).toEqual([Link.Time, 0]);
    expect([at("2050-01-01T00:00:00Z"), at("2050-01-01T00:00:00Z", 1n)]).toEqual([0, Link.Time]);
  });

  test("or says all that is wrong", () => {
    const certificate = leafOf({ issuer: "other", validity: ["240101000000Z", "240102000000Z"] });
    expect(link(certificate, leafOf(), NOW, 0)).toBe(
      Link.Name | Link.Authority | Link.Usage | Link.Time | Link.Signature,
    );
  });

  test("not when a leaf issues one", () =>
    expect(link(leafOf({ issuer: "leaf", signedWith: leaf.privateKey }), leafOf())).toBe(Link.Authority | Link.Usage));
});

const ecKeys = { "P-256": own.ecKeys("P-256"), "P-384": own.ecKeys("P-384") };
const rsa = { 2048: own.rsaKeys(2048), 3072: own.rsaKeys(3072), 4096: own.rsaKeys(4096) };
const small = own.rsaKeys(1024);
const ed = own.edKeys();

/** Does a signature of this kind hold under the key it was made with? */
function holds(keys: { publicKey: KeyObject; privateKey: KeyObject }, signer: Signer): boolean {
  const authority = middleOf({ publicKey: keys.publicKey });
  expect([read(leafOf({ signedWith: keys.privateKey, signer }), 0), read(authority, 1)]).toEqual(["ok", "ok"]);
  return probe.isSigned(0, 1) === 1;
}

describe("signatures", () => {
  const hashes = ["sha256", "sha384", "sha512"] as const;
  test.each(hashes)("of ECDSA with %s on both curves", (hash) => {
    for (const keys of Object.values(ecKeys)) expect(holds(keys, ecdsa(hash))).toBe(true);
  });
  test.each(hashes)("of RSA with %s, in both forms and with any salt", (hash) => {
    for (const keys of Object.values(rsa)) {
      expect(holds(keys, pkcs1(hash))).toBe(true);
      for (const salt of [0, 20, 32, 48, 127]) expect(holds(keys, rsaPss(hash, salt))).toBe(true);
    }
  });
  test("of Ed25519, over all that is signed", () => {
    expect(holds(ed, ed25519)).toBe(true);
    expect(holds(ed, { ...ed25519, sign: (tbs, key) => ed25519.sign(tbs.subarray(1), key) })).toBe(false);
    expect(holds(ed, { ...ed25519, sign: (tbs) => ed25519.sign(tbs, own.edKeys().privateKey) })).toBe(false);
    for (const length of [1, 63, 65]) {
      const sign = (tbs: Buffer, key: KeyObject) =>
        Buffer.concat([ed25519.sign(tbs, key), Buffer.alloc(1)]).subarray(0, length);
      expect(holds(ed, { ...ed25519, sign })).toBe(false);
    }
  });
  test("of Ed25519, every bit of signature and key flipped", () => {
    const certificate = leafOf({ signedWith: ed.privateKey, signer: ed25519 });
    const authority = middleOf({ publicKey: ed.publicKey });
    const key = authority.indexOf((ed.publicKey.export({ type: "spki", format: "der" }) as Buffer).subarray(-32));
    const isSigned = (leaf: Buffer, issuer: Buffer) => {
      expect([read(leaf, 0), read(issuer, 1)]).toEqual(["ok", "ok"]);
      return probe.isSigned(0, 1) === 1;
    };
    expect(isSigned(certificate, authority)).toBe(true);
    for (const [bytes, from, length] of [
      [certificate, certificate.length - 64, 64],
      [authority, key, 32],
    ] as const) {
      for (let bit = 0; bit < 8 * length; bit++) {
        const at = from + (bit >> 3);
        bytes[at] = (bytes[at] as number) ^ (1 << (bit & 7));
        expect(isSigned(certificate, authority), `bit ${bit}`).toBe(false);
        bytes[at] = (bytes[at] as number) ^ (1 << (bit & 7));
      }
    }
    expect(isSigned(certificate, authority)).toBe(true);
  });
  test("of a larger hash function than stated", () => {
    for (const [said, done] of [
      [ecdsa("sha256"), ecdsa("sha384")],
      [ecdsa("sha384"), ecdsa("sha256")],
    ] as const) {
      expect(holds(ecKeys["P-384"], { ...said, sign: done.sign })).toBe(false);
    }
    const lie = { ...rsaPss("sha384", 48), sign: rsaPss("sha256", 48).sign };
    expect(holds(rsa[2048], lie)).toBe(false);
  });
  test("of PSS with other salt than stated", () => {
    for (const salt of [47, 49, 0]) expect(holds(rsa[2048], rsaPss("sha384", 48, salt))).toBe(false);
  });
  test("of one form stated as the other", () => {
    expect(holds(rsa[2048], { ...pkcs1("sha256"), sign: rsaPss("sha256", 32).sign })).toBe(false);
    expect(holds(rsa[2048], { ...rsaPss("sha256", 32), sign: pkcs1("sha256").sign })).toBe(false);
  });
  test("of a kind that the key is not for", () => {
    expect(holds(rsa[2048], { ...ecdsa("sha256"), sign: pkcs1("sha256").sign })).toBe(false);
    expect(holds(ecKeys["P-256"], { ...pkcs1("sha256"), sign: ecdsa("sha256").sign })).toBe(false);
    expect(holds(ecKeys["P-256"], { ...rsaPss("sha256", 32), sign: ecdsa("sha256").sign })).toBe(false);
    expect(holds(ecKeys["P-256"], { ...ed25519, sign: ecdsa("sha256").sign })).toBe(false);
    expect(holds(rsa[2048], { ...ed25519, sign: pkcs1("sha256").sign })).toBe(false);
    for (const signer of [ecdsa("sha512"), pkcs1("sha512"), rsaPss("sha512", 64)]) {
      expect(holds(ed, { ...signer, sign: ed25519.sign })).toBe(false);
    }
  });
  test("of a key of 1024 bits", () => expect(holds(small, pkcs1("sha256"))).toBe(false));
  test("of ECDSA that are not in strict DER, or out of range", () => {
    const forge = (change: (rs: der.Element) => void): Signer => ({
      ...ecdsa("sha256"),
      sign(tbs, key) {
        const rs = der.parse(ecdsa("sha256").sign(tbs, key));
        change(rs);
        return der.encode(rs);
      },
    });
    const keys = ecKeys["P-256"];
    expect(
      holds(
        keys,
        forge(() => {}),
      ),
    ).toBe(true);
    const long = (place: number) => forge((rs) => der.lengthen(der.at(rs, place), 1));
    const zeros = (place: number) =>
      forge((rs) => {
        const number = der.at(rs, place);
        number.inside = Buffer.concat([Buffer.alloc(1), number.inside as Buffer]);
      });
    const instead = (place: number, bytes: string) =>
      forge((rs) => {
        der.at(rs, place).inside = Buffer.from(bytes, "hex");
      });
    const n = "00ffffffff00000000ffffffffffffffffbce6faada7179e84f3b9cac2fc632551";
    for (const place of [0, 1]) {
      for (const signer of [long(place), zeros(place), instead(place, "00"), instead(place, ""), instead(place, n)]) {
        expect(holds(keys, signer)).toBe(false);
      }
      expect(holds(keys, instead(place, `01${"00".repeat(40)}`))).toBe(false);
    }
    expect(
      holds(
        keys,
        forge((rs) => void der.within(rs).push(der.nothing())),
      ),
    ).toBe(false);
  });
});

describe("a chain of Ed25519", () => {
  const keys = { root: own.edKeys(), middle: own.edKeys(), leaf: own.edKeys() };
  const issue = (subject: keyof typeof keys, issuer: keyof typeof keys, extensions: der.Element[]) =>
    mint({
      subject,
      issuer,
      publicKey: keys[subject].publicKey,
      signedWith: keys[issuer].privateKey,
      signer: ed25519,
      extensions,
    });
  const usage = own.keyUsage("0204");
  const top = issue("root", "root", [own.authority("01"), usage]);
  const between = issue("middle", "root", CA);
  const end = issue("leaf", "middle", []);
  test("holds from its root to its leaf", () => {
    expect([link(top, top, NOW, 1), link(between, top, NOW, 1), link(end, between)]).toEqual([0, 0, 0]);
  });
  test("holds only as it was issued", () => {
    expect(link(end, top, NOW, 1)).toBe(Link.Name | Link.Signature);
    const other = mint({
      subject: "leaf",
      issuer: "middle",
      publicKey: keys.leaf.publicKey,
      signedWith: keys.leaf.privateKey,
      signer: ed25519,
    });
    expect(link(other, between)).toBe(Link.Signature);
  });
  test("may have links of other algorithms", () => {
    const mixed = middleOf({ publicKey: ed.publicKey });
    const authority = mint({
      subject: "root",
      issuer: "root",
      publicKey: root.publicKey,
      signedWith: root.privateKey,
      extensions: [own.authority("01"), usage],
    });
    expect(link(mixed, authority)).toBe(0);
    expect(link(leafOf({ signedWith: ed.privateKey, signer: ed25519 }), mixed)).toBe(0);
  });
});

describe("a key for PSS alone", () => {
  const parameters = own.pss(own.HASH_OIDS.sha384, "20");
  /** The certificate of a key that is for these parameters. */
  const authority = (keyAlgorithm: der.Element) => {
    const tree = new own.Tree(middleOf({ publicKey: rsa[2048].publicKey }));
    der.within(tree.part(6))[0] = keyAlgorithm;
    return own.seal(tree.tbs, ecdsa("sha256"), root.privateKey);
  };
  const holdsUnder = (keyAlgorithm: der.Element, signer: Signer) => {
    read(leafOf({ signedWith: rsa[2048].privateKey, signer }), 0);
    expect(read(authority(keyAlgorithm), 1)).toBe("ok");
    return probe.isSigned(0, 1) === 1;
  };
  test("takes its hash function, and as much salt or more", () => {
    expect(holdsUnder(parameters, rsaPss("sha384", 32))).toBe(true);
    expect(holdsUnder(parameters, rsaPss("sha384", 48))).toBe(true);
    expect(holdsUnder(parameters, rsaPss("sha384", 31))).toBe(false);
    expect(holdsUnder(parameters, rsaPss("sha256", 32))).toBe(false);
  });
  test("takes anything of PSS without parameters, and nothing else", () => {
    const any = der.sequence(der.oid("1.2.840.113549.1.1.10"));
    expect(holdsUnder(any, rsaPss("sha256", 0))).toBe(true);
    expect(holdsUnder(any, pkcs1("sha256"))).toBe(false);
  });
});

describe("what holds is remembered", () => {
  test.each([
    ["RSA", rsa[2048], rsaPss("sha384", 48)],
    ["ECDSA", ecKeys["P-256"], ecdsa("sha256")],
    ["Ed25519", ed, ed25519],
  ] as const)("so that a key of %s is not used again", (_, keys, signer) => {
    expect(holds(keys, signer)).toBe(true);
    probe.loseKey(1);
    expect(probe.isSigned(0, 1)).toBe(1);
    probe.forgetSignatures();
    expect(probe.isSigned(0, 1)).toBe(0);
  });

  test("but its times and its issuer are looked at every time", () => {
    const authority = middleOf();
    const certificate = leafOf({ validity: ["240101000000Z", "260101000000Z"] });
    expect(link(certificate, authority)).toBe(0);
    expect(link(certificate, authority, seconds("2027-01-01T00:00:00Z"))).toBe(Link.Time);
    expect(link(certificate, middleOf({ extensions: [own.authority()] }))).toBe(Link.Usage);
    expect(link(certificate, authority)).toBe(0);
  });

  test("only for what was signed, its signature and that key", () => {
    const authority = middleOf();
    const certificate = leafOf();
    expect(link(certificate, authority)).toBe(0);
    const tree = new own.Tree(certificate);
    (tree.part(1).inside as Buffer).writeUInt8(2);
    expect(link(tree.encode(), authority)).toBe(Link.Signature);
    expect(link(leafOf({ signedWith: stranger.privateKey }), authority)).toBe(Link.Signature);
    expect(link(certificate, middleOf({ publicKey: stranger.publicKey }))).toBe(Link.Signature);
  });

  test("never when it did not hold", () => {
    const wrong = leafOf({ signedWith: stranger.privateKey });
    for (let i = 0; i < 3; i++) expect(link(wrong, middleOf())).toBe(Link.Signature);
  });

  test("also when more come than it remembers", () => {
    const authority = middleOf();
    const certificates = Array.from({ length: 70 }, () => leafOf());
    const wrong = leafOf({ signedWith: stranger.privateKey });
    for (let round = 0; round < 2; round++) {
      for (const certificate of certificates) expect(link(certificate, authority)).toBe(0);
      expect(link(wrong, authority)).toBe(Link.Signature);
    }
  });
});
