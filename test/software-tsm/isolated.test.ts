/** A tree that keeps its entries apart: no report makes another entry wait, and a read takes its report in one piece. */
import { expect, it } from "vitest";
import { meanwhile } from "../../hosts/software-tsm/index.ts";
import { Bench, NONCE, zs } from "./bench.ts";
import { SelfProvider } from "./selfProvider.ts";

/** Has the promise come to an end, once all that may go on at once has? */
async function isDone(promise: Promise<unknown>): Promise<boolean> {
  let done = false;
  void promise.then(() => {
    done = true;
  });
  await new Promise((soon) => setTimeout(soon, 0));
  return done;
}

it.each([false, true])("isolated %s: does a slow report hold the other entries up?", async (isolated) => {
  const self = new SelfProvider();
  let release = () => {};
  const gate = new Promise<void>((done) => {
    release = done;
  });
  const bench = new Bench({ provider: self, isolated }, self);
  for (const entry of ["slow", "other"]) {
    await bench.tree.mkdir(entry);
    await bench.put(`${entry}/inblob`, NONCE);
  }
  self.gate = () => gate;
  const report = bench.read("slow/outblob");
  await isDone(report);
  const others = [bench.generation("other"), bench.put("other/privlevel", "1"), bench.tree.mkdir("new")];
  expect(await Promise.all(others.map(isDone))).toEqual(others.map(() => isolated));
  // Its own entry is as the kernel has it.
  expect(await isDone(bench.generation("slow"))).toBe(false);
  release();
  expect((await report).slice(32)).toEqual(NONCE);
  await Promise.all(others);
});

it.each([
  [false, zs(64), 2],
  [true, NONCE, 1],
])("isolated %s: whose report does a reader get when another writes meanwhile?", async (isolated, nonce, calls) => {
  const self = new SelfProvider();
  const once = { left: 1 };
  const act = () => void bench.put("r0/inblob", zs(64));
  const bench: Bench = new Bench({ provider: meanwhile(self, act, () => once.left-- > 0), isolated }, self);
  await bench.tree.mkdir("r0");
  await bench.put("r0/inblob", NONCE);
  expect((await bench.read("r0/outblob")).slice(32)).toEqual(nonce);
  expect(self.calls).toBe(calls);
});
