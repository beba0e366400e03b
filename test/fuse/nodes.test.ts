/** The nodes that the kernel remembers: the same number for as long as it does, and never one for two things. */
import { describe, expect, it } from "vitest";
import { Nodes } from "../../hosts/fuse/nodes.ts";
import { ROOT } from "../../hosts/fuse/protocol.ts";

describe("nodes", () => {
  it("are numbers for paths", () => {
    const nodes = new Nodes();
    expect(nodes.path(ROOT)).toBe("");
    const directory = nodes.remember(nodes.below(ROOT, "a"));
    const file = nodes.remember(nodes.below(directory, "b"));
    expect(nodes.path(file)).toBe("a/b");
    expect(nodes.remember("a/b")).toBe(file);
  });

  it("are forgotten when the kernel has forgotten each look-up", () => {
    const nodes = new Nodes();
    const first = nodes.remember("a");
    nodes.remember("a");
    nodes.forget(first, 1n);
    expect(nodes.remember("a")).toBe(first);
    nodes.forget(first, 2n);
    expect(nodes.isThere(first)).toBe(false);
    expect(() => nodes.path(first)).toThrow("ENOENT");
    expect(nodes.remember("a")).not.toBe(first);
  });

  it("stand for nothing once what they stood for is removed, with all below it", () => {
    const nodes = new Nodes();
    const [old, below, other] = ["a", "a/b", "ab"].map((path) => nodes.remember(path)) as [bigint, bigint, bigint];
    nodes.remove("a");
    expect([old, below, other].map((id) => nodes.isThere(id))).toEqual([false, false, true]);
    const next = nodes.remember("a");
    expect(next).not.toBe(old);
    nodes.forget(old, 1n);
    expect(nodes.path(next)).toBe("a");
  });

  it("keep the root, and mind nothing that is not there", () => {
    const nodes = new Nodes();
    nodes.forget(ROOT, 100n);
    nodes.forget(77n, 1n);
    expect(nodes.path(ROOT)).toBe("");
  });
});
