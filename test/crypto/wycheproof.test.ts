/**
 * Every file of Project Wycheproof that lies beside the project, whole, on both cores, through the public face. A group
 * names its algorithm; a file of an algorithm that is not known here fails.
 */
import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { beforeAll, describe, expect, test } from "vitest";
import { type CurveName, type HashName, hmac, verifyEcdsa, verifyRsaPkcs1, verifyRsaPss } from "../../hosts/crypto.ts";
import { haveVectors, vectorsNote, vectorsRoot } from "../vectors.ts";
import { BUILDS_HERE, use } from "./builds.ts";

interface Case {
  tcId: number;
  comment: string;
  msg: string;
  key?: string;
  sig?: string;
  tag?: string;
  result: "valid" | "invalid" | "acceptable";
}

interface Group {
  type: string;
  sha?: HashName;
  mgf?: string;
  mgfSha?: HashName;
  sLen?: number;
  tagSize?: number;
  publicKey?: { curve?: string; uncompressed?: string };
  publicKeyDer?: string;
  tests: Case[];
}

const CURVES: Record<string, CurveName> = { secp256r1: "P-256", secp384r1: "P-384" };

const bytes = (hex: string | undefined) => new Uint8Array(Buffer.from(hex ?? "", "hex"));

/** The keys of a group, in every form it has. */
function keysOf({ publicKey, publicKeyDer }: Group): Uint8Array[] {
  const { uncompressed } = publicKey ?? {};
  const point = uncompressed ? [bytes(uncompressed), bytes(uncompressed).subarray(1)] : [];
  return [bytes(publicKeyDer), ...point];
}

/** What we say of a case, for each key; or of the MAC. */
function answers(group: Group, { key, msg, sig, tag }: Case, algorithm: string): boolean[] {
  const message = bytes(msg);
  const signature = bytes(sig);
  const hash = group.sha as HashName;
  const curve = CURVES[group.publicKey?.curve ?? ""] as CurveName;
  switch (group.type) {
    case "EcdsaVerify":
      return keysOf(group).map((publicKey) => verifyEcdsa({ curve, hash, publicKey, message, signature, form: "der" }));
    case "EcdsaP1363Verify":
      return keysOf(group).map((publicKey) =>
        verifyEcdsa({ curve, hash, publicKey, message, signature, form: "p1363" }),
      );
    case "RsassaPssVerify":
      expect([group.mgf, group.mgfSha]).toEqual(["MGF1", hash]);
      return keysOf(group).map((publicKey) =>
        verifyRsaPss({ hash, publicKey, message, signature, saltLength: group.sLen as number }),
      );
    case "RsassaPkcs1Verify":
      return keysOf(group).map((publicKey) => verifyRsaPkcs1({ hash, publicKey, message, signature }));
    case "MacTest": {
      const mac = hmac({ hash: algorithm.replace("HMACSHA", "SHA-") as HashName, key: bytes(key), message });
      return [Buffer.from(mac.subarray(0, (group.tagSize as number) / 8)).equals(bytes(tag))];
    }
    default:
      throw new Error(`no test knows the type ${group.type}`);
  }
}

const folder = join(vectorsRoot, "wycheproof");
const files = haveVectors ? readdirSync(folder) : [];

describe.skipIf(!haveVectors)(`Wycheproof${vectorsNote}`, () => {
  describe.each(BUILDS_HERE)("on the %s core", (build) => {
    beforeAll(() => {
      expect(use(build)).toBe(true);
    });

    test.each(files)("%s", (file) => {
      const { algorithm, numberOfTests, testGroups } = JSON.parse(readFileSync(join(folder, file), "utf8")) as {
        algorithm: string;
        numberOfTests: number;
        testGroups: Group[];
      };
      const wrong: string[] = [];
      let count = 0;
      for (const group of testGroups) {
        for (const one of group.tests) {
          count++;
          const said = answers(group, one, algorithm);
          expect(said.length).toBeGreaterThan(0);
          const wanted = one.result === "acceptable" ? said[0] : one.result === "valid";
          if (said.some((answer) => answer !== wanted)) wrong.push(`${one.tcId} (${one.comment}): ${said}`);
        }
      }
      expect(wrong).toEqual([]);
      expect(count).toBe(numberOfTests);
    });
  });
});

test("there are files to test where there is a folder", () => {
  expect(files.length > 0).toBe(haveVectors);
});
