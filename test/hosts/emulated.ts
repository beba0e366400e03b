/**
 * An ordinary directory that behaves like configfs-tsm to those who make requests over a host's files: whatever a verb
 * would make the kernel do is done right after it. Nothing here is of one runtime.
 */
import assert from "node:assert/strict";
import { readdir, readFile, rm, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { type Attester, encodeHex, inspect, type TsmError } from "../../dist/index.js";
import { sevGuest } from "../../dist/software-tsm/index.js";
import type { ReportFiles } from "../../hosts/files.ts";
import type { Owner } from "../../hosts/owner.ts";

/** A class of report files over a directory. */
interface Host {
  prototype: ReportFiles & { readonly root: string };
}

/** What a host's entry gives for the kernel's directory, or another. */
export interface Configfs {
  host: Host;
  configfsAttester(root: string): Attester;
  processOwner(): Owner;
}

const guest = sevGuest();

/** A new entry's attributes. */
async function born(entry: string): Promise<void> {
  const attributes = { provider: "sev_guest\n", privlevel_floor: "0\n", privlevel: "", inblob: "", generation: "0\n" };
  for (const [name, content] of Object.entries(attributes)) await writeFile(join(entry, name), content);
}

/** Counts a write; one of inblob makes a report. */
async function written(entry: string, attribute: string): Promise<void> {
  const generation = 1 + Number(await readFile(join(entry, "generation"), "utf8"));
  await writeFile(join(entry, "generation"), `${generation}\n`);
  if (attribute !== "inblob") return;
  const inblob = new Uint8Array(await readFile(join(entry, "inblob")));
  const privlevel = Number(await readFile(join(entry, "privlevel"), "utf8"));
  const none = { serviceProvider: undefined, serviceGuid: undefined, serviceManifestVersion: undefined };
  const { outblob } = await guest.makeReport({ inblob, privlevel, ...none });
  await writeFile(join(entry, "outblob"), outblob);
}

/** A directory can only be removed without its files; on configfs they are no hindrance. */
async function emptied(entry: string): Promise<void> {
  for (const name of await readdir(entry)) await rm(join(entry, name));
}

/**
 * Puts the kernel's part behind the verbs of a class, until the function it returns is called. Entries that are not
 * `removable` keep their files.
 */
function emulate({ prototype }: Host, removable: boolean): () => void {
  const { create, read, write } = prototype;
  const verbs: Pick<ReportFiles, "create" | "read" | "write"> & ThisType<Host["prototype"]> = {
    async create(entry) {
      await create.call(this, entry);
      await born(join(this.root, entry));
    },
    async write(entry, attribute, bytes) {
      await write.call(this, entry, attribute, bytes);
      await written(join(this.root, entry), attribute);
    },
    async read(entry, attribute) {
      const bytes = await read.call(this, entry, attribute);
      // The last one of a request.
      if (removable && attribute === "generation") await emptied(join(this.root, entry));
      return bytes;
    },
  };
  Object.assign(prototype, verbs);
  return () => Object.assign(prototype, { create, read, write });
}

function reportDataOf(outblob: Uint8Array): string {
  const [report] = inspect(outblob).sections;
  return report?.layout === "snpReport" ? report.fields.reportData : "";
}

/** A check of a whole request over a directory. */
type Check = [name: string, run: (configfs: Configfs, root: string) => Promise<void>];

const nonce = Uint8Array.from({ length: 64 }, (_, i) => 64 - i);

export const requestChecks: Check[] = [
  [
    "a request makes an entry with a name of its own, and removes it",
    async ({ host, configfsAttester, processOwner }, root) => {
      const restore = emulate(host, true);
      const names: string[] = [];
      const { remove } = host.prototype;
      host.prototype.remove = function (entry) {
        names.push(entry);
        return remove.call(this, entry);
      };
      try {
        const attester = configfsAttester(root);
        for (let i = 0; i < 2; i++) {
          const evidence = await attester.request({ nonce });
          assert.equal(reportDataOf(evidence.outblob), encodeHex(nonce));
          const { provider, privlevel, generation, attempts, interfered, leftBehind } = evidence;
          assert.deepEqual(
            { provider, privlevel, generation, attempts, interfered, leftBehind },
            {
              provider: "sev_guest",
              privlevel: 0,
              generation: 2n,
              attempts: 1,
              interfered: false,
              leftBehind: undefined,
            },
          );
        }
      } finally {
        host.prototype.remove = remove;
        restore();
      }
      assert.deepEqual(await readdir(root), []);
      assert.equal(new Set(names).size, 2);
      for (const name of names) {
        const [prefix, id, random] = name.split("-");
        assert.deepEqual([prefix, id], ["tsmkit", processOwner().id]);
        assert.match(random ?? "", /^[0-9a-f]{16}$/);
      }
    },
  ],
  [
    "an entry that can't be removed is named",
    async ({ host, configfsAttester }, root) => {
      const restore = emulate(host, false);
      try {
        const { outblob, leftBehind } = await configfsAttester(root).request({ nonce });
        assert.equal(reportDataOf(outblob), encodeHex(nonce));
        assert.deepEqual(await readdir(root), [leftBehind]);
      } finally {
        restore();
      }
    },
  ],
  [
    "a directory whose entries have no attributes, or that isn't there, is no TSM",
    async ({ configfsAttester }, root) => {
      for (const at of [root, join(root, "missing")]) {
        const error = await configfsAttester(at)
          .request({ nonce })
          .then(
            () => assert.fail("it went through"),
            (reason: TsmError) => reason,
          );
        const { code, group, errno } = error;
        assert.deepEqual({ code, group, errno }, { code: "no-configfs", group: "stop", errno: 2 });
      }
      assert.deepEqual(await readdir(root), []);
    },
  ],
];
