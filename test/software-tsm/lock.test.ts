import { describe, expect, it } from "vitest";
import { Lock } from "../../hosts/software-tsm/lock.ts";

describe("a lock", () => {
  it("serves in the order of arrival, shared holders together", async () => {
    const lock = new Lock();
    const events: string[] = [];
    const work = (name: string) => async () => {
      events.push(`${name} begins`);
      await new Promise((done) => setTimeout(done, 1));
      events.push(`${name} ends`);
    };
    await Promise.all([
      lock.shared(work("a")),
      lock.shared(work("b")),
      lock.exclusive(work("c")),
      lock.shared(work("d")),
      lock.exclusive(work("e")),
    ]);
    expect(events).toEqual([
      ...["a begins", "b begins", "a ends", "b ends"],
      ...["c begins", "c ends", "d begins", "d ends", "e begins", "e ends"],
    ]);
  });

  it("is free again after a failure", async () => {
    const lock = new Lock();
    const failure = () => {
      throw new Error("no");
    };
    await expect(lock.exclusive(failure)).rejects.toThrow("no");
    await expect(lock.shared(failure)).rejects.toThrow("no");
    expect(await lock.exclusive(() => 1)).toBe(1);
  });
});
