/** Which keys have tables: assembly/crypto/ec/keys.ts by itself against a model of it, and as verifications use it. */
import { beforeAll, describe, expect, test } from "vitest";
import { seeded } from "../random.ts";
import { type EcdsaProbe, ecdsaProbe } from "./ecdsaProbe.ts";
import { type Affine, CURVES, type Curve, generate, type Signature, scalars, signatureOf } from "./ecdsaReference.ts";
import { describeBuilds } from "./fieldProbe.ts";

const WORTH = 3;
const HELD = 8;
const COUNTED = 32;

/** What a use of a key comes to: the place of its tables, and whether they are to be built; nothing without tables. */
type Use = { place: number; isNew: boolean } | undefined;

/** The keys as maps, those used longest ago first. */
class Model {
  held = new Map<string, number>();
  counted = new Map<string, number>();

  use(key: string): Use {
    const place = this.held.get(key);
    if (place !== undefined) {
      this.held.delete(key);
      this.held.set(key, place);
      return { place, isNew: false };
    }
    const uses = (this.counted.get(key) ?? 0) + 1;
    if (!this.counted.delete(key) && this.counted.size === COUNTED) this.counted.delete(first(this.counted));
    if (uses < WORTH) {
      this.counted.set(key, uses);
      return undefined;
    }
    let free = this.held.size;
    if (free === HELD) {
      const oldest = first(this.held);
      free = this.held.get(oldest) as number;
      this.held.delete(oldest);
    }
    this.held.set(key, free);
    return { place: free, isNew: true };
  }
}

const first = (map: Map<string, number>) => map.keys().next().value as string;

