/** Certificates of layers of DICE: from the guest's to a root that was handed in, and what the layers say. */
import { describe, expect, test } from "vitest";
import {
  type CertificateTemplate,
  type CoveChainOptions,
  type CoveLayer,
  createCovePlatform,
  type DiceTcbInfo,
  type Extension,
  generateKey,
  type KeyKind,
  SALUS_TCB_INFO,
  tcbInfo,
  uccs,
  ueid,
} from "../../hosts/forge/index.ts";
import type { CovePolicy } from "../../hosts/formats.ts";
import { inspect } from "../../hosts/inspect.ts";
import { judge, row, wrong } from "./rows.ts";

const LAYERS: CoveLayer[] = ["tvm", "tsm", "platform"];
const bytes = (value: number, length: number) => new Uint8Array(length).fill(value);
const joined = (...parts: Uint8Array[]) => Uint8Array.from(parts.flatMap((part) => [...part]));

/** Changes the extensions of a certificate. */
const extensions = (change: (list: Extension[]) => Extension[]) => ({
  amend: (template: CertificateTemplate) => ({ ...template, extensions: change(template.extensions) }),
});
const isDice = ({ oid }: Extension) => oid.startsWith("2.23.133.5.4");
/** Puts others in place of what a certificate says of its layer. */
const saying = (...others: Extension[]) => extensions((list) => [...list.filter((one) => !isDice(one)), ...others]);

describe.each<KeyKind>(["P-384", "Ed25519"])("a chain under keys of %s", async (kind) => {
  const platform = await createCovePlatform({ kind });
  const made = await platform.certificates();
  const trustRoots = [made.root];

  test("is affirmed: as evidence in one piece, and with certificates besides", () => {
    const whole = joined(made.tvm, made.tsm, made.platform);
    for (const appraisal of [
      judge(whole, { trustRoots }),
      judge(made.tvm, { trustRoots, endorsements: [made.platform, made.tsm] }),
    ]) {
      expect(wrong(appraisal)).toEqual({});
      expect(appraisal.verdict).toBe("affirming");
      expect(row(appraisal, "dice-chain").actual).toBe(4);
      expect(row(appraisal, "dice-layers").actual).toBe(4);
    }
    expect(inspect(whole).sections.filter((s) => s.layout === "diceTcbInfo")).toHaveLength(4);
    expect(inspect(whole).sections.filter((s) => s.layout === "diceFwid")).toHaveLength(5);
  });

  test("is not without its root, or a link", async () => {
    const whole = joined(made.tvm, made.tsm, made.platform);
    expect(wrong(judge(whole, {}))["dice-root"]).toBe("none");
    expect(wrong(judge(joined(made.tvm, made.platform), { trustRoots }))["dice-root"]).toBe("none");
    expect(wrong(judge(whole, { endorsements: [made.root] }))).toEqual({ "dice-root": "contraindicated" });
    const other = await (await createCovePlatform({ kind })).certificates();
    expect(wrong(judge(joined(whole, made.root), { trustRoots: [other.root] }))).toEqual({
      "dice-root": "contraindicated",
    });
  });

  test.each(["tvm", "tsm", "platform"] as const)(
    "the certificate of the %s is signed by the layer below",
    async (layer) => {
      const { privateKey } = await generateKey(kind);
      const forged = await platform.certificates({ signers: { [layer]: privateKey } });
      expect(wrong(judge(joined(forged.tvm, forged.tsm, forged.platform), { trustRoots }))).toEqual({
        "dice-chain": "contraindicated",
      });
    },
  );
});

