/** docs/errors.md has every code where it belongs, and its table of error numbers is what a request does. */
import { describe, expect, test } from "vitest";
import { Attester } from "../../hosts/attester.ts";
import { FileError, type ReportFiles } from "../../hosts/files.ts";
import { list } from "../../hosts/rows.ts";
import { type Provider, softwareTsm } from "../../hosts/software-tsm/index.ts";
import { code, tableOf } from "./documents.ts";

const PATH = "docs/errors.md";
const GROUPS = {
  fix: "Group fix: change the call or the input",
  again: "Group again: the same call may succeed later",
  stop: "Group stop: the evidence or the platform is at fault",
};

test.each(Object.entries(GROUPS))("the codes of group %s are all there, and no others", (group, heading) => {
  const number = Object.keys(GROUPS).indexOf(group) + 1;
  const wanted = list("fault")
    .filter(({ extra }) => extra >> 8 === number)
    .map(({ name, value, extra }) => [String(value), name, String(extra & 255)]);
  const told = tableOf(PATH, heading).map((row) => [row["No."], code(row.Code), row.Exit]);
  expect(told).toEqual(wanted);
});

test("every code has its words", () => {
  for (const heading of Object.values(GROUPS)) {
    for (const row of tableOf(PATH, heading)) {
      expect(row["What it means"], row.Code).toMatch(/^[A-Z].*\.$/);
      expect(row["What to do"], row.Code).toMatch(/\.$/);
    }
  }
});

/** A provider with every file, so that every operation is met. Its format is unknown: the generation is read twice. */
const provider: Provider = {
  name: "other_guest",
  privlevelFloor: 0,
  shows: () => true,
  makeReport: async ({ inblob }) => ({ outblob: inblob, auxblob: inblob, manifestblob: inblob }),
};
const service = { provider: "svsm", guid: "c476f1eb-0123-45a5-9641-b4e7dde5bfe3", manifestVersion: 1 };

/** Files whose one operation fails. */
function broken(operation: string, errno: number): ReportFiles {
  const { files } = softwareTsm({ provider });
  const run = <T>(name: string, work: () => T): T => {
    if (name === operation) throw new FileError(errno);
    return work();
  };
  return {
    ...files,
    create: (entry) => run("mkdir", () => files.create(entry)),
    read: (entry, attribute) => run(`read ${attribute}`, () => files.read(entry, attribute)),
    write: (entry, attribute, bytes) => run(`write ${attribute}`, () => files.write(entry, attribute, bytes)),
  };
}

const cases = tableOf(PATH, "Which error number becomes which code").flatMap((row) => {
  const [verb, ...rest] = (row.Operation ?? "").split(" ");
  const operations = rest.length ? rest.map((file) => `${verb} ${file.replace(",", "")}`) : [verb as string];
  const errors = (row.Errors ?? "").split(", ");
  return operations.flatMap((o) => errors.map((e): [string, string, string] => [o, e, code(row.Code)]));
});

describe("an error number", () => {
  test.each(cases)("%s: %s is %s", async (operation, name, wanted) => {
    const errno = list("errno").find((entry) => entry.name === name)?.value ?? 0;
    const attester = new Attester(broken(operation, errno));
    const request = attester.request({ nonce: Uint8Array.of(1), aux: true, service, attempts: 1 });
    await expect(request).rejects.toMatchObject({ code: wanted, errno });
  });

  test("and file are all told of", () => {
    const operations = new Set(cases.map(([operation]) => operation));
    const files = list("configfsAttribute").map(({ name, extra }) => `${extra & 0o200 ? "write" : "read"} ${name}`);
    expect([...operations].sort()).toEqual(["mkdir", ...files].sort());
  });
});
