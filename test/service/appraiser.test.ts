/** What appraises for a service: with what was fetched, kept in the store, or known of evidence before. */
import { beforeAll, expect, test } from "vitest";
import { createSnpPlatform, createTdxPlatform, type SnpPlatform, type TdxPlatform } from "../../hosts/forge/index.ts";
import { encodeHex } from "../../hosts/hex.ts";
import { type AppraisalTask, threadAppraiser } from "../../hosts/service/appraisal/appraiser.ts";
import { MemoryStore } from "../../hosts/service/store/memory.ts";
import { startKds } from "../services/kds.ts";
import { startPcs } from "../services/pcs.ts";
import { running } from "../verify/minted.ts";
import { TestClock, trustRoots } from "./service.ts";

let chips: [SnpPlatform, SnpPlatform];
let machines: [TdxPlatform, TdxPlatform];
beforeAll(async () => {
  chips = await Promise.all([createSnpPlatform(), createSnpPlatform()]);
  machines = await Promise.all([createTdxPlatform(), createTdxPlatform()]);
});

const nonce = new Uint8Array(64).fill(3);
const task = (evidence: Uint8Array, at = Date.now()): AppraisalTask => ({
  evidence: encodeHex(evidence),
  form: "auto",
  endorsements: [],
  nonce,
  at,
});

/** An appraiser with services of its own, and what it fetched. */
async function setUp() {
  const store = new MemoryStore({ clock: new TestClock() });
  const kds = await running(startKds({ platforms: chips }));
  const pcs = await running(startPcs({ platforms: machines }));
  return { appraiser: threadAppraiser({ trustRoots, kds: kds.origin, pcs: pcs.origin }, store) };
}

test("fetches what a first piece of evidence needs, and for the next of its machine nothing", async () => {
  const { appraiser } = await setUp();
  const report = () => chips[0].report({ reportData: nonce });
  const first = await appraiser.appraise(task(await report()));
  expect(first.appraisal?.verdict).toBe("affirming");
  expect(first.fetched).toEqual(["vcek", "vcek-chain", "vcek-crl"]);
  const second = await appraiser.appraise(task(await report()));
  expect(second).toMatchObject({ appraisal: { verdict: "affirming" }, fetched: [] });
});

test("another replica finds in the store what the first has fetched", async () => {
  const store = new MemoryStore({ clock: new TestClock() });
  const kds = await running(startKds({ platforms: chips }));
  const replica = () => threadAppraiser({ trustRoots, kds: kds.origin }, store);
  await replica().appraise(task(await chips[0].report({ reportData: nonce })));
  const { appraisal, fetched } = await replica().appraise(task(await chips[0].report({ reportData: nonce })));
  expect(appraisal?.verdict).toBe("affirming");
  expect(fetched).toEqual([]);
});

test("of the next machine it needs the key alone", async () => {
  const { appraiser } = await setUp();
  await appraiser.appraise(task(await chips[0].report({ reportData: nonce })));
  const { appraisal, fetched } = await appraiser.appraise(task(await chips[1].report({ reportData: nonce })));
  expect(appraisal?.verdict).toBe("affirming");
  expect(fetched).toEqual(["vcek"]);
});

test("what is known of other evidence makes no evidence pass that would not without", async () => {
  const { appraiser } = await setUp();
  const quote = await machines[0].quote({ reportData: nonce });
  expect((await appraiser.appraise(task(quote))).appraisal?.verdict).toBe("affirming");
  expect((await appraiser.appraise(task(quote))).fetched).toEqual([]);
  const replayed = await machines[0].quote({ reportData: new Uint8Array(64) });
  expect((await appraiser.appraise(task(replayed))).appraisal?.verdict).toBe("contraindicated");
  const forged = quote.slice();
  forged[700] = (forged[700] ?? 0) ^ 1;
  expect((await appraiser.appraise(task(forged))).appraisal?.verdict).toBe("contraindicated");
});

test("what has expired meanwhile is fetched anew", async () => {
  const { appraiser } = await setUp();
  const quote = await machines[0].quote({ reportData: nonce });
  const { appraisal } = await appraiser.appraise(task(quote));
  const after = Date.parse(appraisal?.validUntil ?? "") + 1000;
  // The services of the test have nothing newer.
  const late = await appraiser.appraise(task(quote, after));
  expect(late.fetched.length).toBeGreaterThan(0);
  expect(late.appraisal?.verdict).toBe("contraindicated");
});

test("a service that does not answer is to blame, not the evidence", async () => {
  const kds = await startKds({ platforms: chips });
  const { origin } = kds;
  await kds.close();
  const appraiser = threadAppraiser(
    { trustRoots, kds: origin, timeout: 200 },
    new MemoryStore({ clock: new TestClock() }),
  );
  const { appraisal, fault } = await appraiser.appraise(task(await chips[0].report({ reportData: nonce })));
  expect(appraisal?.verdict).toBe("none");
  expect(fault).toMatchObject({ code: "unreachable", message: expect.stringContaining("vcek from") });
});

test("evidence that can't be read is a fault with its place", async () => {
  const { appraiser } = await setUp();
  const { fault, appraisal } = await appraiser.appraise({ ...task(new Uint8Array()), evidence: "0g" });
  expect(appraisal).toBeUndefined();
  expect(fault?.code).toMatch(/./);
});