describe("layers", async () => {
  const platform = await createCovePlatform();
  const { root } = await platform.certificates();
  const trustRoots = [root];
  const chain = async (edits: NonNullable<CoveChainOptions["edits"]>) => {
    const made = await platform.certificates({ edits });
    return joined(...LAYERS.map((layer) => made[layer]));
  };
  const judged = async (edits: NonNullable<CoveChainOptions["edits"]>, cove?: CovePolicy) =>
    wrong(judge(await chain(edits), { trustRoots, ...(cove && { policy: { version: 1, cove } }) }));

  test.each<[string, (DiceTcbInfo | undefined)[], object]>([
    ["two the same", [{ layer: 1 }, { layer: 1 }, { layer: 0 }], { "dice-layers": "contraindicated" }],
    ["exchanged", [{ layer: 1 }, { layer: 2 }, { layer: 0 }], { "dice-layers": "contraindicated" }],
    ["the root highest", [{ layer: 2 }, { layer: 1 }, { layer: 3 }], { "dice-layers": "contraindicated" }],
    ["a gap", [{ layer: 9 }, { layer: 5 }, { layer: 0 }], {}],
    ["one that does not say", [{ layer: 2 }, { svn: 1 }, { layer: 0 }], {}],
    [
      "one that does not say, and the next is wrong",
      [{ layer: 2 }, { svn: 1 }, { layer: 2 }],
      { "dice-layers": "contraindicated" },
    ],
    ["none says", [{ svn: 1 }, { svn: 1 }, { svn: 1 }], {}],
  ])("in order: %s", async (_, infos, expected) => {
    const [tvm, tsm, low] = infos.map((info) => saying(...(info ? [tcbInfo(info)] : [])));
    expect(await judged({ tvm, tsm, platform: low } as never)).toEqual(expected);
  });

  test.each<[number, string]>([
    [0x80, "not configured"],
    [0x40, "not secure"],
    [0x20, "recovery"],
    [0x10, "debug"],
    [0x30, "debug"],
  ])("flags %i: %s", async (flags, actual) => {
    for (const layer of ["tvm", "tsm", "platform"] as const) {
      const edits = { [layer]: saying(tcbInfo({ flags })) };
      const appraisal = judge(await chain(edits), { trustRoots });
      expect(wrong(appraisal)).toEqual({ "dice-state": "contraindicated" });
      expect(row(appraisal, "dice-state").actual).toBe(actual);
    }
  });

  test("flags that a policy takes", async () => {
    const edits = (flags: number) => ({ tsm: saying(tcbInfo({ flags })) });
    const failed = { "dice-state": "contraindicated" };
    expect(await judged(edits(0x10), { states: ["debug"] })).toEqual({});
    expect(await judged(edits(0x20), { states: ["debug"] })).toEqual(failed);
    expect(await judged(edits(0x30), { states: ["debug", "recovery"] })).toEqual({});
    expect(await judged(edits(0x40), { states: ["debug", "recovery"] })).toEqual(failed);
    expect(await judged(edits(0x0f))).toEqual({});
  });

  test("firmware against a policy", async () => {
    const whole = await chain({});
    const ids = inspect(whole).sections.flatMap((s) => (s.layout === "diceFwid" ? [s.fields.digest] : []));
    const under = (firmware: string[]) => judge(whole, { trustRoots, policy: { version: 1, cove: { firmware } } });
    expect(wrong(under(ids))).toEqual({});
    for (let i = 0; i < ids.length; i++) {
      const appraisal = under(ids.map((id, k) => (k === i ? "5a".repeat(48) : id)));
      expect(wrong(appraisal)).toEqual({ "dice-firmware": "contraindicated" });
      expect(row(appraisal, "dice-firmware").actual).toBe(ids[i]);
    }
    // What is in a certificate that was handed in besides counts as well.
    const made = await platform.certificates();
    const policy = { version: 1 as const, cove: { firmware: ids.slice(0, 2) } };
    const besides = judge(made.tvm, { trustRoots, endorsements: [made.tsm, made.platform], policy });
    expect(wrong(besides)).toEqual({ "dice-firmware": "contraindicated" });
    // A policy for tokens finds none here.
    expect(await judged({}, { measurements: ["5a".repeat(48)] })).toEqual({ "cove-measurements": "none" });
    // No firmware id at all is not one that is listed.
    const nothing = saying(tcbInfo({ svn: 1 }));
    expect(await judged({ tvm: nothing, tsm: nothing, platform: nothing }, { firmware: ids })).toEqual({
      "dice-firmware": "contraindicated",
    });
  });

  test("the certificate of Salus: its own OID, and the hex of an id as serial number", async () => {
    const digits = BigInt(`0x${Buffer.from("3f".repeat(20)).toString("hex")}`);
    const salus = {
      amend: (template: CertificateTemplate) => ({
        ...template,
        serial: digits,
        extensions: [
          ...template.extensions.filter((one) => !isDice(one)),
          tcbInfo({ fwids: [bytes(1, 48)] }, SALUS_TCB_INFO),
        ],
      }),
    };
    const whole = await chain({ tvm: salus });
    expect(wrong(judge(whole, { trustRoots }))).toEqual({});
    expect(inspect(whole).sections.find((s) => s.layout === "diceFwid")?.fields).toMatchObject({
      hashAlg: "2.16.840.1.101.3.4.2.2",
      digest: "01".repeat(48),
    });
  });

  test("a device's id is shown", async () => {
    const whole = await chain({ tvm: extensions((list) => [...list, ueid(bytes(3, 17))]) });
    expect(inspect(whole).sections.find((s) => s.layout === "diceUeid")?.fields).toMatchObject({
      ueid: "03".repeat(17),
    });
  });

  test("an unknown critical extension, and one twice, are refused", async () => {
    const critical = extensions((list) => [...list, { oid: "1.2.3.4", critical: true, value: Uint8Array.of(5, 0) }]);
    await expect(chain({ tvm: critical }).then(inspect)).rejects.toMatchObject({ code: "bad-certificate" });
    const twice = extensions((list) => [...list, tcbInfo({ svn: 1 }, SALUS_TCB_INFO)]);
    await expect(chain({ tvm: twice }).then(inspect)).rejects.toMatchObject({ code: "bad-certificate" });
    await expect(chain({ tvm: critical }).then((whole) => inspect(whole))).rejects.toThrow(/critical extension/);
  });

  test("evidence in the guest's certificate, with a chain and without, bare and as TCG wraps it", async () => {
    const evidence = await platform.evidence({ form: "tagged" });
    for (const wrapped of [false, true]) {
      const edit = extensions((list) => [...list, uccs(evidence, wrapped)]);
      const made = await platform.certificates({ edits: { tvm: edit } });
      const keys = [platform.publicKey];
      expect(wrong(judge(made.tvm, { trustRoots: keys }))).toEqual({});
      expect(wrong(judge(joined(made.tvm, made.tsm, made.platform), { trustRoots }))).toEqual({});
    }
    // Another's evidence in it.
    const other = await createCovePlatform();
    const foreign = await platform.certificates({ evidence: await other.evidence({ form: "tagged" }) });
    expect(wrong(judge(foreign.tvm, { trustRoots: [platform.publicKey] }))).toEqual({
      "cove-certificate-signature": "contraindicated",
    });
    // Evidence below the guest's certificate is nobody's.
    const low = extensions((list) => [...list, uccs(evidence)]);
    await expect(chain({ tsm: low }).then(inspect)).rejects.toMatchObject({ code: "too-many" });
  });

  test("bits of a chain: none can be changed", async () => {
    const whole = await chain({});
    const through: number[] = [];
    for (let bit = 0; bit < 8 * whole.length; bit += 11) {
      const flipped = whole.slice();
      flipped[bit >> 3] = (flipped[bit >> 3] ?? 0) ^ (1 << (bit & 7));
      try {
        if (judge(flipped, { trustRoots }).verdict === "affirming") through.push(bit);
      } catch {
        // Refused as malformed.
      }
    }
    expect(through).toEqual([]);
  });
});
