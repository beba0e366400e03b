import { OpenFlag } from "../../../../hosts/software-tsm/index.ts";
import { outcome, textOf } from "../../bench.ts";
import type { Recorder } from "../recorder.ts";
import { listing } from "../rows.ts";

async function list(bench: Recorder, section: string, names: string[], directory: string): Promise<void> {
  for (const name of names) {
    const { mode, size, links } = await bench.tree.stat(`${directory}/${name}`);
    bench.row(name, `mode ${mode.toString(8)} size ${size} nlink ${links}`, listing(section));
  }
}

export async function noProvider(bench: Recorder): Promise<void> {
  const { tree } = bench;
  const { mode, size, links } = await tree.stat("");
  bench.row("report", `mode ${mode.toString(8)} size ${size} nlink ${links}`, listing("no provider"));
  await bench.try("no provider: mkdir r0", () => tree.mkdir("r0"));
  await bench.try("no provider: rmdir absent", () => tree.rmdir("r0"));
  await bench.try("no provider: open(report/f, O_CREAT)", () => bench.openWrite("f", OpenFlag.CREAT));
  await bench.try("no provider: rmdir report (default group)", () => tree.rmdir(""));
}

export async function directories(bench: Recorder): Promise<void> {
  const { tree } = bench;
  bench.section("directories");
  await bench.try("mkdir r0", () => tree.mkdir("r0"));
  await bench.try("mkdir r0 again", () => tree.mkdir("r0"));
  bench.row("mode of r0", `${(await tree.stat("r0")).mode.toString(8)} (asked 0700)`);
  const long = "n".repeat(255);
  await bench.try("mkdir name of 255 chars", () => tree.mkdir(long));
  await tree.rmdir(long);
  const cases: [name: string, work: () => unknown][] = [
    ["mkdir name of 256 chars", () => tree.mkdir(`${long}n`)],
    ["mkdir r0/sub", () => tree.mkdir("r0/sub")],
    ["creat r0/newfile", () => bench.openWrite("r0/newfile", OpenFlag.CREAT)],
    ["unlink r0/inblob", () => tree.unlink("r0/inblob")],
    ["rename r0 r9", () => tree.rename("r0", "r9")],
    ["rename r0/inblob r0/x", () => tree.rename("r0/inblob", "r0/x")],
    ["symlink r0/l", () => tree.symlink("/tmp", "r0/l")],
    ["chmod r0/outblob 0444", () => tree.chmod("r0/outblob", 0o444)],
    ["truncate(r0/inblob, 0) by path", () => tree.truncate("r0/inblob", 0)],
    ["truncate(r0/inblob, 10) by path", () => tree.truncate("r0/inblob", 10)],
  ];
  for (const [name, work] of cases) await bench.try(name, work);
  await list(bench, "directories", await tree.readdir("r0"), "r0");
}

export async function freshEntry(bench: Recorder): Promise<void> {
  bench.section("fresh entry");
  await bench.rowGeneration("fresh generation");
  for (const [name, attribute] of [
    ["provider text (with newline)", "provider"],
    ["privlevel_floor text", "privlevel_floor"],
  ]) {
    const text = await bench.read(`r0/${attribute}`);
    bench.row(String(name), `${text.length} '${textOf(text).replace("\n", "\\n")}'`);
  }
  for (const blob of ["outblob", "auxblob", "manifestblob"]) {
    await bench.try(`read ${blob} before any inblob`, () => bench.read(`r0/${blob}`));
  }
}

const ATTRIBUTES = [
  "inblob",
  "outblob",
  "auxblob",
  "manifestblob",
  "generation",
  "provider",
  "privlevel",
  "privlevel_floor",
  "service_provider",
  "service_guid",
  "service_manifest_version",
];

const FLAGS: [name: string, flags: number][] = [
  ["O_TRUNC", OpenFlag.TRUNC],
  ["O_CREAT", OpenFlag.CREAT],
  ["O_CREAT|O_TRUNC", OpenFlag.CREAT | OpenFlag.TRUNC],
  ["O_CREAT|O_EXCL", OpenFlag.CREAT | OpenFlag.EXCL],
  ["O_APPEND", 0o2000],
  ["O_NONBLOCK", 0o4000],
  ["O_SYNC", 0o4010000],
  ["O_DIRECT", OpenFlag.DIRECT],
  ["O_NOFOLLOW", 0o400000],
  ["O_DIRECTORY", OpenFlag.DIRECTORY],
];

export async function openModes(bench: Recorder): Promise<void> {
  bench.section("open modes");
  const opened = (attribute: string, flags: number) =>
    outcome(async () => {
      await (await bench.tree.open(`r0/${attribute}`, flags)).close();
      return "ok";
    });
  for (const attribute of ATTRIBUTES) {
    const results: string[] = [];
    for (const direction of [OpenFlag.RDONLY, OpenFlag.WRONLY, OpenFlag.RDWR]) {
      results.push(await opened(attribute, direction));
    }
    bench.row(`open ${attribute} RDONLY/WRONLY/RDWR`, results.join(" / "));
  }
  for (const [name, flags] of FLAGS) {
    bench.row(`open inblob O_WRONLY|${name}`, await opened("inblob", OpenFlag.WRONLY | flags));
  }
  bench.row("open outblob O_RDONLY|O_TRUNC", await opened("outblob", OpenFlag.TRUNC));
  bench.row("open outblob O_RDONLY|O_NONBLOCK", await opened("outblob", 0o4000));
  await bench.rowGeneration("generation after opening/closing inblob with no write");
}
