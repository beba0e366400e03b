/** Exhaustive: whatever single bit of evidence or of what endorses it is another one, it is not affirmed. */
import { describe, expect, test } from "vitest";
import { Core } from "../../hosts/core.ts";
import {
  createCcaPlatform,
  createSnpPlatform,
  createTdxPlatform,
  type IntelCollateral,
  sgxCollateral,
  type TcbInfo,
  tdxCollateral,
} from "../../hosts/forge/index.ts";
import { Verifier } from "../../hosts/verifier.ts";
import { itemsOf } from "./intelEvidence.ts";
import { AT } from "./rows.ts";

const AFFIRMING = 2;
const WAIVED = 2;
const AUTO = 0;
const SECONDS = AT.getTime() / 1000;

/** What a verifier does, without a JSON of rows for each of some ten thousand appraisals. */
class Fast {
  readonly #core = new Core();

  /** Endorsements in place of those before. Returns whether all of them can be read. */
  take(root: Uint8Array, endorsements: readonly (Uint8Array | string)[]): boolean {
    const { exports } = this.#core;
    exports.endorseReset();
    exports.policySet(0);
    exports.expectNonce(WAIVED, 0);
    expect(exports.trustRoot(this.#core.put(root))).toBe(0);
    return endorsements.every((item) => exports.endorse(this.#core.put(item)) === 0);
  }

  affirms(evidence: Uint8Array): boolean {
    const { exports } = this.#core;
    return exports.appraise(AUTO, this.#core.put(evidence), Math.floor(SECONDS / 2 ** 32), SECONDS >>> 0) === AFFIRMING;
  }
}

/** Calls with the bytes, one bit another one, for each bit of [from, to). Returns the bits that were let through. */
function flipped(bytes: Uint8Array, from: number, to: number, affirms: (bytes: Uint8Array) => boolean): number[] {
  const changed = bytes.slice();
  const through: number[] = [];
  for (let bit = 8 * from; bit < 8 * to; bit++) {
    const at = bit >> 3;
    changed[at] = (bytes[at] ?? 0) ^ (1 << (bit & 7));
    if (affirms(changed)) through.push(bit);
    changed[at] = bytes[at] ?? 0;
  }
  return through;
}

describe("a bit of a SEV-SNP report", async () => {
  const chip = await createSnpPlatform();
  const report = await chip.report();
  const { leaf, intermediate, root } = chip.certificates;
  const fast = new Fast();
  const restore = () => expect(fast.take(root, [leaf, intermediate])).toBe(true);
  const affirms = (bytes: Uint8Array) => fast.affirms(bytes);

  test.each([
    ["what is signed: 5,376 bits", 0, 0x2a0],
    ["the signature and what is behind it: 4,096 bits", 0x2a0, 0x4a0],
  ])("%s", (_, from, to) => {
    restore();
    expect(fast.affirms(report)).toBe(true);
    expect(flipped(report, from, to, affirms)).toEqual([]);
    expect(fast.affirms(report)).toBe(true);
  });

  test("its certificate", () => {
    const through = flipped(
      leaf,
      0,
      leaf.length,
      (bytes) => fast.take(root, [bytes, intermediate]) && fast.affirms(report),
    );
    expect(through).toEqual([]);
    restore();
    expect(fast.affirms(report)).toBe(true);
  });
});

describe("a bit of a quote", async () => {
  const machine = await createTdxPlatform();
  const { root } = machine.certificates;
  const collateral = itemsOf(await tdxCollateral(machine));

  /** Where the parts of a quote of version 5 lie: all but the certificates, which come in base64. */
  const SIGNED = 48 + 6 + 648;
  const [signature, key] = [SIGNED + 4, SIGNED + 4 + 64];
  const report = key + 64 + 6;
  const [reportSignature, auth] = [report + 384, report + 384 + 64];
  const certificates = auth + 2 + 32;
  /** The type of the certificates is not signed: 4 in place of 5 announces a leaf alone, and its issuers follow anyhow. */
  const SAME = 8 * certificates;
  const fast = new Fast();

  test.each([
    ["header, descriptor and body", 0, SIGNED],
    ["the length of what follows", SIGNED, signature],
    ["the signature", signature, key],
    ["the attestation key", key, report - 6],
    ["type and size of what certifies it", report - 6, report],
    ["the report of the quoting enclave", report, reportSignature],
    ["its signature", reportSignature, auth],
    ["its authentication data", auth, certificates],
    ["type and size of the certificates", certificates, certificates + 6],
  ])("%s", async (_, from, to) => {
    const quote = await machine.quote({ version: 5 });
    expect(fast.take(root, collateral)).toBe(true);
    expect(fast.affirms(quote)).toBe(true);
    const through = flipped(quote, from, to, (bytes) => fast.affirms(bytes));
    expect(through).toEqual(from === certificates ? [SAME] : []);
  });
});

describe("a bit of Intel's collateral", async () => {
  const machine = await createTdxPlatform();
  const { root } = machine.certificates;
  const quote = await machine.quote({ version: 3 });
  /** No more levels than one, so that there are fewer bits. */
  const short = { amend: (value: Pick<TcbInfo, "tcbLevels">) => void value.tcbLevels.splice(1) };
  const collateral = await sgxCollateral(machine, { tcbInfo: short, qeIdentity: short as never });
  const fast = new Fast();
  const encoder = new TextEncoder();

  test.each<["tcbInfo" | "qeIdentity"]>([["tcbInfo"], ["qeIdentity"]])("%s", (name) => {
    const others = itemsOf(collateral, [name]);
    const items = itemsOf(
      collateral,
      (Object.keys(collateral) as (keyof IntelCollateral)[]).filter((key) => key !== name),
    );
    const body = encoder.encode(items[0] as string);
    const [from, to] = [body.indexOf(123, 1), encoder.encode(`,"signature":"${collateral[name].signature}"}`).length];
    const affirms = (bytes: Uint8Array) => fast.take(root, [bytes, ...others]) && fast.affirms(quote);
    expect(affirms(body)).toBe(true);
    expect(flipped(body, from, body.length - to, affirms)).toEqual([]);
  });
});

test("the fast way says what a verifier says", async () => {
  const machine = await createTdxPlatform();
  const fast = new Fast();
  const endorsements = itemsOf(await tdxCollateral(machine));
  const trustRoots = [machine.certificates.root];
  const quote = await machine.quote();
  fast.take(machine.certificates.root, endorsements);
  expect(fast.affirms(quote)).toBe(true);
  expect(new Verifier({ endorsements, trustRoots }).appraise(quote, { noNonce: true, at: AT }).verdict).toBe(
    "affirming",
  );
});

describe.each(["first", "current"] as const)("a bit of a CCA token of the %s profile", async (profile) => {
  const platform = await createCcaPlatform({ profile });
  const token = await platform.token();
  const fast = new Fast();

  test("anywhere", () => {
    expect(fast.take(platform.publicKey, [])).toBe(true);
    expect(fast.affirms(token)).toBe(true);
    expect(flipped(token, 0, token.length, (bytes) => fast.affirms(bytes))).toEqual([]);
  });

  test("of the platform's key", () => {
    const affirms = (key: Uint8Array) => {
      try {
        return fast.take(key, []) && fast.affirms(token);
      } catch {
        return false;
      }
    };
    expect(flipped(platform.publicKey, 0, platform.publicKey.length, affirms)).toEqual([]);
  });
});
