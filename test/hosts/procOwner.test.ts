/** What /proc tells of owners, and when it can't be believed. */
import { describe, expect, test } from "vitest";
import { nobody } from "../../hosts/owner.ts";
import { type ProcReader, procOwner } from "../../hosts/procOwner.ts";

const PID = 7;

/** A /proc of these files. What is missing fails with ENOENT, unless the file is the name of another error. */
function proc(files: Record<string, string>): ProcReader {
  const all: Record<string, string> = {
    self: `${PID}`,
    "self/ns/pid": "pid:[4026531836]",
    "1/stat": stat(1, "S", 3),
    [`${PID}/stat`]: stat(PID, "R", 500),
    ...files,
  };
  const read = (path: string) => {
    const content = all[path.replace("/proc/", "")] ?? "ENOENT";
    if (/^E[A-Z]+$/.test(content)) throw Object.assign(new Error(content), { code: content });
    return content;
  };
  return { readText: read, readLink: read };
}

/** A line as the kernel writes it: the start is field 22. */
function stat(pid: number, state: string, start: number, name = "node"): string {
  const others = Array.from({ length: 18 }, (_, i) => i);
  return `${pid} (${name}) ${state} ${others.join(" ")} ${start} 9 9 9\n`;
}

describe("this process", () => {
  test("is its namespace, its pid and its start", () => {
    expect(procOwner(PID, proc({})).id).toBe("4026531836.7.500");
  });

  test.each(["a) b", "(", ") Z 1 2 (", "x y\nz"])("may be called %j", (name) => {
    expect(procOwner(PID, proc({ "7/stat": stat(PID, "R", 500, name) })).id).toBe("4026531836.7.500");
  });

  test.each([
    ["can't be read", { self: "EACCES" }],
    ["is not there", { self: "ENOENT" }],
    ["hides the namespace", { "self/ns/pid": "EACCES" }],
    ["hides the process", { "7/stat": "EACCES" }],
    ["is of another pid namespace", { self: "4711" }],
  ])("is nobody where /proc %s", (_, files) => {
    expect(procOwner(PID, proc(files))).toBe(nobody);
  });
});

describe("an owner", () => {
  const isGone = (id: string, files: Record<string, string> = {}) => procOwner(PID, proc(files)).isGone(id);

  test.each([
    ["that isn't there", {}],
    ["that ended while it was looked at", { "8/stat": "ESRCH" }],
    ["that is a zombie", { "8/stat": stat(8, "Z", 600) }],
    ["that is dead", { "8/stat": stat(8, "X", 600) }],
    ["whose pid has come again", { "8/stat": stat(8, "S", 601) }],
  ])("%s is gone", (_, files) => {
    expect(isGone("4026531836.8.600", files)).toBe(true);
  });

  test.each(["R", "S", "D", "T", "t", "I"])("in state %s lives", (state) => {
    expect(isGone("4026531836.8.600", { "8/stat": stat(8, state, 600) })).toBe(false);
  });

  test.each([
    ["/proc refuses to tell", { "8/stat": "EACCES" }],
    ["/proc shows no process of others", { "1/stat": "ENOENT" }],
  ])("is not known to be gone where %s", (_, files) => {
    expect(isGone("4026531836.8.600", files)).toBe(false);
  });

  test.each(["", "4026531836", "4026531836..", "4026531836.8", "4026531836.self.1", "4026531836.8.600.1", "1.8.600"])(
    "called %j is not known to be gone",
    (id) => {
      expect(isGone(id, { "/stat": stat(0, "R", 1), "self/stat": stat(PID, "R", 500) })).toBe(false);
    },
  );
});