describeBuilds((build, share) => {
  let core: EcdsaProbe;
  /** Where the first key has its tables. */
  let tables: number;

  /** A use of a key, the bytes of whose point are all the same number. Where its tables lie, or 0. */
  function useRaw(curve: number, key: number): { at: number; isNew: boolean } {
    core.memory.fill(key, core.input, core.input + 96);
    const known = core.tablesOf(curve, core.input);
    return { at: known || core.claim(curve, core.input), isNew: known === 0 };
  }
  function use(curve: number, key: number): Use {
    const { at, isNew } = useRaw(curve, key);
    return at ? { place: (at - tables) / core.TABLES_MAX.value, isNew } : undefined;
  }

  beforeAll(async () => {
    core = await ecdsaProbe(build);
    for (let i = 0; i < WORTH; i++) tables = useRaw(0, 1).at;
  });

  describe("keys by themselves", () => {
    test("tables are built at the third use, and stay", () => {
      core.forgetKeys();
      const none = undefined;
      const uses = Array.from({ length: 6 }, () => use(0, 1));
      const [built, there] = [true, false].map((isNew) => ({ place: 0, isNew }));
      expect(uses).toEqual([none, none, built, there, there, there]);
      expect(core.heldKeys()).toBe(1);
    });

    test("a key of one curve is not that of the other", () => {
      core.forgetKeys();
      for (let i = 0; i < WORTH; i++) use(0, 1);
      for (let i = 1; i < WORTH; i++) expect(use(1, 1)).toBe(undefined);
      expect(use(1, 1)).toEqual({ place: 1, isNew: true });
      expect([use(0, 1)?.place, use(1, 1)?.place]).toEqual([0, 1]);
    });

    test("the key used longest ago makes room", () => {
      core.forgetKeys();
      for (let key = 0; key < HELD; key++) for (let i = 0; i < WORTH; i++) use(key % 2, key);
      use(0, 0);
      for (let i = 0; i < WORTH; i++) use(0, 100);
      expect(use(0, 100)).toEqual({ place: 1, isNew: false });
      expect(use(0, 0)).toEqual({ place: 0, isNew: false });
      expect(use(1, 1)).toBe(undefined);
      expect(core.heldKeys()).toBe(HELD);
    });

    test("keys that are only counted push out none that has tables", () => {
      core.forgetKeys();
      for (let key = 0; key < HELD; key++) for (let i = 0; i < WORTH; i++) use(0, key);
      for (let key = HELD; key < 250; key++) for (let i = 1; i < WORTH; i++) expect(use(key % 2, key)).toBe(undefined);
      for (let key = 0; key < HELD; key++) expect(use(0, key)).toEqual({ place: key, isNew: false });
    });

    test("a count is kept until 32 other keys were used since", () => {
      for (const others of [COUNTED - 1, COUNTED]) {
        core.forgetKeys();
        for (let i = 1; i < WORTH; i++) use(0, 0);
        for (let key = 1; key <= others; key++) use(0, key);
        expect(use(0, 0)?.isNew).toBe(others < COUNTED ? true : undefined);
      }
    });

    test("all are forgotten", () => {
      for (let i = 0; i < WORTH; i++) use(0, 1);
      for (let i = 1; i < WORTH; i++) use(0, 2);
      core.forgetKeys();
      expect(core.heldKeys()).toBe(0);
      expect([use(0, 1), use(0, 2)]).toEqual([undefined, undefined]);
    });

    test("as in the model, in every order of uses", () => {
      const random = seeded(5);
      for (let round = 0; round < 100; round++) {
        core.forgetKeys();
        const model = new Model();
        // Few keys and many, some used more than others, some in runs.
        const keys = 1 + Math.floor(random() * 60);
        const skew = 1 + random() * 4;
        const repeat = random();
        let last = 0;
        for (let i = 0; i < 300; i++) {
          if (random() > repeat / 2) last = Math.floor(keys * random() ** skew);
          const curve = last % 2;
          expect(use(curve, last >> 1), `round ${round}, use ${i}`).toEqual(model.use(`${curve} ${last >> 1}`));
          expect(core.heldKeys()).toBe(model.held.size);
        }
      }
    });
  });

  describe("keys of verifications", () => {
    interface Signed {
      curve: Curve;
      point: Affine;
      signature: Signature;
    }
    const signed: Signed[] = [];
    beforeAll(() => {
      for (const curve of CURVES) {
        const scalar = scalars(6, curve.n);
        for (let i = 0; i < 12; i++) {
          const [d, u1, u2] = [scalar(), scalar(), scalar()];
          const sum = generate(curve, u1 + u2 * d) as Affine;
          signed.push({ curve, point: generate(curve, d) as Affine, signature: signatureOf(curve, u1, u2, sum.x) });
        }
      }
    });
    const verify = ({ curve, point, signature }: Signed, off = 0n) =>
      core.verify(curve, point, { ...signature, e: signature.e ^ off });

    test("tables are built at the third use of a key, whether its signatures hold or not", () => {
      for (const off of [0n, 1n]) {
        for (const key of signed) {
          core.forgetKeys();
          for (let use = 1; use <= 6; use++) {
            expect(verify(key, off)).toBe(off === 0n);
            expect(core.heldKeys(), `use ${use}`).toBe(use < WORTH ? 0 : 1);
          }
        }
      }
    });

    test("keys that are no points, and signatures out of range, are not counted", () => {
      core.forgetKeys();
      const { curve, point, signature } = signed[0] as Signed;
      for (let i = 0; i < 10; i++) {
        core.verify(curve, { ...point, y: point.y ^ 1n }, signature);
        core.verify(curve, point, { ...signature, r: 0n });
        core.verify(curve, point, { ...signature, s: curve.n });
      }
      expect(core.heldKeys()).toBe(0);
      for (let use = 1; use <= WORTH; use++) {
        verify(signed[0] as Signed);
        expect(core.heldKeys()).toBe(use < WORTH ? 0 : 1);
      }
    });

    test("keys of both curves, more than have room, in any order: results are those of a new core", () => {
      core.forgetKeys();
      const random = seeded(7);
      for (let i = 0; i < 1500 * Math.max(share, 0.1); i++) {
        const key = signed[Math.floor(signed.length * random())] as Signed;
        const off = random() < 0.5 ? 0n : 1n << BigInt(Math.floor(random() * key.curve.bits));
        // Runs, so that tables are built and lost.
        const run = 1 + Math.floor(6 * random() ** 2);
        for (let use = 0; use < run; use++) expect(verify(key, off), `${i}`).toBe(off === 0n);
      }
      expect(core.heldKeys()).toBe(HELD);
    });
  });
});
