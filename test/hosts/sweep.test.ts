/** The sweep: it removes what processes left that are gone, and nothing else. */
import { describe, expect, onTestFinished, test } from "vitest";
import { processOwner } from "../../dist/node/index.js";
import { Attester } from "../../hosts/attester.ts";
import { entryName, nobody, ownerOf } from "../../hosts/owner.ts";
import { sevGuest, softwareTsm } from "../../hosts/software-tsm/index.ts";
import { fail, traced } from "../request/trace.ts";
import { entryOf, living, look, ownerId, pidNamespace, zombie } from "./processes.ts";

const sev = sevGuest();
const owner = processOwner();
const nonce = Uint8Array.of(1, 2, 3);

/** A TSM with entries of these names, and the attester of a new process. */
async function tsmWith(...entries: string[]) {
  const { files } = softwareTsm({ provider: sev });
  for (const entry of entries) await files.create(entry);
  return { files, attester: new Attester(files, owner) };
}

/** The identity of a process that was killed. */
async function killed(): Promise<string> {
  const { id, kill } = await living();
  await kill();
  return id;
}

/** The sweep of a TSM with one entry. */
async function sweptOf(entry: string): Promise<string[]> {
  const { attester } = await tsmWith(entry);
  return attester.sweep();
}

describe("an entry goes when its owner", () => {
  test("was killed", async () => {
    const entry = entryOf(await killed());
    expect(await sweptOf(entry)).toEqual([entry]);
  });

  test("was killed and nobody has asked how it ended", async () => {
    const { id, bury } = await zombie();
    onTestFinished(bury);
    const entry = entryOf(id);
    expect(await sweptOf(entry)).toEqual([entry]);
  });

  test("had the pid of a process that started at another time", async () => {
    const { start } = look(process.pid);
    const entry = entryOf(ownerId(process.pid, start - 1n));
    expect(await sweptOf(entry)).toEqual([entry]);
  });
});

describe("an entry stays when", () => {
  test("it is this process's own", async () => {
    expect(owner.id).toBe(look(process.pid).id);
    expect(await sweptOf(entryName(owner))).toEqual([]);
  });

  test("its owner lives", async () => {
    const { id, kill } = await living();
    onTestFinished(kill);
    expect(await sweptOf(entryOf(id))).toEqual([]);
  });

  test("its owner was in another pid namespace", async () => {
    const [, pid, start] = (await killed()).split(".");
    expect(await sweptOf(entryOf(ownerId(Number(pid), BigInt(start ?? ""), pidNamespace() - 1n)))).toEqual([]);
  });

  test("it has no owner", async () => {
    const entry = entryName(nobody);
    expect(entry).toMatch(/^tsmkit--[0-9a-f]{16}$/);
    expect(ownerOf(entry)).toBe("");
    expect(await sweptOf(entry)).toEqual([]);
  });

  test.each([
    ["the name of another program", (id: string) => `report-${id}-0123456789abcdef`],
    ["a name that begins otherwise", (id: string) => `my-tsmkit-${id}-0123456789abcdef`],
    ["a name that goes on", (id: string) => `tsmkit-${id}-0123456789abcdef0`],
    ["a name that ends too soon", (id: string) => `tsmkit-${id}`],
    ["capital digits", (id: string) => `tsmkit-${id}-0123456789ABCDEF`],
    ["only a namespace", (id: string) => entryOf(id.split(".")[0] ?? "")],
    ["no number for a pid", (id: string) => entryOf(id.replace(/\.\d+\./, ".self."))],
    ["another number behind", (id: string) => entryOf(`${id}.1`)],
  ])("it has %s", async (_, name) => {
    expect(await sweptOf(name(await killed()))).toEqual([]);
  });
});

describe("a sweep", () => {
  test("comes before the first request of an attester, and only then", async () => {
    const [first, second] = [entryOf(await killed()), entryOf(await killed())];
    const { files, attester } = await tsmWith(first, "other");
    await attester.request({ nonce });
    expect(await files.list()).toEqual(["other"]);
    await files.create(second);
    await attester.request({ nonce });
    expect((await files.list()).sort()).toEqual(["other", second].sort());
    expect(await attester.sweep()).toEqual([second]);
  });

  test("goes on after an entry that can't be removed", async () => {
    const dead = await killed();
    const entries = [entryOf(dead), entryOf(dead), entryOf(dead)];
    const { files } = await tsmWith(...entries);
    const kept = (await files.list())[0];
    const watched = traced(files, (verb, _, entry) => {
      if (verb === "remove" && entry === kept) fail("EACCES");
    });
    expect((await new Attester(watched, owner).sweep()).length).toBe(2);
    expect(await files.list()).toEqual([kept]);
  });

  test("shares the work with others that sweep", async () => {
    const dead = await killed();
    const entries = Array.from({ length: 20 }, () => entryOf(dead));
    const { files, attester } = await tsmWith(...entries);
    const swept = await Promise.all([attester.sweep(), new Attester(files, owner).sweep()]);
    expect(swept.flat().sort()).toEqual(entries.sort());
    expect(await files.list()).toEqual([]);
  });

  test("leaves a directory that can't be listed to the request", async () => {
    const { files } = await tsmWith();
    const unlisted = { ...files, list: () => fail("EACCES") };
    const attester = new Attester(unlisted, owner);
    expect(await attester.sweep()).toEqual([]);
    expect((await attester.request({ nonce })).attempts).toBe(1);
  });

  test("tells of a host that breaks", async () => {
    const { files } = await tsmWith(entryOf(await killed()));
    const list = () => {
      throw new TypeError("a mistake in a host");
    };
    await expect(new Attester({ ...files, list }, owner).sweep()).rejects.toThrow(TypeError);
    const broken = traced(files, (verb) => {
      if (verb === "remove") throw new TypeError("a mistake in a host");
    });
    await expect(new Attester(broken, owner).sweep()).rejects.toThrow(TypeError);
  });
});
