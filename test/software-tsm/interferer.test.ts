import { describe, expect, it } from "vitest";
import { files, interfere } from "../../hosts/software-tsm/index.ts";
import { benchWithEntry, NONCE } from "./bench.ts";
import { SelfProvider } from "./selfProvider.ts";

/** A small generator with a fixed seed. */
function seeded(): () => number {
  let state = 1;
  return () => {
    state = (state * 48_271) % 2_147_483_647;
    return (state - 1) / 2_147_483_646;
  };
}

/** Lets so many pauses pass, then stands still. */
function pauses(count: number): { delay: () => Promise<void>; passed: Promise<void> } {
  let left = count;
  let done = () => {};
  const passed = new Promise<void>((resolve) => {
    done = resolve;
  });
  const delay = async () => {
    left -= 1;
    if (left > 0) return;
    done();
    await new Promise((later) => setTimeout(later, 1));
  };
  return { delay, passed };
}

describe("an interferer", () => {
  it("writes inblob and privlevel of every entry, until it is stopped", async () => {
    const { tree } = await benchWithEntry();
    await tree.mkdir("r1");
    const view = files(tree);
    const written = new Set<string>();
    const { delay, passed } = pauses(50);
    const interferer = interfere(
      {
        ...view,
        write: (entry, attribute, bytes) => {
          written.add(`${entry}/${attribute} of ${bytes.length}`);
          return view.write(entry, attribute, bytes);
        },
      },
      { random: seeded(), delay },
    );
    await passed;
    await interferer.stop();
    const wanted = ["r0/inblob of 64", "r0/privlevel of 1", "r1/inblob of 64", "r1/privlevel of 1"];
    expect([...written].sort()).toEqual(wanted);
    const { writes } = interferer;
    expect(writes).toBeGreaterThanOrEqual(50);
    await new Promise((later) => setTimeout(later, 5));
    expect(interferer.writes).toBe(writes);
  });

  it("moves the generation under a program that requests a report", async () => {
    const bench = await benchWithEntry();
    const { delay, passed } = pauses(10);
    const interferer = interfere(files(bench.tree), { random: seeded(), delay });
    await bench.put("r0/inblob", NONCE);
    await passed;
    await interferer.stop();
    expect(await bench.generation()).toBe(interferer.writes + 1);
    expect((await bench.read("r0/outblob")).slice(32)).not.toEqual(NONCE);
  });

  it("minds neither an empty directory nor entries that go, nor a missing privlevel", async () => {
    const self = new SelfProvider();
    const shows = (attribute: string) => attribute !== "privlevel";
    const { tree } = await benchWithEntry({ provider: { ...self, name: "plain", privlevelFloor: 0, shows } });
    const { delay, passed } = pauses(30);
    const interferer = interfere(files(tree), { random: seeded(), delay, privlevelShare: 0.5 });
    await tree.rmdir("r0");
    await tree.mkdir("r0");
    await passed;
    await interferer.stop();
    expect(interferer.writes).toBeGreaterThan(0);
  });

  it("tells of a mistake in the files that it was given", async () => {
    const { tree } = await benchWithEntry();
    const list = () => {
      throw new TypeError("broken");
    };
    await expect(interfere({ ...files(tree), list }).stop()).rejects.toThrow("broken");
  });
});
